"""What becomes of an action between meetings: checked at the next one, carried forward and counted, cancelled (RE-8).

What a meeting carries twice its chairs are told of; three times, whoever answers for the service, as the profile says.
"""

from datetime import date, datetime, time

from django.db import transaction

from mase import timescales
from mase.agencies import roles
from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases.errors import AlreadyDone, Refused
from mase.timescales.calendars import instant
from meetings import agreed
from meetings.models import Action, ActionCheck, Ending, Panel
from meetings.operations import actions, listing

TELLS_CHAIRS, TELLS_DIRECTOR = 2, 3
_CODE = "action"


@transaction.atomic
def check(action: Action, *, panel: Panel, words: str, carried_to: date | None, by: User, at: datetime) -> ActionCheck:
    """Write down what a later meeting heard of the action, and carry it to another day where it does (RE-8).

    Raises AlreadyDone for one that is closed or that this meeting has heard of; Refused where the meeting is no later
    one, or the new day no later than the one it has.
    """
    meeting = listing.still_open(panel)
    locked = _open(action)
    if locked.entry is None or not _follows(meeting, locked.entry.panel):
        raise Refused("A later meeting of the same authority checks the progress of an action.")
    if locked.checks.filter(panel=meeting).exists():
        raise AlreadyDone("This meeting has heard of this action already.")
    if carried_to and carried_to <= max(agreed.day_of(locked), timescales.london_day(at)):
        raise Refused("An action is carried to a day later than the one it has, and later than today.")
    heard = locked.checks.create(panel=meeting, words=words, carried_to=carried_to, checked_at=at, checked_by=by)
    verb = Verb.ACTION_CARRIED if carried_to else Verb.ACTION_CHECKED
    recording.record(verb, locked, by=by, at=at, detail={"meeting": meeting.ref})
    if carried_to:
        _carry(locked, heard, carried_to, by=by, at=at)
    return heard


@transaction.atomic
def cancel(action: Action, *, reason: str, by: User, at: datetime) -> None:
    """Cancel the action for the meeting that agreed it, with the reason; its owner is told (RE-8)."""
    locked = _open(action)
    locked.closed_at, locked.closed_by, locked.closed_as, locked.evidence = at, by, Ending.CANCELLED, reason
    locked.save(update_fields=["closed_at", "closed_by", "closed_as", "evidence"])
    deadlines.withdraw(locked.case, _CODE, at=at, by=by, reason=reason, key=str(locked.pk))
    recording.record(Verb.ACTION_CANCELLED, locked, by=by, at=at, reason=reason)
    actions.tell_about(
        locked, [locked.owner], "An action of yours is cancelled", at=at, key=f"action-cancelled-{locked.pk}"
    )


def _open(action: Action) -> Action:
    related = Action.objects.select_for_update(of=("self",)).select_related("case__authority", "owner", "entry__panel")
    locked = related.get(pk=action.pk)
    if locked.closed_at:
        raise AlreadyDone("What became of this action has been recorded.")
    return locked


def _follows(panel: Panel, earlier: Panel) -> bool:
    return panel.authority_id == earlier.authority_id and panel.scheduled_for > earlier.scheduled_for


def _carry(action: Action, heard: ActionCheck, to: date, *, by: User, at: datetime) -> None:
    """Move its deadline; one that has passed stays breached, and another runs from here."""
    due_at, reason, key = instant(to, time.max), "The meeting carried the action forward", str(action.pk)
    late = action.case.deadlines.open().filter(code=_CODE, key=key, due_at__lt=at, paused_at=None).exists()
    if late:
        deadlines.withdraw(action.case, _CODE, at=at, by=by, reason=reason, key=key)
        actions.start(action, due_at=due_at, by=by, at=at)
    else:
        deadlines.move(action.case, _CODE, at=at, by=by, reason=reason, due_at=due_at, key=key)
    actions.tell_about(
        action, [action.owner], "An action of yours was carried forward", at=at, key=f"action-carried-{heard.pk}"
    )
    _tell_whom_it_counts_for(action, heard, at=at)


def _tell_whom_it_counts_for(action: Action, heard: ActionCheck, *, at: datetime) -> None:
    times = action.checks.exclude(carried_to=None).count()
    answers = action.case.profile_at(at).pathway.third_carry_role
    holders = {TELLS_CHAIRS: roles.holding(Permission.DESK_CHAIR), TELLS_DIRECTOR: frozenset({answers})}
    told = holders.get(min(times, TELLS_DIRECTOR), frozenset())
    people = User.objects.holding(*told, authority=action.case.authority, at=at)
    text = f"An action was carried forward {times} times"
    actions.tell_about(action, people, text, at=at, key=f"action-{times}-times-{heard.pk}")
