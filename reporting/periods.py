"""Periods of whole London days: quarters, months and the year to April. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from mase.timescales.calendars import instant

_MONTH, _QUARTER, _YEAR = (relativedelta(months=count) for count in (1, 3, 12))
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        """Return the moment at which the period begins."""
        return instant(self.first, time.min)

    @property
    def ends_at(self) -> datetime:
        """Return the first moment after the period."""
        return instant(self.last + _DAY, time.min)

    @property
    def written(self) -> str:
        """Return the period as the trail keeps it: 2026-02-01/2026-03-02."""
        return f"{self.first}/{self.last}"


def quarter(day: date) -> Period:
    """Return the quarter that holds the day; those of the year to April are those of the calendar."""
    first = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return Period(first, first + _QUARTER - _DAY)


def month(day: date) -> Period:
    """Return the month that holds the day."""
    first = day.replace(day=1)
    return Period(first, first + _MONTH - _DAY)


def year(day: date) -> Period:
    """Return the year from April to March that holds the day."""
    first = date(day.year if day.month >= 4 else day.year - 1, 4, 1)
    return Period(first, first + _YEAR - _DAY)


def presets(today: date) -> dict[str, Period]:
    """Return the periods that are offered, by what they are called."""
    return {
        "This quarter": quarter(today),
        "Last quarter": quarter(quarter(today).first - _DAY),
        "This month": month(today),
        "Last month": month(month(today).first - _DAY),
        "This year": year(today),
    }
