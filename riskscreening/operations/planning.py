"""The written plans for a child: written, brought up to date, ended; one of a kind at a time (SO-17, SO-22, SO-23)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from mase import timescales
from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case
from riskscreening import planned
from riskscreening.models import Plan, PlanKind

_REVIEW = "cin_review"
_NAMES_IT = ("vulnerability", "impedes_recovery")


class ChangedMeanwhile(Refused):
    """Somebody else changed the plan since the page with its wording was opened."""


@transaction.atomic
def write(
    case: Case, kind: PlanKind, *, begun_on: date, wording: Mapping[str, str], about: str = "", by: User, at: datetime
) -> Plan:
    """Write a plan; with a child in need plan the three months to its review run (SO-17).

    A pathway plan names the vulnerability and what impedes recovery (SO-23). ``about``: what the update after a
    strategy meeting is about (SO-22).
    """
    cases.hold_open(case)
    if case.plans.filter(kind=kind, ended_on=None).exists():
        raise AlreadyDone("A plan of this kind is in force already: bring that one up to date instead.")
    if kind == PlanKind.PATHWAY and not all(wording.get(name) for name in _NAMES_IT):
        raise Refused("A pathway plan names what makes the young person vulnerable and what impedes recovery.")
    moments = {"recorded_at": at, "recorded_by": by, "changed_at": at, "changed_by": by}
    plan = Plan.objects.create(
        case=case, kind=kind, begun_on=begun_on, changed_because=about, **_of_kind(kind, wording), **moments
    )
    if kind == PlanKind.CIN:
        deadlines.start(case, _REVIEW, at=at, by=by, runs_from=timescales.same_time_on(begun_on, at))
    recording.record(Verb.PLAN_WRITTEN, plan, by=by, at=at, reason=about, detail={"kind": kind})
    _meet_updates(case, by=by, at=at)
    return plan


@transaction.atomic
def change(plan: Plan, *, wording: Mapping[str, str], because: str, seen: str, by: User, at: datetime) -> None:
    """Bring the plan up to date, with the reason; how it read stays in its history.

    ``seen`` is the ``version`` that the writer had before them: ChangedMeanwhile where it is not the newest.
    """
    locked = _in_force(plan)
    if seen != version(locked):
        raise ChangedMeanwhile("Somebody changed this plan after you opened it. Nothing that you wrote is lost.")
    for name, text in _of_kind(PlanKind(locked.kind), wording).items():
        setattr(locked, name, text)
    locked.changed_at, locked.changed_by, locked.changed_because = at, by, because
    locked.save()
    recording.record(Verb.PLAN_CHANGED, locked, by=by, at=at, reason=because, detail={"kind": locked.kind})
    _meet_updates(locked.case, by=by, at=at)


@transaction.atomic
def end(plan: Plan, *, ended_on: date, because: str, by: User, at: datetime) -> None:
    """End the plan with the reason; a child in need plan that ends is reviewed no more (SO-17)."""
    locked = _in_force(plan)
    if not locked.begun_on <= ended_on <= timescales.london_day(at):
        raise Refused("The plan cannot have ended on that day.")
    locked.ended_on, locked.ended_because = ended_on, because
    locked.save(update_fields=["ended_on", "ended_because"])
    if locked.kind == PlanKind.CIN:
        deadlines.meet(locked.case, _REVIEW, at=at, by=by, reason=because)
    recording.record(Verb.PLAN_ENDED, locked, by=by, at=at, reason=because, detail={"kind": locked.kind})


def end_with_review(case: Case, *, held_on: date, because: str, by: User, at: datetime) -> None:
    """End the written child in need plan that a review decided to end; there may be none in writing."""
    for plan in case.plans.filter(kind=PlanKind.CIN, ended_on=None, begun_on__lte=held_on):
        end(plan, ended_on=held_on, because=because, by=by, at=at)


def version(plan: Plan) -> str:
    """Return what tells this wording of the plan from every other."""
    return plan.changed_at.isoformat()


def _of_kind(kind: PlanKind, wording: Mapping[str, str]) -> dict[str, str]:
    """Return the wording of a plan; only a pathway plan names the vulnerability and what impedes recovery."""
    given = {name: wording.get(name, "") for name in planned.WORDING}
    return given if kind == PlanKind.PATHWAY else given | dict.fromkeys(_NAMES_IT, "")


def _in_force(plan: Plan) -> Plan:
    cases.hold_open(plan.case)
    locked = Plan.objects.select_for_update(of=("self",)).select_related("case__authority").get(pk=plan.pk)
    if locked.ended_on:
        raise AlreadyDone("This plan has ended.")
    return locked


def _meet_updates(case: Case, *, by: User, at: datetime) -> None:
    """Meet what a strategy meeting asked for once both plans have been written or changed since (SO-22)."""
    for owed in planned.updates_owed(case):
        if planned.are_up_to_date(case, since=owed.started_at):
            deadlines.meet(case, planned.UPDATE, at=at, by=by, key=owed.key)
