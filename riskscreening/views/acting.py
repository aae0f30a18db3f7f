"""Actions under a plan or the safety plan: agreed, shown to whoever owns them, moved, reported on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import queries
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from riskscreening.forms import planning as forms
from riskscreening.models import ActionEnd, Plan, PlannedAction, SafetyPlan
from riskscreening.operations import acting as operations


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def agree_planned_action(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Agree an action under a written plan."""
    return _agree(request, case, get_object_or_404(case.plans.select_related("case__authority"), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def agree_safety_action(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Agree an action under the safety plan: the young person's own, or ours (HO-11)."""
    return _agree(request, case, get_object_or_404(case.safety_plans.select_related("case__authority"), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_ACT)
def planned_action(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show an action to its owner, who sees no more of the plan, and to who reads plans; here it is reported on."""
    found, at = _found(case, pk), clock.now()
    reads = request.standing.may(Permission.SCREENING_VIEW)
    if not reads and found.owner_id != request.user.pk:
        raise PermissionDenied("Only the person named in the action, and whoever reads the plans, opens this page.")
    endings = operations.endings(found, request.user, at=at)
    if request.method == "POST" and not endings and not found.ended_at:
        raise PermissionDenied("Only the person named in the action says what became of it.")
    form = forms.ReportPlannedAction(request.POST or None, endings=endings)
    if form.is_valid():
        ending = ActionEnd(form.cleaned_data["ending"])
        operations.report(found, ending=ending, outcome=form.cleaned_data["outcome"], by=request.user, at=at)
        messages.success(request, "What became of the action is recorded.")
        return redirect(found)
    context = {"case": case, "action": found, "form": form, "endings": endings, "reads": reads, "today": clock.today()}
    return render(request, "riskscreening/planned_action.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def move_planned_action(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Move an action to another day, with the reason."""
    found, at = _found(case, pk), clock.now()
    form = forms.MovePlannedAction(request.POST or None, at=at)
    if form.is_valid():
        operations.move(found, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The action has another day. The reason is kept with its deadline.")
        return redirect(found)
    return render(request, "riskscreening/move_planned_action.html", {"case": case, "action": found, "form": form})


def _agree(request: CaseRequest, case: Case, under: Plan | SafetyPlan) -> HttpResponse:
    at = clock.now()
    form = forms.AgreePlannedAction(request.POST or None, people=queries.people_for_actions(case, at=at), at=at)
    if form.is_valid():
        operations.agree(under, by=request.user, at=at, **form.answers())
        messages.success(request, "The action is recorded.")
        return redirect(under)
    context = {"case": case, "under": under, "form": form}
    return render(request, "riskscreening/agree_planned_action.html", context)


def _found(case: Case, pk: int) -> PlannedAction:
    related = ("case__authority", "plan__case", "safety_plan__case", "owner", "agency", "agreed_by", "ended_by")
    return get_object_or_404(case.planned_actions.select_related(*related), pk=pk)
