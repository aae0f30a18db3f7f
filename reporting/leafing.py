"""Leafing through a list of deadlines: where a page goes on, as an address holds it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404

from mase.cases.models import Deadline
from mase.web import places
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
    return f"{places.written(deadline.due_at, deadline.pk)}_{deadline.said}"  # type: ignore[attr-defined]


def read(text: str) -> Place | None:
    """Return the place that was written, or none for the beginning; what nobody wrote is not found."""
    if not text:
        return None
    moment, _, rest = text.partition("_")
    number, _, said = rest.partition("_")
    if not said.isprintable():
        raise Http404
    return Place(said=said, due_at=places.moment(moment), pk=places.number(number))
