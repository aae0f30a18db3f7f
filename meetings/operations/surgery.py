"""The CSE surgery: sessions opened and cancelled, slots booked and given back, advice recorded (BA-3)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from mase import timescales
from mase.agencies import access as agency_access
from mase.agencies.models import Agency, Authority, Kind, Membership, User
from mase.agencies.roles import Permission, Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases.errors import AlreadyDone, CaseClosed, NotEntitled, Refused
from mase.cases.models import Basis, Case
from mase.notifications import operations as notices
from mase.web import reader
from meetings import surgeries
from meetings.models import Recommended, SurgeryBooking, SurgerySession, SurgerySlot, Why

# So long after the session the police still see who the child is: time to write the advice down.
KNOWN_AFTERWARDS = timedelta(days=14)
_LET_IN = "Booked to be spoken of in the surgery"


class UnseenCase(Refused):
    """No case has this reference, or none that the person sees."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """The sessions that were opened, and the days on which none was because the office is closed."""

    opened: list[SurgerySession]
    left_out: list[date]


@transaction.atomic
def open_sessions(
    authority: Authority,
    *,
    begins_at: datetime,
    minutes_each: int,
    slots: int,
    place: str,
    times: int,
    by: User,
    at: datetime,
) -> Series:
    """Open sessions two weeks apart, each with slots of equal length; none on a day on which the office is closed.

    Raises AlreadyDone where a session is open at one of the moments, Refused where every day falls out.
    """
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    calendar = authority.profile_at(at).calendar
    days = surgeries.fortnightly(timescales.london_day(begins_at), times=times)
    working = [day for day in days if calendar.is_working_day(day)]
    if not working:
        raise Refused("The office is closed on that day. Choose another.")
    opened = []
    for day in working:
        session = _open(authority, timescales.same_time_on(day, begins_at), minutes_each, place, by=by, at=at)
        for number in range(slots):
            begins = session.begins_at + number * timedelta(minutes=minutes_each)
            SurgerySlot.objects.create(session=session, begins_at=begins)
        opened.append(session)
    return Series(opened=opened, left_out=[day for day in days if day not in working])


@transaction.atomic
def cancel(session: SurgerySession, *, reason: str, by: User, at: datetime) -> None:
    """Cancel a session that has not begun and tell everybody who has a slot in it.

    What the police were shown for it ends, also of a case that is closed to whoever cancels.
    """
    locked = SurgerySession.objects.select_for_update().get(pk=session.pk)
    if locked.cancelled_at:
        raise AlreadyDone("This session is cancelled already.")
    if locked.begins_at <= at:
        raise Refused("The session has begun or is over; it can no longer be cancelled.")
    locked.cancelled_at, locked.cancelled_by, locked.cancelled_because = at, by, reason
    locked.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_because"])
    recording.record(Verb.SURGERY_CANCELLED, locked, by=by, at=at, reason=reason)
    with reader.lifted():
        for booking in SurgeryBooking.objects.filter(slot__session=locked, released_at=None).order_by("case", "pk"):
            _let_police_know_no_longer(booking, at=at)
    booked = User.objects.filter(pk__in=locked.slots.exclude(taken_by=None).values("taken_by"))
    text = "A surgery in which you have a slot is cancelled: book another"
    notices.tell(booked, text, url=locked.get_absolute_url(), at=at, key=f"surgery-cancelled-{locked.pk}")


@transaction.atomic
def book(slot: SurgerySlot, *, why: Why, question: str, reference: str = "", by: User, at: datetime) -> SurgeryBooking:
    """Book a free slot for an open case or for a worry that names no child; of two at once one gets it.

    Who gives advice learns who the child is, the police until two weeks after the session. Raises AlreadyDone where
    the slot is taken, Refused where it has begun or there is no such case to be seen, in the same words.
    """
    both = SurgerySlot.objects.select_for_update(of=("self", "session"))  # who cancels the session reaches every slot
    locked = both.select_related("session__authority").get(pk=slot.pk)
    _refuse_what_is_not_free(locked, by=by, at=at)
    agency = _agency(by, locked.session.authority, at=at)
    case = _case(reference, locked.session.authority, by=by, at=at) if why == Why.BEFORE_MASE else None
    locked.taken_by = by
    locked.save(update_fields=["taken_by"])
    booking = SurgeryBooking.objects.create(
        slot=locked, case=case, booked_at=at, booked_by=by, agency=agency, why=why, question=question
    )
    if case:
        _let_police_know(case, locked, by=by, at=at)
    recording.record(Verb.SURGERY_BOOKED, booking, by=by, at=at)
    _tell_advisers(booking, at=at)
    return booking


@transaction.atomic
def release(booking: SurgeryBooking, *, by: User, at: datetime) -> None:
    """Give the slot back before it begins; whoever booked it does, and what the police were shown for it ends.

    Raises AlreadyDone where it was given back or its session cancelled, Refused once it has begun.
    """
    slot, locked = _locked(booking)
    if locked.booked_by_id != by.pk:
        raise NotEntitled("Whoever booked the slot gives it back.")
    if slot.session.cancelled_at:
        raise AlreadyDone("This session is cancelled. There is no slot to give back.")
    if locked.released_at:
        raise AlreadyDone("This slot was given back already.")
    if slot.begins_at <= at:
        raise Refused("The slot has begun. It can no longer be given back.")
    slot.taken_by = None
    slot.save(update_fields=["taken_by"])
    locked.released_at, locked.released_by = at, by
    locked.save(update_fields=["released_at", "released_by"])
    recording.record(Verb.SURGERY_RELEASED, locked, by=by, at=at)
    with reader.lifted():
        _let_police_know_no_longer(locked, at=at)


@transaction.atomic
def advise(booking: SurgeryBooking, *, recommends: Recommended, advice: str, by: User, at: datetime) -> None:
    """Record what was advised and recommended, and tell whoever booked; nobody advises themselves (BA-3)."""
    slot, locked = _locked(booking)
    _refuse_advice(slot, locked, by=by, at=at)
    locked.advised_at, locked.advised_by, locked.recommends, locked.advice = at, by, recommends, advice
    locked.save(update_fields=["advised_at", "advised_by", "recommends", "advice"])
    recording.record(Verb.SURGERY_ADVISED, locked, by=by, at=at, detail={"recommends": recommends})
    _tell(locked, [locked.booked_by], "The advice of the surgery is recorded", at=at, key="surgery-advised")


def may_be_advised(booking: SurgeryBooking, *, by: User, at: datetime) -> bool:
    """Say whether this person can record the advice now."""
    try:
        _refuse_advice(booking.slot, booking, by=by, at=at)
    except Refused:
        return False
    return True


def _open(
    authority: Authority, begins_at: datetime, minutes_each: int, place: str, *, by: User, at: datetime
) -> SurgerySession:
    if SurgerySession.objects.filter(authority=authority, begins_at=begins_at, cancelled_at=None).exists():
        day = timescales.london_day(begins_at)
        raise AlreadyDone(f"A session is open at that time on {day:%-d %B %Y} already. Nothing was opened.")
    session = SurgerySession.objects.create(
        authority=authority, begins_at=begins_at, minutes_each=minutes_each, place=place, opened_at=at, opened_by=by
    )
    recording.record(Verb.SURGERY_OPENED, session, by=by, at=at)
    return session


def _refuse_what_is_not_free(slot: SurgerySlot, *, by: User, at: datetime) -> None:
    if slot.session.cancelled_at:
        raise AlreadyDone("This session is cancelled. Choose a slot of another.")
    if slot.begins_at <= at:
        raise Refused("This slot has begun or is over. Choose another.")
    if slot.taken_by_id == by.pk:
        raise AlreadyDone("You have this slot already.")
    if slot.taken_by_id:
        raise AlreadyDone("Somebody else has just booked this slot. Choose another; what you wrote is still here.")


def _refuse_advice(slot: SurgerySlot, booking: SurgeryBooking, *, by: User, at: datetime) -> None:
    if booking.booked_by_id == by.pk or not surgeries.advises(by, slot.session.authority, at=at):
        raise NotEntitled("Somebody else who holds the surgery records the advice.")
    if booking.released_at or slot.session.cancelled_at:
        raise AlreadyDone("Nothing was spoken of in this slot: it was given back, or the session was cancelled.")
    if booking.advised_at:
        raise AlreadyDone("The advice is recorded already.")
    if slot.begins_at > at:
        raise Refused("The slot has not begun yet.")


def _locked(booking: SurgeryBooking) -> tuple[SurgerySlot, SurgeryBooking]:
    """Return both under their locks, the slot with its session first, as booking takes it."""
    slots = SurgerySlot.objects.select_for_update(of=("self", "session")).select_related("session__authority")
    slot = slots.get(pk=booking.slot_id)
    return slot, SurgeryBooking.objects.select_for_update(of=("self",)).select_related("booked_by").get(pk=booking.pk)


def _agency(by: User, authority: Authority, *, at: datetime) -> Agency:
    held = agency_access.holding_in(by, Permission.DESK_BOOK, authority=authority, at=at)
    if not held:
        raise NotEntitled("Your role in this authority does not include booking a slot.")
    return held[0].agency


def _case(reference: str, authority: Authority, *, by: User, at: datetime) -> Case:
    case = Case.objects.filter(ref=reference.strip().upper(), authority=authority).first()
    if case is None or not access.may(by, Permission.CASE_VIEW, case, at=at):
        raise UnseenCase("You see no case with this reference. Check the reference.")
    if case.closed_at:
        raise CaseClosed("This case is closed.")
    return case


def _let_police_know(case: Case, slot: SurgerySlot, *, by: User, at: datetime) -> None:
    """Open the child's identity to the police; where they have it for something else that ends sooner, for longer."""
    for agency in slot.session.authority.agencies.filter(kind=Kind.POLICE):
        other = case.agency_grants.in_force(at).filter(group=agency.group_id).exclude(reason=_LET_IN)
        lapsing = other.exclude(ends_at=None).order_by("-ends_at").first()
        access.open_to_agency(
            case,
            agency,
            [Section.CASE],
            by=by,
            at=at,
            reason=lapsing.reason if lapsing else _LET_IN,
            basis=Basis(lapsing.basis) if lapsing else Basis.SAFEGUARDING,
            ends_at=slot.begins_at + KNOWN_AFTERWARDS,
        )


