"""In the meeting: who is there, who is invited beyond the members, and a case as it stands there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock
from mase.agencies.models import Agency, Kind
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.cases.errors import Refused
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from meetings import agreed, in_room, minutes, queries, updates_given
from meetings.forms import room as forms
from meetings.guards import PanelRequest, panel_view
from meetings.models import ListEntry, Panel
from meetings.operations import interests, inviting
from meetings.operations import room as operations


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SCHEDULE)
def note_attendance(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Note who is present and as what, and who sent apologies."""
    at = clock.now()
    form = forms.NoteAttendance(request.POST or None, agencies=in_room.taking_part(panel, at=at))
    if form.is_valid():
        operations.note_attendance(panel, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The attendance is noted.")
        return redirect("note_attendance", panel.ref)
    noted = list(in_room.attendances_of(panel))
    context = {
        "panel": panel,
        "form": form,
        "attendances": noted,
        "everybody": forms.NoteEverybody(offered=in_room.offered(panel, at=at)),
        "quorum": in_room.quorum_from(panel, noted),
        "kinds": dict(Kind.choices),
    }
    return render(request, "meetings/note_attendance.html", context)


@require_POST
@panel_view(Permission.DESK_SCHEDULE)
def note_everybody(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Note as present those of last time who are here again."""
    at = clock.now()
    form = forms.NoteEverybody(request.POST, offered=in_room.offered(panel, at=at))
    if form.is_valid():
        operations.note_everybody(panel, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "They are noted as present.")
    else:
        messages.error(request, "Tick who is here. Whoever was noted meanwhile is in the table already.")
    return redirect("note_attendance", panel.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SCHEDULE)
def note_leaving(request: PanelRequest, panel: Panel, pk: int) -> HttpResponse:
    """Note when somebody left before the end."""
    attendance = get_object_or_404(panel.attendances.filter(present=True).select_related("agency", "panel"), pk=pk)
    form = forms.NoteLeaving(request.POST or None)
    if form.is_valid():
        try:
            operations.note_leaving(attendance, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("left_at", str(refusal))
        else:
            messages.success(request, "It is noted when they left. See below whether the meeting can still decide.")
            return redirect("note_attendance", panel.ref)
    return render(request, "meetings/note_leaving.html", {"panel": panel, "attendance": attendance, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SCHEDULE)
def invite_agency(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Invite an agency beyond the standing membership, for cases of the list (RE-1)."""
    at = clock.now()
    listed = list(queries.entries_of(panel, request.user, at=at))
    recording.record_list([entry.case for entry in listed], by=request.user, at=at, page="invitation")
    # Of other boroughs only social care comes, with a child placed here or there (SO-35).
    others = Agency.objects.exclude(pk__in=panel.members(at=at)).select_related("authority")
    agencies = [one for one in others.order_by("name", "pk") if _may_come(one, panel)]
    form = forms.Invite(request.POST or None, agencies=agencies, listed=listed)
    if form.is_valid():
        inviting.invite(panel, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The agency is invited. Its people have been told, and can read the chosen cases.")
        return redirect("note_attendance", panel.ref)
    invitations = panel.invitations.select_related("agency", "invited_by").order_by("agency__name")
    return render(request, "meetings/invite_agency.html", {"panel": panel, "form": form, "invitations": invitations})


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_MEETINGS)
def declare_interest(request: PanelRequest, panel: Panel, pk: int) -> HttpResponse:
    """Say that oneself, or for the minutes somebody at the meeting, knows somebody in the case; it closes to them."""
    at = clock.now()
    entry = get_object_or_404(queries.entries_of(panel, request.user, at=at), pk=pk)
    recording.record_list([entry.case], by=request.user, at=at, page="declare interest")
    writes = Permission.PANEL_DISCUSS in request.held
    people = in_room.people_of(panel, at=at) if writes else [(request.user, "")]
    form = forms.DeclareInterest(request.POST or None, people=people)
    if form.is_valid():
        person = form.cleaned_data["person"]
        interests.declare(entry, person=person, relation=form.cleaned_data["relation"], by=request.user, at=at)
        messages.success(request, "It is noted. The case is closed to them from now on.")
        return redirect(panel) if person == request.user else redirect("list_entry", entry.case.ref, entry.pk)
    context = {"panel": panel, "case": entry.case, "entry": entry, "form": form}
    return render(request, "meetings/declare_interest.html", context)


def _may_come(agency: Agency, panel: Panel) -> bool:
    return agency.authority_id == panel.authority_id or agency.kind == Kind.SOCIAL_CARE


def entry_of(case: Case, pk: int) -> ListEntry:
    """Return the case's entry on a list, or 404."""
    related = case.list_entries.select_related(
        *("panel__authority", "case__authority", "case__child", "form__assessment", "form__submitted_by"),
        *("discussed_by", "returns_to", "theme"),
    )
    return get_object_or_404(related.prefetch_related(queries.said_of("form__assessment__")), pk=pk)


@require_safe
@case_view(Permission.PANEL_VIEW)
def list_entry(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show what a meeting answered about the case, and its actions."""
    entry, at = entry_of(case, pk), clock.now()
    context = {
        "case": case,
        "entry": entry,
        "answers": minutes.answers_of(entry),
        "actions": agreed.with_days(entry.actions.select_related("owner", "agency")),
        "before": agreed.with_days(queries.actions_before(entry)),
        "today": clock.today(),
        "locked": entry.panel.is_locked,
        "is_first": in_room.is_first(entry),
        "of_age": in_room.comes_of_age(entry),
        "interests": in_room.interests_of([entry]).get(entry.pk, []),
        "elsewhere": in_room.also_elsewhere([case], request.user, at=at).get(case.pk, []),
        "asked": updates_given.by_case(entry.panel, [case], at=at).get(case.pk, []),
    }
    return render(request, "meetings/list_entry.html", context)
