"""The guard of every page of a MASE meeting: 404 for whoever has no part in it, 403 inside without the right."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, View
from mase.agencies.models import Agency
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases.errors import Refused
from meetings.models import Panel


class PanelRequest(SignedIn):
    """A request inside a meeting, with the permissions the person holds in it."""

    panel: Panel
    held: frozenset[Permission]


def panel_view(permission: Permission) -> Callable[[View], View]:
    """Hand the view the meeting of the address, to members of the authority's standing agencies with the permission."""

    def decorate(view: View) -> View:
        page = view.__name__.replace("_", " ")

        @wraps(view)
        def guarded(request: PanelRequest, ref: str, **kwargs: object) -> HttpResponse:
            panel = _find(request, ref, permission, page)
            try:
                response = view(request, panel, **kwargs)
            except Refused as refusal:
                response = render(request, "meetings/refused.html", {"panel": panel, "refusal": refusal}, status=409)
            if response.status_code == 200:
                recording.record(Verb.VIEWED, panel, by=request.user, at=clock.now(), detail={"page": page})
            return response

        checked = login_required(guarded)
        checked.guard, checked.permission = "panel", permission  # type: ignore[attr-defined]
        return checked

    return decorate


def _find(request: PanelRequest, ref: str, permission: Permission, page: str) -> Panel:
    at = clock.now()
    related = Panel.objects.select_related(
        "authority", "circulated_by", "moved_by", "cancelled_by", "minutes__approved_by"
    )
    panel = related.filter(ref=ref).first() if ref.isprintable() else None
    members = [
        m for m in agency_access.memberships(request.user, at=at) if panel and takes_part(m.agency, panel, at=at)
    ]
    held = frozenset().union(*(m.description.permissions for m in members))
    if panel is None or Permission.DESK_MEETINGS not in held:
        recording.record_refusal(by=request.user, at=at, case="", page=page)
        raise Http404
    if permission not in held:
        recording.record_refusal(by=request.user, at=at, case="", page=page)
        raise PermissionDenied("Your role in this meeting does not include this page.")
    request.panel, request.held = panel, held
    return panel


def takes_part(agency: Agency, panel: Panel, *, at: datetime) -> bool:
    """Say whether the agency belongs to the meeting's standing membership (SO-25)."""
    return agency.authority_id == panel.authority_id and agency.kind in panel.authority.profile_at(at).standing_members
