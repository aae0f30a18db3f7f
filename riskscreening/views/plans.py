"""The child in need plan and the safety plan: agreed, shown, reviewed."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from riskscreening import planned, queries
from riskscreening.forms import plans as forms
from riskscreening.models import PlanKind, SafetyPlan
from riskscreening.operations import attendance
from riskscreening.operations import plans as operations

_CIN = PlanKind.CIN


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def review_plan(request: CaseRequest, case: Case) -> HttpResponse:
    """Record a review of the child in need plan (SO-17)."""
    at = clock.now()
    form = forms.ReviewPlan(request.POST or None, left_out=partial(attendance.uninvited, case), at=at)
    if form.is_valid():
        operations.review_plan(case, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The review is recorded.")
        return redirect("plans", case.ref)
    context = {"case": case, "form": form, "invited": planned.invited(case), "written": planned.of_kind(case, _CIN)}
    return render(request, "riskscreening/review_plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def agree_plan(request: CaseRequest, case: Case) -> HttpResponse:
    """Record the safety plan that was agreed with the young person (HO-11)."""
    at = clock.now()
    form = forms.AgreePlan(request.POST or None, at=at)
    if form.is_valid():
        plan = operations.agree_plan(case, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The safety plan is recorded.")
        return redirect(plan)
    running = queries.running_plan(case)
    return render(request, "riskscreening/agree_plan.html", {"case": case, "form": form, "running": running})


@require_safe
@case_view(Permission.SCREENING_VIEW)
def safety_plan(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show the safety plan, how it read before, and its reviews."""
    plan = _found(case, pk)
    reviews = plan.reviews.select_related("recorded_by").order_by("-held_on", "-pk")
    context = {
        "case": case,
        "plan": plan,
        "before": queries.wordings(plan)[1:],
        "reviews": reviews,
        "today": clock.today(),
        "actions": planned.actions(case).filter(safety_plan=plan),
        "answers": planned.answered_by(plan),
    }
    return render(request, "riskscreening/safety_plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def review_safety_plan(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record a review of the safety plan (HO-11)."""
    plan, at = _found(case, pk), clock.now()
    wording = {name: getattr(plan, name) for name in forms.WORDING}
    form = forms.ReviewSafetyPlan(request.POST or None, since=operations.since(plan), initial=wording, at=at)
    if form.is_valid():
        operations.review_safety_plan(plan, by=request.user, at=at, **form.review())
        messages.success(request, "The review is recorded.")
        return redirect(plan)
    return render(request, "riskscreening/review_safety_plan.html", {"case": case, "plan": plan, "form": form})


def _found(case: Case, pk: int) -> SafetyPlan:
    return get_object_or_404(case.safety_plans.select_related("case__authority", "recorded_by"), pk=pk)
