"""The tab of the plans; written plans, shown, written, brought up to date and ended."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import queries as owed
from mase.cases import showing
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case, Deadline
from riskscreening import planned
from riskscreening.forms import planning as forms
from riskscreening.models import Plan, PlanKind
from riskscreening.operations import planning as operations

_OWED = ("cin_review", "safety_plan_review", planned.UPDATE, "plan_action")


@require_safe
@case_view(Permission.SCREENING_VIEW)
def plans(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the child's plans, their actions and what is owed under them (SO-17, SO-20, HO-6, HO-11)."""
    in_force, acts = list(planned.in_force(case)), list(planned.actions(case))
    kinds = {plan.kind for plan in in_force}
    context = {
        "case": case,
        "today": clock.today(),
        "owed": showing.deadlines(owed.running(case, *_OWED), at=clock.now()),
        "to_update": planned.still_to_update(case),
        "found": planned.found_risks(case),
        "in_force": in_force,
        "to_write": [kind for kind in PlanKind if kind not in kinds],
        "ended": case.plans.exclude(ended_on=None).select_related("case").order_by("-ended_on", "-pk"),
        "invited": planned.invited(case),
        "reviews": planned.reviews(case),
        "safety": case.safety_plans.select_related("case", "recorded_by").order_by("-agreed_on", "-pk"),
        "open_actions": [action for action in acts if not action.ended_at],
        "ended_actions": [action for action in acts if action.ended_at],
    }
    return render(request, "riskscreening/plans.html", context)


@require_safe
@case_view(Permission.SCREENING_VIEW)
def plan(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show a plan, its actions, the risks that it answers, and how it read before."""
    found = _found(case, pk)
    _, *before = planned.wordings(found)
    context = {
        "case": case,
        "plan": found,
        "owed": showing.deadlines(_asked_of(found), at=clock.now()),
        "before": before,
        "today": clock.today(),
        "actions": planned.actions(case).filter(plan=found),
        "answers": planned.answered_by(found),
    }
    return render(request, "riskscreening/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def write_plan(request: CaseRequest, case: Case, kind: str) -> HttpResponse:
    """Write a plan of a kind of which none is in force (SO-17, SO-22, SO-23)."""
    of_kind, at = _kind(kind), clock.now()
    form = forms.WritePlan(request.POST or None, kind=of_kind, is_update=_is_update(case, of_kind), at=at)
    if form.is_valid():
        written = operations.write(case, of_kind, by=request.user, at=at, **form.answers())
        messages.success(request, "The plan is recorded.")
        return redirect(written)
    running = planned.of_kind(case, of_kind)
    context = {"case": case, "kind": of_kind, "form": form, "running": running}
    return render(request, "riskscreening/write_plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def change_plan(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Bring a plan up to date; who was overtaken by somebody else sees both wordings and loses nothing."""
    found = _found(case, pk)
    form = _changes(found, request.POST or None)
    if form.is_valid():
        try:
            operations.change(found, by=request.user, at=clock.now(), **form.answers())
        except operations.ChangedMeanwhile as refused:
            return _overtaken(request, case, pk, str(refused))
        messages.success(request, "The plan is up to date. How it read before is kept.")
        return redirect(found)
    return render(
        request, "riskscreening/change_plan.html", {"case": case, "plan": found, "form": form, "meanwhile": ""}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def end_plan(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """End a plan with the reason; its open actions stay owed."""
    found, at = _found(case, pk), clock.now()
    form = forms.EndPlan(request.POST or None, since=found.begun_on, at=at)
    if form.is_valid():
        operations.end(found, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The plan has ended.")
        return redirect("plans", case.ref)
    still_open = planned.actions(case).filter(plan=found, ended_at=None)
    context = {"case": case, "plan": found, "form": form, "still_open": still_open}
    return render(request, "riskscreening/end_plan.html", context)


def _asked_of(plan: Plan) -> Iterable[Deadline]:
    """Return what runs for a plan in force: its review, or its update after a strategy meeting."""
    code = {PlanKind.CIN: "cin_review"} | dict.fromkeys(planned.AFTER_STRATEGY, planned.UPDATE)
    kind = PlanKind(plan.kind)
    return owed.running(plan.case, code[kind]) if kind in code and not plan.ended_on else ()


def _changes(plan: Plan, posted: Any) -> forms.ChangePlan:
    """Return the form; what the update is about stays asked where it was answered, though it was met meanwhile."""
    wording = {name: getattr(plan, name) for name in planned.WORDING}
    kind = PlanKind(plan.kind)
    initial = wording | {"seen": operations.version(plan)}
    is_update = "about" in (posted or ()) or _is_update(plan.case, kind)
    return forms.ChangePlan(posted, kind=kind, is_update=is_update, initial=initial)


def _overtaken(request: CaseRequest, case: Case, pk: int, refusal: str) -> HttpResponse:
    """Show what somebody else wrote beside what was typed; the next press says that both were read."""
    newest, posted = _found(case, pk), request.POST.copy()
    posted["seen"] = operations.version(newest)
    context = {"case": case, "plan": newest, "form": _changes(newest, posted), "meanwhile": refusal}
    return render(request, "riskscreening/change_plan.html", context)


def _is_update(case: Case, kind: PlanKind) -> bool:
    return kind in planned.AFTER_STRATEGY and bool(planned.updates_owed(case))


def _kind(code: str) -> PlanKind:
    try:
        return PlanKind(code)
    except ValueError:
        raise Http404 from None


def _found(case: Case, pk: int) -> Plan:
    return get_object_or_404(case.plans.select_related("case__authority", "recorded_by", "changed_by"), pk=pk)
