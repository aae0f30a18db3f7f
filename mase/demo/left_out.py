"""An invented child of the cohort whom pre-MASE leaves for another meeting."""

from datetime import datetime, timedelta

from mase.demo.cast import Cast
from meetings.models import CohortEntry
from meetings.operations import cohort

_REASON = "Nothing is new since the last meeting; social worker and school see this child every week."


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell of the child longest on the cohort of whom the next meeting has neither a form nor an item on its list."""
    ahead = cast.authority.panels.upcoming(at).earliest("scheduled_for")
    waiting = CohortEntry.objects.current(cast.authority).exclude(case__list_entries__panel=ahead)
    entries = waiting.exclude(case__mase_forms__panel=ahead).select_related("case__authority")
    entry = entries.order_by("admitted_at", "pk")[0]
    cohort.leave_out(ahead, entry, reason=_REASON, by=cast["coordinator"], at=at - timedelta(hours=3))
