"""The single assessment: concluded."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from riskscreening import queries
from riskscreening.forms import assessment as forms
from riskscreening.operations import assessment as operations


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def conclude_assessment(request: CaseRequest, case: Case) -> HttpResponse:
    """Conclude the single assessment (SO-10, SO-14)."""
    at = clock.now()
    form = forms.Conclusion(request.POST or None, managers=queries.managers(case, at=at), at=at)
    if form.is_valid():
        operations.conclude(case, conclusion=form.conclusion(), by=request.user, at=at)
        messages.success(request, "The single assessment is concluded.")
        return redirect(reverse("screenings", args=[case.ref]))
    under_way = queries.under_way(case)
    screening = queries.screened_since(case, under_way.since) if under_way else None
    context = {"case": case, "form": form, "under_way": under_way, "screening": screening}
    return render(request, "riskscreening/conclude_assessment.html", context)
