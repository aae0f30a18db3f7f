"""Where the surgery is held, when its sessions are, and who reads what was booked and advised there (BA-3)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Value

from mase.agencies import access as agency_access
from mase.agencies.models import Authority, User
from mase.agencies.roles import Permission
from mase.cases import access
from meetings.models import SurgeryBooking, SurgerySession

EITHER = (Permission.DESK_BOOK, Permission.DESK_SURGERY)
_FORTNIGHT = timedelta(weeks=2)
_LENGTH = ExpressionWrapper(
    F("slot__session__minutes_each") * Value(timedelta(minutes=1), output_field=DurationField()),
    output_field=DurationField(),
)
_RELATED = ("case__child", "slot__session__authority", "booked_by", "agency", "advised_by", "released_by")


def fortnightly(first: date, *, times: int) -> list[date]:
    """Return that day and the ones that follow it two weeks apart."""
    return [first + number * _FORTNIGHT for number in range(times)]


def holding(user: User, *enough: Permission, at: datetime) -> list[Authority]:
    """Return the authorities that hold a surgery and in which the person has one of these rights; without any, all."""
    if not enough:
        return _with_surgery(agency_access.own_authorities(user, at=at), at=at)
    held = (m for m in agency_access.memberships(user, at=at) if m.description.permissions & set(enough))
    return _with_surgery({m.agency.authority for m in held}, at=at)


def advises(user: User, authority: Authority, *, at: datetime) -> bool:
    """Say whether the person gives advice in this authority's surgery."""
    return authority in agency_access.authorities(user, Permission.DESK_SURGERY, at=at)


def ahead(authorities: Iterable[Authority], *, at: datetime) -> QuerySet[SurgerySession]:
    """Return the sessions with a slot that has not begun, the next first, with how many slots are ``free``."""
    free = Q(slots__taken_by=None, slots__begins_at__gt=at)
    found = SurgerySession.objects.filter(authority__in=authorities, cancelled_at=None)
    coming = found.filter(slots__begins_at__gt=at).values("pk")
    counted = SurgerySession.objects.filter(pk__in=coming).select_related("authority")
    return counted.annotate(all=Count("slots"), free=Count("slots", filter=free)).order_by("begins_at", "pk")


def over(authorities: Iterable[Authority], *, at: datetime) -> QuerySet[SurgerySession]:
    """Return the sessions that have begun or were cancelled, the latest first."""
    found = SurgerySession.objects.filter(authority__in=authorities)
    return found.filter(Q(begins_at__lte=at) | ~Q(cancelled_at=None)).order_by("-begins_at", "-pk")


def readable(user: User, *, at: datetime) -> QuerySet[SurgeryBooking]:
    """Return what the person booked and what was booked where they advise; of cases, those that are open to them."""
    advising = agency_access.authorities(user, Permission.DESK_SURGERY, at=at)
    theirs = Q(booked_by=user) | Q(slot__session__authority__in=advising)
    open_to_them = Q(case=None) | access.in_sight(user, at=at)
    return SurgeryBooking.objects.filter(theirs & open_to_them).select_related(*_RELATED)


def booked_by(user: User, *, at: datetime) -> QuerySet[SurgeryBooking]:
    """Return the slots the person has or had, the latest first."""
    found = readable(user, at=at).filter(booked_by=user, released_at=None)
    return found.order_by("-slot__begins_at", "-pk")


def without_advice(user: User, *, at: datetime) -> QuerySet[SurgeryBooking]:
    """Return the slots that are over and that nobody has recorded advice for, where the person advises; oldest first.

    Nobody advises themselves: what they booked is not among them.
    """
    waiting = readable(user, at=at).exclude(booked_by=user).filter(released_at=None, advised_at=None)
    held = waiting.filter(slot__session__cancelled_at=None).annotate(ends_at=F("slot__begins_at") + _LENGTH)
    return held.filter(ends_at__lte=at).order_by("slot__begins_at", "pk")


def _with_surgery(authorities: Iterable[Authority], *, at: datetime) -> list[Authority]:
    found = {authority for authority in authorities if authority.profile_at(at).holds_surgery}
    return sorted(found, key=lambda authority: authority.name)
