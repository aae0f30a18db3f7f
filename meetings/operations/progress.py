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
from meetings.models import Action, Ending, Heard, Panel, ThemeAction
from meetings.operations import actions, listing

TELLS_CHAIRS, TELLS_DIRECTOR = 2, 3


@transaction.atomic
def check(
    action: Action | ThemeAction, *, panel: Panel, words: str, carried_to: date | None, by: User, at: datetime
) -> Heard:
    """Write down what a later meeting heard of the action, and carry it to another day where it does (RE-8, SO-34).

    Raises AlreadyDone for one that is closed or that this meeting has heard of; Refused where the meeting is no later
    one, or the new day no later than the one it has.
    """
    meeting = listing.still_open(panel)
    locked = actions.still_open(action)
    if locked.panel is None or not _follows(meeting, locked.panel):
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
def cancel(action: Action | ThemeAction, *, reason: str, by: User, at: datetime) -> None:
    """Cancel the action for the meeting that agreed it, with the reason; its owner is told (RE-8)."""
    locked = actions.still_open(action)
    actions.end(locked, Ending.CANCELLED, evidence=reason, by=by, at=at)
    deadlines.withdraw(locked.owed, actions.CODE, at=at, by=by, reason=reason, key=locked.key)
    recording.record(Verb.ACTION_CANCELLED, locked, by=by, at=at, reason=reason)
    text = "An action of yours is cancelled"
    actions.tell_about(locked, [locked.owner], text, at=at, key=f"action-cancelled-{locked.key}")


def _follows(panel: Panel, earlier: Panel) -> bool:
    return panel.authority_id == earlier.authority_id and panel.scheduled_for > earlier.scheduled_for


def _carry(action: Action | ThemeAction, heard: Heard, to: date, *, by: User, at: datetime) -> None:
    """Move its deadline; one that has passed stays breached, and another runs from here."""
    due_at, reason = instant(to, time.max), "The meeting carried the action forward"
    if deadlines.has_passed(action.owed, actions.CODE, at=at, key=action.key):
        deadlines.withdraw(action.owed, actions.CODE, at=at, by=by, reason=reason, key=action.key)
        actions.start(action, due_at=due_at, by=by, at=at)
    else:
        deadlines.move(action.owed, actions.CODE, at=at, by=by, reason=reason, due_at=due_at, key=action.key)
    key = f"action-carried-{action.key}-{heard.pk}"
    actions.tell_about(action, [action.owner], "An action of yours was carried forward", at=at, key=key)
    _tell_whom_it_counts_for(action, heard, at=at)


def _tell_whom_it_counts_for(action: Action | ThemeAction, heard: Heard, *, at: datetime) -> None:
    times, authority = action.checks.exclude(carried_to=None).count(), heard.panel.authority
    answers = authority.profile_at(at).pathway.third_carry_role
    holders = {TELLS_CHAIRS: roles.holding(Permission.DESK_CHAIR), TELLS_DIRECTOR: frozenset({answers})}
    told = holders.get(min(times, TELLS_DIRECTOR), frozenset())
    people = User.objects.holding(*told, authority=authority, at=at)
    text = f"An action was carried forward {times} times"
    actions.tell_about(action, people, text, at=at, key=f"action-{times}-times-{action.key}-{heard.pk}")
