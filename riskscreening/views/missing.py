"""Times the child was missing: recorded, the return, the return interview, corrections."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
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
        return _done(request, case, "It is recorded that the child is or was missing.")
    return render(request, "riskscreening/record_missing.html", {"case": case, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_MISSING)
def record_return(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record that the child is back."""
    episode, at = _found(case, pk), clock.now()
    form = forms.RecordReturn(request.POST or None, missing_since=episode.missing_since, at=at)
    if form.is_valid():
        operations.record_return(episode, by=request.user, at=at, **form.cleaned_data)
        return _done(request, case, "The return is recorded. The return interview is owed within 72 hours of it.")
    return render(request, "riskscreening/record_return.html", {"case": case, "episode": episode, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_MISSING)
def offer_interview(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record when and by whom the return interview was offered."""
    episode, at = _found(case, pk), clock.now()
    form = forms.OfferInterview(request.POST or None, returned_at=episode.returned_at or at, at=at)
    if form.is_valid():
        operations.offer_interview(episode, by=request.user, at=at, **form.cleaned_data)
        return _done(request, case, "The offer is recorded. What became of it comes next.")
    return render(request, "riskscreening/offer_interview.html", {"case": case, "episode": episode, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_MISSING)
def record_interview(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record the return interview, or who declined it and why."""
    episode, at = _found(case, pk), clock.now()
    returned_at, offered_at = episode.returned_at or at, episode.offered_at
    form = forms.RecordInterview(request.POST or None, returned_at=returned_at, offered_at=offered_at, at=at)
    if form.is_valid():
        operations.record_interview(episode, by=request.user, at=at, **form.facts())
        held = form.cleaned_data["interview"] == Interview.HELD
        return _done(request, case, "The interview is recorded." if held else "It is recorded who declined, and why.")
    return render(request, "riskscreening/record_interview.html", {"case": case, "episode": episode, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_MISSING)
def correct_missing(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Correct what was mistyped; how it read before stays in the history."""
    episode, at = _found(case, pk), clock.now()
    kind = forms.CorrectReturned if episode.returned_at else forms.CorrectMissing
    form = kind(request.POST or None, initial=_as_it_is(episode, kind), at=at)
    if form.is_valid():
        operations.correct(episode, by=request.user, at=at, **form.cleaned_data)
        return _done(request, case, "The correction is recorded.")
    return render(request, "riskscreening/correct_missing.html", {"case": case, "episode": episode, "form": form})


def _as_it_is(episode: MissingEpisode, kind: type[forms.CorrectMissing]) -> dict[str, Any]:
    return {name: getattr(episode, name) for name in kind.rewritten}


def _done(request: HttpRequest, case: Case, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(reverse("screenings", args=[case.ref]))


def _found(case: Case, pk: int) -> MissingEpisode:
    return get_object_or_404(case.missing_episodes.select_related("case__authority", "recorded_by"), pk=pk)
