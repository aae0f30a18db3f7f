"""The month's analysis of the victim profile, which goes to the meeting with the list (SO-30)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mase import clock
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from meetings import queries
from meetings.operations import victims as counting
from reporting import victims


@require_safe
@agency_view(Permission.DESK_MEETINGS)
def victim_profile(request: SignedIn) -> HttpResponse:
    """Count who the children on the list are; small numbers are kept back from who may not see every case."""
    at = clock.now()
    authorities = queries.authorities_of(request.user, at=at)
    asked = request.GET.get("authority", "")
    authority = next((one for one in authorities if one.code == asked), next(iter(authorities), None))
    if authority is None:
        return render(request, "reporting/victim_profile.html", {"authority": None})
    children = counting.facts_for(request.user, authority, at=at)
    profile = victims.profile(children, levels=authority.profile_at(at).risk_levels)
    page = {"page": "victim profile", "kept_back": profile.keeps_back, "left_out": profile.left_out}
    recording.record(Verb.VIEWED, authority, by=request.user, at=at, detail=page)
    context = {"authority": authority, "authorities": authorities, "profile": profile, "at": at}
    return render(request, "reporting/victim_profile.html", context)
