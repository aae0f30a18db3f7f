"""The surgery: its sessions, the slots that people book there, the advice they leave with (BA-3)."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from meetings import surgeries as found
from meetings.forms import surgery as forms
from meetings.models import SurgeryBooking, SurgerySession
from meetings.operations import surgery as operations
from meetings.surgery_guard import SurgeryRequest, surgery_view

_A_PAGE = 25
_BESIDE = {AlreadyDone: "question", CaseClosed: "reference", operations.UnseenCase: "reference"}


@require_safe
@surgery_view(*found.EITHER)
def surgeries(request: SurgeryRequest) -> HttpResponse:
    """List the sessions ahead, what the person booked and, for who advises, which slots wait for advice."""
    at = clock.now()
    booked = Paginator(found.booked_by(request.user, at=at), _A_PAGE).get_page(request.GET.get("page"))
    waiting = list(found.without_advice(request.user, at=at)[:_A_PAGE]) if request.advises else []
    _record_list(request, [*booked.object_list, *waiting])
    context = {
        "ahead": list(found.ahead(request.authorities, at=at)),
        "over": list(found.over(request.authorities, at=at)[:_A_PAGE]) if request.advises else [],
        "booked": booked,
        "waiting": waiting,
        "at": at,
        "several": len(request.authorities) > 1,
        "advises": request.advises,
    }
    return render(request, "meetings/surgeries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@surgery_view(Permission.DESK_SURGERY)
def open_surgeries(request: SurgeryRequest) -> HttpResponse:
    """Open one session or several, two weeks apart."""
    at, usual = clock.now(), {"authority": request.authorities[0].code, "minutes_each": 30, "slots": 6, "times": 6}
    form = forms.OpenSessions(request.POST or None, authorities=request.authorities, at=at, initial=usual)
    if form.is_valid():
        said = form.cleaned_data
        try:
            series = operations.open_sessions(said.pop("authority"), by=request.user, at=at, **said)
        except Refused as refusal:
            form.add_error("begins_at", str(refusal))
        else:
            messages.success(request, _opened(series))
            return redirect("surgeries")
    return render(request, "meetings/open_surgeries.html", {"form": form, "several": len(request.authorities) > 1})


@require_safe
@surgery_view(*found.EITHER)
def surgery(request: SurgeryRequest, session: SurgerySession) -> HttpResponse:
    """Show a session with its slots: which are free, and what was booked as far as the reader may know."""
    at = clock.now()
    bookings = found.readable(request.user, at=at).filter(slot__session=session, released_at=None)
    known = {booking.slot_id: booking for booking in bookings}
    _record_list(request, list(known.values()))
    slots = [(slot, known.get(slot.pk)) for slot in session.slots.order_by("begins_at", "pk")]
    books = session.authority in found.holding(request.user, Permission.DESK_BOOK, at=at)
    advises = found.advises(request.user, session.authority, at=at)
    context = {"session": session, "slots": slots, "at": at, "books": books, "advises": advises}
    return render(request, "meetings/surgery.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@surgery_view(Permission.DESK_SURGERY)
def cancel_surgery(request: SurgeryRequest, session: SurgerySession) -> HttpResponse:
    """Cancel a session; whoever booked in it is told."""
    form = forms.CancelSession(request.POST or None)
    if form.is_valid():
        try:
            operations.cancel(session, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, "The session is cancelled, and whoever had a slot has been told.")
            return redirect(session)
    return render(request, "meetings/cancel_surgery.html", {"session": session, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@surgery_view(Permission.DESK_BOOK)
def book_slot(request: SurgeryRequest, session: SurgerySession, pk: int) -> HttpResponse:
    """Book a slot for a case or a worry."""
    at, slot = clock.now(), get_object_or_404(session.slots, pk=pk)
    form = forms.Book(request.POST or None)
    if form.is_valid():
        try:
            booking = operations.book(slot, by=request.user, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(_BESIDE.get(type(refusal), "why"), str(refusal))
        else:
            messages.success(request, "The slot is yours. You can give it back until it begins.")
            return redirect(booking)
    others = session.slots.filter(taken_by=None, begins_at__gt=at).exclude(pk=pk).order_by("begins_at")
    context = {"session": session, "slot": slot, "form": form, "others": others}
    return render(request, "meetings/book_slot.html", context)


@require_safe
@surgery_view(*found.EITHER)
def surgery_booking(request: SurgeryRequest, session: SurgerySession, pk: int) -> HttpResponse:
    """Show what a slot was booked for, and the advice it ended with."""
    at, booking = clock.now(), _booking(request, session, pk)
    recording.record(Verb.VIEWED, booking, by=request.user, at=at, detail={"page": "surgery booking"})
    own = booking.booked_by_id == request.user.pk
    context = {
        "session": session,
        "booking": booking,
        "at": at,
        "may_release": own and not booking.released_at and not session.cancelled_at and booking.slot.begins_at > at,
        "may_advise": operations.may_be_advised(booking, by=request.user, at=at),
    }
    return render(request, "meetings/surgery_booking.html", context)


@require_POST
@surgery_view(Permission.DESK_BOOK)
def release_slot(request: SurgeryRequest, session: SurgerySession, pk: int) -> HttpResponse:
    """Give a slot back."""
    booking = _booking(request, session, pk)
    try:
        operations.release(booking, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(booking)
    messages.success(request, "You have given the slot back.")
    return redirect(session)


@require_http_methods(["GET", "HEAD", "POST"])
@surgery_view(Permission.DESK_SURGERY)
def advise_booking(request: SurgeryRequest, session: SurgerySession, pk: int) -> HttpResponse:
    """Record the advice a slot ended with."""
    at, booking = clock.now(), _booking(request, session, pk)
    if booking.booked_by_id == request.user.pk:
        raise PermissionDenied("Somebody else who holds the surgery records the advice on what you booked.")
    form = forms.AdviseBooking(request.POST or None)
    if form.is_valid():
        try:
            operations.advise(booking, by=request.user, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("advice", str(refusal))
        else:
            messages.success(request, "The advice is recorded, and whoever booked the slot has been told.")
            return redirect(booking)
    recording.record(Verb.VIEWED, booking, by=request.user, at=at, detail={"page": "advise booking"})
    return render(request, "meetings/advise_booking.html", {"session": session, "booking": booking, "form": form})


def _booking(request: SurgeryRequest, session: SurgerySession, pk: int) -> SurgeryBooking:
    return get_object_or_404(found.readable(request.user, at=clock.now()), slot__session=session, pk=pk)


def _record_list(request: SurgeryRequest, shown: list[SurgeryBooking]) -> None:
    recording.record_list(shown, by=request.user, at=clock.now(), page="surgery")


def _opened(series: operations.Series) -> str:
    one = len(series.opened) == 1
    said = "The session is open." if one else f"{len(series.opened)} sessions are open."
    if not series.left_out:
        return said
    return f"{said} None was opened on {_days(series.left_out)}: the office is closed. Open one on another day."


def _days(days: list[date]) -> str:
    named = [f"{day:%-d %B %Y}" for day in days]
    return " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
