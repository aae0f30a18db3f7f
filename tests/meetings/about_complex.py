"""A meeting about complex abuse, as the tests convene it."""

from datetime import UTC, date, datetime
from typing import Any

from mase.agencies.models import Membership
from mase.cases import deadlines
from mase.cases.models import Case
from mase.demo.cast import Cast
from meetings.models import ComplexMeeting, ComplexMember, StrategyMeeting
from meetings.operations import complex_abuse

MEETS = datetime(2026, 3, 5, 13, tzinfo=UTC)
FACTS: dict[str, Any] = {
    "reason": "Three children name the same flat and the same two adults.",
    "threshold_with": "Safeguarding adviser, quality assurance",
    "quality_told_on": date(2026, 3, 2),
    "other_boroughs": "Barnet",
    "scheduled_for": MEETS,
    "place": "Room 4",
}


def convened(cast: Cast, *, at: datetime, strategy: StrategyMeeting | None = None) -> ComplexMeeting:
    """The service manager convenes it, the co-ordinator chairs."""
    who = {"chair": cast["coordinator"], "by": cast["service"], "at": at}
    return complex_abuse.convene(cast.authority, strategy=strategy, **FACTS, **who)


def seated(cast: Cast, meeting: ComplexMeeting, part: str, *, at: datetime) -> ComplexMember:
    """Invite somebody of that cast."""
    membership = Membership.objects.select_related("user", "agency").get(user=cast[part])
    return complex_abuse.invite(meeting, membership, by=meeting.chair, at=at)


def found_complex(case: Case) -> StrategyMeeting:
    """Let the case's strategy meeting have found more than one victim or abuser: the time for the other runs."""
    strategy = case.strategy_meetings.get()
    strategy.complex_abuse, strategy.complex_reason = True, "Two more children name the flat."
    strategy.save()
    at, key = strategy.held_at, str(strategy.pk)
    deadlines.start(case, complex_abuse.CODE, at=at, by=strategy.recorded_by, key=key, runs_from=at)
    return strategy
