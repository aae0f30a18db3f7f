"""A meeting that moves, or is cancelled."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.errors import Refused
from meetings.forms import panel as forms
from meetings.guards import PanelRequest, panel_view
from meetings.models import Panel
from meetings.operations import moving


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SCHEDULE)
def move_meeting(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Give the meeting another moment or place; what hangs on it follows (RE-6)."""
    at = clock.now()
    initial = {"scheduled_for": panel.scheduled_for, "pre_mase_at": panel.pre_mase_at, "place": panel.place}
    form = forms.MoveMeeting(request.POST or None, initial=initial, pre_mase_was=panel.pre_mase_at, at=at)
    if form.is_valid():
        try:
            moving.move(panel, by=request.user, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("scheduled_for", str(refusal))
        else:
            messages.success(request, "The meeting is moved. Its members and the social workers have been told.")
            return redirect(panel)
    context = {"panel": panel, "form": form, "open": moving.is_open(panel, at=at)}
    return render(request, "meetings/move_meeting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SCHEDULE)
def cancel_meeting(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Cancel the meeting; its cases go to the next one."""
    at = clock.now()
    form = forms.CancelMeeting(request.POST or None)
    if form.is_valid():
        moving.cancel(panel, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The meeting is cancelled. Its members and the social workers have been told.")
        return redirect(panel)
    following = panel.authority.panels.upcoming(at).exclude(pk=panel.pk).first()
    context = {"panel": panel, "form": form, "following": following, "open": moving.is_open(panel, at=at)}
    return render(request, "meetings/cancel_meeting.html", context)
