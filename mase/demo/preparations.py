"""What is done around the invented meetings and cases: information sent, forms kept up to date, returns issued."""

from datetime import date, datetime, time, timedelta
from typing import Any

from mase import timescales
from mase.cases import emergency
from mase.cases.models import Case, Emergency
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import quarters
from meetings.models import TOPICS, Panel
from meetings.operations import consultation, information, moving, quarterly, updates

_NOTHING = dict.fromkeys(TOPICS, "") | {"nothing_to_report": True}
_TOLD = {
    "health": {"young_people": "Three young people are seen at the clinic.", "places": "The park behind the clinic."},
    "inspector": {
        "disruption": "One child abduction warning notice served; no breach so far.",
        "investigations": "Two are open; one file is with the prosecutors.",
        "people_of_concern": "The keeper of a dark car seen at two schools.",
        "hot_spots": "The arcade by the station, after school.",
    },
}
_ANSWERING = (("health", "health"), ("police", "inspector"), ("education", "education"))


def inform(cast: Cast, panel: Panel, *, at: datetime, answering: int = len(_ANSWERING)) -> None:
    """The first agencies tell the meeting what they know; education has nothing to report."""
    if information.is_asked_for(cast.authority, at=at):
        for short, part in _ANSWERING[:answering]:
            told = _NOTHING | {"nothing_to_report": part not in _TOLD} | _TOLD.get(part, {})
            information.send(panel, cast.agency(short), told=told, by=cast[part], at=at)


def consult(cast: Cast, case: Case, *, at: datetime) -> None:
    """The clinical service offers a consultation and the social worker accepts it."""
    if consultation.CODE in case.profile_at(at).timescales:
        today = timescales.london_day(at)
        made = consultation.offer(case.cohort_entries.get(), offered_on=today, by=cast["health"], at=at)
        consultation.answer(made, accepted=True, by=cast["worker"], at=at + timedelta(hours=3))


def keep_up(cast: Cast, case: Case, *, at: datetime) -> None:
    """The social worker brings the form up to date before pre-MASE."""
    texts = {name: stories.FORM[name] for name in updates.TEXTS}
    texts["investigations"] = "The registered keeper has been identified and was spoken to."
    updates.update(case.mase_forms.latest("pk"), texts=texts, by=cast["worker"], at=at)


def open_in_emergency(cast: Cast, case: Case, *, at: datetime) -> Emergency:
    """A social worker who covers at night opens a colleague's record, and gives it back before the hour is over."""
    person = cast["second.worker"]
    reason = "The police have found her at the station and ask whom to ring; the worker does not answer."
    opened = emergency.open_record(case.ref, need=Emergency.Need.OUT_OF_HOURS, reason=reason, by=person, at=at)
    emergency.end(case.ref, by=person, at=at + timedelta(minutes=25))
    return opened


def look_into(cast: Cast, opened: Emergency, *, at: datetime) -> None:
    """The privacy officer finds that it was right."""
    note = "The duty telephone shows the call of the police. The worker’s manager was told that night."
    emergency.review(opened, finding=Emergency.Finding.JUSTIFIED, note=note, by=cast["privacy"], at=at)


def postpone(cast: Cast, *, on: date, at: datetime) -> None:
    """A meeting is scheduled, and moved by a week the day after."""
    panel, later = stories.schedule(cast, on=on, at=at), on + timedelta(days=7)
    moving.move(
        panel,
        scheduled_for=datetime.combine(later, time(10), LONDON),
        pre_mase_at=datetime.combine(later - timedelta(days=6), time(10), LONDON),
        place="By video",
        reason="Both chairs are at a national conference that week.",
        by=cast["coordinator"],
        at=at + timedelta(days=1),
    )


def look_ahead(cast: Cast, *, at: datetime) -> None:
    """What the minute tick would have asked for by now."""
    updates.ask(cast.authority, by=None, at=at)
    _report(cast, at=at)


def _report(cast: Cast, *, at: datetime) -> None:
    last = quarters.last_ended(at)
    for quarter in (last.before, last):
        quarterly.ask(cast.authority, at=min(quarter.ends_at + timedelta(minutes=1), at))
        issued_at = quarter.ends_at + timedelta(days=15)
        if issued_at < at and quarterly.CODE in cast.authority.profile_at(issued_at).timescales:
            facts: dict[str, Any] = {
                "issued_on": timescales.london_day(issued_at),
                "issued_to": "Subgroup of the partnership",
                "note": "In the partnership’s folder. Ethnicity of perpetrators is incomplete.",
            }
            quarterly.issue(cast.authority, quarter, by=cast["coordinator"], at=issued_at, **facts)
