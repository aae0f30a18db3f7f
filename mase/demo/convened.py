"""An invented strategy meeting of today about a looked-after child: half written down, somebody not invited yet."""

from datetime import datetime, timedelta
from typing import Any

from mase import timescales
from mase.cases.models import Case
from mase.demo import stories, strategies
from mase.demo.cast import Cast
from meetings import convening
from meetings.agenda import Asked
from meetings.models import StrategyMeeting
from meetings.operations import actions, preparing, strategy
from referrals.models import RouteCode
from referrals.operations import routes

_HOUR = timedelta(hours=1)
_HOLDERS = {"reviewing": ("Ms Quill", "Reviewing service"), "host_police": ("DC Larch", "Police in Thurrock")}


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell of a child in foster care elsewhere whose strategy meeting is going on now."""
    going_on(cast, 52, at=at)


def going_on(cast: Cast, number: int, *, at: datetime) -> Case:
    """The worker has written down half of what was said; the chair has decided nothing yet."""
    case = stories.tell(cast, number, begins_at=at - timedelta(days=6), until="sign")
    how: dict[str, Any] = {"by": cast["worker"], "at": at - 3 * _HOUR}
    routes.begin(
        case,
        RouteCode.PLACED_ELSEWHERE,
        reason="She is in foster care in Thurrock. Her carers saw the car again.",
        authority_named="Thurrock",
        **how,
    )
    meeting = strategy.convene(
        case,
        reason="Her carers saw the car again last night, and she came home with another telephone.",
        urgent=True,
        scheduled_for=at - _HOUR,
        place="Room 2.04, or by video",
        chair=cast["atm"],
        agencies=[cast.agency("police"), cast.agency("health")],
        asked=_posts(case, at=at),
        **how,
    )
    _write(cast, meeting, at=at - _HOUR / 2)
    return case


def _posts(case: Case, *, at: datetime) -> list[Asked]:
    titles = {post.code: post.title for post in convening.posts(case, at=at)}
    return [Asked(post=titles[code], name=name, organisation=where) for code, (name, where) in _HOLDERS.items()]


def _write(cast: Cast, meeting: StrategyMeeting, *, at: datetime) -> None:
    how: dict[str, Any] = {"by": cast["worker"], "at": at}
    police = meeting.contributions.get(agency__kind="police")
    came = {"present": True, "decides": True, "attended_by": "A detective sergeant of the exploitation team"}
    said = {"information": "The car was stopped at two this morning. One man, known.", "source": "Log of last night"}
    answers = {code: {"answer": answer, "words": words} for code, (answer, words) in strategies.PLACEMENT.items()}
    half = dict(list(answers.items())[:6])
    notes = {code: strategies.NOTES[code] for code in ("identity", "reason", "risk")}
    preparing.write(meeting, preparing.Said(notes=notes, contributions={police.pk: came | said}, weighed=half), **how)
    due_on = timescales.london_day(at) + timedelta(days=2)
    text = "Ask for an abduction warning notice for the keeper of the car."
    actions.agree(meeting.case, of=meeting, text=text, owner=cast["police.member"], due_on=due_on, **how)
