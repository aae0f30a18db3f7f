"""Days away: noted by the person or by whoever allocates the work of their agency; ended early, or taken back."""

from datetime import date, datetime, timedelta

from django.db import transaction

from mase.agencies.models import Leave, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.timescales import london_day


class DaysRefused(Exception):
    """These days cannot be noted, or no longer ended; the text says why in plain words."""


@transaction.atomic
def note_leave(person: User, *, begins_on: date, ends_on: date, by: User, at: datetime) -> Leave:
    """Note that the person is away on these days, the last included; raises DaysRefused.

    The person's row is locked, so that two who note the same days at once do not note them twice.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if ends_on < begins_on:
        raise DaysRefused("The last day away must be the same as or after the first")
    if ends_on < london_day(at):
        raise DaysRefused("The last day away has passed")
    if person.leave.filter(begins_on__lte=ends_on, ends_on__gte=begins_on).exists():
        raise DaysRefused("Some of these days are noted already")
    leave = Leave.objects.create(user=person, begins_on=begins_on, ends_on=ends_on, noted_at=at, noted_by=by)
    recording.record(Verb.LEAVE_NOTED, leave, by=by, at=at, detail=_days(leave))
    return leave


@transaction.atomic
def end_leave(leave: Leave, *, by: User, at: datetime) -> None:
    """Let the person be back from today on: yesterday becomes the last day; days that had not begun are taken back."""
    today = london_day(at)
    locked = Leave.objects.select_for_update().filter(pk=leave.pk, ends_on__gte=today).first()
    if locked is None:
        raise DaysRefused("These days are over already.")
    recording.record(Verb.LEAVE_ENDED, locked, by=by, at=at, detail=_days(locked))
    if locked.begins_on >= today:
        locked.delete()
    else:
        locked.ends_on = today - timedelta(days=1)
        locked.save(update_fields=["ends_on"])


def _days(leave: Leave) -> dict[str, object]:
    """Return whose days they are and which, as they were noted."""
    return {"person": leave.user_id, "from": leave.begins_on.isoformat(), "to": leave.ends_on.isoformat()}
