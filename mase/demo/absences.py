"""Invented times children were missing: one is missing now, one often on Fridays; another told of an offence."""

from datetime import datetime, time, timedelta
from typing import Any

from mase import timescales
from mase.cases.models import Case
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import operations as referrals
from riskscreening.models import Interview, MissingEpisode
from riskscreening.operations import missing

_HOUR, _WEEK = timedelta(hours=1), timedelta(days=7)
_NO_FORM = {"form_needed": False, "form_reason": "The plan of the agencies around her is enough for now."}
# For each Friday: how many hours it lasted, where she was found, and after how many hours what became of the interview.
_FRIDAYS = (
    (7, "Central bus station", 26, Interview.HELD),
    (9, "Central bus station", 80, Interview.HELD),
    (30, "A flat in another borough", 50, Interview.DECLINED),
    (6, "Central bus station", 30, Interview.HELD),
    (8, "Shopping centre", 20, Interview.HELD),
)


def settle(cast: Cast, *, at: datetime) -> None:
    """Fill a borough with a child who is missing now, one who often was, and one who told of an offence."""
    missing_now(cast, stories.tell(cast, 20, begins_at=at - timedelta(days=4), until="inform"), at=at)
    go_missing_on_fridays(cast, _without_form(cast, 21, begins_at=at - timedelta(days=50)), at=at)
    tell_of_an_offence(cast, stories.tell(cast, 22, begins_at=at - timedelta(days=2), until="answer"), at=at)


def missing_now(cast: Cast, case: Case, *, at: datetime) -> MissingEpisode:
    """The social worker records that the young person has been missing since last evening."""
    facts: dict[str, Any] = stories.MISSING | {"missing_since": at - 14 * _HOUR, "police_reference": "4417/26"}
    return missing.record(case, **facts, by=cast["worker"], at=at - 12 * _HOUR)


def go_missing_on_fridays(cast: Cast, case: Case, *, at: datetime) -> None:
    """The young person is missing on five Fridays; each return has an interview, in time, late or declined."""
    last = _friday_before(at - timedelta(days=4))
    for number, (hours, found_where, after, interview) in enumerate(_FRIDAYS):
        since = last - (len(_FRIDAYS) - 1 - number) * _WEEK
        episode = missing.record(case, **stories.MISSING, missing_since=since, by=cast["worker"], at=since + _HOUR)
        back = since + hours * _HOUR
        facts = {"found_where": found_where, "with_whom": "An adult with a dark car", "return_note": "Tired, not hurt."}
        missing.record_return(episode, returned_at=back, **facts, by=cast["worker"], at=back + _HOUR)
        _interview(cast, episode, interview, at=back + after * _HOUR)


def tell_of_an_offence(cast: Cast, case: Case, *, at: datetime) -> None:
    """The young person told a teacher; the police have not given a crime reference yet. Other systems know her too."""
    told_at = at - 20 * _HOUR
    how: dict[str, Any] = {"by": cast["mash"], "at": told_at + _HOUR}
    told_to = "Ms Adeyemi, form tutor"
    referrals.record_disclosure(case, told_at=told_at, told_to=told_to, form_87a="87A/26/0417", **how)
    for kind, number, note in (("merlin", "26PAC104417", "Missing overnight"), ("cad", "4417/2", "Call from the park")):
        referrals.add_reference(case, kind=kind, number=number, note=note, **how)


def _without_form(cast: Cast, number: int, *, begins_at: datetime) -> Case:
    case = stories.tell(cast, number, begins_at=begins_at, until="convene")
    stories.hold(cast, case, case.strategy_meetings.get().scheduled_for, **_NO_FORM)
    return case


def _interview(cast: Cast, episode: MissingEpisode, interview: Interview, *, at: datetime) -> None:
    """Somebody independent offers the interview some hours before it is held, or declined."""
    worker, project = cast["worker"], "A worker of the missing children’s project"
    missing.offer_interview(episode, offered_at=at - 6 * _HOUR, offered_by=project, by=worker, at=at)
    facts: dict[str, Any] = {"interview": interview, "interview_at": at, "passed_to_police": None}
    if interview is Interview.HELD:
        learned = "He fetches her after school on Fridays and she is afraid to say no. She wants her aunt to be rung."
        facts |= {"interview_by": project, "interview_note": learned}
        facts |= {"passed_to_police": True, "passed_on": "The car and the flat, 4619283/26"}
    else:
        because = "Not with somebody she does not know; her youth worker will ask again."
        facts |= {"interview_by": "The young person", "interview_note": because}
    missing.record_interview(episode, **facts, by=worker, at=at + _HOUR)


def _friday_before(moment: datetime) -> datetime:
    """Return half past seven in the evening of the last Friday before that moment, in London."""
    day = timescales.london_day(moment)
    friday = day - timedelta(days=(day.weekday() - 4) % 7 or 7)
    return datetime.combine(friday, time(19, 30), tzinfo=LONDON)
