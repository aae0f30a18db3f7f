"""Convening a strategy meeting and recording it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.models import Kind
from mase.agencies.roles import Permission
from mase.cases import operations as cases
from mase.cases import queries, showing
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from mase.cases.stages import Step
from meetings.forms import strategy as forms
from meetings.models import Conference, HostNotice, StrategyMeeting
from meetings.operations import enquiry, placement
from meetings.operations import strategy as operations


@require_safe
@case_view(Permission.STRATEGY_VIEW)
def strategies(request: CaseRequest, case: Case) -> HttpResponse:
    """List the child's strategy meetings, newest first."""
    listed = case.strategy_meetings.select_related("chair", "convened_by").order_by("-convened_at", "-pk")
    rules = ("strategy_meeting", "strategy_meeting_urgent", "icpc", "host_borough_notice")
    context = {
        "case": case,
        "meetings": listed,
        "may_come_now": cases.allows(case, Step.STRATEGY_CONVENED),
        "owed": showing.deadlines(queries.running(case, *rules), at=clock.now()),
    }
    return render(request, "meetings/strategies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.STRATEGY_CONVENE)
def convene(request: CaseRequest, case: Case) -> HttpResponse:
    """Convene a strategy meeting (SO-16, HO-8)."""
    at = clock.now()
    agencies = case.authority.agencies.exclude(kind=Kind.SOCIAL_CARE).order_by("name")
    required = [agency.code for agency in agencies if agency.kind in operations.REQUIRED]
    chairs = operations.eligible_chairs(case, at=at)
    held_by = operations.held_by(case, at=at)
    form = forms.Convene(
        request.POST or None,
        chairs=chairs,
        agencies=agencies,
        held_by=held_by,
        at=at,
        initial={"agencies": required},
    )
    if form.is_valid():
        meeting = operations.convene(case, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The strategy meeting is convened and the agencies have been invited.")
        return redirect(meeting)
    return render(request, "meetings/convene.html", {"case": case, "form": form, "held_by": held_by})


def found(case: Case, pk: int) -> StrategyMeeting:
    """Return a meeting of this case, or 404."""
    related = case.strategy_meetings.select_related("case__authority", "chair", "convened_by", "recorded_by")
    return get_object_or_404(related, pk=pk)


@require_safe
@case_view(Permission.STRATEGY_VIEW)
def strategy(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show a strategy meeting."""
    meeting = found(case, pk)
    contributions = meeting.contributions.select_related("agency").order_by("agency__name")
    context = {
        "case": case,
        "meeting": meeting,
        "contributions": contributions,
        "moves": meeting.moves.select_related("moved_by").order_by("-pk"),
        "notice": HostNotice.objects.filter(meeting=meeting).select_related("recorded_by").first(),
        "notice_awaited": placement.awaits_notice(meeting),
        "conference": Conference.objects.filter(meeting=meeting).select_related("recorded_by").first(),
        "conference_awaited": enquiry.awaits_conference(meeting),
    }
    return render(request, "meetings/strategy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.STRATEGY_CONVENE)
def move_strategy(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Move a meeting that was convened to another time or place (HO-8)."""
    meeting, at = found(case, pk), clock.now()
    held_by = operations.to_be_held_by(meeting)
    now = {"scheduled_for": meeting.scheduled_for, "place": meeting.place}
    form = forms.MoveStrategy(request.POST or None, at=at, held_by=held_by, initial=now)
    if form.is_valid():
        operations.move(meeting, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The meeting has been moved and those invited have been told.")
        return redirect(meeting)
    context = {"case": case, "meeting": meeting, "form": form, "held_by": held_by}
    return render(request, "meetings/move_strategy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.STRATEGY_CHAIR)
def record_strategy(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record the meeting: who came, what was said, what was decided (HO-8, HO-9)."""
    meeting, at, typed = found(case, pk), clock.now(), request.POST or None
    form = forms.RecordStrategy(typed, at=at, initial={"held_at": meeting.scheduled_for})
    contributions = meeting.contributions.select_related("agency").order_by("agency__name")
    parts = [forms.Contribute(typed, contribution=contribution) for contribution in contributions]
    if all([form.is_valid(), *(part.is_valid() for part in parts)]):
        said = {part.contribution.pk: part.cleaned_data for part in parts}
        outcome = form.cleaned_data
        operations.record(
            meeting, held_at=outcome.pop("held_at"), contributions=said, outcome=outcome, by=request.user, at=at
        )
        messages.success(request, "The strategy meeting is recorded.")
        return redirect(meeting)
    return render(
        request, "meetings/record_strategy.html", {"case": case, "meeting": meeting, "form": form, "parts": parts}
    )