def _let_police_know_no_longer(booking: SurgeryBooking, *, at: datetime) -> None:
    """Take away what the police were shown for a slot that is not kept, but for what another slot of the case needs."""
    case = booking.case
    if case is None:
        return
    kept = case.surgery_bookings.filter(released_at=None, slot__session__cancelled_at=None)
    recent = kept.filter(slot__begins_at__gt=at - KNOWN_AFTERWARDS).select_related("slot__session__authority")
    still = recent.order_by("-slot__begins_at").first()
    police = case.authority.agencies.filter(kind=Kind.POLICE)
    ended = [access.withdraw_from_agency(case, agency, reason=_LET_IN) for agency in police]
    if any(ended) and still:
        _let_police_know(case, still.slot, by=still.booked_by, at=at)


def _tell_advisers(booking: SurgeryBooking, *, at: datetime) -> None:
    held = Membership.objects.at(at).entitled(Permission.DESK_SURGERY)
    advisers = User.objects.through(held.filter(agency__authority=booking.slot.session.authority))
    others = list(advisers.exclude(pk=booking.booked_by_id))
    _tell(booking, others, "A slot in the surgery has been booked", at=at, key="surgery-booked")


def _tell(booking: SurgeryBooking, people: list[User], text: str, *, at: datetime, key: str) -> None:
    reference = booking.case.ref if booking.case else ""
    url = booking.get_absolute_url()
    notices.tell(people, text, url=url, at=at, key=f"{key}-{booking.pk}", reference=reference)
