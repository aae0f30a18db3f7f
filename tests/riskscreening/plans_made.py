"""Written plans and actions, as the tests record them."""

from datetime import UTC, date, datetime
from typing import Any

from mase.agencies.models import User
from mase.cases.models import Case
from mase.demo.cast import Cast
from riskscreening.models import Plan, PlanKind, PlannedAction, SafetyPlan
from riskscreening.operations import acting, planning

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)  # the Tuesday after the strategy meeting of the story
WORDING = {
    "aims": "Nobody unknown collects her after school.",
    "arrangements": "Seen every Tuesday, alone.",
    "childs_view": "“Somebody who isn’t cross.”",
    "if_it_fails": "The plan is looked at the same day.",
}
OF_A_PATHWAY = {"vulnerability": "Moved six times in care.", "impedes_recovery": "No settled place to live."}


def write(case: Case, cast: Cast, kind: PlanKind = PlanKind.CIN, *, at: datetime = NOON, **differs: Any) -> Plan:
    more = OF_A_PATHWAY if kind == PlanKind.PATHWAY else {}
    facts: dict[str, Any] = {"begun_on": at.date(), "wording": WORDING | more} | differs
    return planning.write(case, kind, **facts, by=cast["worker"], at=at)


def change(plan: Plan, cast: Cast, *, at: datetime, because: str = "The review decided it.") -> None:
    plan.refresh_from_db()
    wording = WORDING | {"aims": f"Changed {at:%d %B}"}
    planning.change(plan, wording=wording, because=because, seen=planning.version(plan), by=cast["worker"], at=at)


def act(
    under: Plan | SafetyPlan,
    cast: Cast,
    owner: User | None = None,
    *,
    due_on: date = date(2026, 3, 20),
    at: datetime = NOON,
) -> PlannedAction:
    outside = "" if owner else "Her aunt"
    how: dict[str, Any] = {"owner": owner, "owner_outside": outside, "due_on": due_on, "by": cast["worker"], "at": at}
    return acting.agree(under, text="Fetch her from school.", **how)
