"""My work: what a person answers for, under the headings of when it presses, and there case by case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from mase import timescales
from mase.agencies.models import Agency
from mase.cases import showing
from mase.cases.models import Case, Deadline
from mase.clock import LONDON

AT_MOST = 100


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """What is owed on one case or, without one, by one agency to the meetings of its authority; the nearest first."""

    case: Case | None
    agency: Agency
    owed: list[showing.Owed]


@dataclass(frozen=True, kw_only=True)
class Pile:
    """What is owed under one heading: at most a hundred, in bundles, the one with the nearest first."""

    heading: str
    bundles: list[Bundle]
    is_cut_off: bool

    @property
    def number(self) -> int:
        """Return how many deadlines are shown."""
        return sum(len(bundle.owed) for bundle in self.bundles)

    @property
    def count(self) -> str:
        """Return how many there are, in figures: "7", or "100+" where more are owed than are shown."""
        return f"{self.number}+" if self.is_cut_off else str(self.number)


def piles(found: QuerySet[Deadline], *, at: datetime) -> list[Pile]:
    """Return what was found under its five headings, the empty ones too (one query each)."""
    return [_pile(heading, found.filter(span), at=at) for heading, span in _spans(at).items()]


def cases(shown: Iterable[Pile]) -> set[Case]:
    """Return the cases of which something is shown."""
    return {bundle.case for pile in shown for bundle in pile.bundles if bundle.case}


def _spans(at: datetime) -> dict[str, Q]:
    """Return what belongs under each heading. Days and weeks are London's; a week ends with its Sunday."""
    today, running = timescales.london_day(at), Q(paused_at=None)
    tomorrow, monday = _begins(today + timedelta(days=1)), _begins(today + timedelta(days=7 - today.weekday()))
    return {
        "Overdue": running & Q(due_at__lt=at),
        "Due today": running & Q(due_at__gte=at, due_at__lt=tomorrow),
        "This week": running & Q(due_at__gte=tomorrow, due_at__lt=monday),
        "Later": running & Q(due_at__gte=monday),
        "Paused": ~running,
    }


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _pile(heading: str, found: QuerySet[Deadline], *, at: datetime) -> Pile:
    rows = list(found[: AT_MOST + 1])
    bundles: dict[tuple[int | None, int], list[Deadline]] = {}
    for deadline in rows[:AT_MOST]:
        whose = (deadline.case_id, 0) if deadline.case_id else (None, deadline.agency_id)
        bundles.setdefault(whose, []).append(deadline)
    return Pile(
        heading=heading,
        bundles=[
            Bundle(case=own[0].case, agency=own[0].agency, owed=showing.deadlines(own, at=at))
            for own in bundles.values()
        ],
        is_cut_off=len(rows) > AT_MOST,
    )
