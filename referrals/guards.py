"""Finds what belongs to the person who asks."""

from datetime import datetime

from django.shortcuts import get_object_or_404

from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn
from mase.agencies.roles import Permission
from referrals.models import Draft


def own_draft(request: SignedIn, ref: str, *, at: datetime) -> Draft:
    """Return the person's own draft for an agency that they still refer for; any other is not there."""
    held = agency_access.holding(request.user, Permission.DESK_REFER, at=at)
    own = Draft.objects.filter(started_by=request.user, agency__in={m.agency for m in held})
    return get_object_or_404(own.select_related("agency__authority", "authority"), ref=ref)
