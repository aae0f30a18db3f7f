"""What the demonstration tells of plans: one child's in every state, another's after a strategy meeting."""

from datetime import datetime, timedelta

from mase.clock import LONDON
from mase.demo import cast as demo_cast
from mase.demo import planned as demo
from riskscreening import planned
from riskscreening.models import ActionEnd, Attender, Plan, PlanKind
from tests.referrals.trail import owed, running


def test_plans_are_told_of_with_what_is_open_late_left_out_and_missing(db: None, at: datetime) -> None:
    cast = demo_cast.hire("southwark", at=at - timedelta(days=400), password=None)
    demo.settle(cast, at=at)
    plan, today = Plan.objects.get(kind=PlanKind.CIN), at.astimezone(LONDON).date()
    case, actions = plan.case, list(planned.actions(plan.case))
    assert [risk.item.code for risk in planned.found_risks(case).gaps] == ["C5"]
    assert len(planned.wordings(plan)) == 2
    assert [action.ended_as for action in actions if action.ended_at] == [ActionEnd.DONE]
    assert [action.due_on < today for action in actions if not action.ended_at] == [True, False, False]
    assert not planned.is_invited(case, Attender.CARERS)
    assert [one.undecided for one in planned.reviews(case)] == [()]
    assert {"cin_review", "safety_plan_review", "plan_action"} <= running(case)

    waiting = Plan.objects.get(kind=PlanKind.CARE).case
    assert planned.still_to_update(waiting) == ["care plan"]
    assert owed(waiting, "care_plan_update").owner == cast["worker"]
