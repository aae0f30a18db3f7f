"""The tab “Police intelligence”: the lines for everybody in the section, the full text for its originator's police."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view, through
from mase.cases.models import Case
from referrals import intelligence as operations
from referrals.forms import intelligence as forms
from referrals.models import Intelligence


@require_safe
@case_view(Permission.INTELLIGENCE_VIEW)
def intelligence(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the lines meant for others with their grading, and offer the full text to the originator's police."""
    own = {agency.pk for agency in operations.originators(request.standing.memberships, case)}
    may_read = request.standing.may(Permission.CASE_INTELLIGENCE)
    shown = [(found, may_read and found.agency_id in own) for found in operations.of_case(case)]
    return render(request, "referrals/intelligence.html", {"case": case, "shown": shown})


@require_POST
@case_view(Permission.CASE_INTELLIGENCE)
def read_intelligence(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show the full text to the police of the agency that recorded it."""
    found = _own(request, case, pk)
    way = through(request.standing, Permission.CASE_INTELLIGENCE)
    text = operations.read(found, through=way, by=request.user, at=clock.now())
    return render(request, "referrals/read_intelligence.html", {"case": case, "found": found, "text": text})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_INTELLIGENCE)
def record_intelligence(request: CaseRequest, case: Case) -> HttpResponse:
    """Record police intelligence."""
    agencies = {agency.code: agency for agency in operations.originators(request.standing.memberships, case)}
    form = forms.Record(request.POST or None, agencies=agencies.values())
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("line", "text")}
        agency = agencies[form.cleaned_data["agency"]]
        operations.record(case, agency=agency, **said, grading=form.grading(), by=request.user, at=clock.now())
        messages.success(request, "The intelligence has been recorded.")
        return redirect("intelligence", case.ref)
    context = {"case": case, "form": form, "agencies": list(agencies.values())}
    return render(request, "referrals/record_intelligence.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_INTELLIGENCE)
def withdraw_intelligence(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Withdraw what the person's own agency recorded."""
    found = _own(request, case, pk)
    form = forms.Withdraw(request.POST or None)
    if form.is_valid():
        operations.withdraw(found, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The intelligence has been withdrawn. Nobody reads it any more.")
        return redirect("intelligence", case.ref)
    return render(request, "referrals/withdraw_intelligence.html", {"case": case, "found": found, "form": form})


def _own(request: CaseRequest, case: Case, pk: int) -> Intelligence:
    """Return what the person's own agency recorded; of another's there is nothing to find."""
    agencies = operations.originators(request.standing.memberships, case)
    return get_object_or_404(operations.of_case(case).filter(agency__in=agencies), pk=pk)
