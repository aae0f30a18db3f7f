"""A meeting that is arranged for a moment moves, or is cancelled: what every kind of them refuses and keeps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, Refused
from meetings.models import Arranged


def refuse_cancelled(meeting: Arranged) -> None:
    """Raise AlreadyDone where the meeting was cancelled: nothing is prepared for it or recorded of it any more."""
    if meeting.cancelled_at:
        raise AlreadyDone("This meeting is cancelled.")


def move(meeting: Arranged, verb: Verb, to: Mapping[str, Any], *, reason: str, by: User, at: datetime) -> None:
    """Write down ``to`` when and where it is now, and from when it was moved; the caller holds its row.

    Raises AlreadyDone where nothing would change, Refused for a moment that has passed.
    """
    before = meeting.scheduled_for
    if to["scheduled_for"] == before.replace(second=0, microsecond=0):
        to = {**to, "scheduled_for": before}  # people type minutes
    if all(getattr(meeting, name) == value for name, value in to.items()):
        raise AlreadyDone("This is when and where the meeting is arranged already.")
    if to["scheduled_for"] <= at:
        raise Refused("A meeting is moved to a moment that is still to come.")
    detail = write_move(meeting, to, reason=reason, by=by, at=at)
    recording.record(verb, meeting, by=by, at=at, reason=reason, detail=detail)


def write_move(meeting: Arranged, to: Mapping[str, Any], *, reason: str, by: User, at: datetime) -> dict[str, str]:
    """Write down when and where the meeting is now, and from when; return what the trail says of it."""
    before = meeting.scheduled_for
    for name, value in to.items():
        setattr(meeting, name, value)
    meeting.moved_at, meeting.moved_by, meeting.moved_from, meeting.moved_because = at, by, before, reason
    meeting.save()
    return {"from": before.isoformat(), "to": meeting.scheduled_for.isoformat()}


def cancel(meeting: Arranged, verb: Verb, *, reason: str, by: User, at: datetime) -> None:
    """Write down who cancelled it, when and why; the caller holds its row."""
    write_cancellation(meeting, reason=reason, by=by, at=at)
    recording.record(verb, meeting, by=by, at=at, reason=reason)


def write_cancellation(meeting: Arranged, *, reason: str, by: User, at: datetime) -> None:
    """Write down on its row who cancelled the meeting, when and why."""
    meeting.cancelled_at, meeting.cancelled_by, meeting.cancelled_because = at, by, reason
    meeting.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_because"])
