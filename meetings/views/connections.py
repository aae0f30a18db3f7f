"""The map of a meeting about complex abuse: who and what stands on it, how they are linked, what is done about whom."""

from datetime import datetime, time

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mase import clock
from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, sharing
from mase.cases import queries as case_queries
from mase.cases.errors import Refused
from mase.cases.models import Case
from mase.timescales.calendars import instant
from meetings import seats
from meetings.complex_guard import MemberRequest, leader_view
from meetings.forms import complex_abuse as forms
from meetings.forms.actions import AgreeAction
from meetings.models import ComplexMeeting
from meetings.operations import actions
from meetings.operations import connections as operations


@require_http_methods(["GET", "HEAD", "POST"])
@leader_view
def put_on_map(request: MemberRequest, meeting: ComplexMeeting) -> HttpResponse:
    """Put an adult, a place, a group, a vehicle or a contact on the map."""
    form = forms.Put(request.POST or None)
    if form.is_valid():
        try:
            operations.put(meeting, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "It stands on the map.")
            return redirect(meeting)
    return render(request, "meetings/put_on_map.html", {"meeting": meeting, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@leader_view
def put_child_on_map(request: MemberRequest, meeting: ComplexMeeting) -> HttpResponse:
    """Put a child on the map by the reference of their case."""
    form = forms.PutChild(request.POST or None)
    if form.is_valid():
        try:
            operations.put_child(meeting, form.cleaned_data["reference"], by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error("reference", str(refusal))
        else:
            messages.success(request, "The child stands on the map. The file is open to nobody more than before.")
            return redirect(meeting)
    return render(request, "meetings/put_child_on_map.html", {"meeting": meeting, "form": form})


@require_POST
@leader_view
def take_off_map(request: MemberRequest, meeting: ComplexMeeting, pk: int) -> HttpResponse:
    """Take off the map what stands there by mistake."""
    operations.take(meeting, get_object_or_404(meeting.nodes, pk=pk), by=request.user, at=clock.now())
    messages.success(request, "It is off the map.")
    return redirect(meeting)


@require_http_methods(["GET", "HEAD", "POST"])
@leader_view
def link_on_map(request: MemberRequest, meeting: ComplexMeeting) -> HttpResponse:
    """Record how two of them are connected, and where it is known from."""
    at = clock.now()
    shown = seats.shown(meeting, request.user, at=at)
    recording.record_list([one.case for one in shown if one.case], by=request.user, at=at, page="link on map")
    named = [(str(one.node.pk), f"{one.code} {one.words}") for one in shown]
    form = forms.Link(request.POST or None, named=named)
    if form.is_valid():
        said, nodes = form.cleaned_data, {str(one.node.pk): one.node for one in shown}
        ends = nodes[said.pop("one")], nodes[said.pop("other")]
        try:
            operations.link(meeting, *ends, by=request.user, at=at, **said)
        except Refused as refusal:
            form.add_error("nature", str(refusal))
        else:
            messages.success(request, "The link is recorded.")
            return redirect(meeting)
    return render(request, "meetings/link_on_map.html", {"meeting": meeting, "form": form, "enough": len(named) > 1})


@require_POST
@leader_view
def take_link(request: MemberRequest, meeting: ComplexMeeting, pk: int) -> HttpResponse:
    """Take a link off the map that does not hold."""
    operations.take_link(get_object_or_404(meeting.links, pk=pk), by=request.user, at=clock.now())
    messages.success(request, "The link is off the map.")
    return redirect(meeting)


@require_http_methods(["GET", "HEAD", "POST"])
@leader_view
def open_child_to_members(request: MemberRequest, meeting: ComplexMeeting, pk: int) -> HttpResponse:
    """Open to members who the child is and the strategy meetings, where the person may share the file."""
    at, case = clock.now(), _case(request, meeting, pk)
    others = [one for one in seats.current(meeting) if one.user_id != request.user.pk]
    waiting = [one for one in seats.unseeing(case, others, at=at) if not sharing.keeps(case, one.user)]
    form = forms.OpenChild(request.POST or None, members=waiting, at=at)
    if form.is_valid():
        why = {"reason": form.cleaned_data["reason"], "ends_at": instant(form.cleaned_data["until"], time.max)}
        try:
            operations.open_child(meeting, case, form.people(), by=request.user, at=at, **why)
        except Refused as refusal:
            form.add_error("until", str(refusal))
        else:
            messages.success(request, "The file is open to them, and they have been told.")
            return redirect(meeting)
    may_share = access.may(request.user, Permission.CASE_SHARE, case, at=at)
    context = {"meeting": meeting, "case": case, "form": form, "waiting": waiting, "may_share": may_share}
    return render(request, "meetings/open_child_to_members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@leader_view
def agree_complex_action(request: MemberRequest, meeting: ComplexMeeting, pk: int) -> HttpResponse:
    """Give an action about a child on the map to a named person (RE-8)."""
    at, case = clock.now(), _case(request, meeting, pk)
    form = AgreeAction(request.POST or None, people=_owners(meeting, case, at=at), at=at)
    if form.is_valid():
        try:
            actions.agree(case, of=meeting, by=request.user, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "The action is recorded and its owner has been told.")
            return redirect(meeting)
    return render(request, "meetings/agree_complex_action.html", {"meeting": meeting, "case": case, "form": form})


def _case(request: MemberRequest, meeting: ComplexMeeting, pk: int) -> Case:
    """Return the case of a child on the map that is open to the person; raises Http404."""
    at = clock.now()
    case = seats.child_on_map(meeting, request.user, pk, at=at)
    if case is None:
        raise Http404
    recording.record(Verb.VIEWED, case, by=request.user, at=at, detail={"page": "complex abuse meeting"})
    return case


def _owners(meeting: ComplexMeeting, case: Case, *, at: datetime) -> list[tuple[User, str]]:
    """Return who can be given an action: people of the child's authority and members from elsewhere."""
    kept_out = access.kept_out(case)
    members = {one.user: one.agency.name for one in seats.current(meeting) if one.user_id not in kept_out}
    found = members | dict(case_queries.people_for_actions(case, at=at))
    return sorted(found.items(), key=lambda named: (named[0].name, named[0].pk))
