"""The guard of a meeting about complex abuse: open to its members alone, 404 for everybody else of whatever role."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, View
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases.errors import Refused
from meetings import seats
from meetings.models import ComplexMeeting, ComplexMember

_LED = "Whoever convened or chairs the meeting, or a co-ordinator in it, does this."


class MemberRequest(SignedIn):
    """A request of somebody who sits in the meeting; ``leads`` where they keep it."""

    seat: ComplexMember
    leads: bool


def list_view(view: View) -> View:
    """Let in who convenes such meetings or sits in one."""

    @wraps(view)
    def guarded(request: SignedIn) -> HttpResponse:
        at = clock.now()
        convenes = agency_access.holding(request.user, Permission.DESK_COMPLEX, at=at)
        if not convenes and not seats.has_any(request.user, at=at):
            recording.record_refusal(by=request.user, at=at, case="", page="complex meetings")
            raise PermissionDenied("You convene no meeting about complex abuse and were invited to none.")
        return view(request)

    return _checked(guarded)


def member_view(view: View) -> View:
    """Hand the view the meeting of the address, to its members."""
    return _of_meeting(view, lambda request: True)


def leader_view(view: View) -> View:
    """The same, to those of the members who keep the meeting."""
    return _of_meeting(view, lambda request: request.leads)


def _of_meeting(view: View, enough: Callable[[MemberRequest], bool]) -> View:
    page = view.__name__.replace("_", " ")

    @wraps(view)
    def guarded(request: MemberRequest, ref: str, **kwargs: object) -> HttpResponse:
        at, meeting = clock.now(), _sit(request, ref, page)
        if not enough(request):
            recording.record_refusal(by=request.user, at=at, case="", page=page)
            raise PermissionDenied(_LED)
        try:
            response = view(request, meeting, **kwargs)
        except Refused as refusal:
            context = {"meeting": meeting, "refusal": refusal}
            response = render(request, "meetings/complex_refused.html", context, status=409)
        if response.status_code in (200, 409):
            recording.record(Verb.VIEWED, meeting, by=request.user, at=at, detail={"page": page})
        return response

    return _checked(guarded)


def _sit(request: MemberRequest, ref: str, page: str) -> ComplexMeeting:
    at = clock.now()
    people = ("chair", "convened_by", "recorded_by", "moved_by", "cancelled_by")
    related = ("meeting__authority", *(f"meeting__{person}" for person in people), "user")
    found = seats.of(request.user, at=at).select_related(*related)
    seat = found.filter(meeting__ref=ref).first() if ref.isprintable() else None
    if seat is None:
        recording.record_refusal(by=request.user, at=at, case="", page=page)
        raise Http404
    request.seat, request.leads = seat, seats.leads(seat, at=at)
    return seat.meeting


def _checked(guarded: View) -> View:
    checked = login_required(guarded)
    checked.guard = "complex"  # type: ignore[attr-defined]
    return checked
