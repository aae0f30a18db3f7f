"""Invented children whom MASE keeps oversight of: one stepped up, one of whom little is known, two on the way off."""

from datetime import datetime, timedelta
from typing import Any

from mase.cases.models import Case
from mase.demo import judged, stories
from mase.demo.cast import Cast
from meetings.operations import removal, submission
from referrals.models import RouteCode
from referrals.operations import routes
from riskscreening.models import Band, Capacity
from riskscreening.operations import screening

_DAY = timedelta(days=1)
_ACCEPTED = "Meets the threshold; the same car and the same telephone shop as two others."
_GRAVER = dict.fromkeys(["C1", "C4", "C5", "C8"], "current")
_UP: dict[str, Any] = {
    "judgement": Band.RED,
    "level": 3,
    "judgement_reason": "She was driven to another town twice this month and came back hurt.",
}
_UNKNOWN = dict.fromkeys(["A1", "A2", "A3", "A10", "B2", "B4", "B8", "B9", "B10", "B14", "C2", "C8"], "not_known")
_DOWN: dict[str, Any] = {
    "judgement": Band.AMBER,
    "level": 1,
    "judgement_reason": "Nothing new was seen, but his carers have known him for three weeks only.",
}
_LITTLE = "His file is with the borough that placed him, and nobody here has talked with him alone yet."


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell of four children on the list since last month."""
    _stepped_up(cast, 64, at=at)
    _little_known(cast, 65, at=at)
    _leave(cast, _accepted(cast, 66, at=at), at=at - 3 * _DAY)
    _propose(cast, _accepted(cast, 67, at=at), at=at - 2 * _DAY)


def _accepted(cast: Cast, number: int, *, at: datetime) -> Case:
    """Pre-MASE accepted the child four weeks ago, without a discussion at the meeting."""
    case = stories.tell(cast, number, begins_at=at - 38 * _DAY, until="conclude")
    decided: dict[str, Any] = {"accepted": True, "to_discuss": False, "reason": _ACCEPTED}
    submission.decide(case.mase_forms.latest("pk"), **decided, by=cast["coordinator"], at=at - 27 * _DAY)
    case.refresh_from_db()
    return case


def _stepped_up(cast: Cast, number: int, *, at: datetime) -> None:
    case = _accepted(cast, number, at=at)
    again = judged.screen_again(cast, case, _GRAVER, _UP, at=at - 2 * _DAY)
    _sign(cast, again, at=at - _DAY)


def _little_known(cast: Cast, number: int, *, at: datetime) -> None:
    """Another borough's child; both who sign list him although the risk seems lower than before."""
    case = _accepted(cast, number, at=at)
    said = "Camden’s social worker rang when he moved to foster carers here."
    begun: dict[str, Any] = {"authority_named": "Camden", "by": cast["worker"], "at": at - 26 * _DAY}
    routes.begin(case, RouteCode.PLACED_HERE, reason=said, **begun)
    again = judged.screen_again(cast, case, _UNKNOWN, _DOWN, at=at - 2 * _DAY)
    _sign(cast, again, at=at - _DAY, list_because=_LITTLE)


def _sign(cast: Cast, assessment: Any, *, at: datetime, **more: str) -> None:
    for part, capacity in (("team", Capacity.LINE_MANAGER), ("coordinator", Capacity.CO_ORDINATOR)):
        screening.sign(assessment, capacity=capacity, note="Read with the file.", by=cast[part], at=at, **more)


def _propose(cast: Cast, case: Case, *, at: datetime) -> Any:
    entry = case.cohort_entries.select_related("case__authority").get(removed_at=None)
    reason = "School sees her every day, the keeper of the car is on remand, and she says that nobody writes any more."
    return removal.propose(entry, reason=reason, by=cast["coordinator"], at=at)


def _leave(cast: Cast, case: Case, *, at: datetime) -> None:
    words = "The plan goes on without the meeting; school rings the same day if she is not there."
    removal.answer(_propose(cast, case, at=at - _DAY), agreed=True, words=words, by=cast["service"], at=at)
