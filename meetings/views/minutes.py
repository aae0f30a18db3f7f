"""The draft minutes read once more and approved."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.audit import recording
from meetings import minutes, queries
from meetings.guards import PanelRequest, panel_view
from meetings.models import Panel
from meetings.operations import minutes as operations


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_CHAIR)
def approve(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Read the minutes once more and approve them; then nothing in them changes (RE-8)."""
    at = clock.now()
    if not operations.sees_every_case(panel, request.user, at=at):
        raise PermissionDenied("You do not see every case of this meeting, so you cannot approve its minutes.")
    if request.method == "POST":
        operations.approve(panel, by=request.user, at=at)
        messages.success(request, "The minutes are approved and locked.")
        return redirect("minutes", panel.ref)
    visible = queries.entries_of(panel, request.user, at=at)
    recording.record_list([entry.case for entry in visible], by=request.user, at=at, page="draft minutes")
    context = {
        "panel": panel,
        "minutes": minutes.as_read(minutes.content_of(panel)),
        "missing": operations.still_missing(panel, at=at),
    }
    return render(request, "meetings/approve.html", context)
