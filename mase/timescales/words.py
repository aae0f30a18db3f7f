"""What is left of a timescale, in the words a screen shows."""

from datetime import datetime, timedelta

from mase.timescales.calendars import LONDON, london_day

_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def left_in_words(due_at: datetime, *, at: datetime) -> str:
    """Say "2 days left", "due today at 17:00" or "4 hours overdue"; days left are civil days in London."""
    if at > due_at:
        return f"{elapsed_in_words(at - due_at)} overdue"
    days = (london_day(due_at) - london_day(at)).days
    if days > 1:
        return f"{days} days left"
    return f"due {'tomorrow' if days else 'today'} at {due_at.astimezone(LONDON):%H:%M}"


def elapsed_in_words(time: timedelta) -> str:
    """Say "3 days", "4 hours", "1 minute" or "less than a minute": whole ones of the largest unit."""
    for size, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if count := time // size:
            return f"{count} {name}{'s' if count > 1 else ''}"
    return "less than a minute"
