"""The meeting as a whole: scheduled, its pre-meeting, its list and agenda, its minutes."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock, timescales
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.cases import access, showing
from mase.cases.errors import AlreadyDone
from meetings import forms, minutes, queries
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


@require_safe
@panel_view(Permission.DESK_SCHEDULE)
def pre_mase(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Show the forms of this meeting, and what pre-MASE has decided on each."""
    at = clock.now()
    found = list(queries.forms_of(panel, request.user, at=at))
    cohort = [] if panel.approved_minutes else queries.cohort_forms_of(panel, request.user, at=at)
    recording.record_list([form.case for form in (*found, *cohort)], by=request.user, at=at, page="pre-MASE")
    updated = queries.last_updates([*found, *cohort])
    context = {"panel": panel, "mase_forms": found, "cohort": cohort, "updated": updated}
    return render(request, "meetings/pre_mase.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SCHEDULE)
def list_case(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Build the list: add a case of the cohort, put the entries in order."""
    at = clock.now()
    cohort = list(queries.cohort_not_listed(panel, request.user, at=at))
    entries = list(queries.entries_of(panel, request.user, at=at))
    recording.record_list(
        [*(row.case for row in cohort), *(row.case for row in entries)], by=request.user, at=at, page="list builder"
    )
    form = forms.ListCase(request.POST or None, cohort=cohort)
    if form.is_valid():
        cleaned = form.cleaned_data
        operations.list_case(panel, cleaned["entry"], reason=cleaned["reason"], by=request.user, at=at)
        messages.success(request, "The case is on the list.")
        return redirect("list_case", panel.ref)
    return render(
        request, "meetings/list_case.html", {"panel": panel, "form": form, "entries": entries, "cohort": cohort}
    )


@require_POST
@panel_view(Permission.DESK_SCHEDULE)
def place_at(request: PanelRequest, panel: Panel, pk: int) -> HttpResponse:
    """Move an entry to a position of the list."""
    at = clock.now()
    entry = get_object_or_404(queries.entries_of(panel, request.user, at=at), pk=pk)
    form = forms.PlaceAt(request.POST)
    if form.is_valid():
        operations.place_at(entry, position=form.cleaned_data["position"], by=request.user, at=at)
    else:
        messages.error(request, "Enter the position as a whole number, 1 for the first.")
    return redirect("list_case", panel.ref)


@require_POST
@panel_view(Permission.DESK_SCHEDULE)
def circulate(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Circulate the agenda to the standing members (RE-6)."""
    operations.circulate(panel, by=request.user, at=clock.now())
    messages.success(request, "The agenda is circulated. The standing members can read the cases.")
    return redirect(panel)


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SCHEDULE)
def note_attendance(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Note who is present and who sent apologies."""
    kinds = panel.authority.profile.standing_members
    form = forms.NoteAttendance(
        request.POST or None, agencies=panel.authority.agencies.filter(kind__in=kinds).order_by("name")
    )
    if form.is_valid():
        operations.note_attendance(panel, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The attendance is noted.")
        return redirect("note_attendance", panel.ref)
    attendances = panel.attendances.select_related("agency").order_by("agency__name", "name")
    return render(request, "meetings/note_attendance.html", {"panel": panel, "form": form, "attendances": attendances})


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


def _owed(request: PanelRequest, panel: Panel, *, at: datetime) -> list[showing.Owed]:
    """Return what still has to be done for the meeting and has a page that the person may open."""
    own = agency_access.memberships(request.user, at=at)
    known = [owed for owed in queries.owed_to(panel) if any(access.knows_of(held, owed) for held in own)]
    return showing.deadlines(known, at=at)
