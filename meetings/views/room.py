"""In the meeting: who is there, and each case in turn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from meetings import minutes, queries
from meetings.forms import room as forms
from meetings.guards import PanelRequest, panel_view
from meetings.models import ListEntry, Panel
from meetings.operations import room as operations


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


def entry_of(case: Case, pk: int) -> ListEntry:
    """Return the case's entry on a list, or 404."""
    related = case.list_entries.select_related(
        "panel__authority", "case__authority", "form__assessment", "form__submitted_by", "discussed_by"
    )
    return get_object_or_404(related.prefetch_related(queries.said_of("form__assessment__")), pk=pk)


@require_safe
@case_view(Permission.PANEL_VIEW)
def list_entry(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show what a meeting answered about the case, and its actions."""
    entry = entry_of(case, pk)
    context = {
        "case": case,
        "entry": entry,
        "answers": minutes.answers_of(entry),
        "actions": entry.actions.select_related("owner", "agency").order_by("due_on", "pk"),
        "before": queries.actions_before(entry),
        "today": clock.today(),
        "locked": entry.panel.is_locked,
    }
    return render(request, "meetings/list_entry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DISCUSS)
def discuss(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record the five answers of the meeting (RE-8)."""
    entry = entry_of(case, pk)
    form = forms.Discuss(
        request.POST or None, initial={name: getattr(entry, name) for name in forms.Discuss.base_fields}
    )
    if form.is_valid():
        operations.discuss(entry, answers=form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, "The discussion is recorded.")
        return redirect("list_entry", case.ref, entry.pk)
    context = {
        "case": case,
        "entry": entry,
        "form": form,
        "before": queries.actions_before(entry),
        "today": clock.today(),
    }
    return render(request, "meetings/discuss.html", context)
