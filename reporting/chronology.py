"""The chronology of a case: everything on the file that the reader may see, in one order of time (HO-12, ALL-5).

Each table of the file is one source; the database lays them together and hands out a page at a time, so that a long
file costs what a short one does. A fact of which only the day is known carries no time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import CharField, DateTimeField, F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Left
from django.urls import reverse

from mase.cases import parts
from mase.cases.access import Standing
from mase.cases.models import Case
from mase.cases.stages import Step
from mase.timescales.calendars import instant
from reporting.happenings import SOURCES, Source, steps

AT_ONCE = 50
MOST_PRINTED = 5_000
_WORDS = 600  # of each entry, on a page; on paper all of them
_SOURCES_AT_MOST = 64

Key = tuple[datetime, int]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened; ``at`` is a day where no time is known, ``detail`` what was written, cut on a page."""

    kind: str
    verb: str
    by: str
    at: datetime | date
    detail: str
    is_cut: bool
    href: str


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """What of the file is asked for; both days count. ``turning``: only what turned the case."""

    kind: str = ""
    since: date | None = None
    until: date | None = None
    turning: bool = False
    oldest_first: bool = False


def page(
    case: Case, standing: Standing, narrowing: Narrowing, *, after: Key | None = None
) -> tuple[list[Entry], Key | None]:
    """Return a page of the chronology and the key at which the next goes on, or None (one query)."""
    found = _found(case, standing, narrowing, words=_WORDS, after=after, at_most=AT_ONCE + 1)
    shown = found[:AT_ONCE]
    last = shown[-1] if len(found) > AT_ONCE else None
    return _entries(case, standing, shown, words=_WORDS), (last["entry_at"], last["entry_no"]) if last else None


def whole(case: Case, standing: Standing, narrowing: Narrowing) -> list[Entry]:
    """Return everything that is asked for with all its words, for paper (one query)."""
    rows = _found(case, standing, narrowing, words=None, after=None, at_most=MOST_PRINTED)
    return _entries(case, standing, rows, words=None)


def _found(
    case: Case, standing: Standing, narrowing: Narrowing, *, words: int | None, after: Key | None, at_most: int
) -> list[dict[str, Any]]:
    order = ("entry_at", "entry_no") if narrowing.oldest_first else ("-entry_at", "-entry_no")
    asked = [
        _laid(source, index, case, standing, words=words).filter(_within(narrowing), _beyond(after, narrowing))
        for index, source in enumerate(SOURCES)
        if standing.may(source.needs) and _is_asked(source, narrowing)
    ]
    if not asked:
        return []
    cut = [rows.order_by(*order)[:at_most] for rows in asked]
    return list(cut[0].union(*cut[1:], all=True).order_by(*order)[:at_most])


def _laid(source: Source, index: int, case: Case, standing: Standing, *, words: int | None) -> QuerySet:
    """Return the source's rows in the one shape that all have."""
    code = Cast(F(source.code), CharField()) if source.code else Value("", CharField())
    nothing = Value("", TextField())
    written = Coalesce(Cast(F(source.text), TextField()), nothing) if source.text else nothing
    return (
        source.rows(case, standing)
        .annotate(
            entry_at=Cast(F(source.at), DateTimeField()),
            entry_no=F("pk") * _SOURCES_AT_MOST + index,
            entry_of=Value(index, IntegerField()),
            entry_code=code,
            entry_by=F(source.by),
            entry_text=Left(written, words + 1) if words else written,
        )
        .values("entry_at", "entry_no", "entry_of", "entry_code", "entry_by", "entry_text")
    )


def _within(narrowing: Narrowing) -> Q:
    found = Q()
    if narrowing.since:
        found &= Q(entry_at__gte=instant(narrowing.since, time.min))
    if narrowing.until:
        found &= Q(entry_at__lte=instant(narrowing.until, time.max))
    return found


def _beyond(after: Key | None, narrowing: Narrowing) -> Q:
    if after is None:
        return Q()
    moment, number = after
    way = "gt" if narrowing.oldest_first else "lt"
    return Q(**{f"entry_at__{way}": moment}) | Q(entry_at=moment, **{f"entry_no__{way}": number})


def _is_asked(source: Source, narrowing: Narrowing) -> bool:
    return narrowing.kind in ("", source.kind) and (source.weighs or not narrowing.turning)


def _entries(case: Case, standing: Standing, rows: Iterable[Mapping[str, Any]], *, words: int | None) -> list[Entry]:
    return [_entry(case, standing, row, words=words) for row in rows]


def _entry(case: Case, standing: Standing, row: Mapping[str, Any], *, words: int | None) -> Entry:
    source, pk = SOURCES[row["entry_of"]], row["entry_no"] // _SOURCES_AT_MOST
    said, who = row["entry_text"], row["entry_by"] or ""
    if source.rows is steps:
        said = said if standing.may(parts.reason_needs(Step(row["entry_code"]))) else ""
    is_cut = bool(words and len(said) > words)
    return Entry(
        kind=source.kind.label,
        verb=source.title(row["entry_code"]),
        by=who,
        at=row["entry_at"].date() if source.is_day else row["entry_at"],
        detail=f"{said[:words]}…" if is_cut else said,
        is_cut=is_cut,
        href=reverse(source.page, args=[case.ref, *([pk] if source.own_page else [])]),
    )
