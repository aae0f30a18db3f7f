"""What the police record."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from referrals import forms, operations, police
from referrals.views.owing import referral_of


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_CATEGORISE)
def categorise(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record the police category with its crime reference (SO-13); nothing to find where the borough has none."""
    referral, at = referral_of(case, pk), clock.now()
    if not operations.are_categorised(case, at=at):
        raise Http404
    profile = case.profile_at(at)
    form = forms.Categorise(request.POST or None, categories=profile.police_categories, teams=profile.police_teams)
    if form.is_valid():
        operations.categorise(referral, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The police category has been recorded.")
        warn_of_unusual(request, form.cleaned_data["crime_reference"])
        return redirect("referrals", case.ref)
    categories = referral.categories.select_related("recorded_by").order_by("-pk")
    context = {"case": case, "referral": referral, "form": form, "categories": categories}
    return render(request, "referrals/categorise.html", context)


def warn_of_unusual(request: HttpRequest, reference: str) -> None:
    """Say that a reference does not look as it usually does; it is kept all the same."""
    if not police.is_usual_shape(reference):
        words = "The reference is kept. It does not look like most: seven digits, a stroke, the year. Please check it."
        messages.warning(request, words)
