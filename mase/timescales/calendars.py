"""When an authority works: its office hours, England's bank holidays and its own closing days, all in London time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from itertools import takewhile
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")

# The statutory days can be computed for ever; a one-off (a coronation, a moved May Day) is only known once announced.
_ANNOUNCED_UNTIL = date(2027, 12, 31)
_ONE_DAY = timedelta(days=1)


class NaiveMoment(ValueError):
    """A moment came without a time zone."""


class Received(StrEnum):
    """From which day working days are counted when something arrives while the office is closed."""

    AS_RECEIVED = "as_received"
    NEXT_WORKING_DAY = "next_working_day"


@dataclass(frozen=True)
class OfficeHours:
    """Open from `opens` up to, but not including, `closes`, on every working day."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"the office cannot open at {self.opens:%H:%M} and close at {self.closes:%H:%M}")


@dataclass(frozen=True)
class Calendar:
    office_hours: OfficeHours
    closing_days: frozenset[date] = frozenset()
    received_out_of_hours: Received = Received.AS_RECEIVED

    @property
    def known_until(self) -> date:
        """Return the last day for which every bank holiday has been announced."""
        return _ANNOUNCED_UNTIL

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office opens: Monday to Friday, no bank holiday, no closing day of its own."""
        return day.weekday() < 5 and day not in self.closing_days and day not in _bank_holidays(day.year)

    def working_days_after(self, day: date) -> Iterator[date]:
        """Yield the working days that follow, nearest first, without end."""
        return self._walk(day, _ONE_DAY)

    def working_days_between(self, day: date, last: date) -> Iterator[date]:
        """Yield the working days that follow the day, up to and including the last."""
        return takewhile(lambda working: working <= last, self.working_days_after(day))

    def working_days_before(self, day: date) -> Iterator[date]:
        """Yield the working days that precede, nearest first, without end."""
        return self._walk(day, -_ONE_DAY)

    def day_zero(self, moment: datetime) -> date:
        """Return the day from which working days are counted for something received at this moment."""
        day = london_day(moment)
        if self.received_out_of_hours == Received.AS_RECEIVED:
            return day
        still_open = self.is_working_day(day) and moment < self.closes_at(day)
        return day if still_open else next(self.working_days_after(day))

    def opens_at(self, day: date) -> datetime:
        return instant(day, self.office_hours.opens)

    def closes_at(self, day: date) -> datetime:
        return instant(day, self.office_hours.closes)

    def _walk(self, day: date, step: timedelta) -> Iterator[date]:
        while True:
            day += step
            if self.is_working_day(day):
                yield day


def in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; raise NaiveMoment where no time zone says which moment it is."""
    if moment.utcoffset() is None:
        raise NaiveMoment(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


def london_day(moment: datetime) -> date:
    """Return the civil day on which a moment falls in London."""
    return in_utc(moment).astimezone(LONDON).date()


def instant(day: date, clock_time: time) -> datetime:
    """Return, in UTC, the moment at which London's clocks show this time on this day."""
    return datetime.combine(day, clock_time, LONDON).astimezone(UTC)


def same_time_on(day: date, moment: datetime) -> datetime:
    """Return, in UTC, the moment on that day at which London's clocks show the same time as at this one."""
    return instant(day, in_utc(moment).astimezone(LONDON).time())


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
