"""Who stands in for somebody away: they see what that person works on while it lasts, and no longer.

A grant has an end and no beginning: it is given on the first day away, by the minute tick or with the act itself, and
lapses by itself after the last. Records that are restricted are opened by name only, so not to whoever covers.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.urls import reverse

from mase import timescales
from mase.agencies import leave as days_away
from mase.agencies.models import Leave, User
from mase.agencies.roles import Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, joined
from mase.cases.models import Case, PersonGrant
from mase.notifications import operations as notices
from mase.timescales.calendars import instant
from mase.web import reader

ALLOCATED = "Allocated social worker"
_WORKED_ON = (ALLOCATED, joined.SAME_CHILD)


def because(person: User) -> str:
    """Return the words by which a grant says that it stands for this person's days away."""
    return f"Covers {person.name}’s days away"


@transaction.atomic
def note_leave(
    person: User, *, begins_on: date, ends_on: date, covered_by: User | None, by: User, at: datetime
) -> Leave:
    """Note that the person is away on these days, and who covers; raises leave.DaysRefused.

    Whoever covers is told, and sees the cases from the first day on.
    """
    noted = days_away.note_leave(person, begins_on=begins_on, ends_on=ends_on, covered_by=covered_by, by=by, at=at)
    if covered_by:
        notices.tell([covered_by], "You cover for a colleague", url=reverse("leave"), at=at, key=f"covers-{noted.pk}")
        keep_up(at=at, leaves=[noted])
    return noted


@transaction.atomic
def end_leave(leave: Leave, *, by: User, at: datetime) -> None:
    """Let the person be back from today on; what was opened to whoever covered is closed to them again."""
    days_away.end_leave(leave, by=by, at=at)
    if leave.covered_by:
        with reader.lifted():
            _take_back(leave, by=by, at=at)


@transaction.atomic
def keep_up(*, at: datetime, leaves: Iterable[Leave] | None = None) -> int:
    """Open to whoever covers today what the absent person works on; return how many cases were opened.

    Repeated, it changes nothing: the tick calls it every minute, for whatever has been allocated since.
    """
    today = timescales.london_day(at)
    covered = Leave.objects.on(today).exclude(covered_by=None).select_related("user", "covered_by", "noted_by")
    if leaves is not None:
        covered = covered.filter(pk__in=[leave.pk for leave in leaves])
    with reader.lifted():
        return sum(_open(leave, leave.covered_by, at=at) for leave in covered.order_by("pk") if leave.covered_by)


def open_for(worker: User, *, at: datetime) -> None:
    """Let whoever covers for this worker today see what has just been given to the worker."""
    keep_up(at=at, leaves=Leave.objects.filter(user=worker))


def close(case: Case, worker: User) -> None:
    """Close the case to whoever covered for a worker who no longer has it."""
    case.person_grants.filter(reason=because(worker)).delete()


def _open(leave: Leave, cover: User, *, at: datetime) -> int:
    opened = 0
    held = PersonGrant.objects.in_force(at).filter(user=leave.user, reason__in=_WORKED_ON)
    cases = Case.objects.filter(pk__in=held.values("content_object"), restricted_at=None, closed_at=None)
    seen = _sections_seen(cover, at=at)
    for case in cases.order_by("pk"):
        missing = [section for section in Section if (case.pk, f"see_{section}") not in seen]
        if missing and cover.pk not in access.kept_out(case):
            _give(case, cover, missing, leave, at=at)
            opened += 1
    return opened


def _sections_seen(person: User, *, at: datetime) -> set[tuple[int, str]]:
    """Return which sections of which cases are open to the person by name: asked once, for the tick comes by often."""
    own = PersonGrant.objects.in_force(at).filter(user=person)
    return set(own.values_list("content_object", "permission__codename"))


def _give(case: Case, cover: User, sections: list[Section], leave: Leave, *, at: datetime) -> None:
    reason = because(leave.user)
    access.open_to_person(case, cover, sections, by=leave.noted_by, at=at, reason=reason, ends_at=_end_of(leave))
    detail = {"person": cover.pk, "sections": sections}
    recording.record(Verb.COVER_ARRANGED, case, by=leave.noted_by, at=at, reason=reason, detail=detail)


def _take_back(leave: Leave, *, by: User, at: datetime) -> None:
    given = PersonGrant.objects.filter(user=leave.covered_by, reason=because(leave.user), ends_at=_end_of(leave))
    for case in Case.objects.filter(pk__in=given.values("content_object")).order_by("pk"):
        detail = {"person": leave.covered_by_id}
        recording.record(Verb.ACCESS_WITHDRAWN, case, by=by, at=at, reason=because(leave.user), detail=detail)
    given.delete()


def _end_of(leave: Leave) -> datetime:
    return instant(leave.ends_on + timedelta(days=1), time.min)
