"""Meetings about complex abuse: convened, moved, cancelled, who sits in them, what came of them (SO-24, HO-10)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.models import Agency
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import queries as case_queries
from mase.cases import showing
from mase.cases.errors import Refused
from meetings import drawing, seats
from meetings.complex_guard import MemberRequest, leader_view, list_view, member_view
from meetings.forms import complex_abuse as forms
from meetings.models import ComplexMeeting, StrategyMeeting
from meetings.operations import complex_abuse as operations

_A_PAGE = 25


@require_safe
@list_view
def complex_meetings(request: SignedIn) -> HttpResponse:
    """List the meetings about complex abuse in which the person has a seat, the latest first."""
    at = clock.now()
    own = seats.of(request.user, at=at).select_related(
        *("meeting__authority", "meeting__chair", "meeting__cancelled_by")
    )
    page = Paginator(own.order_by("-meeting__scheduled_for", "-pk"), _A_PAGE).get_page(request.GET.get("page"))
    shown = [seat.meeting for seat in page.object_list]
    recording.record_list(shown, by=request.user, at=at, page="complex abuse")
    may_convene = bool(agency_access.holding(request.user, Permission.DESK_COMPLEX, at=at))
    return render(request, "meetings/complex_meetings.html", {"page": page, "may_convene": may_convene})


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_COMPLEX)
def convene_complex(request: SignedIn) -> HttpResponse:
    """Convene a meeting of its own."""
    return _convene(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_COMPLEX)
def convene_complex_from(request: SignedIn, ref: str, pk: int) -> HttpResponse:
    """Convene the meeting that a strategy meeting asked for."""
    at = clock.now()
    strategy = seats.strategy_seen(request.user, ref, pk, at=at)
    if strategy is None:
        recording.record_refusal(by=request.user, at=at, case=ref, page="convene complex from")
        raise Http404
    recording.record(Verb.VIEWED, strategy, by=request.user, at=at, detail={"page": "convene complex from"})
    return _convene(request, strategy)


@require_safe
@member_view
def complex_meeting(request: MemberRequest, meeting: ComplexMeeting) -> HttpResponse:
    """Show the meeting: why and when, its map, what was said and decided."""
    return render(request, "meetings/complex_meeting.html", _whole(request, meeting, at=clock.now()))


@require_safe
@member_view
def print_complex(request: MemberRequest, meeting: ComplexMeeting) -> HttpResponse:
    """The same for paper, as this member may see it."""
    at = clock.now()
    context = _whole(request, meeting, at=at) | {"printed_at": at}
    return render(request, "meetings/print_complex.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@leader_view
def move_complex(request: MemberRequest, meeting: ComplexMeeting) -> HttpResponse:
    """Move the meeting to another time or place."""
    at, now = clock.now(), {"scheduled_for": meeting.scheduled_for, "place": meeting.place}
    form = forms.MoveComplex(request.POST or None, at=at, initial=now)
    if form.is_valid():
        try:
            operations.move(meeting, by=request.user, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("scheduled_for", str(refusal))
        else:
            messages.success(request, "The meeting is moved. Everybody with a seat has been told.")
            return redirect(meeting)
    return render(request, "meetings/move_complex.html", {"meeting": meeting, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@leader_view
def cancel_complex(request: MemberRequest, meeting: ComplexMeeting) -> HttpResponse:
    """Cancel the meeting; where a strategy meeting asked for one, another is convened."""
    form = forms.CancelComplex(request.POST or None)
    if form.is_valid():
        try:
            operations.cancel(meeting, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, "The meeting is cancelled. Everybody with a seat has been told.")
            return redirect(meeting)
    return render(request, "meetings/cancel_complex.html", {"meeting": meeting, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@leader_view
def invite_member(request: MemberRequest, meeting: ComplexMeeting) -> HttpResponse:
    """Invite somebody by name."""
    at = clock.now()
    form = forms.Invite(
        request.POST or None,
        people=seats.to_be_invited(meeting, at=at),
        elsewhere=lambda address: seats.from_elsewhere(meeting, address, at=at),
    )
    if form.is_valid():
        try:
            operations.invite(meeting, form.invited(), by=request.user, at=at)
        except Refused as refusal:
            form.add_error("whence", str(refusal))
        else:
            messages.success(request, "The person has a seat and has been told.")
            return redirect(meeting)
    return render(request, "meetings/invite_member.html", {"meeting": meeting, "form": form})


@require_POST
@leader_view
def withdraw_member(request: MemberRequest, meeting: ComplexMeeting, pk: int) -> HttpResponse:
    """Take a seat away: the meeting closes to that person at once."""
    seat = get_object_or_404(meeting.members, pk=pk)
    operations.withdraw(seat, by=request.user, at=clock.now())
    messages.success(request, "The meeting is closed to this person now.")
    return redirect(meeting)


@require_http_methods(["GET", "HEAD", "POST"])
@leader_view
def say_at_complex(request: MemberRequest, meeting: ComplexMeeting) -> HttpResponse:
    """Record what an agency said."""
    agencies = Agency.objects.filter(pk__in=meeting.members.values("agency")).order_by("name", "pk")
    form = forms.Say(request.POST or None, agencies=agencies)
    if form.is_valid():
        try:
            operations.say(meeting, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, "What the agency said is recorded.")
            return redirect(meeting)
    return render(request, "meetings/say_at_complex.html", {"meeting": meeting, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@leader_view
def record_complex(request: MemberRequest, meeting: ComplexMeeting) -> HttpResponse:
    """Record that it was held, who came, and what was found and decided."""
    at, planned = clock.now(), {"held_at": meeting.scheduled_for}
    form = forms.Hold(request.POST or None, members=seats.current(meeting), at=at, initial=planned)
    if form.is_valid():
        try:
            operations.hold(meeting, by=request.user, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("held_at", str(refusal))
        else:
            messages.success(request, "The meeting is recorded.")
            return redirect(meeting)
    return render(request, "meetings/record_complex.html", {"meeting": meeting, "form": form})


def _convene(request: SignedIn, strategy: StrategyMeeting | None) -> HttpResponse:
    at, may = clock.now(), agency_access.authorities(request.user, Permission.DESK_COMPLEX, at=clock.now())
    authorities = [strategy.case.authority] if strategy else may
    chairs = {person: None for one in authorities for person in seats.eligible_chairs(one, strategy, at=at)}
    usual = {"authority": authorities[0].code}
    form = forms.ConveneComplex(request.POST or None, authorities=authorities, chairs=chairs, at=at, initial=usual)
    if form.is_valid():
        said = form.cleaned_data
        try:
            meeting = operations.convene(said.pop("authority"), strategy=strategy, by=request.user, at=at, **said)
        except Refused as refusal:
            form.add_error("chair", str(refusal))
        else:
            messages.success(request, "The meeting is convened. Invite its members by name.")
            return redirect(meeting)
    context = {"form": form, "strategy": strategy, "several": len(authorities) > 1, **_asked_by(strategy, at=at)}
    return render(request, "meetings/convene_complex.html", context)


def _asked_by(strategy: StrategyMeeting | None, *, at: datetime) -> dict[str, Any]:
    if strategy is None:
        return {"allowed": True, "owed": []}
    owed = case_queries.running(strategy.case, operations.CODE).filter(key=str(strategy.pk))
    return {"allowed": operations.may_be_convened_from(strategy), "owed": showing.deadlines(owed, at=at)}


def _whole(request: MemberRequest, meeting: ComplexMeeting, *, at: datetime) -> dict[str, Any]:
    """Return what a member may see of the meeting, with a row for every child who is shown."""
    shown = seats.shown(meeting, request.user, at=at)
    actions = list(seats.actions(meeting, request.user, at=at))
    children = {one.case for one in shown if one.case} | {action.case for action in actions}
    recording.record_list(children, by=request.user, at=at, page="complex abuse meeting")
    links, by_node = list(seats.links(meeting)), {one.node.pk: one for one in shown}
    named = [(one.node.pk, one.node.kind, one.code, one.words) for one in shown]
    return {
        "meeting": meeting,
        "leads": request.leads,
        "seat": request.seat,
        "members": seats.current(meeting),
        "left": meeting.members.exclude(withdrawn_at=None).select_related("user", "agency").order_by("-withdrawn_at"),
        "shown": shown,
        "links": [(number, link, by_node[link.one_id], by_node[link.other_id]) for number, link in enumerate(links, 1)],
        "map": drawing.drawn(named, [(link.one_id, link.other_id) for link in links]),
        "statements": meeting.statements.select_related("agency", "recorded_by").order_by("agency__name", "pk"),
        "actions": actions,
    }
