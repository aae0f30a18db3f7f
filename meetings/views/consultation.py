"""The clinical consultation for a child new to the cohort: offered, answered, held (SO-26)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from meetings.forms import consultation as forms
from meetings.operations import consultation


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_OFFER)
def offer_consultation(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record that the consultation was offered."""
    at = clock.now()
    entry = get_object_or_404(case.cohort_entries.select_related("case__authority", "offer__recorded_by"), pk=pk)
    form = forms.OfferConsultation(request.POST or None, at=at)
    if form.is_valid():
        consultation.offer(entry, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The offer is recorded and the social worker has been told.")
        return redirect("mase", case.ref)
    made, asked = getattr(entry, "offer", None), consultation.CODE in case.profile_at(at).timescales
    context = {"case": case, "entry": entry, "made": made, "form": form, "asked": asked}
    return render(request, "meetings/offer_consultation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_SUBMIT)
def answer_consultation(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Answer the offer."""
    made = get_object_or_404(case.clinical_offers.select_related("case__authority", "answered_by"), pk=pk)
    form = forms.AnswerConsultation(request.POST or None)
    if form.is_valid():
        consultation.answer(made, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "Your answer is recorded.")
        return redirect("mase", case.ref)
    return render(request, "meetings/answer_consultation.html", {"case": case, "made": made, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_OFFER)
def hold_consultation(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record the day of the consultation."""
    at = clock.now()
    made = get_object_or_404(case.clinical_offers.select_related("case__authority"), pk=pk)
    form = forms.HoldConsultation(request.POST or None, at=at)
    if form.is_valid():
        try:
            consultation.hold(made, by=request.user, at=at, **form.cleaned_data)
        except AlreadyDone:
            raise
        except Refused as refusal:
            form.add_error("held_on", str(refusal))
        else:
            messages.success(request, "The consultation is recorded.")
            return redirect("mase", case.ref)
    return render(request, "meetings/hold_consultation.html", {"case": case, "made": made, "form": form})
