"""Invented places where children are harmed, what is done there for several of them, and the notes of their workers."""

from datetime import date, datetime, timedelta
from typing import Any

from mase import timescales
from mase.cases import notes
from mase.cases.exploitation import ContextKind
from mase.cases.models import Case, NoteKind
from mase.demo import stories
from mase.demo.cast import Cast
from riskscreening.models import Context, Intervention
from riskscreening.operations import contexts

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_day = timescales.london_day
_GATE: dict[str, Any] = {
    "kind": ContextKind.SCHOOL,
    "where": "Harbour Lane School, the gate and the bus stop",
    "concern": "Adults in a dark car wait for pupils after school, and give telephones and lifts.",
    "what": "Two members of staff at the gate until four. The police log the car. The bus company keeps the light on.",
    "lead": "Deputy head",
}
_CHAT: dict[str, Any] = {
    "kind": ContextKind.ONLINE,
    "where": "A group chat of year 10",
    "concern": "Adults whom nobody knows ask pupils for pictures.",
    "what": "The school’s lessons on it, with parents asked in; the platform has closed four accounts.",
    "lead": "Online safety lead",
}
_PARK: dict[str, Any] = {
    "kind": ContextKind.NEIGHBOURHOOD,
    "where": "The shelter in the park",
    "concern": "Young people were given alcohol there in the evening.",
    "what": "Youth workers there three evenings a week; hedges cut; the shop looked at by licensing.",
    "lead": "Detached youth work",
}
_NOTES = (  # days before, kind, hours until it was written, the words
    (
        8,
        NoteKind.CONTACT,
        1,
        "Saw her at school, alone. She said: “He knows where my bus stops.”",
    ),
    (
        6,
        NoteKind.FAMILY,
        2,
        "Her mother rang. She is home by eight now and sleeps badly. Her aunt comes on Fridays.",
    ),
    (5, NoteKind.AGENCY, 74, "School: Ms Adeyemi walks with her to the bus. The car was there on Tuesday, not since."),
    (1, NoteKind.CONCERN, 3, "Her mother found a second telephone. A man rang it twice and asked where she was."),
)
_PUT_RIGHT = "It was Wednesday, not Tuesday: the school looked it up."


def settle(cast: Cast, *, at: datetime) -> None:
    """Fill a borough with two children harmed at one place, a child with notes, and a care leaver’s workspace."""
    gate = _begin(cast, _GATE, "harbour", began_at=at - 20 * _DAY, review_on=_day(at + 9 * _DAY))
    _begin(cast, _CHAT, "education", began_at=at - 40 * _DAY, review_on=_day(at - 2 * _DAY))
    park = _begin(cast, _PARK, "csc", began_at=at - 90 * _DAY, review_on=_day(at + 30 * _DAY))
    outcome = "Nobody is there in the evening any more. Two young people still come to the youth workers."
    contexts.end_intervention(
        park, ended_on=_day(at - 5 * _DAY), outcome=outcome, by=cast["coordinator"], at=at - 5 * _DAY
    )
    for number in (44, 45):
        at_the_gate(cast, stories.tell(cast, number, begins_at=at - 12 * _DAY, until="sign"), gate, at=at)
    write_notes(cast, stories.tell(cast, 48, begins_at=at - 14 * _DAY, until="screen"), at=at)
    grown_up(cast, 47, at=at)


def at_the_gate(cast: Cast, case: Case, gate: Intervention, *, at: datetime) -> Context:
    """The social worker records that the child is harmed at the gate, and that what is done there serves them."""
    how: dict[str, Any] = {"by": cast["worker"], "at": at - 7 * _DAY}
    harm = "The adult with the dark car waits at the bus stop and offers lifts. She is afraid to walk past."
    safety = "Ms Adeyemi walks with her. Two friends wait until the bus comes."
    context = contexts.record(
        case, kind=ContextKind.SCHOOL, where="The bus stop at the gate", harm=harm, safety=safety, **how
    )
    contexts.serve(context, gate, **how)
    return context


def write_notes(cast: Cast, case: Case, *, at: datetime) -> None:
    """The social worker writes at the time, once some days later; one note is put right."""
    by = cast["worker"]
    for days, kind, hours, text in _NOTES:
        about_at = at - days * _DAY
        notes.write(case, kind=kind, about_at=about_at, text=text, by=by, at=about_at + hours * _HOUR)
    wrong = case.notes.select_related("case").get(kind=NoteKind.AGENCY)
    notes.add(wrong, text=_PUT_RIGHT, by=by, at=at - 4 * _HOUR)


def grown_up(cast: Cast, number: int, *, at: datetime) -> Case:
    """A young person has turned 18: the co-ordinator opens the workspace and names the personal adviser."""
    case = stories.tell(cast, number, begins_at=at - 10 * _DAY, until="screen")
    case.child.born_on = date(at.year - 19, 12, 31)
    case.child.save(update_fields=["born_on"])
    opened_at = at - 2 * _DAY
    notes.open_for_adult(case, adviser=cast["adviser"], by=cast["coordinator"], at=opened_at)
    text = "Met at the flat. Wants help with the tenancy first, then college. Knows whom to ring at night."
    about_at = opened_at + 4 * _HOUR
    notes.write(case, kind=NoteKind.CONTACT, about_at=about_at, text=text, by=cast["adviser"], at=about_at + _HOUR)
    return case


def _begin(cast: Cast, facts: dict[str, Any], short: str, *, began_at: datetime, review_on: date) -> Intervention:
    known = facts | {"begun_on": _day(began_at), "review_on": review_on}
    return contexts.begin(cast.authority, agency=cast.agency(short), facts=known, by=cast["worker"], at=began_at)
