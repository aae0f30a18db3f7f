"""Two files about one child: the earlier one, and what the school refers later."""

from datetime import datetime
from typing import Any

from mase.cases import joining
from mase.cases.models import Case, Match
from mase.demo import stories
from mase.demo.cast import Cast

WHY = "The school confirms the date of birth and the mother’s name."


def refer_again(cast: Cast, number: int, *, at: datetime, **differs: Any) -> Case:
    """Send another referral about the invented child of that number, told a little differently."""
    case = stories.refer(cast, number, at=at)
    for name, value in differs.items():
        setattr(case.child, name, value)
    case.child.save()
    return case


def join(cast: Cast, later: Case, earlier: Case, *, at: datetime, by: str = "mash") -> Match:
    """MASH decides that both files are about the same child."""
    match = joining.same_child(later, earlier, reason=WHY, by=cast[by], at=at)
    later.refresh_from_db()
    earlier.refresh_from_db()
    return match
