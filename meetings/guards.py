"""The guard of every page of a MASE meeting: 404 for whoever has no part in it, 403 inside without the right."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, View
from mase.agencies.models import Agency, User
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases.errors import Refused
from mase.cases.models import Case
from meetings.models import Panel

_OF_GUESTS = frozenset({Permission.DESK_MEETINGS, Permission.DESK_MINUTES})


class PanelRequest(SignedIn):
    """A request inside a meeting, with the permissions the person holds in it."""

    panel: Panel
    held: frozenset[Permission]


def panel_view(permission: Permission) -> Callable[[View], View]:
    """Hand the view the meeting of the address, to members of the agencies that take part, with the permission."""

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
    held = _held(request.user, panel, at=at) if panel else frozenset()
    if panel is None or Permission.DESK_MEETINGS not in held:
        recording.record_refusal(by=request.user, at=at, case="", page=page)
        raise Http404
    if permission not in held:
        recording.record_refusal(by=request.user, at=at, case="", page=page)
        raise PermissionDenied("Your role in this meeting does not include this page.")
    request.panel, request.held = panel, held
    return panel


def meeting_of(case: Case, ref: str) -> Panel:
    """Return the meeting of the case's authority that the address of a page inside the case names, or 404."""
    if not ref.isprintable():
        raise Http404  # the database refuses such a text with an error
    return get_object_or_404(case.authority.panels.select_related("authority", "minutes"), ref=ref)


def takes_part(agency: Agency, panel: Panel, *, at: datetime) -> bool:
    """Say whether the agency belongs to the meeting's standing membership (SO-25) or is invited to it (RE-1)."""
    return _is_standing(agency, panel, at=at) or panel.invitations.filter(agency=agency).exists()


def _held(person: User, panel: Panel, *, at: datetime) -> frozenset[Permission]:
    """Return what the person may do in the meeting; for an agency that is only invited they read along."""
    held: set[Permission] = set()
    for membership in agency_access.memberships(person, at=at):
        permissions = membership.description.permissions
        if _is_standing(membership.agency, panel, at=at):
            held |= permissions
        elif takes_part(membership.agency, panel, at=at):
            held |= permissions & _OF_GUESTS
    return frozenset(held)


def _is_standing(agency: Agency, panel: Panel, *, at: datetime) -> bool:
    return agency.authority_id == panel.authority_id and agency.kind in panel.authority.profile_at(at).standing_members
