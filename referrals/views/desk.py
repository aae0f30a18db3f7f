"""The desk of MASH."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mase import clock
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.roles import Permission
from mase.audit import recording
from referrals import queue

_LAST_PAGE = queue.COUNTED // queue.A_PAGE


@require_safe
@agency_view(Permission.DESK_MASH)
def mash_desk(request: SignedIn) -> HttpResponse:
    """List what is in the hands of MASH: who is in danger, then by the time that is left (HO-1, SO-11)."""
    at = clock.now()
    asked, number = request.GET.get("group", ""), request.GET.get("page", "")
    only = queue.Group(asked) if asked in queue.Group.values else None
    page = min(max(int(number), 1), _LAST_PAGE) if number.isdecimal() and len(number) < 4 else 1
    desk = queue.desk(request.user, at=at, only=only, page=page)
    recording.record_list((row.referral.case for row in desk.rows), by=request.user, at=at, page="MASH desk")
    return render(request, "referrals/mash_desk.html", {"queue": desk, "only": only})
