"""The risks that a screening found are carried into a plan, or it is said why not (HO-6)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.models import Case
from riskscreening import planned
from riskscreening.models import CarriedRisk, Plan, SafetyPlan


@transaction.atomic
def carry(
    case: Case, items: Sequence[str], *, into: Plan | SafetyPlan | None, words: str, by: User, at: datetime
) -> list[CarriedRisk]:
    """Record for each of these items of the newest screening how the plan answers it or, without a plan, why none does.

    Rows are never changed: the newest on an item counts. Refused for an item that is no risk of that screening, but for
    covered ones, whose answers a refusal would tell.
    """
    cases.hold_open(case)
    found = planned.found_risks(case)
    if found.assessment is None:
        raise StepMissing("No screening has been completed yet.")
    _refuse_unless_in_force(case, into)
    if not set(items) <= {risk.item.code for risk in found.risks}:
        raise Refused("The newest screening did not find one of these risks.")
    _refuse_twice(found, items, into=into, words=words)
    plan, safety_plan = (into, None) if isinstance(into, Plan) else (None, into)
    rows = [
        CarriedRisk.objects.create(
            case=case,
            tool_code=found.assessment.tool_code,
            item_code=code,
            plan=plan,
            safety_plan=safety_plan,
            words=words,
            recorded_at=at,
            recorded_by=by,
        )
        for code in items
    ]
    for row in rows:
        recording.record(Verb.RISK_CARRIED, row, by=by, at=at)
    return rows


def _refuse_unless_in_force(case: Case, into: Plan | SafetyPlan | None) -> None:
    if into is None:
        return
    into.refresh_from_db(fields=["ended_on"])
    if into.ended_on or into.case_id != case.pk:
        raise AlreadyDone("That plan has ended: choose one that is in force.")


def _refuse_twice(found: planned.Found, items: Sequence[str], *, into: Plan | SafetyPlan | None, words: str) -> None:
    """Raise AlreadyDone where the newest row of each of these items says that very thing."""
    href = into.get_absolute_url() if into else ""
    newest = [risk.carried for risk in found.risks if risk.item.code in items]
    if all(row is not None and (row.href, row.words) == (href, words) for row in newest):
        raise AlreadyDone("That is recorded already.")
