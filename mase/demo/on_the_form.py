"""Invented children on their way to MASE: agencies asked and answering, a form kept up to date, a planning meeting."""

from datetime import datetime, timedelta
from typing import Any

from mase import timescales
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.involved import involved
from meetings.models import Ending
from meetings.operations import actions, agency_updates, planning, submission, updates

_DAY = timedelta(days=1)
_SAYS = {
    "police": ("police.mash", "The keeper of the car has been visited. He is known in another borough; enquiries run."),
    "school": ("school", ""),
}
_NEW = {
    "concerns": stories.CONCERN
    + "\n\nOn Tuesday she told her social worker that he waits at another bus stop now. She wants it to stop.",
    "asked_of_panel": "A child abduction warning notice for the adult with the car; who meets her after school.",
}


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell of one child whose agencies are asked, one with a planning meeting, one on whom pre-MASE has decided."""
    kept_up_to_date(cast, 50, at=at)
    planned_first(cast, 51, at=at)
    decided(cast, 52, at=at)


def kept_up_to_date(cast: Cast, number: int, *, at: datetime) -> Case:
    """Every agency was asked: the police say something, the school nothing new, the others have not answered."""
    case = stories.tell(cast, number, begins_at=at - 14 * _DAY, until="submit")
    asked_at = at - 3 * _DAY
    agency_updates.ask(case, agencies=involved(case, at=asked_at), by=cast["worker"], at=asked_at)
    for kind, (part, words) in _SAYS.items():
        update = case.agency_updates.select_related("case__authority").get(agency__kind=kind)
        agency_updates.give(update, words=words, by=cast[part], at=asked_at + _DAY)
    form = case.mase_forms.select_related("case__authority").get()
    texts = {name: getattr(form, name) for name in updates.TEXTS} | _NEW
    updates.update(form, texts=texts, by=cast["worker"], at=at - _DAY)
    return case


def planned_first(cast: Cast, number: int, *, at: datetime) -> Case:
    """A planning meeting with her mother, moved for her: one thing is an action and done, her aunt does another."""
    case = stories.tell(cast, number, begins_at=at - 12 * _DAY, until="interview")
    waiting = case.mase_forms.get()
    reason = "The planning meeting comes first."
    submission.withdraw(waiting, reason=reason, by=cast["worker"], at=at - 5 * _DAY)
    how: dict[str, Any] = {"by": cast["worker"], "at": at - 4 * _DAY}
    meeting = planning.refer(
        case,
        reason="How she comes home from school, and who is there on Thursdays.",
        carers_invited=True,
        carers_reason="",
        scheduled_for=at - 3.5 * _DAY,
        **how,
    )
    planning.move(meeting, scheduled_for=at - 3 * _DAY, reason="Her mother works until the evening.", **how)
    planning.add_professional(meeting, name="Ms Adeyemi", role="Form tutor", agency="Harbour Lane School", **how)
    planning.add_professional(meeting, name="Her mother", role="Mother", agency="Family", **how)
    soon = timescales.london_day(at) + 9 * _DAY
    planning.add_strategy(meeting, text="Is at home on Thursdays from four.", who="Her aunt", due_on=soon, **how)
    given: dict[str, Any] = {"owner": cast["school"], "due_on": soon, "by": cast["worker"], "at": at - 2 * _DAY}
    action = actions.agree(case, of=meeting, text="Walk with her to the bus every day.", **given)
    held_on = timescales.london_day(at - 3 * _DAY)
    summary = "She, her mother and school agree on the way home; everybody knows whom she rings."
    planning.record(meeting, held_on=held_on, summary=summary, by=cast["worker"], at=at - 2 * _DAY)
    actions.report(action, ending=Ending.DONE, evidence="Since Monday, every day.", by=cast["school"], at=at - _DAY)
    return case


def decided(cast: Cast, number: int, *, at: datetime) -> Case:
    """Pre-MASE has taken her onto the cohort; her case is not discussed at the next meeting."""
    case = stories.tell(cast, number, begins_at=at - 13 * _DAY, until="submit")
    form = case.mase_forms.get()
    reason = "The plan holds, and the agencies work together; the next update is looked at again."
    submission.decide(form, accepted=True, to_discuss=False, reason=reason, by=cast["coordinator"], at=at - _DAY)
    return case
