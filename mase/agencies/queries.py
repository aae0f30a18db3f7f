"""Who belongs where, for the administrator's pages; what a person sees of their own calendar address."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from mase.agencies.models import Agency, Authority, CalendarAddress, Membership, User


def agencies_of(authorities: Iterable[Authority]) -> QuerySet[Agency]:
    """Return the agencies of these authorities, by name."""
    return Agency.objects.filter(authority__in=list(authorities)).select_related("authority").order_by("name", "pk")


def members_of(authorities: Iterable[Authority], *, at: datetime) -> QuerySet[Membership]:
    """Return the memberships in force in these authorities, by agency and name."""
    held = Membership.objects.at(at).filter(agency__authority__in=list(authorities))
    return held.select_related("user", "agency").order_by("agency__name", "user__name", "pk")


def people_with_agency(held: QuerySet[Membership]) -> list[tuple[User, str]]:
    """Return the active people whose memberships these are, by name, once each, with the name of their agency.

    Of several it is the one that they have belonged to longest: for that one they act.
    """
    ordered = held.filter(user__is_active=True).select_related("user", "agency")
    newest_first = ordered.order_by("user__name", "user", "-begins_at", "-pk")
    return list({membership.user: membership.agency.name for membership in newest_first}.items())


def calendar_of(user: User) -> CalendarAddress | None:
    """Return the person's private calendar address that is in force, of which only the hash is known."""
    return user.calendar_addresses.filter(withdrawn_at=None).first()
