"""Meetings about complex abuse: convened, moved, cancelled, their members invited, held and recorded (SO-24, HO-10)."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from mase.agencies import access as agency_access
from mase.agencies.models import Agency, Authority, Membership, User
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases.errors import AlreadyDone, NotEntitled, Refused, StepMissing
from mase.notifications import operations as notices
from mase.web import reader
from meetings import seats
from meetings.models import ComplexMeeting, ComplexMember, ComplexStatement, StrategyMeeting
from meetings.operations import arranging, connections

CODE = "complex_meeting"


@transaction.atomic
def convene(
    authority: Authority,
    *,
    strategy: StrategyMeeting | None = None,
    reason: str,
    threshold_with: str,
    quality_told_on: date,
    other_boroughs: str,
    scheduled_for: datetime,
    place: str,
    chair: User,
    by: User,
    at: datetime,
) -> ComplexMeeting:
    """Convene the meeting, of its own or from a strategy meeting that found complex abuse; both leaders have a seat.

    The child of the strategy meeting stands on the map. Raises StepMissing where that meeting did not find complex
    abuse, AlreadyDone where one is convened from it, NotEntitled for a chair who may not.
    """
    if strategy:
        _refuse_twice(strategy)
    if chair not in seats.eligible_chairs(authority, strategy, at=at):
        raise NotEntitled("The chair is the co-ordinator or a child protection co-ordinator of the authority.")
    meeting = ComplexMeeting.objects.create(
        authority=authority,
        strategy=strategy,
        convened_at=at,
        convened_by=by,
        reason=reason,
        threshold_with=threshold_with,
        quality_told_on=quality_told_on,
        other_boroughs=other_boroughs,
        scheduled_for=scheduled_for,
        place=place,
        chair=chair,
    )
    recording.record(Verb.COMPLEX_CONVENED, meeting, by=by, at=at, reason=reason)
    _begin(meeting, by=by, at=at)
    return meeting


@transaction.atomic
def invite(meeting: ComplexMeeting, membership: Membership, *, by: User, at: datetime) -> ComplexMember:
    """Give somebody a seat for the agency of that role, of this borough or another (HO-10); AlreadyDone with one."""
    locked = _lock(meeting)
    if locked.members.filter(user=membership.user, withdrawn_at=None).exists():
        raise AlreadyDone("This person is invited already.")
    seat = _seat(locked, membership.user, membership.agency, by=by, at=at)
    text = "You are invited to a meeting about complex abuse"
    _tell(locked, membership.user, text, at=at, key=f"complex-seat-{seat.pk}")
    return seat


@transaction.atomic
def withdraw(seat: ComplexMember, *, by: User, at: datetime) -> None:
    """Take the seat away: the meeting closes to the person at once. Somebody who keeps it has to stay.

    Of two who let each other go at once, the first stays: NotEntitled for who has lost their own seat by then.
    """
    locked = ComplexMeeting.objects.select_for_update().get(pk=seat.meeting_id)
    found = locked.members.select_related("user").get(pk=seat.pk)
    if found.withdrawn_at:
        raise AlreadyDone("This person's seat was taken away already.")
    if found.user_id == by.pk:
        raise NotEntitled("Somebody else who keeps the meeting takes your seat away.")
    if not locked.members.filter(user=by, withdrawn_at=None).exists():
        raise NotEntitled("Your own seat was taken away.")
    found.withdrawn_at = at
    found.save(update_fields=["withdrawn_at"])
    recording.record(Verb.COMPLEX_WITHDRAWN, locked, by=by, at=at, detail={"person": found.user_id})
    text, key = "You no longer sit in a meeting about complex abuse", f"complex-left-{found.pk}"
    notices.tell([found.user], text, url=reverse("home"), at=at, key=key)


@transaction.atomic
def say(meeting: ComplexMeeting, *, agency: Agency, words: str, by: User, at: datetime) -> ComplexStatement:
    """Record what an agency said, as said."""
    _lock(meeting)
    said = {"agency": agency, "words": words}
    if meeting.statements.filter(**said).exists():
        raise AlreadyDone("This is recorded already.")
    statement = meeting.statements.create(**said, recorded_at=at, recorded_by=by)
    recording.record(Verb.COMPLEX_SAID, meeting, by=by, at=at, detail={"agency": agency.code})
    return statement


@transaction.atomic
@reader.lifted()
def hold(
    meeting: ComplexMeeting,
    *,
    held_at: datetime,
    present: list[int],
    summary: str,
    decision: str,
    by: User,
    at: datetime,
) -> None:
    """Record when it was held, who of its members came, what was said and decided; the time for it is met.

    ``present`` are the numbers of the seats. Raises AlreadyDone the second time or once it was cancelled, Refused for a
    moment before it was convened, to the minute.
    """
    locked = _lock(meeting)
    if locked.held_at:
        raise AlreadyDone("This meeting is recorded already.")
    if held_at < locked.convened_at.replace(second=0, microsecond=0):
        raise Refused("The meeting cannot have been held before it was convened.")
    locked.held_at, locked.summary, locked.decision, locked.recorded_by = held_at, summary, decision, by
    locked.save(update_fields=["held_at", "summary", "decision", "recorded_by"])
    for seat in locked.members.filter(withdrawn_at=None):
        seat.present = seat.pk in present
        seat.save(update_fields=["present"])
    if locked.strategy:
        deadlines.meet(locked.strategy.case, CODE, at=at, by=by, key=str(locked.strategy_id))
    recording.record(Verb.COMPLEX_HELD, locked, by=by, at=at)


@transaction.atomic
def move(meeting: ComplexMeeting, *, scheduled_for: datetime, place: str, reason: str, by: User, at: datetime) -> None:
    """Move the meeting to another time or place, and tell everybody with a seat; the time for it stays where it is.

    Raises AlreadyDone where it was held or cancelled or nothing would change, Refused for a moment that has passed.
    """
    locked = _still_to_come(meeting)
    to = {"scheduled_for": scheduled_for, "place": place}
    arranging.move(locked, Verb.COMPLEX_MOVED, to, reason=reason, by=by, at=at)
    _tell_members(locked, "A meeting about complex abuse has been moved", at=at, key=f"moved-{at:%Y%m%d%H%M%S}")


@transaction.atomic
def cancel(meeting: ComplexMeeting, *, reason: str, by: User, at: datetime) -> None:
    """Cancel the meeting, and tell everybody with a seat; where a strategy meeting asked for one, that still runs.

    What was agreed about a child beforehand stands: not everybody who keeps the meeting sees every child's file. Raises
    AlreadyDone where it was held or cancelled before.
    """
    locked = _still_to_come(meeting)
    arranging.cancel(locked, Verb.COMPLEX_CANCELLED, reason=reason, by=by, at=at)
    _tell_members(locked, "A meeting about complex abuse has been cancelled", at=at, key="cancelled")


def may_be_convened_from(strategy: StrategyMeeting) -> bool:
    """Say whether the strategy meeting found complex abuse and no meeting about it is still to be held.

    One that was cancelled leaves the way free for another.
    """
    waiting = strategy.complex_meetings.filter(held_at=None, cancelled_at=None)
    return bool(strategy.held_at and strategy.complex_abuse) and not waiting.exists()


def _begin(meeting: ComplexMeeting, *, by: User, at: datetime) -> None:
    """Give a seat to whoever convened and to the chair, and put the child on the map with whom it began."""
    for person in {by, meeting.chair}:
        _seat(meeting, person, _own_agency(person, meeting.authority, at=at), by=by, at=at)
    if meeting.strategy:
        connections.put_child(meeting, meeting.strategy.case.ref, by=by, at=at)
    if meeting.chair != by:
        _tell(meeting, meeting.chair, "You are to chair a meeting about complex abuse", at=at, key="complex-chair")


def _refuse_twice(strategy: StrategyMeeting) -> None:
    locked = StrategyMeeting.objects.select_for_update().get(pk=strategy.pk)
    if not (locked.held_at and locked.complex_abuse):
        raise StepMissing("That strategy meeting did not find more than one victim or abuser.")
    if not may_be_convened_from(locked):
        raise AlreadyDone("A meeting about complex abuse is convened from it already.")


def _lock(meeting: ComplexMeeting) -> ComplexMeeting:
    locked = ComplexMeeting.objects.select_for_update().get(pk=meeting.pk)
    arranging.refuse_cancelled(locked)
    return locked


def _still_to_come(meeting: ComplexMeeting) -> ComplexMeeting:
    locked = _lock(meeting)
    if locked.held_at:
        raise AlreadyDone("This meeting has been held.")
    return locked


def _own_agency(person: User, authority: Authority, *, at: datetime) -> Agency:
    held = agency_access.holding_in(person, Permission.CASE_ACT, authority=authority, at=at)
    if not held:
        raise NotEntitled("This person belongs to no agency of the authority.")
    return held[0].agency


def _seat(meeting: ComplexMeeting, person: User, agency: Agency, *, by: User, at: datetime) -> ComplexMember:
    seat = ComplexMember.objects.create(meeting=meeting, user=person, agency=agency, invited_at=at, invited_by=by)
    detail = {"person": person.pk, "agency": agency.code}
    recording.record(Verb.COMPLEX_INVITED, meeting, by=by, at=at, detail=detail)
    return seat


def _tell_members(meeting: ComplexMeeting, text: str, *, at: datetime, key: str) -> None:
    """Leave a notice with everybody who sits in the meeting, but for who has left the agency for which they did."""
    for seat in seats.current(meeting):
        if seats.of(seat.user, at=at).filter(pk=seat.pk).exists():
            _tell(meeting, seat.user, text, at=at, key=f"complex-{key}")


def _tell(meeting: ComplexMeeting, person: User, text: str, *, at: datetime, key: str) -> None:
    notices.tell([person], text, url=meeting.get_absolute_url(), at=at, key=f"{key}-{meeting.pk}")
