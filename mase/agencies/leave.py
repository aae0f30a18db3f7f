"""Days away: noted by the person or by whoever allocates the work of their agency; ended early, or taken back."""

from datetime import date, datetime, timedelta

from django.db import transaction

from mase.agencies import access
from mase.agencies.models import Leave, LeaveQuerySet, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.timescales import london_day


class DaysRefused(Exception):
    """These days cannot be noted, or no longer ended; the text says why in plain words."""


class CoverRefused(DaysRefused):
    """This person cannot cover on these days; the text says why in plain words."""


@transaction.atomic
def note_leave(
    person: User, *, begins_on: date, ends_on: date, covered_by: User | None = None, by: User, at: datetime
) -> Leave:
    """Note that the person is away on these days, the last included, and who covers; raises DaysRefused.

    Both people's rows are locked, so that two who note the same days at once do not note them twice, and nobody covers
    who is away.
    """
    both = [one.pk for one in (person, covered_by) if one]
    list(User.objects.select_for_update(no_key=True).filter(pk__in=both).order_by("pk"))
    if ends_on < begins_on:
        raise DaysRefused("The last day away must be the same as or after the first")
    if ends_on < london_day(at):
        raise DaysRefused("The last day away has passed")
    if person.leave.touching(begins_on, ends_on).exists():
        raise DaysRefused("Some of these days are noted already")
    if covered_by:
        _refuse_cover(person, covered_by, begins_on=begins_on, ends_on=ends_on, at=at)
    leave = Leave.objects.create(
        user=person, begins_on=begins_on, ends_on=ends_on, covered_by=covered_by, noted_at=at, noted_by=by
    )
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


def covering(person: User, *, at: datetime) -> LeaveQuerySet:
    """Return the days away of others for which this person stands in today."""
    return (
        Leave.objects.on(london_day(at)).filter(covered_by=person).select_related("user").order_by("user__name", "pk")
    )


def _refuse_cover(person: User, cover: User, *, begins_on: date, ends_on: date, at: datetime) -> None:
    if not access.colleagues(person, at=at).filter(pk=cover.pk).exists():
        raise CoverRefused("Choose somebody else of the same agency who has the same role")
    if cover.leave.touching(begins_on, ends_on).exists():
        raise CoverRefused("This person is away on some of these days too")


def _days(leave: Leave) -> dict[str, object]:
    """Return whose days they are and which, as they were noted."""
    days = {"from": leave.begins_on.isoformat(), "to": leave.ends_on.isoformat()}
    cover = {"covered_by": leave.covered_by_id} if leave.covered_by_id else {}
    return {"person": leave.user_id, **days, **cover}
