"""Times the child was missing: recorded, the return, the return interview."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from riskscreening.forms import missing as forms
from riskscreening.models import Interview, MissingEpisode
from riskscreening.operations import missing as operations


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_MISSING)
def record_missing(request: CaseRequest, case: Case) -> HttpResponse:
    """Record that the child is or was missing."""
    at = clock.now()
    form = forms.RecordMissing(request.POST or None, at=at)
    if form.is_valid():
        operations.record(case, by=request.user, at=at, **form.episode())
        messages.success(request, "It is recorded that the child is or was missing.")
        return redirect(reverse("screenings", args=[case.ref]))
    return render(request, "riskscreening/record_missing.html", {"case": case, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_MISSING)
def record_return(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record that the child is back."""
    episode, at = _found(case, pk), clock.now()
    form = forms.RecordReturn(request.POST or None, missing_since=episode.missing_since, at=at)
    if form.is_valid():
        operations.record_return(episode, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The return is recorded. The return interview is owed within 72 hours of it.")
        return redirect(reverse("screenings", args=[case.ref]))
    return render(request, "riskscreening/record_return.html", {"case": case, "episode": episode, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_MISSING)
def record_interview(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record the return interview, or who declined it and why."""
    episode, at = _found(case, pk), clock.now()
    after = episode.returned_at or at
    form = forms.RecordInterview(request.POST or None, returned_at=after, at=at)
    if form.is_valid():
        operations.record_interview(episode, by=request.user, at=at, **form.facts())
        held = form.cleaned_data["interview"] == Interview.HELD
        messages.success(request, "The interview is recorded." if held else "It is recorded who declined, and why.")
        return redirect(reverse("screenings", args=[case.ref]))
    return render(request, "riskscreening/record_interview.html", {"case": case, "episode": episode, "form": form})


def _found(case: Case, pk: int) -> MissingEpisode:
    return get_object_or_404(case.missing_episodes.select_related("case__authority", "recorded_by"), pk=pk)
