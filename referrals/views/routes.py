"""The routes of a case: what is done, what comes next, whom to involve; the national referral mechanism."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from referrals import progress
from referrals.forms import routes as forms
from referrals.models import NrmDecision, Route, RouteCode
from referrals.operations import routes as operations
from referrals.operations import taking_up
from referrals.routes import ROUTES
from referrals.suggesting import suggested

_GROUNDS = {"reasonable_grounds": "reasonable grounds", "conclusive_grounds": "conclusive grounds"}


@require_safe
@case_view(Permission.REFERRAL_ANSWERS)
def routes(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the routes the case is on, those that fit what is known, and those that have ended."""
    at = clock.now()
    shown = progress.routes_of(case, at=at)
    running, known = {RouteCode(one.route.code) for one in shown}, progress.facts(case, at=at)
    fitting = {} if case.closed_at else suggested(known)
    context = {
        "case": case,
        "shown": shown,
        "suggestions": [
            (code, why, ROUTES[code].purpose) for code, why in fitting.items() if _may_begin(code, running)
        ],
        "authority": known.responsible_authority,
        "ended": case.routes.exclude(ended_at=None).select_related("ended_by").order_by("-ended_at", "-pk"),
        "nrm": [(one, operations.awaited(one)) for one in case.nrm_referrals.order_by("-made_on", "-pk")],
        "concerns": taking_up.joined_referrals(case),
        "may_begin_more": bool(_open_codes(running)),
    }
    return render(request, "referrals/routes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_ROUTE)
def begin_route(request: CaseRequest, case: Case) -> HttpResponse:
    """Put the case on a route."""
    running = {RouteCode(value) for value in case.routes.filter(ended_at=None).values_list("code", flat=True)}
    form = forms.BeginRoute(request.POST or None, codes=list(RouteCode) if request.POST else _open_codes(running))
    if form.is_valid():
        route = operations.begin(case, by=request.user, at=clock.now(), **form.route())
        messages.success(request, f"The case is on the route “{route.get_code_display()}”.")
        return redirect("routes", case.ref)
    return render(request, "referrals/begin_route.html", {"case": case, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_ROUTE)
def record_step(request: CaseRequest, case: Case, pk: int, step: str) -> HttpResponse:
    """Record that a step of a route was done."""
    route, at = _found(case, pk), clock.now()
    asked = operations.description(route).step(step)
    if asked is None or asked.page:
        raise Http404
    form = forms.RecordStep(request.POST or None, step=asked, opened_at=case.opened_at, at=at)
    if form.is_valid():
        operations.record_step(route, step, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The step is recorded.")
        return redirect("routes", case.ref)
    before = route.steps.filter(code=step).select_related("recorded_by").order_by("-pk")
    context = {"case": case, "route": route, "step": asked, "form": form, "before": before}
    return render(request, "referrals/record_step.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_ROUTE)
def end_route(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Take the case off a route."""
    route = _found(case, pk)
    form = forms.EndRoute(request.POST or None)
    if form.is_valid():
        operations.end(route, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The route has ended.")
        return redirect("routes", case.ref)
    return render(request, "referrals/end_route.html", {"case": case, "route": route, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_ROUTE)
def refer_nrm(request: CaseRequest, case: Case) -> HttpResponse:
    """Record the referral to the national referral mechanism (SO-33)."""
    at = clock.now()
    form = forms.ReferNrm(request.POST or None, since=operations.NRM_SINCE, at=at)
    if form.is_valid():
        operations.refer_nrm(case, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The referral to the national referral mechanism is recorded.")
        return redirect("routes", case.ref)
    return render(request, "referrals/refer_nrm.html", {"case": case, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_ROUTE)
def decide_nrm(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record the next decision of the national referral mechanism (SO-33)."""
    referral, at = get_object_or_404(case.nrm_referrals.select_related("case__authority"), pk=pk), clock.now()
    form = forms.DecideNrm(request.POST or None, since=referral.reasonable_grounds_on or referral.made_on, at=at)
    if form.is_valid():
        decision = NrmDecision(form.cleaned_data["decision"])
        decided_on = form.cleaned_data["decided_on"]
        operations.decide_nrm(referral, decision, decided_on=decided_on, by=request.user, at=at)
        messages.success(request, "The decision is recorded.")
        return redirect("routes", case.ref)
    grounds = _GROUNDS.get(operations.awaited(referral) or "", "")
    context = {"case": case, "referral": referral, "form": form, "grounds": grounds}
    return render(request, "referrals/decide_nrm.html", context)


def _found(case: Case, pk: int) -> Route:
    return get_object_or_404(case.routes.select_related("case__authority", "began_by"), pk=pk)


def _may_begin(code: RouteCode, running: set[RouteCode]) -> bool:
    return code not in running and not ROUTES[code].not_with & running


def _open_codes(running: set[RouteCode]) -> list[RouteCode]:
    return [code for code in RouteCode if _may_begin(code, running)]
