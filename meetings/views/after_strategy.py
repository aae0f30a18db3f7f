"""What is recorded after a strategy meeting: the conference of its enquiry, and word to the host authority."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from meetings.forms import strategy as forms
from meetings.operations import enquiry, placement
from meetings.views.strategy import found


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.STRATEGY_CHAIR)
def record_conference(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record the child protection conference, or why there was none (Working Together)."""
    meeting, at = found(case, pk), clock.now()
    since = meeting.held_at.astimezone(clock.LONDON).date() if meeting.held_at else None
    form = forms.RecordConference(request.POST or None, at=at, enquiry_since=since)
    if form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "held"}
        enquiry.record_conference(meeting, by=request.user, at=at, **facts)
        messages.success(request, "What came of the enquiry is recorded.")
        return redirect(meeting)
    awaited = enquiry.awaits_conference(meeting)
    context = {"case": case, "meeting": meeting, "form": form, "awaited": awaited}
    return render(request, "meetings/record_conference.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.STRATEGY_CONVENE)
def tell_host(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record that the authority in whose area the child is placed was told (HO-14, SO-22)."""
    meeting, at = found(case, pk), clock.now()
    form = forms.TellHost(request.POST or None, at=at, held_at=meeting.held_at)
    if form.is_valid():
        placement.tell_host(meeting, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "It is recorded that the host authority was told.")
        return redirect(meeting)
    awaited = placement.awaits_notice(meeting)
    return render(
        request, "meetings/tell_host.html", {"case": case, "meeting": meeting, "form": form, "awaited": awaited}
    )
