"""My work: what a person answers for, under the headings of when it presses, and there case by case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mase.agencies.models import Agency
from mase.cases import queries, showing
from mase.cases.models import Case, Deadline

AT_MOST = 100
HEADINGS = {
    "overdue": "Overdue",
    "today": "Due today",
    "week": "This week",
    "later": "Later",
    "paused": "Paused",
}


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
    return [_pile(HEADINGS[state], found.filter(span), at=at) for state, span in queries.states(at).items()]


def cases(shown: Iterable[Pile]) -> set[Case]:
    """Return the cases of which something is shown."""
    return {bundle.case for pile in shown for bundle in pile.bundles if bundle.case}


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
