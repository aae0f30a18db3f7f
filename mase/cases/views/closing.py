"""Closing a case, looking back at it three months later, and opening it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import checklist, closing, closing_forms
from mase.cases.closing import LookedBack
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case, Outcome


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_CLOSE)
def close(request: CaseRequest, case: Case) -> HttpResponse:
    """Close the case with an outcome, its reasons and what the child says, over what stands against it (ALL-4)."""
    at = clock.now()
    found = [] if case.closed_at else checklist.findings(case, at=at)
    form = closing_forms.Close(request.POST or None, findings=found)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("reason", "childs_view", "opens_again_when")}
        outcome = Outcome(form.cleaned_data["outcome"])
        closing.decide(case, outcome=outcome, because=form.because(), by=request.user, at=at, **said)
        messages.success(request, "The case is closed.")
        return redirect(case)
    return render(request, "cases/close.html", {"case": case, "form": form, "findings": found})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_REOPEN)
def look_back(request: CaseRequest, case: Case) -> HttpResponse:
    """Record what has become of the child since the case was closed."""
    form = closing_forms.LookBack(request.POST or None)
    if form.is_valid():
        found = LookedBack(form.cleaned_data["found"])
        finding = form.cleaned_data["finding"]
        closing.look_back(case, found=found, finding=finding, by=request.user, at=clock.now())
        messages.success(request, "What you found has been recorded.")
        return redirect(case)
    closure = closing.waiting_for_look_back(case)
    return render(request, "cases/look_back.html", {"case": case, "form": form, "closure": closure})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_REOPEN)
def reopen(request: CaseRequest, case: Case) -> HttpResponse:
    """Open a closed case again."""
    form = closing_forms.Reopen(request.POST or None)
    if form.is_valid():
        closing.reopen(case, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The case is open again and waits for a social worker.")
        return redirect(case)
    return render(request, "cases/reopen.html", {"case": case, "form": form, "closure": closing.in_force(case)})
