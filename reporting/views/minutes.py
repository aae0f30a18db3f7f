"""Approved minutes, on screen and as PDF."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.audit import recording, sealing
from mase.audit.verbs import Verb
from meetings.guards import PanelRequest, panel_view
from meetings.minutes import as_read
from meetings.models import Panel
from reporting import documents, queries


@require_safe
@panel_view(Permission.DESK_MEETINGS)
def minutes(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Show the approved minutes as far as the reader may see their cases."""
    approved = get_object_or_404(queries.approved_minutes(panel))
    content = queries.minutes_for(approved, request.user, at=clock.now())
    context = {
        "panel": panel,
        "approved": approved,
        "minutes": as_read(content),
        "seal": sealing.newest(),
        "no_pdf_because": documents.unavailable_because(),
    }
    return render(request, "reporting/minutes.html", context)


@require_GET
@panel_view(Permission.DESK_MINUTES)
def download_minutes(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Hand out the minutes as PDF, marked with the recipient's name and the time on each page."""
    at = clock.now()
    approved = get_object_or_404(queries.approved_minutes(panel))
    content = queries.minutes_for(approved, request.user, at=at)
    try:
        pdf = documents.minutes_pdf(approved, content, recipient=request.user, at=at)
    except documents.CannotRender as reason:
        messages.error(request, str(reason))
        return redirect("minutes", panel.ref)
    recording.record(Verb.DOWNLOADED, panel, by=request.user, at=at, detail={"sha256": approved.sha256})
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="minutes-{panel.ref}.pdf"'
    return response
