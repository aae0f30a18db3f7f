"""Multi-agency planning meetings (MAP) of the child's own professionals: referred, prepared, moved, held, cancelled."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.models import Case
from mase.cases.stages import Step
from meetings.models import PlanningMeeting, Professional, Strategy
from meetings.operations import arranging
from meetings.operations.telling import tell


def comes_too_early(case: Case, *, at: datetime) -> bool:
    """Say whether the authority plans only after the discussion at MASE, and that is still to come (BR-5)."""
    return cases.gate_before(case, Step.MAP_REFERRED, at=at) is not None


@transaction.atomic
def refer(
    case: Case,
    *,
    reason: str,
    carers_invited: bool,
    carers_reason: str,
    scheduled_for: datetime,
    by: User,
    at: datetime,
) -> PlanningMeeting:
    """Refer the child to a planning meeting; after MASE or before it, as the profile says (BR-5, RE-3)."""
    Case.objects.select_for_update().get(pk=case.pk)
    if case.planning_meetings.filter(held_on=None, cancelled_at=None).exists():
        raise AlreadyDone("A planning meeting is arranged already.")
    if comes_too_early(case, at=at):
        raise StepMissing("In this authority the planning meeting follows the discussion at MASE.")
    meeting = PlanningMeeting.objects.create(
        case=case,
        referred_at=at,
        referred_by=by,
        reason=reason,
        carers_invited=carers_invited,
        carers_reason=carers_reason,
        scheduled_for=scheduled_for,
    )
    cases.advance(case, Step.MAP_REFERRED, by=by, at=at, reason=reason)
    recording.record(Verb.MAP_REFERRED, meeting, by=by, at=at, reason=reason)
    return meeting


@transaction.atomic
def add_professional(
    meeting: PlanningMeeting, *, name: str, role: str, agency: str, by: User, at: datetime
) -> Professional:
    """Add one of the child's own professionals."""
    locked = _open(meeting)
    recording.record(Verb.MAP_PREPARED, locked, by=by, at=at, detail={"added": "professional"})
    return Professional.objects.create(meeting=meeting, name=name, role=role, agency=agency)


@transaction.atomic
def add_strategy(meeting: PlanningMeeting, *, text: str, who: str, due_on: date, by: User, at: datetime) -> Strategy:
    """Add a strategy that the meeting agreed."""
    locked = _open(meeting)
    recording.record(Verb.MAP_PREPARED, locked, by=by, at=at, detail={"added": "strategy"})
    return Strategy.objects.create(meeting=meeting, text=text, who=who, due_on=due_on)


@transaction.atomic
def remove(part: Professional | Strategy, *, by: User, at: datetime) -> None:
    """Take out a professional or a strategy that was added by mistake; history keeps it."""
    locked = _open(part.meeting)
    recording.record(Verb.MAP_PREPARED, locked, by=by, at=at, detail={"removed": part._meta.model_name})
    part.delete()


@transaction.atomic
def record(meeting: PlanningMeeting, *, held_on: date, summary: str, by: User, at: datetime) -> None:
    """Record that the meeting was held; it needs its professionals and its strategies or actions by then."""
    locked = _open(meeting)
    agreed = locked.strategies.exists() or locked.actions.exists()
    if not locked.professionals.exists() or not agreed:
        raise StepMissing("Add the professionals who took part and at least one agreed strategy first.")
    locked.held_on, locked.summary, locked.recorded_by = held_on, summary, by
    locked.save(update_fields=["held_on", "summary", "recorded_by"])
    cases.advance(locked.case, Step.MAP_HELD, by=by, at=at, reason=summary)
    recording.record(Verb.MAP_RECORDED, locked, by=by, at=at)


@transaction.atomic
def move(meeting: PlanningMeeting, *, scheduled_for: datetime, reason: str, by: User, at: datetime) -> None:
    """Move the meeting to another time, and tell who referred, the child's worker and whoever has an action of it.

    Raises AlreadyDone where it was held or cancelled or is at that time, Refused for a moment that has passed.
    """
    cases.hold_open(meeting.case)
    locked = _open(meeting)
    arranging.move(locked, Verb.MAP_MOVED, {"scheduled_for": scheduled_for}, reason=reason, by=by, at=at)
    key = f"map-moved-{locked.pk}-{at:%Y%m%d%H%M%S}"
    tell(locked.case, _concerned(locked), "A planning meeting has been moved", at=at, key=key)


@transaction.atomic
def cancel(meeting: PlanningMeeting, *, reason: str, by: User, at: datetime) -> None:
    """Cancel the meeting, so that the child can be referred to another (BR-5, RE-3); the same people are told.

    Raises AlreadyDone where it was held or cancelled before, Refused while an action of it is open: what somebody is to
    do for a child does not end by the way, but is reported on or cancelled by itself.
    """
    locked = _open(meeting)
    if locked.actions.filter(closed_at=None).exists():
        raise Refused(
            "An action of this meeting is still open. Cancel the action first, or let its owner report on it."
        )
    arranging.cancel(locked, Verb.MAP_CANCELLED, reason=reason, by=by, at=at)
    cases.advance(locked.case, Step.MAP_CANCELLED, by=by, at=at, reason=reason)
    key = f"map-cancelled-{locked.pk}"
    tell(locked.case, _concerned(locked), "A planning meeting has been cancelled", at=at, key=key)


def _open(meeting: PlanningMeeting) -> PlanningMeeting:
    """Return the meeting under its lock, behind that of its case, as actions take them."""
    Case.objects.select_for_update().get(pk=meeting.case_id)
    found = PlanningMeeting.objects.select_for_update(of=("self",)).select_related("case__authority", "referred_by")
    locked = found.get(pk=meeting.pk)
    arranging.refuse_cancelled(locked)
    if locked.held_on:
        raise AlreadyDone("This planning meeting has been recorded; nothing in it changes any more.")
    return locked


def _concerned(meeting: PlanningMeeting) -> set[User]:
    worker = meeting.case.worker
    owners = {action.owner for action in meeting.actions.select_related("owner")}
    return owners | {meeting.referred_by} | ({worker.worker} if worker else set())


def facts(meeting: PlanningMeeting) -> dict[str, Any]:
    """Return what the meeting's page lists; ``given`` holds the actions that strategies became, by their words."""
    actions = list(meeting.actions.select_related("owner", "agency").order_by("due_on", "pk"))
    return {
        "professionals": meeting.professionals.order_by("pk"),
        "strategies": meeting.strategies.order_by("due_on", "pk"),
        "actions": actions,
        "given": {action.text: action for action in actions},
    }
