"""For how long somebody has been waited for, in the words a page shows. Pure."""

from datetime import datetime, timedelta

from mase import timescales
from mase.timescales import Calendar

_HOUR = timedelta(hours=1)


def working_hours(due_at: datetime, *, at: datetime, calendar: Calendar) -> str:
    """Say "3 working hours left" or "2 working hours late", in whole hours."""
    late = at > due_at
    time = timescales.working_time(*((due_at, at) if late else (at, due_at)), calendar=calendar)
    if time < _HOUR:
        return f"less than a working hour {'late' if late else 'left'}"
    hours = time // _HOUR
    return f"{hours} working hour{'s' if hours > 1 else ''} {'late' if late else 'left'}"


def since(moment: datetime, *, at: datetime) -> str:
    """Say for how long somebody has been waited for: "4 hours", "less than a minute"."""
    return timescales.elapsed_in_words(max(at - moment, timedelta()))
