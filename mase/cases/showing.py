"""Deadlines and lists as pages show them: in words, with a tone. Pure but for what it is handed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from mase import timescales
from mase.agencies.roles import ROLES
from mase.cases.models import Case, Deadline, Ending
from mase.clock import LONDON

# The page of the case on which the work of a deadline is done; whoever owes it may open the page.
_PLACES = {
    "mash_check": "referrals",
    "rag_outcome": "referrals",
    "amber_resolution": "referrals",
    "referrer_notice": "referrals",
    "allocation": "allocate",
    "screening": "screenings",
    "screening_sign_off": "screenings",
    "strategy_meeting": "strategies",
    "strategy_meeting_urgent": "strategies",
    "mase_submission": "mase",
    "cin_review": "screenings",
    "action": "mase",
}


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One deadline as a page shows it."""

    deadline: Deadline
    left: str
    tone: str
    who: str

    @property
    def rule(self) -> str:
        """Return the rule in words with its source: "24 hours from referral received (SO-11)"."""
        source = "set locally" if self.deadline.source == "ours" else self.deadline.source
        return f"{self.deadline.rule} ({source})"

    @property
    def place(self) -> str:
        """Return the address at which the work is done; needs the deadline's case in hand."""
        return reverse(_PLACES.get(self.deadline.code, "case"), args=[self.deadline.case.ref])


def deadlines(found: Iterable[Deadline], *, at: datetime) -> list[Owed]:
    """Return the deadlines with what is left of them in words."""
    return [
        Owed(deadline=deadline, left=_left(deadline, at=at), tone=_tone(deadline, at=at), who=_who(deadline))
        for deadline in found
    ]


def work(found: Iterable[Deadline], *, at: datetime) -> dict[str, list[Owed]]:
    """Return the open deadlines under three headings: overdue, due today, to come."""
    groups: dict[str, list[Owed]] = {"Overdue": [], "Due today": [], "To come": []}
    for owed in deadlines(found, at=at):
        groups[_group(owed.deadline, at=at)].append(owed)
    return groups


def key(case: Case) -> str:
    """Return where the list goes on after this case."""
    return f"{case.opened_at.isoformat()}_{case.pk}"


def _group(deadline: Deadline, *, at: datetime) -> str:
    if deadline.due_at < at:
        return "Overdue"
    return "Due today" if _day(deadline.due_at) == _day(at) else "To come"


def _left(deadline: Deadline, *, at: datetime) -> str:
    if deadline.closed_as == Ending.WITHDRAWN:
        return "No longer needed"
    if deadline.closed_as == Ending.MET:
        return "Met late" if deadline.breached_at else "Met"
    return timescales.left_in_words(deadline.due_at, at=at)


def _tone(deadline: Deadline, *, at: datetime) -> str:
    if deadline.closed_as == Ending.WITHDRAWN:
        return "quiet"
    if deadline.closed_as == Ending.MET:
        return "warn" if deadline.breached_at else "good"
    return {"Overdue": "bad", "Due today": "warn", "To come": "info"}[_group(deadline, at=at)]


def _who(deadline: Deadline) -> str:
    if deadline.owner:
        return deadline.owner.name
    return ROLES[deadline.owner_role].label


def _day(moment: datetime):
    return moment.astimezone(LONDON).date()
