"""Actions agreed at a meeting, and what became of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import queries as case_queries
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from meetings.forms import actions as forms
from meetings.models import Action, Ending
from meetings.operations import actions as operations
from meetings.views.room import entry_of


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DISCUSS)
def agree_action(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Give an action to a named person in an agency (RE-8)."""
    entry, at = entry_of(case, pk), clock.now()
    people = case_queries.people_for_actions(case, at=at)
    form = forms.AgreeAction(request.POST or None, people=people, at=at)
    if form.is_valid():
        operations.agree_action(entry, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The action is recorded and its owner has been told.")
        return redirect("list_entry", case.ref, entry.pk)
    return render(request, "meetings/agree_action.html", {"case": case, "entry": entry, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_ACT)
def action(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show an action; its owner says here what became of it."""
    found: Action = get_object_or_404(
        case.actions.select_related("owner", "agency", "entry__panel", "closed_by"), pk=pk
    )
    form = forms.Report(request.POST or None)
    if request.method == "POST" and found.owner_id != request.user.pk:
        raise PermissionDenied("Only the person named in the action reports on it.")
    if form.is_valid():
        ending = Ending(form.cleaned_data["ending"])
        operations.report(found, ending=ending, evidence=form.cleaned_data["evidence"], by=request.user, at=clock.now())
        messages.success(request, "What became of the action is recorded.")
        return redirect(found)
    context = {"case": case, "action": found, "form": form, "today": clock.today()}
    return render(request, "meetings/action.html", context)
