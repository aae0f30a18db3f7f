from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import holidays
import pytest

from mase import clock
from mase.timescales import Calendar, NaiveMoment, OfficeHours, Received, same_time_on
from tests.timescales.days import BANK_HOLIDAYS, CALENDAR, CLOSED, NEXT_WORKING_DAY, OFFICE_HOURS, london


def test_every_day_from_2024_to_2030_is_a_working_day_or_not_as_the_published_list_says():
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(366 + 365 * 5 + 1 + 365)]
    assert days[-1] == date(2030, 12, 31)
    wrong = [day for day in days if CALENDAR.is_working_day(day) != (day.isoweekday() <= 5 and day not in CLOSED)]
    assert wrong == []


def test_the_bank_holidays_are_known_for_at_least_another_ninety_days():
    """Fails ninety days early: take the newest `holidays`, add the years below, and move the day in calendars.py."""
    assert CALENDAR.known_until - clock.today() >= timedelta(days=90)


def test_what_counts_as_known_has_been_compared_with_the_published_list():
    assert CALENDAR.known_until == date(CALENDAR.known_until.year, 12, 31)
    assert set(range(2024, CALENDAR.known_until.year + 1)) <= BANK_HOLIDAYS.keys()


@pytest.mark.parametrize("year", BANK_HOLIDAYS)
def test_the_library_s_own_data_agree_with_the_published_list(year):
    found = holidays.country_holidays("GB", subdiv="ENG", years=year)
    weekdays = {day for day in found if day.isoweekday() <= 5}
    assert weekdays == {day for day in CLOSED if day.year == year}


@pytest.mark.parametrize(
    "day",
    [date(2024, 12, 2), date(2024, 7, 12), date(2026, 1, 2), date(2026, 3, 17), date(2025, 8, 4)],
    ids=["St Andrew's", "Boyne", "2 January", "St Patrick's", "Scotland's August"],
)
def test_holidays_of_the_other_nations_are_working_days_in_london(day):
    assert CALENDAR.is_working_day(day)


def test_a_closing_day_of_the_authority_is_no_working_day():
    day = date(2026, 12, 29)
    closed = replace(CALENDAR, closing_days=frozenset({day}))
    assert CALENDAR.is_working_day(day)
    assert not closed.is_working_day(day)


def test_the_working_days_after_a_day_leave_out_the_day_itself():
    days = CALENDAR.working_days_after(date(2026, 4, 1))
    assert [next(days) for _ in range(3)] == [date(2026, 4, 2), date(2026, 4, 7), date(2026, 4, 8)]


def test_the_working_days_before_a_day_come_nearest_first():
    days = CALENDAR.working_days_before(date(2026, 4, 8))
    assert [next(days) for _ in range(3)] == [date(2026, 4, 7), date(2026, 4, 2), date(2026, 4, 1)]


@pytest.mark.parametrize(
    ("summer_or_winter", "opens", "closes"),
    [
        (date(2026, 7, 1), datetime(2026, 7, 1, 8, tzinfo=UTC), datetime(2026, 7, 1, 16, tzinfo=UTC)),
        (date(2026, 12, 1), datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2026, 12, 1, 17, tzinfo=UTC)),
    ],
)
def test_the_office_opens_and_closes_by_london_clocks(summer_or_winter, opens, closes):
    assert CALENDAR.opens_at(summer_or_winter) == opens
    assert CALENDAR.closes_at(summer_or_winter) == closes


@pytest.mark.parametrize(
    ("received", "as_received", "next_working_day"),
    [
        ("2026-03-05T10:00", date(2026, 3, 5), date(2026, 3, 5)),  # Thursday, open
        ("2026-03-05T08:59", date(2026, 3, 5), date(2026, 3, 5)),  # before the office opens, the same day
        ("2026-03-05T16:59:59", date(2026, 3, 5), date(2026, 3, 5)),  # the last second
        ("2026-03-05T17:00", date(2026, 3, 5), date(2026, 3, 6)),  # the office has closed
        ("2026-03-06T17:30", date(2026, 3, 6), date(2026, 3, 9)),  # Friday evening
        ("2026-03-07T10:00", date(2026, 3, 7), date(2026, 3, 9)),  # Saturday
        ("2026-04-03T10:00", date(2026, 4, 3), date(2026, 4, 7)),  # Good Friday
        ("2026-06-30T23:30", date(2026, 6, 30), date(2026, 7, 1)),  # UTC says 22:30
        ("2026-07-01T00:30", date(2026, 7, 1), date(2026, 7, 1)),  # UTC still says 30 June
    ],
)
def test_day_zero_is_the_day_of_receipt_unless_the_profile_waits_for_the_office(
    received, as_received, next_working_day
):
    assert CALENDAR.day_zero(london(received)) == as_received
    assert NEXT_WORKING_DAY.day_zero(london(received)) == next_working_day


@pytest.mark.parametrize(("opens", "closes"), [(time(17), time(9)), (time(9), time(9))])
def test_an_office_that_closes_before_it_opens_is_refused(opens, closes):
    with pytest.raises(ValueError, match=f"cannot open at {opens:%H:%M} and close at {closes:%H:%M}"):
        OfficeHours(opens, closes)


def test_calendars_of_the_same_office_are_equal_and_frozen():
    assert Calendar(OFFICE_HOURS) == Calendar(OfficeHours(time(9), time(17)), frozenset(), Received.AS_RECEIVED)
    with pytest.raises(AttributeError):
        CALENDAR.closing_days = frozenset()


@pytest.mark.parametrize(
    ("day", "moment", "expected"),
    [
        (date(2026, 3, 28), london("2026-03-30T09:15"), london("2026-03-28T09:15")),
        (date(2026, 3, 30), london("2026-03-28T09:15"), london("2026-03-30T09:15")),
        (date(2026, 7, 1), datetime(2026, 7, 9, 23, 30, tzinfo=UTC), datetime(2026, 6, 30, 23, 30, tzinfo=UTC)),
    ],
)
def test_the_same_time_on_another_day_is_what_londons_clocks_show(day, moment, expected):
    assert same_time_on(day, moment) == expected


def test_a_moment_without_a_time_zone_has_no_same_time():
    with pytest.raises(NaiveMoment):
        same_time_on(date(2026, 7, 1), datetime(2026, 7, 9, 9, 0))
