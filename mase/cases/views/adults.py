"""The people in a child's life."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import adults as operations
from mase.cases import conflict_forms as forms
from mase.cases.forms import Reason
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from mase.people.models import Relationship

_OF_THE_ADULT = ("given_names", "family_name", "born_on", "address")


@require_safe
@case_view(Permission.REFERRAL_VIEW)
def adults(request: CaseRequest, case: Case) -> HttpResponse:
    """List the adults in the child's life."""
    found = case.child.adults.select_related("adult", "noted_by").order_by("adult__family_name", "pk")
    return render(request, "cases/adults.html", {"case": case, "adults": found})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def add_adult(request: CaseRequest, case: Case) -> HttpResponse:
    """Add an adult to the child's life."""
    at = clock.now()
    form = forms.Adult(request.POST or None, at=at)
    if form.is_valid():
        operations.add(case, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The adult has been added.")
        return redirect("adults", case.ref)
    return render(request, "cases/add_adult.html", {"case": case, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def correct_adult(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Correct what is known of an adult."""
    at, found = clock.now(), _found(case, pk)
    known = {name: getattr(found.adult, name) for name in _OF_THE_ADULT} | {"kind": found.kind}
    form = forms.CorrectAdult(request.POST or None, at=at, initial=known)
    if form.is_valid():
        operations.correct(case, found, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "What is known of the adult has been corrected.")
        return redirect("adults", case.ref)
    return render(request, "cases/correct_adult.html", {"case": case, "form": form, "found": found})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def remove_adult(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Take an adult out of the child's life, with the reason."""
    found, form = _found(case, pk), Reason(request.POST or None)
    if form.is_valid():
        operations.remove(case, found, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The adult has been taken out.")
        return redirect("adults", case.ref)
    return render(request, "cases/remove_adult.html", {"case": case, "form": form, "found": found})


def _found(case: Case, pk: int) -> Relationship:
    return get_object_or_404(case.child.adults.select_related("adult"), pk=pk)
