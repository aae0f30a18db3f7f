"""That a child told of an offence, and what the police made of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from referrals import forms, operations
from referrals.forms.disclosures import Made
from referrals.views.police import warn_of_unusual


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_DISCLOSURE)
def record_disclosure(request: CaseRequest, case: Case) -> HttpResponse:
    """Record that the child told of an offence; with it the reference of the 87a where one was sent (HO-7)."""
    at = clock.now()
    form = forms.RecordDisclosure(request.POST or None, at=at)
    if form.is_valid():
        operations.record_disclosure(case, **form.cleaned_data, by=request.user, at=at)
        messages.success(request, "It is recorded that the child told of an offence. The police have been told.")
        return redirect("referrals", case.ref)
    return render(request, "referrals/record_disclosure.html", {"case": case, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_CATEGORISE)
def settle_disclosure(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record the crime reference, or why no crime is recorded."""
    related = case.disclosures.select_related("case__authority", "recorded_by", "settled_by")
    disclosure, at = get_object_or_404(related, pk=pk), clock.now()
    form = forms.SettleDisclosure(request.POST or None)
    if form.is_valid():
        answer = form.cleaned_data
        if answer["made"] == Made.CRIME:
            reference = answer["crime_reference"]
            operations.settle_with_crime(disclosure, crime_reference=reference, by=request.user, at=at)
            warn_of_unusual(request, reference)
        else:
            operations.settle_without_crime(disclosure, reason=answer["reason"], by=request.user, at=at)
        messages.success(request, "It is recorded what the police have made of it.")
        return redirect("referrals", case.ref)
    context = {"case": case, "disclosure": disclosure, "form": form}
    return render(request, "referrals/settle_disclosure.html", context)
