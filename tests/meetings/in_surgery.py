"""A surgery in Barnet, as the tests hold it."""

from datetime import UTC, datetime
from typing import Any

from mase.demo.cast import Cast
from meetings.models import SurgeryBooking, SurgerySession, Why
from meetings.operations import surgery

BEGINS = datetime(2026, 3, 11, 14, tzinfo=UTC)  # a Wednesday
WORRY: dict[str, Any] = {"why": Why.BELOW_THRESHOLD, "question": "Two girls share a telephone neither of them bought."}


def session(cast: Cast, *, at: datetime, slots: int = 3, begins_at: datetime = BEGINS) -> SurgerySession:
    """Open one session of half an hour each."""
    said = {"begins_at": begins_at, "minutes_each": 30, "slots": slots, "place": "Room 2", "times": 1}
    return surgery.open_sessions(cast.authority, **said, by=cast["coordinator"], at=at).opened[0]


def booked(
    cast: Cast, open_one: SurgerySession, *, part: str = "school", place: int = 0, **said: Any
) -> SurgeryBooking:
    """Book one of its slots, for a worry unless something else is said."""
    slot = open_one.slots.order_by("begins_at")[place]
    return surgery.book(slot, **(WORRY | said), by=cast[part], at=open_one.opened_at)
