"""The risks that the newest screening found beside the plans; who is invited to plan meetings."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from riskscreening import planned, queries
from riskscreening.forms import planning as forms
from riskscreening.models import Attender, Plan, SafetyPlan
from riskscreening.operations import attendance, carrying
from riskscreening.views.finding import is_open


@require_safe
@case_view(Permission.SCREENING_VIEW)
def risks_and_plans(request: CaseRequest, case: Case) -> HttpResponse:
    """Show every risk beside the plan that answers it, and the gaps (HO-6)."""
    found = planned.found_risks(case)
    rows = [{"risk": risk, "is_hidden": not is_open(request, risk.item)} for risk in found.risks]
    return render(request, "riskscreening/risks_and_plans.html", {"case": case, "found": found, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def carry_risks(request: CaseRequest, case: Case) -> HttpResponse:
    """Record for several risks at once which plan answers them, or why none does (HO-6)."""
    found, into = planned.found_risks(case), _plans(case)
    uncovers = request.standing.may(Permission.SCREENING_SEXUAL_HEALTH)
    offered = [risk for risk in found.risks if uncovers or not risk.is_covered]
    choices = [(key, name) for key, (name, _) in into.items()]
    initial = {"items": [risk.item.code for risk in found.gaps]}
    form = forms.CarryRisks(request.POST or None, risks=offered, plans=choices, initial=initial)
    if form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        _, plan = into.get(said["into"], ("", None))
        carrying.carry(case, said["items"], into=plan, words=said["words"], by=request.user, at=clock.now())
        messages.success(request, "It is recorded.")
        return redirect("risks_and_plans", case.ref)
    return render(request, "riskscreening/carry_risks.html", {"case": case, "found": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_ATTENDANCE)
def decide_attendance(request: CaseRequest, case: Case) -> HttpResponse:
    """Decide whether the child, or the carers, are invited to plan meetings (SO-20)."""
    form = forms.DecideAttendance(request.POST or None)
    if form.is_valid():
        whom, said = Attender(form.cleaned_data["whom"]), form.cleaned_data
        attendance.decide(
            case, whom=whom, invited=said["invited"], reason=said["reason"], by=request.user, at=clock.now()
        )
        messages.success(request, "Your decision is recorded.")
        return redirect("plans", case.ref)
    context = {"case": case, "form": form, "invited": planned.invited(case)}
    return render(request, "riskscreening/decide_attendance.html", context)


def _plans(case: Case) -> dict[str, tuple[str, Plan | SafetyPlan]]:
    """Return the plans in force by what the form calls them."""
    found: dict[str, tuple[str, Plan | SafetyPlan]] = {
        f"plan-{plan.pk}": (plan.get_kind_display(), plan) for plan in planned.in_force(case)
    }
    if running := queries.running_plan(case):
        found["safety"] = ("Safety plan", running)
    return found
