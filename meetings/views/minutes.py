"""The draft minutes read and approved; what is added to them afterwards."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.models import User
from mase.agencies.roles import Permission, holding
from mase.audit import recording
from meetings import minutes, queries
from meetings.forms import minutes as forms
from meetings.guards import PanelRequest, panel_view
from meetings.models import Minutes, Panel
from meetings.operations import minutes as operations


@require_safe
@panel_view(Permission.DESK_SCHEDULE)
def draft_minutes(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Show whoever prepares them the minutes as they would be kept, as far as the cases are open to them."""
    if panel.is_locked:
        return redirect("minutes", panel.ref)
    return render(request, "meetings/draft_minutes.html", _draft(request, panel, at=clock.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_CHAIR)
def approve(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Read the minutes once more and approve them; with the last chair nothing in them changes any more (RE-8)."""
    at = clock.now()
    if not operations.sees_every_case(panel, request.user, at=at):
        raise PermissionDenied(operations.ANOTHER_APPROVES)
    if request.method == "POST":
        operations.approve(panel, by=request.user, at=at)
        return _approved(request, panel)
    if panel.is_locked:
        return redirect("minutes", panel.ref)
    return render(request, "meetings/approve.html", _draft(request, panel, at=at))


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_CHAIR)
def add_to_minutes(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Add to approved minutes what has to be put right; what was approved stays as it is (RE-8)."""
    at = clock.now()
    approved = get_object_or_404(Minutes.objects.select_related("panel__authority"), panel=panel)
    entries = queries.entries_of(panel, request.user, at=at)
    form = forms.AddToMinutes(request.POST or None, entries=entries)
    if form.is_valid():
        entry, words = form.cleaned_data["about"], form.cleaned_data["words"]
        operations.add(approved, entry=entry, words=words, by=request.user, at=at)
        messages.success(request, "It is added to the minutes, and the members have been told.")
        return redirect("minutes", panel.ref)
    recording.record_list([entry.case for entry in entries], by=request.user, at=at, page="add to minutes")
    return render(request, "meetings/add_to_minutes.html", {"panel": panel, "form": form})


def _draft(request: PanelRequest, panel: Panel, *, at: datetime) -> dict[str, Any]:
    whole = operations.draft_of(panel)
    sha256 = minutes.fingerprint(whole)
    approvals = operations.approvals_of(panel, sha256=sha256)
    seen = {entry.case.ref: entry.case for entry in queries.entries_of(panel, request.user, at=at)}
    recording.record_list(seen.values(), by=request.user, at=at, page="draft minutes")
    known = queries.refs_in_minutes(panel, request.user, at=at)
    content = minutes.cut(whole, seen=known, **operations.known_to(request.user, panel))
    waits_for = operations.still_to_approve(panel, sha256=sha256)
    sees_all = operations.sees_every_case(panel, request.user, at=at)
    return {
        "panel": panel,
        "minutes": minutes.as_read(content),
        "approvals": approvals,
        "waits_for": waits_for,
        "without_chair": operations.without_chair(panel, waits_for=waits_for, at=at) if sees_all else [],
        "give_roles": User.objects.holding(*holding(Permission.DESK_PEOPLE), authority=panel.authority, at=at),
        "two_chairs": operations.has_two_chairs(panel),
        "chairs_here": operations.chairs(request.user, panel, at=at),
        "approved_by_reader": any(one.stands and one.approval.approved_by == request.user for one in approvals),
        "missing": operations.still_missing(panel, at=at),
    }


def _approved(request: PanelRequest, panel: Panel) -> HttpResponse:
    if panel.is_locked:
        messages.success(request, "The minutes are approved and locked. The members have been told.")
        return redirect("minutes", panel.ref)
    messages.success(request, "You have approved the minutes. The other chair has been told.")
    return redirect("approve", panel.ref)
