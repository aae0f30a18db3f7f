"""A scheduled meeting moves or is cancelled; what hangs on it follows, and whoever counts on it is told."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mase.agencies.models import Authority, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases.errors import Refused
from mase.cases.models import Allocation, Deadline
from mase.web import reader
from meetings.models import ListEntry, Panel
from meetings.operations import arranging, listing, obligations
from meetings.operations.panel import refuse_a_moment_that_is_taken
from meetings.operations.telling import tell_members, tell_of


def is_open(panel: Panel, *, at: datetime) -> bool:
    """Say whether the meeting can still be moved or cancelled, as far as its own facts tell."""
    return panel.cancelled_at is None and panel.approved_minutes is None and panel.scheduled_for > at


@transaction.atomic
@reader.lifted()
def move(
    panel: Panel, *, scheduled_for: datetime, pre_mase_at: datetime, place: str, reason: str, by: User, at: datetime
) -> None:
    """Move a meeting that has not begun; the deadlines that hang on it move with their history (RE-6, RE-8).

    Raises AlreadyDone where it is approved or cancelled or the new moment is taken, Refused where it has begun, where
    the new moment has passed, would turn round two meetings between which a case comes back, or changes nothing.
    """
    locked = _still_ahead(panel, at=at)
    to = {"scheduled_for": scheduled_for, "pre_mase_at": pre_mase_at, "place": place}
    if all(getattr(locked, name) == value for name, value in to.items()):
        raise Refused("This is when and where the meeting is scheduled already.")
    if scheduled_for <= at:
        raise Refused("A meeting is moved to a moment that is still to come.")
    if scheduled_for != locked.scheduled_for:
        refuse_a_moment_that_is_taken(locked.authority, scheduled_for)
        _refuse_to_turn_round(locked, scheduled_for)
    detail = arranging.write_move(locked, to, reason=reason, by=by, at=at)
    workers = _workers(locked)
    obligations.follow(locked, by=by, at=at, reason=reason)
    recording.record(Verb.PANEL_MOVED, locked, by=by, at=at, reason=reason, detail=detail)
    _tell_all(locked, workers, "A MASE meeting has been moved", at=at, key=f"moved-{locked.pk}-{at:%Y%m%d%H%M%S}")


@transaction.atomic
@reader.lifted()
def cancel(panel: Panel, *, reason: str, by: User, at: datetime) -> None:
    """Cancel a meeting that has not begun; its cases and forms go to the next one, what was owed to it ends.

    Raises AlreadyDone where it is approved or cancelled, Refused where it has begun.
    """
    locked = _still_ahead(panel, at=at)
    workers = _workers(locked)
    arranging.write_cancellation(locked, reason=reason, by=by, at=at)
    listing.carry_over(locked.authority, by=by, at=at)
    obligations.withdraw(locked, by=by, at=at, reason="The meeting was cancelled")
    recording.record(Verb.PANEL_CANCELLED, locked, by=by, at=at, reason=reason)
    _tell_all(locked, workers, "A MASE meeting has been cancelled", at=at, key=f"cancelled-{locked.pk}")


def _still_ahead(panel: Panel, *, at: datetime) -> Panel:
    """Return the meeting under its lock, behind that of the authority, as scheduling takes them."""
    Authority.objects.select_for_update(no_key=True).get(pk=panel.authority_id)
    locked = listing.still_open(panel)
    if locked.scheduled_for <= at:
        raise Refused("The meeting has begun or is over; it can no longer be moved or cancelled.")
    if locked.entries.exclude(discussed_at=None, actions=None).exists():
        raise Refused("A discussion or an action of this meeting is recorded; it can no longer be moved or cancelled.")
    return locked


def _refuse_to_turn_round(panel: Panel, moment: datetime) -> None:
    """Raise Refused where a case would come back at a meeting that is no later one any more (RE-8)."""
    from_here = Q(panel=panel, returns_to__cancelled_at=None, returns_to__scheduled_for__lte=moment)
    to_here = Q(returns_to=panel, panel__cancelled_at=None, panel__scheduled_for__gte=moment)
    if ListEntry.objects.filter(from_here | to_here).exists():
        raise Refused("A case comes back from one meeting at another, which has to stay the later one.")


def _workers(panel: Panel) -> set[User]:
    """Return the social workers of its cases and forms, and those who owe a form or an update."""
    owing = Deadline.objects.open().filter(Q(code="mase_submission") | Q(code="mase_update", key=panel.ref))
    here = Q(case__in=panel.entries.values("case")) | Q(case__in=panel.forms.waiting().values("case"))
    held = Allocation.objects.filter(here | Q(case__in=owing.values("case")), case__authority=panel.authority)
    return {row.worker for row in held.filter(ends_at=None).select_related("worker") if row.worker.is_active}


def _tell_all(panel: Panel, workers: set[User], text: str, *, at: datetime, key: str) -> None:
    tell_members(panel, text, at=at, key=key)
    tell_of(panel, workers, text, at=at, key=key)
