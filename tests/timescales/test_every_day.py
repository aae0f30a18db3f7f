"""Every day from 2024 to 2030, by every unit, against lists that are counted off: no library, no arithmetic of ours."""

import itertools
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from mase import timescales
from mase.timescales import Calendar, Length, Unit
from tests.timescales.days import CALENDAR, CLOSED, LONDON, NEXT_WORKING_DAY

DAYS = [date(2023, 6, 1) + timedelta(days=number) for number in range(3200)]
STARTS = [day for day in DAYS if 2024 <= day.year <= 2030]
CLOCK_TIMES = (time(0, 0), time(0, 30), time(9, 0), time(12, 30), time(16, 30), time(17, 0), time(23, 30))
WORKING = [day for day in DAYS if day.strftime("%a") not in ("Sat", "Sun") and day not in CLOSED]
TICK = timedelta(microseconds=1)
CLOCK_CHANGES = {
    date.fromisoformat(day)
    for day in (
        *("2024-03-31", "2024-10-27", "2025-03-30", "2025-10-26", "2026-03-29", "2026-10-25", "2027-03-28"),
        *("2027-10-31", "2028-03-26", "2028-10-29", "2029-03-25", "2029-10-28", "2030-03-31", "2030-10-27"),
    )
}


def at(day: date, shown: time) -> datetime:
    return datetime.combine(day, shown, LONDON).astimezone(UTC)


def moments() -> Iterator[tuple[date, datetime]]:
    """Yield every day with every clock time, and on the days of the clock changes every half hour that there is."""
    for day in STARTS:
        if day in CLOCK_CHANGES:
            first, last = at(day, time(0)), at(day + timedelta(days=1), time(0))
            yield from (
                (day, first + timedelta(minutes=30 * n)) for n in range((last - first) // timedelta(minutes=30))
            )
        else:
            yield from ((day, at(day, shown)) for shown in CLOCK_TIMES)


MOMENTS = list(moments())


def wrong(length: Length, expected, calendar: Calendar = CALENDAR) -> list[datetime]:
    """Return the starts from which something else comes out than is expected."""
    return [
        start
        for day, start in MOMENTS
        if timescales.due_at(length, starts_at=start, calendar=calendar) != expected(day, start)
    ]


def test_every_day_and_both_clock_changes_of_every_year_are_walked():
    assert (STARTS[0], STARTS[-1], len(STARTS)) == (date(2024, 1, 1), date(2030, 12, 31), 2557)
    lengths = {day: sum(1 for other, _ in MOMENTS if other == day) for day in CLOCK_CHANGES}
    assert sorted(set(lengths.values())) == [46, 50]  # days of 23 and of 25 hours
    assert sum(halves == 46 for halves in lengths.values()) == sum(halves == 50 for halves in lengths.values()) == 7


@pytest.mark.parametrize("amount", [1, 24, 72])
def test_hours_are_seconds_of_the_clock_that_never_changes(amount):
    length = Length(amount, Unit.HOURS)
    assert wrong(length, lambda day, start: datetime.fromtimestamp(start.timestamp() + 3600 * amount, UTC)) == []


@pytest.mark.parametrize("amount", [1, 3, 15, 45])
def test_working_days_are_counted_off_the_list(amount):
    def expected(day: date, start: datetime) -> datetime:
        after = bisect_left(WORKING, day + timedelta(days=1))
        return at(WORKING[after + amount - 1], time(17))

    assert wrong(Length(amount, Unit.WORKING_DAYS), expected) == []


@pytest.mark.parametrize("amount", [1, 3])
def test_waiting_for_the_office_begins_with_the_first_office_that_has_yet_to_close(amount):
    closings = [at(day, time(17)) for day in WORKING]

    def expected(day: date, start: datetime) -> datetime:
        return closings[bisect_left(closings, start + TICK) + amount]

    assert wrong(Length(amount, Unit.WORKING_DAYS), expected, NEXT_WORKING_DAY) == []


@pytest.mark.parametrize("amount", [1, 8, 20])
def test_working_hours_are_counted_off_the_half_hours_of_the_office(amount):
    half = timedelta(minutes=30)
    halves = [at(day, time(9)) + half * number for day in WORKING for number in range(16)]

    def expected(day: date, start: datetime) -> datetime:
        return halves[bisect_left(halves, start) + 2 * amount - 1] + half

    assert wrong(Length(amount, Unit.WORKING_HOURS), expected) == []


@pytest.mark.parametrize("amount", [1, 3, 10])
def test_days_end_when_the_next_one_begins(amount):
    expected_of = dict(zip(DAYS, DAYS[amount + 1 :], strict=False))
    length = Length(amount, Unit.DAYS)
    assert wrong(length, lambda day, start: at(expected_of[day], time(0)) - TICK) == []


@pytest.mark.parametrize("amount", [1, 3, 6])
def test_months_keep_the_day_or_take_the_last_one(amount):
    def expected(day: date, start: datetime) -> datetime:
        year, month = day.year, day.month
        for _ in range(amount):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        last = date(year, month, min(day.day, monthrange(year, month)[1]))
        return at(DAYS[DAYS.index(last) + 1], time(0)) - TICK

    assert wrong(Length(amount, Unit.MONTHS), expected) == []


def test_the_same_day_ends_when_the_next_one_begins():
    tomorrow = dict(itertools.pairwise(DAYS))
    assert wrong(Length(0, Unit.SAME_DAY), lambda day, start: at(tomorrow[day], time(0)) - TICK) == []


@pytest.mark.parametrize("amount", [1, 2, 10])
def test_working_days_before_a_meeting_are_counted_back_off_the_list(amount):
    length = Length(amount, Unit.WORKING_DAYS_BEFORE)
    for day, meeting in MOMENTS:
        expected = at(WORKING[bisect_left(WORKING, day) - amount], time(17))
        assert timescales.before(length, meeting_at=meeting, calendar=CALENDAR) == expected, meeting


@pytest.mark.parametrize("amount", [1, 7, 10])
def test_days_before_a_meeting_end_at_midnight(amount):
    length = Length(amount, Unit.DAYS_BEFORE)
    following = dict(zip(DAYS[amount:], DAYS[1:], strict=False))
    for day, meeting in MOMENTS:
        expected = at(following[day], time(0)) - TICK
        assert timescales.before(length, meeting_at=meeting, calendar=CALENDAR) == expected, meeting
