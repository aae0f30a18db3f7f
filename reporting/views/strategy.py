"""The record of a strategy meeting as PDF."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from mase import clock
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from reporting import documents


@require_GET
@case_view(Permission.STRATEGY_VIEW)
def download_strategy(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Hand out the record, marked with the recipient's name and the time; nothing to find before it was held."""
    at, related = clock.now(), ("case__authority", "chair", "convened_by", "recorded_by")
    held = case.strategy_meetings.exclude(held_at=None).select_related(*related)
    meeting = get_object_or_404(held, pk=pk)
    try:
        pdf = documents.strategy_pdf(meeting, recipient=request.user, at=at)
    except documents.CannotRender as reason:
        messages.error(request, str(reason))
        return redirect("print_strategy", case.ref, pk)
    recording.record(Verb.DOWNLOADED, meeting, by=request.user, at=at)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="strategy-{case.ref}.pdf"'
    return response
