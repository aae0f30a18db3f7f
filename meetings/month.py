"""The co-ordinator's month with one meeting, step by step: what is done, what is next, what cannot start yet. Pure."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["completed", "in_progress", "not_started", "cannot_start", "optional"]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How far each thing is, in numbers; ``asked`` is 0 where agencies are not asked for anything.

    ``before_pre_mase`` counts the children about whom pre-MASE decides, new ones and those of the cohort.
    """

    asked: int
    sent: int
    before_pre_mase: int
    decided: int
    listed: int
    themes: int
    unexplained: int
    discussed: int
    not_held: int
    present: int
    is_circulated: bool
    has_begun: bool
    is_approved: bool


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step; ``page`` is the name of the page on which it is done."""

    text: str
    page: str
    hint: str
    status: Status


def steps(counted: Counted) -> list[Step]:
    """Return the steps in the order of the month."""
    asked = [_agencies(counted)] if counted.asked else []
    return [
        *asked,
        _pre_mase(counted),
        _list(counted),
        _agenda(counted),
        _there(counted),
        _discussed(counted),
        _minutes(counted),
    ]


def _agencies(counted: Counted) -> Step:
    hint = f"{counted.sent} of {counted.asked} have sent it"
    return Step(
        text="Information from the agencies",
        page="agency_information",
        hint=hint,
        status=_of(counted.sent, counted.asked),
    )


def _pre_mase(counted: Counted) -> Step:
    whole = counted.before_pre_mase
    hint = f"{counted.decided} of {whole} decided" if whole else "No form has come in"
    status = _of(counted.decided, whole) if whole else "optional"
    return Step(text="Pre-MASE", page="pre_mase", hint=hint, status=status)


def _list(counted: Counted) -> Step:
    hint = f"{counted.listed} {'case' if counted.listed == 1 else 'cases'}"
    if counted.themes:
        hint += f", {counted.themes} {'theme' if counted.themes == 1 else 'themes'}"
    if counted.unexplained:
        hint += f". {counted.unexplained} without saying for which exception"
    on_it = counted.listed + counted.themes
    status: Status = "completed" if counted.is_circulated else "in_progress" if on_it else "not_started"
    return Step(text="List and themes", page="list_case", hint=hint, status=status)


def _agenda(counted: Counted) -> Step:
    if counted.is_circulated:
        return Step(text="Agenda", page="packs", hint="Circulated", status="completed")
    ready = counted.listed + counted.themes
    hint = "Ready to circulate" if ready else "It needs a case or a theme first"
    return Step(text="Agenda", page="packs", hint=hint, status="not_started" if ready else "cannot_start")


def _there(counted: Counted) -> Step:
    hint = f"{counted.present} noted as present" if counted.present else "Nobody noted yet"
    status: Status = "completed" if counted.present else "not_started" if counted.has_begun else "cannot_start"
    return Step(text="Attendance", page="note_attendance", hint=hint, status=status)


def _discussed(counted: Counted) -> Step:
    whole = counted.listed - counted.not_held
    hint = f"{counted.discussed} of {whole} discussed" if whole else "No case to discuss"
    if counted.not_held:
        hint += f". {counted.not_held} not held, without the social worker"
    if not whole:
        return Step(text="Cases one by one", page="", hint=hint, status="optional")
    status = _of(counted.discussed, whole) if counted.has_begun or counted.discussed else "cannot_start"
    return Step(text="Cases one by one", page="", hint=hint, status=status)


def _minutes(counted: Counted) -> Step:
    if counted.is_approved:
        return Step(text="Minutes", page="minutes", hint="Approved", status="completed")
    to_say = counted.listed - counted.not_held - counted.discussed
    can = counted.has_begun and counted.present and to_say <= 0
    hint = "The chairs can approve them" if can else "After the meeting, when every case has its answers"
    return Step(text="Minutes", page="draft_minutes", hint=hint, status="not_started" if can else "cannot_start")


def _of(done: int, whole: int) -> Status:
    return "completed" if done >= whole else "in_progress" if done else "not_started"
