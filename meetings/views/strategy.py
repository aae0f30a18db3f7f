"""Convening a strategy meeting and recording it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.roles import Permission
from mase.cases import operations as cases
from mase.cases import queries, showing
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from mase.cases.stages import Step
from meetings import agenda, convening
from meetings.forms import strategy as forms
from meetings.forms.actions import AgreeAction
from meetings.models import Conference, HostNotice, StrategyMeeting
from meetings.operations import actions, enquiry, placement, preparing
from meetings.operations import strategy as operations


@require_safe
@case_view(Permission.STRATEGY_VIEW)
def strategies(request: CaseRequest, case: Case) -> HttpResponse:
    """List the child's strategy meetings, newest first."""
    listed = case.strategy_meetings.select_related("chair", "convened_by").order_by("-convened_at", "-pk")
    rules = ("strategy_meeting", "strategy_meeting_urgent", "icpc", "host_borough_notice", "complex_meeting")
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
    held_by = operations.held_by(case, at=at)
    form = forms.Convene(
        request.POST or None,
        chairs=operations.eligible_chairs(case, at=at),
        held_by=held_by,
        at=at,
        **convening.whom_to_ask(case, at=at),
    )
    if form.is_valid():
        meeting = operations.convene(case, by=request.user, at=at, **form.facts())
        messages.success(request, "The strategy meeting is convened and the agencies have been invited.")
        return redirect(meeting)
    context = {"case": case, "form": form, "held_by": held_by, "points": agenda.POINTS}
    return render(request, "meetings/convene.html", context)


def found(case: Case, pk: int) -> StrategyMeeting:
    """Return a meeting of this case, or 404."""
    related = case.strategy_meetings.select_related("case__authority", "chair", "convened_by", "recorded_by")
    return get_object_or_404(related, pk=pk)


@require_safe
@case_view(Permission.STRATEGY_VIEW)
def strategy(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show a strategy meeting: whom it asks and, once it was held, its record."""
    meeting, at = found(case, pk), clock.now()
    now = convening.state(meeting)
    context = {
        "case": case,
        "moves": meeting.moves.select_related("moved_by").order_by("-pk"),
        "unasked": [] if meeting.held_at else convening.unasked(meeting, now, at=at),
        "notice_awaited": placement.awaits_notice(meeting),
        "conference_awaited": enquiry.awaits_conference(meeting),
        "complex_awaited": convening.awaits_complex_meeting(meeting),
        "convenes_complex": bool(agency_access.holding(request.user, Permission.DESK_COMPLEX, at=at)),
    }
    return render(request, "meetings/strategy.html", context | whole(meeting, now))


@require_safe
@case_view(Permission.STRATEGY_VIEW)
def print_strategy(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show the agenda or, once the meeting was held, its record as one document for paper (SO-16)."""
    meeting = found(case, pk)
    now = convening.state(meeting)
    context = {"case": case, "printed_at": clock.now()}
    return render(request, "meetings/print_strategy.html", context | whole(meeting, now))


def whole(meeting: StrategyMeeting, now: convening.State) -> dict[str, object]:
    """Return what the record of a meeting is made of."""
    return {
        "meeting": meeting,
        "now": now,
        "points": agenda.POINTS,
        "looked_after": agenda.LOOKED_AFTER if now.is_looked_after or now.weighed else (),
        "notice": HostNotice.objects.filter(meeting=meeting).select_related("recorded_by").first(),
        "conference": Conference.objects.filter(meeting=meeting).select_related("recorded_by").first(),
        "actions": meeting.actions.select_related("owner", "agency").order_by("due_on", "pk"),
        "today": clock.today(),
    }


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
@case_view(Permission.STRATEGY_CONVENE)
def invite_to_strategy(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Invite others to a meeting that is convened (HO-8, SO-22)."""
    meeting, at = found(case, pk), clock.now()
    form = forms.InviteMore(request.POST or None, **convening.whom_to_ask_too(meeting, at=at))
    if form.is_valid():
        preparing.invite_more(meeting, by=request.user, at=at, **form.facts())
        messages.success(request, "They are invited, and the agencies have been told.")
        return redirect(meeting)
    return render(request, "meetings/invite_to_strategy.html", {"case": case, "meeting": meeting, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.STRATEGY_CONVENE)
def agree_strategy_action(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Give a named person an action that the meeting agreed, with a day (SO-16)."""
    meeting, at = found(case, pk), clock.now()
    form = AgreeAction(request.POST or None, people=queries.people_for_actions(case, at=at), at=at)
    if form.is_valid():
        actions.agree(case, of=meeting, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The action is recorded and its owner has been told.")
        return redirect(meeting)
    return render(request, "meetings/agree_strategy_action.html", {"case": case, "meeting": meeting, "form": form})
