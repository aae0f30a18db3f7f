"""The list of a meeting built, ordered and circulated."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mase import clock
from mase.agencies.roles import Permission
from mase.audit import recording
from meetings import board, queries
from meetings.forms import panel as forms
from meetings.guards import PanelRequest, panel_view
from meetings.models import CohortEntry, Panel
from meetings.operations import listing
from meetings.operations import panel as operations


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SCHEDULE)
def list_case(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Build the list: add a case of the cohort, put the entries in order."""
    at = clock.now()
    cohort = list(queries.cohort_not_listed(panel, request.user, at=at))
    entries = list(queries.entries_of(panel, request.user, at=at))
    left_out = list(board.left_out_of(panel, request.user, at=at))
    shown = {*(row.case for row in cohort), *(row.case for row in entries), *(row.case for row in left_out)}
    recording.record_list(shown, by=request.user, at=at, page="list builder")
    form = _form(request, panel, cohort)
    if form.is_valid():
        entry = form.cleaned_data.pop("entry")
        operations.list_case(panel, entry, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The case is on the list.")
        return redirect("list_case", panel.ref)
    context = {"panel": panel, "form": form, "entries": entries, "cohort": cohort, "left_out": left_out}
    return render(request, "meetings/list_case.html", context)


def _form(request: PanelRequest, panel: Panel, cohort: list[CohortEntry]) -> forms.ListCase:
    if listing.asks_for_exception(panel):
        return forms.ListByException(request.POST or None, cohort=cohort, themes=panel.themes.order_by("pk"))
    return forms.ListCase(request.POST or None, cohort=cohort)


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
