"""What the member agencies tell a meeting: sent by each, read by all once the agenda is out."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.models import Agency
from mase.agencies.roles import Permission
from meetings import queries
from meetings.forms import returns as forms
from meetings.guards import PanelRequest, panel_view, takes_part
from meetings.models import Panel
from meetings.operations import information


@require_safe
@panel_view(Permission.DESK_MEETINGS)
def agency_information(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Show what the agencies have sent, topic by topic; before the agenda is out, only to those who prepare it."""
    at = clock.now()
    answers = queries.answers_to(panel, at=at)
    reads_all = bool(panel.circulated_at) or Permission.DESK_SCHEDULE in request.held
    mine = {membership.agency_id for membership in agency_access.memberships(request.user, at=at)}
    sends = {agency.pk for agency in _own(request, panel)}
    sent = [row for _, row, _ in answers if row and (reads_all or row.agency_id in mine)]
    labels = {name: field.label for name, field in forms.SendInformation.base_fields.items()}
    is_open = panel.approved_minutes is None and panel.cancelled_at is None
    context = {
        "panel": panel,
        "topics": [(labels[name], told) for name, told in queries.by_topic(sent)],
        "reads_all": reads_all,
        "answers": answers,
        "own": [(agency, before) for agency, before, _ in answers if is_open and agency.pk in sends],
        "asked": information.is_asked_for(panel.authority, at=at),
        "at": at,
    }
    return render(request, "meetings/agency_information.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SUBMIT)
def send_information(request: PanelRequest, panel: Panel, agency: str) -> HttpResponse:
    """Tell the meeting what the person's agency has to report, or that it has nothing (SO-25, SO-31)."""
    at = clock.now()
    own = next((held for held in _own(request, panel) if held.code == agency), None)
    if own is None:
        raise Http404
    before = panel.submissions.filter(agency=own).select_related("sent_by").first()
    topics = information.topics_of(own)
    form = forms.SendInformation(request.POST or None, topics=topics, initial=forms.SendInformation.said(before))
    if form.is_valid():
        information.send(panel, own, told=form.told, by=request.user, at=at)
        messages.success(request, "Your agency’s information has been sent.")
        return redirect("agency_information", panel.ref)
    asked = information.is_asked_for(panel.authority, at=at)
    context = {"panel": panel, "agency": own, "before": before, "form": form, "asked": asked}
    return render(request, "meetings/send_information.html", context)


def _own(request: PanelRequest, panel: Panel) -> list[Agency]:
    """Return the member agencies for which the person sends."""
    at = clock.now()
    held = agency_access.holding(request.user, Permission.DESK_SUBMIT, at=at)
    return [m.agency for m in held if takes_part(m.agency, panel, at=at)]
