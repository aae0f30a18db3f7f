"""References of other systems."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from referrals import forms, operations, police
from referrals.models import ExternalReference
from referrals.views.police import warn_of_unusual


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_DISCLOSURE)
def add_reference(request: CaseRequest, case: Case) -> HttpResponse:
    """Record what another system calls the child, or what happened to them."""
    form = forms.AddReference(request.POST or None)
    if form.is_valid():
        added = operations.add_reference(case, **form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, "The reference has been recorded.")
        if added.kind in police.CRIME_REPORTS:
            warn_of_unusual(request, added.number)
        return redirect("referrals", case.ref)
    return render(request, "referrals/add_reference.html", {"case": case, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_DISCLOSURE)
def withdraw_reference(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Withdraw a reference that is wrong."""
    found: ExternalReference = get_object_or_404(case.external_references.select_related("recorded_by"), pk=pk)
    form = forms.WithdrawReference(request.POST or None)
    if form.is_valid():
        operations.withdraw_reference(found, **form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, "The reference has been withdrawn.")
        return redirect("referrals", case.ref)
    return render(request, "referrals/withdraw_reference.html", {"case": case, "reference": found, "form": form})
