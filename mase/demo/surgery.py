"""An invented surgery, where a borough holds one: sessions held and ahead, advice given and still missing (BA-3)."""

from datetime import datetime, time, timedelta
from typing import Any

from mase import timescales
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from mase.timescales.calendars import instant
from meetings.models import Recommended, SurgerySession, Why
from meetings.operations import surgery

_DAY = timedelta(days=1)
_ROOM: dict[str, Any] = {"minutes_each": 30, "slots": 4, "place": "Civic offices, room 1.12, or by telephone"}
_WORRY = (
    "Two girls share a telephone that neither of them bought. They laugh it off. "
    "What would you ask them, and when should we come back to you?"
)
_QUESTION = "The single assessment ends next week. Is it time for MASE, or first a planning meeting?"
_ADVICE = (
    "Ask each of them alone who pays for it, and write their words down. "
    "Come again if it is more than one adult, or if either is missing from school."
)


def settle(cast: Cast, *, at: datetime) -> None:
    """Fill the surgery as it stands at that moment."""
    case = stories.tell(cast, 74, begins_at=at - 20 * _DAY, until="inform")
    held = _open(cast, around=at - 8 * _DAY, times=1, at=at - 20 * _DAY)
    _book(cast, held, 0, "school", Why.BELOW_THRESHOLD, _WORRY, at=held.begins_at - 3 * _DAY)
    _book(cast, held, 1, "worker", Why.BEFORE_MASE, _QUESTION, case=case, at=held.begins_at - 2 * _DAY)
    first = held.slots.earliest("begins_at").bookings.get()
    how: dict[str, Any] = {"by": cast["police.mash"], "at": held.begins_at + timedelta(minutes=40)}
    surgery.advise(first, recommends=Recommended.WATCH, advice=_ADVICE, **how)
    ahead = _open(cast, around=at + 5 * _DAY, times=4, at=at - _DAY)
    _book(cast, ahead, 0, "health", Why.BELOW_THRESHOLD, _WORRY, at=at - _DAY / 2)


def _open(cast: Cast, *, around: datetime, times: int, at: datetime) -> SurgerySession:
    """Open sessions from the first working day after that moment on, at two in the afternoon."""
    day = next(cast.authority.profile_at(at).calendar.working_days_after(timescales.london_day(around)))
    begins_at = instant(day, time(14))
    said: dict[str, Any] = {"begins_at": begins_at, "times": times, "by": cast["coordinator"], "at": at}
    return surgery.open_sessions(cast.authority, **_ROOM, **said).opened[0]


def _book(
    cast: Cast,
    session: SurgerySession,
    place: int,
    part: str,
    why: Why,
    question: str,
    *,
    case: Case | None = None,
    at: datetime,
) -> None:
    slot = session.slots.order_by("begins_at")[place]
    reference = case.ref if case else ""
    surgery.book(slot, why=why, question=question, reference=reference, by=cast[part], at=at)
