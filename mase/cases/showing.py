"""Deadlines and lists as pages show them: in words, with a tone. Pure but for what it is handed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from mase import timescales
from mase.agencies.roles import ROLES, Permission
from mase.cases import parts
from mase.cases.covers import THE_REFERRER
from mase.cases.models import Case, Deadline, Ending, Transition
from mase.cases.stages import Step
from mase.web import places


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
    def is_provisional(self) -> bool:
        """Say whether a bank holiday that nobody has announced yet could still move the moment."""
        return timescales.is_provisional(self.deadline.due_at, calendar=self.deadline.authority.profile.calendar)

    @property
    def next(self) -> "Rung | None":
        """Return the rung that comes next, by name or role; none while it is stopped and after the last."""
        if self.deadline.next_at is None:
            return None
        return _rung(self.deadline, self.deadline.rung, called=lambda role: ROLES[role].label)

    @property
    def place(self) -> str:
        """Return the address at which the work is done."""
        return self.deadline.path


_RUNGS = ("The owner is reminded", "It is due", "Still not done", "Still not done: the last rung")


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One rung of a deadline's ladder: when it is told, who stands there, and whether that has happened."""

    at: datetime
    what: str
    who: list[str]
    state: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One step of the pathway as a timeline shows it."""

    verb: str
    by: str
    at: datetime
    detail: str


def steps(found: Iterable[Transition], *, may: Callable[[Permission], bool]) -> list[Taken]:
    """Return the steps that the reader may know of, each with its reason where that is for the reader too.

    Who referred is covered until somebody asks for it.
    """
    return [
        Taken(
            verb=row.get_step_display(),
            by=THE_REFERRER if row.step == Step.REFERRED else row.by.name,
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


def ladder(deadline: Deadline, *, holders: dict[str, list[str]]) -> list[Rung]:
    """Return the rungs from the reminder to the last, each with the people who are there at present."""
    named = partial(_in_role, holders=holders)
    return [_rung(deadline, number, called=named) for number in range(len(deadline.moments))]


def key(case: Case) -> str:
    """Return where the list goes on after this case."""
    return places.written(case.opened_at, case.pk)


def capped(number: int, most: int) -> str:
    """Return a number that was counted no further than one more than the most: "12", "1,000+"."""
    return f"{most:,}+" if number > most else f"{number:,}"


def _rung(deadline: Deadline, number: int, *, called: Callable[[str], str]) -> Rung:
    return Rung(
        at=deadline.moments[number],
        what=_RUNGS[number],
        who=_at_rung(deadline, number, called),
        state=_state(deadline, number),
        tone="info" if number == deadline.rung and deadline.next_at else "quiet",
    )


def _at_rung(deadline: Deadline, number: int, called: Callable[[str], str]) -> list[str]:
    owner = deadline.owner.name if deadline.owner else called(deadline.owner_role)
    if number == 0:
        return [owner]
    if number == 1:
        manager = [deadline.manager.name] if deadline.manager else []
        return [owner, *(manager or [called(role) for role in deadline.ladder[:1]])]
    is_last = number == len(deadline.moments) - 1
    return [called(deadline.ladder[-1 if is_last else number - 1])]


def _in_role(role: str, *, holders: dict[str, list[str]]) -> str:
    return f"{ROLES[role].label}: {', '.join(holders[role]) or 'nobody there at present'}"


def _state(deadline: Deadline, number: int) -> str:
    if number < deadline.rung:
        return "Passed" if number == 1 else "Done"
    if deadline.closed_at:
        return "Not needed"
    if deadline.paused_at:
        return "Paused"
    return "Next" if number == deadline.rung else "To come"


def _group(deadline: Deadline, *, at: datetime) -> str:
    if deadline.due_at < at:
        return "Overdue"
    return "Due today" if timescales.london_day(deadline.due_at) == timescales.london_day(at) else "To come"


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
