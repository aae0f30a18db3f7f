"""A child leaves the MASE list: proposed by one person, agreed or refused by another."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from meetings import leaving
from meetings.forms import removal as forms
from meetings.operations import removal as operations


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_REMOVE)
def propose_removal(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Propose that the child leaves the list, over what the file leaves open."""
    at = clock.now()
    entry = get_object_or_404(case.cohort_entries.select_related("case__authority", "admitted_by"), pk=pk)
    form = forms.ProposeRemoval(request.POST or None)
    if form.is_valid():
        made = operations.propose(entry, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "It is proposed. Those who may agree have been told.")
        return redirect("answer_removal", case.ref, made.pk)
    waiting = entry.removals.filter(answered_at=None).first()
    context = {"entry": entry, "waiting": waiting, "form": form, **_weighed(case, at=at)}
    return render(request, "meetings/propose_removal.html", {"case": case, **context})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_REMOVE)
def answer_removal(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Agree or refuse what somebody else proposed."""
    at = clock.now()
    removal = get_object_or_404(leaving.removals_of(case), pk=pk)
    form = forms.AnswerRemoval(request.POST or None)
    if form.is_valid():
        operations.answer(removal, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "Your answer is recorded.")
        return redirect("mase", case.ref)
    is_own = removal.proposed_by == request.user
    context = {"removal": removal, "form": form, "is_own": is_own, **_weighed(case, at=at)}
    return render(request, "meetings/answer_removal.html", {"case": case, **context})


def _weighed(case: Case, *, at: datetime) -> dict[str, Any]:
    return {"findings": leaving.findings(case, at=at), "childs_words": leaving.childs_words(case)}
