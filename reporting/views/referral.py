"""What was sent, and the letter to the referrer, as PDF."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from mase import clock
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from referrals import access
from referrals.models import Outcome
from reporting import documents


@require_GET
@case_view(Permission.REFERRAL_VIEW)
def download_referral(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Hand out what was sent, marked with the recipient's name and the time on each page."""
    at, related = clock.now(), ("case__authority", "case__child", "agency", "sent_by")
    referral = get_object_or_404(access.readable(case, request.standing).select_related(*related), pk=pk)
    try:
        pdf = documents.referral_pdf(referral, may=request.standing.may, recipient=request.user, at=at)
    except documents.CannotRender as reason:
        messages.error(request, str(reason))
        return redirect("referral_as_sent", case.ref, pk)
    recording.record(Verb.DOWNLOADED, referral, by=request.user, at=at)
    return _attached(pdf, f"referral-{case.ref}.pdf")


@require_GET
@case_view(Permission.REFERRAL_VIEW)
def download_letter(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Hand out the letter to the referrer, marked likewise; nothing to find before it was written."""
    at, related = clock.now(), Outcome.objects.select_related("referral__case__authority")
    outcome = get_object_or_404(related, referral__in=access.readable(case, request.standing), pk=pk)
    if not outcome.letter:
        raise Http404
    try:
        pdf = documents.letter_pdf(outcome, recipient=request.user, at=at)
    except documents.CannotRender as reason:
        messages.error(request, str(reason))
        return redirect("letter", case.ref, pk)
    recording.record(Verb.DOWNLOADED, outcome.referral, by=request.user, at=at)
    return _attached(pdf, f"letter-{case.ref}.pdf")


def _attached(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
