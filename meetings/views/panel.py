"""The meetings, and one as a whole."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock, timescales
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.cases import access, showing
from mase.cases.errors import AlreadyDone
from meetings import queries
from meetings.forms import panel as forms
from meetings.guards import PanelRequest, panel_view
from meetings.models import Panel
from meetings.operations import information, listing, moving, quarterly, submission
from meetings.operations import panel as operations

_A_PAGE = 25


@require_safe
@agency_view(Permission.DESK_MEETINGS)
def meetings(request: SignedIn) -> HttpResponse:
    """List the MASE meetings of the person's authorities, the latest first."""
    authorities = queries.authorities_of(request.user, at=clock.now())
    found = Panel.objects.filter(authority__in=authorities).select_related("authority", "minutes")
    page = Paginator(found.order_by("-scheduled_for", "-pk"), _A_PAGE).get_page(request.GET.get("page"))
    may_schedule = bool(agency_access.holding(request.user, Permission.DESK_SCHEDULE, at=clock.now()))
    at = clock.now()
    returning = agency_access.authorities(request.user, Permission.DESK_RETURN, at=at)
    may_return = any(quarterly.CODE in authority.profile_at(at).timescales for authority in returning)
    several = len(authorities) > 1
    context = {"page": page, "may_schedule": may_schedule, "may_return": may_return, "several": several, "at": at}
    return render(request, "meetings/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_SCHEDULE)
def schedule(request: SignedIn) -> HttpResponse:
    """Schedule a MASE meeting with its pre-meeting."""
    at = clock.now()
    authorities = agency_access.authorities(request.user, Permission.DESK_SCHEDULE, at=at)
    form = forms.Schedule(
        request.POST or None, authorities=authorities, at=at, initial={"authority": authorities[0].code}
    )
    if form.is_valid():
        cleaned = form.cleaned_data
        authority = form.authorities[cleaned.pop("authority")]
        try:
            panel = operations.schedule(authority, by=request.user, at=at, **cleaned)
        except AlreadyDone as refusal:
            form.add_error("scheduled_for", str(refusal))
        else:
            messages.success(request, "The meeting is scheduled.")
            return redirect(panel)
    return render(request, "meetings/schedule.html", {"form": form, "several": len(authorities) > 1})


@require_safe
@panel_view(Permission.DESK_MEETINGS)
def panel(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Show the meeting: when and where, its list, who was there, whether its minutes are approved."""
    at = clock.now()
    entries = list(queries.entries_of(panel, request.user, at=at))
    recording.record_list([entry.case for entry in entries], by=request.user, at=at, page="MASE list")
    closes_at = submission.closes_at(panel)
    context = {
        "panel": panel,
        "entries": entries,
        "hidden": listing.length_for(request.user, panel) - len(entries),
        "late_forms": queries.late_forms_of(panel, request.user, at=at),
        "closes_at": closes_at,
        "closes_in": timescales.left_in_words(closes_at, at=at) if closes_at > at else "",
        "rule": panel.authority.profile_at(panel.scheduled_at).timescales["mase_submission"],
        "attendances": panel.attendances.select_related("agency").order_by("agency__name", "name"),
        "owed": _owed(request, panel, at=at),
        "ahead": moving.is_open(panel, at=at),
        "answers": queries.answers_to(panel, at=at) if information.is_asked_for(panel.authority, at=at) else [],
        "at": at,
    }
    return render(request, "meetings/panel.html", context)


def _owed(request: PanelRequest, panel: Panel, *, at: datetime) -> list[showing.Owed]:
    """Return what still has to be done for the meeting and has a page that the person may open."""
    own = agency_access.memberships(request.user, at=at)
    known = [owed for owed in queries.owed_to(panel) if any(access.knows_of(held, owed) for held in own)]
    return showing.deadlines(known, at=at)
