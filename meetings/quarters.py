"""Quarters of the calendar year, as London's clocks end them. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mase import timescales
from mase.clock import LONDON


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter: of what year, which of the four."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """Return how it is named in keys and addresses: 2026-Q1."""
        return f"{self.year}-Q{self.number}"

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def ends_at(self) -> datetime:
        """Return the last moment of its last day in London."""
        return datetime.combine(self.last_day, time.max, LONDON)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)


def last_ended(at: datetime) -> Quarter:
    """Return the newest quarter that has ended by that moment."""
    today = timescales.london_day(at)
    return Quarter(today.year, (today.month + 2) // 3).before


def read(code: str) -> Quarter:
    """Return the quarter of that code; ValueError where it names none."""
    year, _, number = code.partition("-Q")
    if len(year) != 4 or not year.isdecimal() or number not in ("1", "2", "3", "4") or int(year) < 2000:
        raise ValueError("not a quarter")
    return Quarter(int(year), int(number))
