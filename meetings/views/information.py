"""What the member agencies tell a meeting: asked for, sent by each, read by all once the agenda is out."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock, timescales
from mase.agencies import access as agency_access
from mase.agencies.models import Agency
from mase.agencies.roles import Permission
from meetings import queries
from meetings.forms import returns as forms
from meetings.guards import PanelRequest, panel_view, takes_part
from meetings.models import Panel
from meetings.operations import information

_PARTS = (
    ("Police report", ("investigations", "people_of_concern", "hot_spots")),
    ("Prevention, disruption and prosecution", ("prevention", "disruption", "prosecution")),
    ("Places and groups of raised risk", ("places", "peer_groups", "gangs")),
    ("Young people", ("young_people",)),
)


@require_safe
@panel_view(Permission.DESK_MEETINGS)
def agency_information(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Show what the agencies have sent, topic by topic; before the agenda is out, only to those who prepare it."""
    at = clock.now()
    found = _sent(request, panel, at=at)
    sends = {agency.pk for agency in _own(request, panel)}
    is_open = panel.approved_minutes is None and panel.cancelled_at is None
    chases = is_open and Permission.DESK_SCHEDULE in request.held
    context = {
        "panel": panel,
        "topics": [(label, told) for _, topics in found["parts"] for label, told in topics],
        "own": [(agency, before) for agency, before, _ in found["answers"] if is_open and agency.pk in sends],
        "asked": information.is_asked_for(panel.authority, at=at),
        "chased": information.chased(panel) if chases else None,
        "may_be_chased": lambda last: information.may_be_chased(last, at=at),
        **found,
    }
    return render(request, "meetings/agency_information.html", context)


@require_safe
@panel_view(Permission.DESK_MEETINGS)
def compiled_information(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Show it all by topic on one page, as it goes to the agenda: the police report first (SO-31)."""
    at = clock.now()
    asked = information.is_asked_for(panel.authority, at=at)
    context = {"panel": panel, "asked": asked, **_sent(request, panel, at=at)}
    return render(request, "meetings/compiled_information.html", context)


@require_POST
@panel_view(Permission.DESK_SCHEDULE)
def chase_information(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Remind an agency that has not sent, or all of them."""
    at = clock.now()
    form = forms.Chase(request.POST, agencies=panel.members(at=at))
    if form.is_valid():
        reached = information.chase(panel, agency=form.chosen, by=request.user, at=at)
        messages.success(request, f"Reminded: {', '.join(agency.name for agency in reached)}.")
    else:
        messages.error(request, "This agency is not a member of the meeting.")
    return redirect("agency_information", panel.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SUBMIT)
def send_information(request: PanelRequest, panel: Panel, agency: str) -> HttpResponse:
    """Tell the meeting what the person's agency has to report, or that it has nothing (SO-25, SO-31)."""
    at = clock.now()
    own = next((held for held in _own(request, panel) if held.code == agency), None)
    if own is None:
        raise Http404
    before = panel.submissions.filter(agency=own).select_related("sent_by").first()
    last = None if before else information.last_of(own, panel)
    starts_from = last if request.GET.get("start") == "last" else None
    topics = information.topics_of(own)
    said = forms.SendInformation.said(before or starts_from)
    form = forms.SendInformation(request.POST or None, topics=topics, initial=said)
    if form.is_valid():
        information.send(panel, own, told=form.told, by=request.user, at=at)
        messages.success(request, "Your agency’s information has been sent.")
        return redirect("agency_information", panel.ref)
    context = {
        "panel": panel,
        "agency": own,
        "before": before,
        "last": last,
        "last_age": timescales.elapsed_in_words(at - last.sent_at) if last else "",
        "starts_from": starts_from,
        "form": form,
        "asked": information.is_asked_for(panel.authority, at=at),
    }
    return render(request, "meetings/send_information.html", context)


def _sent(request: PanelRequest, panel: Panel, *, at: datetime) -> dict[str, Any]:
    """Return who has answered and what the reader may read of it, topic by topic in the order of the agenda."""
    answers = queries.answers_to(panel, at=at)
    reads_all = bool(panel.circulated_at) or Permission.DESK_SCHEDULE in request.held
    mine = {membership.agency_id for membership in agency_access.memberships(request.user, at=at)}
    told = dict(queries.by_topic([row for _, row, _ in answers if row and (reads_all or row.agency_id in mine)]))
    labels = {name: field.label for name, field in forms.SendInformation.base_fields.items()}
    parts = [(title, [(labels[name], told[name]) for name in names if name in told]) for title, names in _PARTS]
    return {
        "answers": answers,
        "reads_all": reads_all,
        "parts": [(title, topics) for title, topics in parts if topics],
        "at": at,
    }


def _own(request: PanelRequest, panel: Panel) -> list[Agency]:
    """Return the member agencies for which the person sends."""
    at = clock.now()
    held = agency_access.holding(request.user, Permission.DESK_SUBMIT, at=at)
    return [m.agency for m in held if takes_part(m.agency, panel, at=at)]
