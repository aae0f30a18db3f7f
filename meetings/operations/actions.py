"""Actions that named people take by a day, from whatever meeting, and what became of them (RE-8, RE-7).

Those about a theme (SO-34) go the same way as those about a child: both start, are told of and end here.
"""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction

from mase.agencies import access as agency_access
from mase.agencies.models import Agency, Kind, User
from mase.agencies.roles import Permission, Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, conflicts, deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, NotEntitled
from mase.cases.models import Basis, Case
from mase.notifications import operations as notices
from mase.timescales.calendars import instant
from meetings import agreed, seats
from meetings.models import Action, ComplexMeeting, Ending, ListEntry, PlanningMeeting, StrategyMeeting, ThemeAction
from meetings.operations import arranging, listing

Meeting = ListEntry | StrategyMeeting | PlanningMeeting | ComplexMeeting
CODE = "action"
_OF = {ListEntry: "entry", StrategyMeeting: "strategy", PlanningMeeting: "planning", ComplexMeeting: "complex_meeting"}
# Who is told with its owner when an action is late; in other agencies it is the safeguarding lead, as the rule says.
_STANDS_BEHIND = {
    Kind.POLICE: ("police_inspector", "co_ordinator"),
    Kind.SOCIAL_CARE: ("team_manager", "service_manager"),
}
_STANDS_BEHIND_A_THEME = ("co_ordinator",)


@transaction.atomic
def agree(case: Case, *, of: Meeting, text: str, owner: User, due_on: date, by: User, at: datetime) -> Action:
    """Give an action about a child to a named person with a day; of the file they see who the child is (RE-8).

    It comes ``of`` a case's discussion at MASE or of another meeting. Raises NotEntitled for an owner who takes no
    actions here; AlreadyDone once the minutes are approved or the meeting is cancelled, or where it gave them this very
    action.
    """
    if isinstance(of, ListEntry):
        listing.still_open(of.panel)  # a case that was closed since gets its actions too
    else:
        cases.hold_open(case)
    if isinstance(of, PlanningMeeting | ComplexMeeting):
        arranging.refuse_cancelled(type(of).objects.get(pk=of.pk))
    agency = _agency(case, owner, of, at=at)
    said = {_OF[type(of)]: of, "text": text, "owner": owner, "due_on": due_on}
    if case.actions.filter(closed_at=None, **said).exists():
        raise AlreadyDone("This action is recorded already.")
    action = Action.objects.create(case=case, agency=agency, agreed_at=at, agreed_by=by, **said)
    reason = "Has an action from a meeting"
    access.open_to_person(case, owner, [Section.CASE], by=by, at=at, reason=reason, basis=Basis.CO_OPERATION)
    begin(action, by=by, at=at)
    return action


@transaction.atomic
def report(action: Action | ThemeAction, *, ending: Ending, evidence: str, by: User, at: datetime) -> None:
    """Say how the action ended, with evidence; only its owner does (RE-8)."""
    locked = still_open(action)
    if locked.owner_id != by.pk:
        raise NotEntitled("Only the person named in the action reports on it.")
    end(locked, ending, evidence=evidence, by=by, at=at)
    deadlines.meet(locked.owed, CODE, at=at, by=by, key=locked.key)
    recording.record(Verb.ACTION_CLOSED, locked, by=by, at=at, detail={"ending": ending})


def still_open(action: Action | ThemeAction) -> Action | ThemeAction:
    """Return the action, locked against changes by others; AlreadyDone once it is known what became of it."""
    kind = type(action)
    found = kind.objects.select_for_update(of=("self",)).select_related(*agreed.RELATED[kind])
    locked = found.get(pk=action.pk)
    if locked.closed_at:
        raise AlreadyDone("What became of this action has been recorded.")
    return locked


def end(action: Action | ThemeAction, ending: Ending, *, evidence: str, by: User, at: datetime) -> None:
    """Write down how the action that is ``still_open`` ended."""
    action.closed_at, action.closed_by, action.closed_as, action.evidence = at, by, ending, evidence
    action.save(update_fields=["closed_at", "closed_by", "closed_as", "evidence"])


def begin(action: Action | ThemeAction, *, by: User, at: datetime) -> None:
    """Start the time for an action that was just agreed, and tell its owner."""
    start(action, due_at=instant(action.due_on, time.max), by=by, at=at)
    detail = {"meeting": action.panel.ref} if action.panel else {}
    recording.record(Verb.ACTION_AGREED, action, by=by, at=at, detail=detail)
    tell_about(action, [action.owner], "You have an action from a meeting", at=at, key=f"action-{action.key}")


def tell_about(action: Action | ThemeAction, people: Iterable[User], text: str, *, at: datetime, key: str) -> None:
    """Leave a notice that leads these people to the action."""
    notices.tell(people, text, url=action.get_absolute_url(), at=at, key=key, reference=action.reference)


def start(action: Action | ThemeAction, *, due_at: datetime, by: User, at: datetime) -> None:
    """Start the time for the action, at the end of which its owner and whoever stands behind them are told."""
    deadlines.start(
        action.owed,
        CODE,
        at=at,
        by=by,
        owner=action.owner,
        agency=action.agency,
        behind=_behind(action),
        key=action.key,
        path=action.get_absolute_url(),
        due_at=due_at,
    )


def _behind(action: Action | ThemeAction) -> tuple[str, ...]:
    if isinstance(action, ThemeAction):
        return _STANDS_BEHIND_A_THEME
    return _STANDS_BEHIND.get(Kind(action.agency.kind), ())


def _agency(case: Case, owner: User, of: Meeting, *, at: datetime) -> Agency:
    """Return the agency for which the person acts: one of this authority's or, at a meeting across boroughs, their own.

    Raises NotEntitled where there is none, and for whom a conflict of interest keeps from the case.
    """
    conflicts.refuse(owner, case)
    held = agency_access.holding_in(owner, Permission.CASE_ACT, authority=case.authority, at=at)
    if held:
        return held[0].agency
    seat = seats.of(owner, at=at).filter(meeting=of).first() if isinstance(of, ComplexMeeting) else None
    if seat is None:
        raise NotEntitled("This person belongs to no agency that takes actions here.")
    return seat.agency
