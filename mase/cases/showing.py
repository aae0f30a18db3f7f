"""Deadlines and lists as pages show them: in words, with a tone. Pure but for what it is handed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from mase import timescales
from mase.agencies.roles import ROLES, Permission
from mase.cases import parts
from mase.cases.models import Case, Deadline, Ending, Transition
from mase.cases.stages import Step
from mase.clock import LONDON


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
        """Return the address at which the work is done."""
        return self.deadline.path


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One step of the pathway as a timeline shows it."""

    verb: str
    by: str
    at: datetime
    detail: str


def steps(found: Iterable[Transition], *, may: Callable[[Permission], bool]) -> list[Taken]:
    """Return the steps that the reader may know of, each with its reason where that is for the reader too."""
    return [
        Taken(
            verb=row.get_step_display(),
            by=row.by.name,
            at=row.at,
            detail=row.reason if may(parts.reason_needs(Step(row.step))) else "",
        )
        for row in found
        if may(parts.step_needs(Step(row.step)))
    ]


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
    if deadline.closed_as in (Ending.WITHDRAWN, Ending.WAIVED):
        return Ending(deadline.closed_as).label
    if deadline.paused_at:
        return "Paused"
    if deadline.closed_as == Ending.MET:
        return "Met late" if deadline.breached_at else "Met"
    left = timescales.left_in_words(deadline.due_at, at=at)
    return left[0].upper() + left[1:]


def _tone(deadline: Deadline, *, at: datetime) -> str:
    if deadline.closed_as in (Ending.WITHDRAWN, Ending.WAIVED) or deadline.paused_at:
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
