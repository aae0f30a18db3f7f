"""The time for a piece of work that several decisions can ask for, started where it does not run yet."""

from datetime import datetime

from mase.agencies.models import User
from mase.cases import deadlines, queries
from mase.cases.models import Case

# An urgent strategy meeting is one as well; a screening that is owed for another reason is not sooner for this one.
_ON_ITS_WAY = {"strategy_meeting": ("strategy_meeting", "strategy_meeting_urgent"), "screening": ("screening",)}


def start_work(case: Case, code: str, *, by: User, at: datetime) -> None:
    """Start the time for a screening or a strategy meeting; where it runs already, it runs on."""
    if not queries.running(case, *_ON_ITS_WAY[code]).exists():
        deadlines.start(case, code, at=at, by=by)
