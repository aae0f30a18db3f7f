"""Quarters, months and years of whole London days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting import periods
from reporting.periods import Period

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 3, 31), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 8, 15), date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_has_three_months(day: date, first: date, last: date) -> None:
    assert periods.quarter(day) == Period(first, last)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 2, 3), date(2026, 2, 28)),
        (date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_a_month_ends_on_its_last_day(day: date, last: date) -> None:
    assert periods.month(day) == Period(day.replace(day=1), last)


@pytest.mark.parametrize(
    ("day", "first"), [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2027, 1, 1), 2026)]
)
def test_a_year_begins_in_april(day: date, first: int) -> None:
    assert periods.year(day) == Period(date(first, 4, 1), date(first + 1, 3, 31))


@given(DAYS)
def test_a_day_lies_in_its_own_quarter_month_and_year(day: date) -> None:
    for period in (periods.quarter(day), periods.month(day), periods.year(day)):
        assert period.first <= day <= period.last


@given(DAYS)
def test_one_quarter_begins_where_the_last_one_ended(day: date) -> None:
    quarter = periods.quarter(day)
    assert periods.quarter(quarter.first - timedelta(days=1)).ends_at == quarter.begins_at
    assert periods.quarter(quarter.last + timedelta(days=1)).begins_at == quarter.ends_at


def test_a_period_begins_and_ends_at_midnight_in_london() -> None:
    summer = Period(date(2026, 4, 1), date(2026, 6, 30))
    assert summer.begins_at == datetime(2026, 3, 31, 23, tzinfo=UTC)
    assert summer.ends_at == datetime(2026, 6, 30, 23, tzinfo=UTC)
    winter = Period(date(2026, 1, 1), date(2026, 3, 31))
    assert winter.begins_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert winter.ends_at == summer.begins_at


def test_what_is_offered_goes_by_today() -> None:
    assert periods.presets(date(2026, 3, 2)) == {
        "This quarter": Period(date(2026, 1, 1), date(2026, 3, 31)),
        "Last quarter": Period(date(2025, 10, 1), date(2025, 12, 31)),
        "This month": Period(date(2026, 3, 1), date(2026, 3, 31)),
        "Last month": Period(date(2026, 2, 1), date(2026, 2, 28)),
        "This year": Period(date(2025, 4, 1), date(2026, 3, 31)),
    }
