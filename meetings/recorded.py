"""The record of a strategy meeting in words, by the points of its agenda, as its document prints it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mase.profiles.words import day
from meetings import agenda
from meetings.convening import State
from meetings.models import Action, StrategyMeeting

_YES_NO = {True: "Yes", False: "No"}
_NOTHING = "Not recorded"
Line = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One point of the agenda, numbered, with its lines: what is asked, and what was said."""

    title: str
    lines: tuple[Line, ...]


def parts(meeting: StrategyMeeting, now: State, actions: Iterable[Action]) -> list[Part]:
    """Return the twelve points with what was said and decided; a point under which nothing was said has no line."""
    lines = {
        agenda.PEOPLE: [*_agencies(now), *_posts(now)],
        agenda.REASON: [("The concern", meeting.reason)],
        agenda.SAID: [*_said(now)],
        agenda.VIEWS: [*_parents(meeting)],
        agenda.PLACEMENT: [*_weighed(now)],
        agenda.DECISION: [*_decided(meeting), *_dissent(now)],
        agenda.SAFETY: [("Safety plan", meeting.safety_plan or _NOTHING)],
        agenda.ACTIONS: [*_actions(actions), *_next(meeting)],
    }
    found = []
    for number, point in enumerate(agenda.POINTS, 1):
        noted = [("Notes", now.notes[point.code])] if now.notes.get(point.code) else []
        found.append(Part(title=f"{number}. {point.title}", lines=(*lines.get(point.code, ()), *noted)))
    return found


def _agencies(now: State) -> Iterator[Line]:
    for row in now.contributions:
        if row.present:
            decides = "could decide for the agency" if row.decides else "could not decide for the agency"
            yield row.agency.name, f"{row.attended_by}; {decides}"
        else:
            yield row.agency.name, _begun(_otherwise(row))


def _posts(now: State) -> Iterator[Line]:
    for row in now.attendees:
        who = ", ".join(filter(None, (row.name, row.organisation)))
        yield row.post, _begun("; ".join(filter(None, (who, "was there" if row.present else _otherwise(row)))))


def _begun(words: str) -> str:
    """Return the words as a line begins."""
    return words[:1].upper() + words[1:]


def _otherwise(row: Any) -> str:
    return f"did not come; took part otherwise: {row.contributed_how}" if row.contributed_how else "did not come"


def _said(now: State) -> Iterator[Line]:
    for row in now.contributions:
        yield row.agency.name, row.information or _NOTHING
        if row.source:
            yield f"{row.agency.name}: where it comes from", row.source


def _parents(meeting: StrategyMeeting) -> Iterator[Line]:
    if meeting.parents_told is not None:
        yield "Are the parents or carers told?", _YES_NO[meeting.parents_told]
    if meeting.parents_reason:
        yield "Why not", meeting.parents_reason


def _weighed(now: State) -> Sequence[Line]:
    answered = {code: row for code, row in now.weighed.items() if row.answer}  # an answer can be taken back
    asked = [(point.title, answered[point.code]) for point in agenda.LOOKED_AFTER if point.code in answered]
    return [(title, f"{row.get_answer_display()}. {row.words}".strip()) for title, row in asked]


def _decided(meeting: StrategyMeeting) -> Iterator[Line]:
    yield "Decision", str(meeting.get_decision_display())
    yield "Reasons", meeting.decision_reason or _NOTHING
    if meeting.complex_abuse is not None:
        yield "Is there more than one victim or abuser?", f"{_YES_NO[meeting.complex_abuse]}. {meeting.complex_reason}"
    yield "Is a MASE form needed?", f"{_YES_NO[bool(meeting.form_needed)]}. {meeting.form_reason}"
    if meeting.placed_elsewhere is not None:
        where = f"Yes: {meeting.host_authority}" if meeting.placed_elsewhere else "No"
        yield "Is the child placed in another authority’s area?", where


def _dissent(now: State) -> Sequence[Line]:
    return [(f"{row.agency.name} sees it differently", row.dissent) for row in now.contributions if row.dissent]


def _actions(actions: Iterable[Action]) -> Sequence[Line]:
    return [(f"{one.owner.name}, {one.agency.name}", f"{one.text} By {day(one.due_on)}.") for one in actions]


def _next(meeting: StrategyMeeting) -> Iterator[Line]:
    yield "Next meeting", day(meeting.next_on) if meeting.next_on else _NOTHING
    yield "Who gets the minutes", meeting.minutes_go_to or _NOTHING
