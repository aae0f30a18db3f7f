"""Who belongs where, for the administrator's pages."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from mase.agencies.models import Agency, Authority, Membership


def agencies_of(authorities: Iterable[Authority]) -> QuerySet[Agency]:
    """Return the agencies of these authorities, by name."""
    return Agency.objects.filter(authority__in=list(authorities)).select_related("authority").order_by("name", "pk")


def members_of(authorities: Iterable[Authority], *, at: datetime) -> QuerySet[Membership]:
    """Return the memberships in force in these authorities, by agency and name."""
    held = Membership.objects.at(at).filter(agency__authority__in=list(authorities))
    return held.select_related("user", "agency").order_by("agency__name", "user__name", "pk")
