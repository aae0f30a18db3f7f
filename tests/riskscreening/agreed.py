"""A safety plan, as the tests record it."""

from datetime import date, datetime, time

from mase.cases.models import Case
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from riskscreening.models import SafetyPlan
from riskscreening.operations import plans


def noon(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(12), tzinfo=LONDON)


def agree(case: Case, cast: Cast, day: str = "2026-03-10", *, recorded: str = "") -> SafetyPlan:
    """Record a plan, on the day it was agreed unless another is given."""
    facts = stories.SAFETY_PLAN | {"agreed_on": date.fromisoformat(day)}
    return plans.agree_plan(case, **facts, by=cast["worker"], at=noon(recorded or day))
