"""Leafing through a list of deadlines, or through the trail: where a page goes on, as an address holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.utils.dateparse import parse_datetime

from mase.cases.models import Deadline
from reporting import obligations
from reporting.addresses import address
from reporting.obligations import Place


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """The rows of one page, and the addresses of the first page and the next; empty where there is none."""

    rows: list[Deadline]
    first: str
    next: str


def leaf(rows: list[Deadline], *, name: str, here: Mapping[str, object], after: Place | None) -> Leaf:
    """Return the page of these rows, of which there is one more than is shown where the list goes on."""
    shown = rows[: obligations.SHOWN_AT_ONCE]
    onward = {**here, "after": written(shown[-1])} if len(rows) > len(shown) else None
    return Leaf(rows=shown, first=address(name, here) if after else "", next=address(name, onward) if onward else "")


def written(deadline: Deadline) -> str:
    """Return the place after this row as text."""
    return f"{deadline.due_at.isoformat()}_{deadline.pk}_{deadline.said}"  # type: ignore[attr-defined]


def read(text: str) -> Place | None:
    """Return the place that was written, or none for the beginning; what nobody wrote is not found."""
    if not text:
        return None
    moment, _, rest = text.partition("_")
    number, _, said = rest.partition("_")
    if not said.isprintable():
        raise Http404
    return Place(said=said, due_at=_moment(moment), pk=_number(number))


def written_key(key: tuple[datetime, int]) -> str:
    """Return the moment and number of a row of the trail as text."""
    return f"{key[0].isoformat()}_{key[1]}"


def read_key(text: str) -> tuple[datetime, int] | None:
    """Return the moment and number that were written, or none for the newest; what nobody wrote is not found."""
    moment, _, number = text.partition("_")
    return (_moment(moment), _number(number)) if text else None


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        raise Http404 from None
    if moment is None or moment.tzinfo is None:
        raise Http404
    return moment


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:  # no number of a row of ours
        raise Http404
    return int(text)
