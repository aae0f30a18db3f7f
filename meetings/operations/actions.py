"""Actions that named people take by a day, and what became of them (RE-8)."""

from datetime import date, datetime, time

from django.db import transaction

from mase.agencies import access as agency_access
from mase.agencies.models import Kind, User
from mase.agencies.roles import Permission, Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, conflicts, deadlines
from mase.cases.errors import AlreadyDone, NotEntitled
from mase.cases.models import Basis
from mase.clock import LONDON
from meetings.models import Action, Ending, ListEntry
from meetings.operations import listing
from meetings.operations.telling import tell

# Who is told with its owner when an action is late; in other agencies it is the safeguarding lead, as the rule says.
_STANDS_BEHIND = {
    Kind.POLICE: ("police_inspector", "co_ordinator"),
    Kind.SOCIAL_CARE: ("team_manager", "service_manager"),
}


@transaction.atomic
def agree_action(entry: ListEntry, *, text: str, owner: User, due_on: date, by: User, at: datetime) -> Action:
    """Give an action to a named person with a day; the person sees the MASE part of the file (RE-8)."""
    listing.still_open(entry.panel)
    case = entry.case
    conflicts.refuse(owner, case)
    held = agency_access.holding(owner, Permission.PANEL_ACT, at=at)
    membership = next((m for m in held if m.agency.authority_id == case.authority_id), None)
    if membership is None:
        raise NotEntitled("This person belongs to no agency that takes actions here.")
    action = Action.objects.create(
        case=case,
        entry=entry,
        text=text,
        owner=owner,
        agency=membership.agency,
        due_on=due_on,
        agreed_at=at,
        agreed_by=by,
    )
    sections, reason = [Section.CASE, Section.PANEL], "Has an action from MASE"
    access.open_to_person(case, owner, sections, by=by, at=at, reason=reason, basis=Basis.CO_OPERATION)
    due_at = datetime.combine(due_on, time.max, tzinfo=LONDON)
    behind = _STANDS_BEHIND.get(Kind(action.agency.kind), ())
    deadlines.start(
        case,
        "action",
        at=at,
        by=by,
        owner=owner,
        agency=action.agency,
        behind=behind,
        key=str(action.pk),
        path=action.get_absolute_url(),
        due_at=due_at,
    )
    recording.record(Verb.ACTION_AGREED, action, by=by, at=at)
    tell(case, [owner], "You have an action from MASE", at=at, key=f"action-{action.pk}")
    return action


@transaction.atomic
def report(action: Action, *, ending: Ending, evidence: str, by: User, at: datetime) -> None:
    """Say how the action ended, with evidence; only its owner does (RE-8)."""
    locked = Action.objects.select_for_update(of=("self", "case")).select_related("case__authority").get(pk=action.pk)
    if locked.closed_at:
        raise AlreadyDone("This action has been reported on.")
    if locked.owner_id != by.pk:
        raise NotEntitled("Only the person named in the action reports on it.")
    locked.closed_at, locked.closed_by, locked.closed_as, locked.evidence = at, by, ending, evidence
    locked.save(update_fields=["closed_at", "closed_by", "closed_as", "evidence"])
    deadlines.meet(locked.case, "action", at=at, by=by, key=str(locked.pk))
    recording.record(Verb.ACTION_CLOSED, locked, by=by, at=at, detail={"ending": ending})
