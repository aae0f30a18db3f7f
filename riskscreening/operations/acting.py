"""Actions under a plan or the safety plan: agreed with an owner and a day, moved, reported on (HO-11).

Whoever has an account is told, and sees who the child is and this action. For whoever has none the worker answers.
"""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from mase import timescales
from mase.agencies import access as agency_access
from mase.agencies.models import Agency, User
from mase.agencies.roles import Permission, Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, conflicts, deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Basis, Case
from mase.notifications import operations as notices
from mase.timescales.calendars import instant
from riskscreening.models import ActionEnd, Plan, PlannedAction, SafetyPlan

_CODE = "plan_action"


@transaction.atomic
def agree(
    under: Plan | SafetyPlan,
    *,
    text: str,
    owner: User | None,
    owner_outside: str,
    due_on: date,
    by: User,
    at: datetime,
) -> PlannedAction:
    """Give an action to somebody by name, with a day: an account holder, or in words somebody without an account."""
    case = under.case
    cases.hold_open(case)
    said = {"text": text, "owner": owner, "owner_outside": "" if owner else owner_outside, "due_on": due_on}
    _refuse(under, said, today=timescales.london_day(at))
    role, agency = _of(owner, case, at=at) if owner else ("", None)
    action = under.actions.create(case=case, agency=agency, agreed_at=at, agreed_by=by, **said)
    _start(action, role, by=by, at=at)
    recording.record(Verb.PLANNED_ACTION_AGREED, action, by=by, at=at)
    if owner:
        reason = "Has an action under a plan"
        access.open_to_person(case, owner, [Section.CASE], by=by, at=at, reason=reason, basis=Basis.CO_OPERATION)
        _tell(action, "You have an action under a plan", at=at, key=f"planned-{action.pk}")
    return action


@transaction.atomic
def move(action: PlannedAction, *, due_on: date, reason: str, by: User, at: datetime) -> None:
    """Move the action to another day, with the reason. One whose day has passed stays there: say what became of it."""
    locked = _open(action)
    today = timescales.london_day(at)
    if locked.due_on < today:
        raise Refused("The day of this action has passed: say what became of it, and agree a new one.")
    if due_on < today:
        raise Refused("The day of an action lies ahead.")
    if due_on == locked.due_on:
        raise AlreadyDone("The action is for that day already.")
    locked.due_on = due_on
    locked.save(update_fields=["due_on"])
    due_at = instant(due_on, time.max)
    deadlines.move(locked.case, _CODE, at=at, by=by, reason=reason, due_at=due_at, key=str(locked.pk))
    recording.record(Verb.PLANNED_ACTION_AGREED, locked, by=by, at=at, reason=reason, detail={"moved": True})
    _tell(locked, "An action of yours has another day", at=at, key=f"planned-moved-{locked.pk}-{due_on:%Y%m%d}")


@transaction.atomic
def report(action: PlannedAction, *, ending: ActionEnd, outcome: str, by: User, at: datetime) -> None:
    """Say what became of the action, with what shows it; NotEntitled for whom ``endings`` offers nothing."""
    locked = _open(action)
    if ending not in endings(locked, by, at=at):
        raise NotEntitled("Only the person named in the action says what became of it.")
    locked.ended_as, locked.ended_at, locked.ended_by, locked.outcome = ending, at, by, outcome
    locked.save(update_fields=["ended_as", "ended_at", "ended_by", "outcome"])
    key = str(locked.pk)
    if ending == ActionEnd.CANCELLED:
        deadlines.withdraw(locked.case, _CODE, at=at, by=by, reason=outcome, key=key)
    else:
        deadlines.meet(locked.case, _CODE, at=at, by=by, key=key)
    recording.record(Verb.PLANNED_ACTION_ENDED, locked, by=by, at=at, detail={"ending": ending})


def endings(action: PlannedAction, by: User, *, at: datetime) -> list[ActionEnd]:
    """Return what this person may say became of the action.

    Its owner says how it went; whoever plans for the child, that it is no longer needed, and how it went where the
    owner has no account or their work has passed to them.
    """
    if action.ended_at or action.case.closed_at:
        return []
    plans = access.may(by, Permission.SCREENING_COMPLETE, action.case, at=at)
    owns = action.owner_id == by.pk or (plans and _answers(action, by))
    went = [one for one in ActionEnd if one != ActionEnd.CANCELLED]
    return [*(went if owns else []), *([ActionEnd.CANCELLED] if plans else [])]


def _refuse(under: Plan | SafetyPlan, said: dict[str, Any], *, today: date) -> None:
    under.refresh_from_db(fields=["ended_on"])
    if under.ended_on:
        raise AlreadyDone("This plan has ended: nothing more is agreed under it.")
    if said["due_on"] < today:
        raise Refused("The day of an action lies ahead.")
    if under.actions.filter(ended_at=None, **said).exists():
        raise AlreadyDone("This action is recorded already.")


def _answers(action: PlannedAction, by: User) -> bool:
    owed = action.case.deadlines.open().filter(code=_CODE, key=str(action.pk))
    return action.owner_id is None or owed.filter(owner=by).exists()


def _of(owner: User, case: Case, *, at: datetime) -> tuple[str, Agency]:
    """Return the role and the agency of this authority for which the person acts; raises NotEntitled."""
    conflicts.refuse(owner, case)
    held = agency_access.holding_in(owner, Permission.CASE_ACT, authority=case.authority, at=at)
    if not held:
        raise NotEntitled("This person belongs to no agency that takes actions here.")
    return held[0].role, held[0].agency


def _start(action: PlannedAction, role: str, *, by: User, at: datetime) -> None:
    deadlines.start(
        action.case,
        _CODE,
        at=at,
        by=by,
        owner=action.owner,
        owner_role=role,
        agency=action.agency,
        key=str(action.pk),
        path=action.get_absolute_url(),
        due_at=instant(action.due_on, time.max),
    )


def _open(action: PlannedAction) -> PlannedAction:
    cases.hold_open(action.case)
    related = PlannedAction.objects.select_for_update(of=("self",)).select_related("case__authority", "owner")
    locked = related.get(pk=action.pk)
    if locked.ended_at:
        raise AlreadyDone("What became of this action has been recorded.")
    return locked


def _tell(action: PlannedAction, text: str, *, at: datetime, key: str) -> None:
    people = [action.owner] if action.owner else []
    notices.tell(people, text, url=action.get_absolute_url(), at=at, key=key, reference=action.case.ref)
