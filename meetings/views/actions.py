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
from meetings import agreed
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
        operations.agree(case, of=entry, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The action is recorded and its owner has been told.")
        return redirect("list_entry", case.ref, entry.pk)
    return render(request, "meetings/agree_action.html", {"case": case, "entry": entry, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_ACT)
def action(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show an action to its owner, who sees no more of the meeting, and to who reads what the meeting said (RE-8)."""
    found: Action = get_object_or_404(case.actions.select_related(*agreed.RELATED), pk=pk)
    owns, reads = found.owner_id == request.user.pk, agreed.reads(request.user, found, request.standing)
    if not (owns or reads):
        raise PermissionDenied("Only the person named in the action, and whoever reads the meeting, opens this page.")
    if request.method == "POST" and not owns:
        raise PermissionDenied("Only the person named in the action reports on it.")
    form = forms.Report(request.POST or None)
    if form.is_valid():
        ending = Ending(form.cleaned_data["ending"])
        operations.report(found, ending=ending, evidence=form.cleaned_data["evidence"], by=request.user, at=clock.now())
        messages.success(request, "What became of the action is recorded.")
        return redirect(found)
    context = {
        "case": case,
        "action": found,
        "agreed_at": agreed.agreed_at(found),
        "page": agreed.page_of(found),
        "form": form,
        "reads": reads,
        "owns": owns,
        "today": clock.today(),
    }
    return render(request, "meetings/action.html", context)
