"""Strategy meetings: convened by the social worker, chaired at assistant team manager or above (SO-16, HO-8)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from mase.agencies.models import Agency, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, NotEntitled, Refused, StepMissing
from mase.cases.models import Case
from mase.cases.stages import Step
from meetings import convening
from meetings.agenda import Asked
from meetings.models import Decision, StrategyMeeting, StrategyMove
from meetings.operations import enquiry, placement, preparing, submission
from meetings.operations.telling import tell, tell_agencies

_CODES = {False: "strategy_meeting", True: "strategy_meeting_urgent"}
_COMPLEX = "complex_meeting"


def eligible_chairs(case: Case, *, at: datetime) -> list[User]:
    """Return the people of the authority who may chair: assistant team manager or above, as the profile says (HO-8)."""
    roles = case.profile_at(at).pathway.strategy_chair_roles
    found = User.objects.holding(*roles, authority=case.authority, at=at)
    return list(found.exclude(pk__in=access.kept_out(case)))


def held_by(case: Case, *, at: datetime) -> dict[bool, datetime]:
    """Return by when it has to be held, urgent or not: running clocks, or those that would start now (HO-8)."""
    running = dict(case.deadlines.open().filter(code__in=_CODES.values()).values_list("code", "due_at"))
    return {urgent: running.get(code) or deadlines.reckon(case, code, at=at) for urgent, code in _CODES.items()}


@transaction.atomic
def convene(
    case: Case,
    *,
    reason: str,
    urgent: bool,
    scheduled_for: datetime,
    place: str,
    chair: User,
    agencies: Iterable[Agency],
    asked: Iterable[Asked] = (),
    by: User,
    at: datetime,
) -> StrategyMeeting:
    """Convene the meeting, invite the agencies and write down whom else was ``asked`` by their post (SO-22).

    Raises NotEntitled for a chair below assistant team manager (HO-8).
    """
    Case.objects.select_for_update().get(pk=case.pk)
    if case.strategy_meetings.filter(held_at=None).exists():
        raise AlreadyDone("A strategy meeting is convened already.")
    if chair not in eligible_chairs(case, at=at):
        raise NotEntitled("The chair has to be an assistant team manager or above.")
    meeting = StrategyMeeting.objects.create(
        case=case,
        convened_at=at,
        convened_by=by,
        reason=reason,
        urgent=urgent,
        scheduled_for=scheduled_for,
        place=place,
        chair=chair,
    )
    deadlines.start(case, _CODES[urgent], at=at, by=by)
    cases.advance(case, Step.STRATEGY_CONVENED, by=by, at=at, reason=reason)
    recording.record(Verb.STRATEGY_CONVENED, meeting, by=by, at=at, reason=reason)
    tell(case, [chair], "You are to chair a strategy meeting", at=at, key=f"chair-{meeting.pk}")
    preparing.invite(meeting, agencies, asked, by=by, at=at)
    return meeting


def to_be_held_by(meeting: StrategyMeeting) -> datetime | None:
    """Return by when this meeting has to be held, or None where nothing asks for it any more (HO-8)."""
    running = meeting.case.deadlines.open().filter(code=_CODES[meeting.urgent])
    return running.values_list("due_at", flat=True).first()


@transaction.atomic
def move(
    meeting: StrategyMeeting,
    *,
    scheduled_for: datetime,
    place: str,
    reason: str,
    late_because: str,
    by: User,
    at: datetime,
) -> None:
    """Move the meeting to another time or place and tell those invited; its clock stays where it is (HO-8).

    The clock hangs on the concern. Raises Refused for a time after it without the reason, AlreadyDone once it was held.
    """
    cases.hold_open(meeting.case)
    locked = StrategyMeeting.objects.select_for_update().get(pk=meeting.pk)
    if locked.held_at:
        raise AlreadyDone("This strategy meeting has been held.")
    if (locked.scheduled_for, locked.place) == (scheduled_for, place):
        raise AlreadyDone("The strategy meeting is at that time and place already.")
    limit = to_be_held_by(locked)
    if limit and scheduled_for > limit and not late_because:
        raise Refused("The new time lies after the moment by which the meeting has to be held: say why.")
    moved = StrategyMove.objects.create(
        meeting=locked,
        was_for=locked.scheduled_for,
        was_at=locked.place,
        moved_at=at,
        moved_by=by,
        reason=reason,
        late_because=late_because,
    )
    locked.scheduled_for, locked.place = scheduled_for, place
    locked.save(update_fields=["scheduled_for", "place"])
    recording.record(Verb.STRATEGY_MOVED, locked, by=by, at=at, reason=reason)
    _tell_of_move(moved, at=at)


@transaction.atomic
def record(
    meeting: StrategyMeeting,
    *,
    held_at: datetime,
    contributions: dict[int, dict[str, Any]],
    outcome: dict[str, Any],
    by: User,
    at: datetime,
) -> None:
    """Record the decision with its reasons, and whether a MASE form is needed (HO-9); only the chair records it.

    ``contributions`` holds what each agency said and where it dissents, as far as it is not written down yet.
    ``outcome`` holds decision, decision_reason, form_needed, form_reason, complex_abuse, complex_reason and, where it
    was asked, placed_elsewhere and host_authority. Raises StepMissing where something is still unsaid (SO-22), Refused
    for a moment before it was convened, unless it was urgent.
    """
    locked = preparing.hold(meeting)
    earliest = convening.not_held_before(locked)
    if earliest and held_at < earliest:
        raise Refused("The meeting cannot have been held before it was convened.")
    if by not in eligible_chairs(locked.case, at=at):
        raise NotEntitled("The meeting is recorded by a chair: an assistant team manager or above.")
    preparing.write(locked, preparing.Said(contributions=contributions), by=by, at=at)
    for name, value in (outcome | {"held_at": held_at, "recorded_by": by}).items():
        setattr(locked, name, value)
    _refuse_unsaid(locked)
    locked.save()
    recording.record(Verb.STRATEGY_HELD, locked, by=by, at=at, reason=locked.decision_reason or "")
    _move_on(locked, by=by, at=at)


def _tell_of_move(moved: StrategyMove, *, at: datetime) -> None:
    meeting, text = moved.meeting, "A strategy meeting has been moved"
    invited = Agency.objects.filter(pk__in=meeting.contributions.values("agency"))
    tell(meeting.case, [meeting.chair], text, at=at, key=f"strategy-moved-{moved.pk}")
    tell_agencies(meeting.case, invited, text, at=at, key=f"strategy-moved-{moved.pk}")


def _refuse_unsaid(meeting: StrategyMeeting) -> None:
    missing = convening.missing(meeting, convening.state(meeting))
    if missing:
        raise StepMissing("Not everything has been said yet: " + "; ".join(one.words for one in missing))


def _await_complex_meeting(meeting: StrategyMeeting, *, by: User, at: datetime) -> None:
    """Start the co-ordinator's time to convene the meeting about complex abuse, and tell them (HO-10)."""
    case, path = meeting.case, meeting.get_absolute_url()
    started = deadlines.start(case, _COMPLEX, at=at, by=by, key=str(meeting.pk), path=path, runs_from=meeting.held_at)
    people = User.objects.holding("co_ordinator", authority=case.authority, at=at)
    if started:
        text = "A strategy meeting found more than one victim or abuser: convene a meeting about complex abuse"
        tell(case, people, text, at=at, key=f"complex-{meeting.pk}")


def _move_on(meeting: StrategyMeeting, *, by: User, at: datetime) -> None:
    case = meeting.case
    cases.advance(case, Step.STRATEGY_HELD, by=by, at=at, reason=meeting.decision_reason or "")
    for code in _CODES.values():
        deadlines.meet(case, code, at=at, by=by)
    enquiry.await_conference(meeting, by=by, at=at)
    placement.await_notice(meeting, by=by, at=at)
    placement.await_plans(meeting, by=by, at=at)
    placement.await_word_to_reviewing_officer(meeting, by=by, at=at)
    if meeting.complex_abuse:
        _await_complex_meeting(meeting, by=by, at=at)
    if meeting.decision == Decision.S17:
        deadlines.start(case, "cin_review", at=at, by=by)
    if meeting.form_needed:
        submission.await_form(case, by=by, at=at)
    else:
        cases.advance(case, Step.WITHOUT_MASE, by=by, at=at, reason=meeting.form_reason or "")
