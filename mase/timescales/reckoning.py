"""From a length to the moment something is due: the civil day in London first, then the instant, in UTC.

Day 0 is the day it starts. Where a day ends depends on the unit: working days end when the office closes, calendar
days, months and "same day" with the last microsecond before midnight in London, so that nothing is due before it began.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from dateutil.relativedelta import relativedelta

from mase.timescales.calendars import Calendar, in_utc, instant, london_day
from mase.timescales.lengths import Length, Unit, in_words


class WrongUnit(ValueError):
    """A length counted back from a meeting was asked to run on from a start, or the other way round."""


def due_at(length: Length, *, starts_at: datetime, calendar: Calendar) -> datetime:
    """Return the moment by which something that starts then is due; raise WrongUnit for a "before" length."""
    start = in_utc(starts_at)
    match length.unit:
        case Unit.HOURS:
            return start + timedelta(hours=length.amount)
        case Unit.WORKING_HOURS:
            return _after_open_time(timedelta(hours=length.amount), start, calendar)
        case Unit.WORKING_DAYS:
            return calendar.closes_at(_nth(calendar.working_days_after(calendar.day_zero(start)), length.amount))
        case Unit.DAYS:
            return _end_of(london_day(start) + timedelta(days=length.amount))
        case Unit.MONTHS:
            return _end_of(london_day(start) + relativedelta(months=length.amount))
        case Unit.SAME_DAY:
            return _end_of(london_day(start))
    raise WrongUnit(f"'{in_words(length)}' is counted back from a meeting: use before()")


def before(length: Length, *, meeting_at: datetime, calendar: Calendar) -> datetime:
    """Return the moment by which something is due ahead of a meeting; raise WrongUnit for any other length."""
    day = london_day(meeting_at)
    match length.unit:
        case Unit.DAYS_BEFORE:
            return _end_of(day - timedelta(days=length.amount))
        case Unit.WORKING_DAYS_BEFORE:
            return calendar.closes_at(_nth(calendar.working_days_before(day), length.amount))
    raise WrongUnit(f"'{in_words(length)}' runs on from a start: use due_at()")


def resumed(
    length: Length, *, due_at: datetime, paused_at: datetime, resumed_at: datetime, calendar: Calendar
) -> datetime:
    """Return when a paused deadline is due after all: later by the pause, counted in the unit of its length.

    Hours count as elapsed, working hours while the office was open, working days and civil days by the mornings that
    came during the pause. Never earlier than before; raise WrongUnit where a pause has nothing to count.
    """
    due, start, end = in_utc(due_at), in_utc(paused_at), max(in_utc(paused_at), in_utc(resumed_at))
    match length.unit:
        case Unit.HOURS:
            return due + (end - start)
        case Unit.WORKING_HOURS:
            open_time = working_time(start, end, calendar=calendar)
            return _after_open_time(open_time, due, calendar) if open_time else due
        case Unit.WORKING_DAYS:
            mornings = len(list(calendar.working_days_between(london_day(start), london_day(end))))
            later = calendar.working_days_after(london_day(due))
            return calendar.closes_at(_nth(later, mornings)) if mornings else due
        case Unit.DAYS | Unit.MONTHS:
            nights = london_day(end) - london_day(start)
            return _end_of(london_day(due) + nights) if nights else due
    raise WrongUnit(f"'{in_words(length)}' stands by its day: it does not pause")


def reminder_at(*, starts_at: datetime, due_at: datetime) -> datetime:
    """Return when to remind where the rule names no moment: a quarter of the time before, at least an hour."""
    start, due = in_utc(starts_at), in_utc(due_at)
    return max(start, due - max((due - start) / 4, timedelta(hours=1)))


def working_time(start: datetime, end: datetime, *, calendar: Calendar) -> timedelta:
    """Return how long the office was open between the two moments; nothing where the second is the earlier one."""
    days = calendar.working_days_between(london_day(start) - timedelta(days=1), london_day(end))
    spans = (min(calendar.closes_at(day), end) - max(calendar.opens_at(day), start) for day in days)
    return sum((max(span, timedelta()) for span in spans), timedelta())


def is_provisional(due_at: datetime, *, calendar: Calendar) -> bool:
    """Tell whether a bank holiday that nobody has announced yet could still move the moment."""
    return london_day(due_at) > calendar.known_until


def _after_open_time(length: timedelta, start: datetime, calendar: Calendar) -> datetime:
    days = calendar.working_days_after(london_day(start) - timedelta(days=1))
    while True:
        day = next(days)
        begins = max(start, calendar.opens_at(day))
        open_time = max(calendar.closes_at(day) - begins, timedelta())
        if length <= open_time:
            return begins + length
        length -= open_time


def _nth(days: Iterator[date], amount: int) -> date:
    return next(islice(days, amount - 1, None))


def _end_of(day: date) -> datetime:
    return instant(day, time.max)
