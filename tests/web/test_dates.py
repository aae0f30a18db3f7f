"""Days and times are read as people type them, and what is wrong is said in words."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mase.clock import LONDON
from mase.web import dates


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (("3", "4", "2011"), date(2011, 4, 3)),
        (("03", "04", "2011"), date(2011, 4, 3)),
        (("3", "April", "2011"), date(2011, 4, 3)),
        (("3", "apr", "2011"), date(2011, 4, 3)),
        (("3", "SEPT", "2011"), date(2011, 9, 3)),
        (("29", "2", "2024"), date(2024, 2, 29)),
    ],
)
def test_a_day_is_read(typed: tuple[str, ...], day: date) -> None:
    assert dates.read_day(typed) == day


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_is_read_back_from_its_numbers(day: date) -> None:
    assert dates.read_day((str(day.day), str(day.month), str(day.year))) == day


@pytest.mark.parametrize(
    ("typed", "why", "boxes"),
    [
        (("", "4", "2011"), "must include a day", ("day",)),
        (("3", "", "2011"), "must include a month", ("month",)),
        (("3", "4", ""), "must include a year", ("year",)),
        (("", "", "2011"), "must include a day and month", ("day", "month")),
        (("3", "", ""), "must include a month and year", ("month", "year")),
        (("31", "2", "2011"), "must be a real date", dates.PARTS),
        (("29", "2", "2023"), "must be a real date", dates.PARTS),
        (("3", "13", "2011"), "must be a real date", dates.PARTS),
        (("3", "Foo", "2011"), "must be a real date", dates.PARTS),
        (("x", "4", "2011"), "must be a real date", dates.PARTS),
        (("-3", "4", "2011"), "must be a real date", dates.PARTS),
        (("3", "4", "11"), "must have a year with 4 numbers, like 2012", ("year",)),
        (("3", "4", "9999"), "must have a year with 4 numbers, like 2012", ("year",)),
        (("3", "4", "201l"), "must have a year with 4 numbers, like 2012", ("year",)),
    ],
)
def test_a_day_that_cannot_be_read_says_why_and_where(typed: tuple[str, ...], why: str, boxes: tuple[str, ...]) -> None:
    with pytest.raises(dates.Unreadable) as refused:
        dates.read_day(typed)

    assert (refused.value.why, refused.value.boxes) == (why, boxes)


@given(st.tuples(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6)))
def test_whatever_is_typed_is_read_or_refused(typed: tuple[str, ...]) -> None:
    with suppress(dates.Unreadable):
        assert isinstance(dates.read_day(typed), date)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("14:30", time(14, 30)),
        ("1430", time(14, 30)),
        ("9.05", time(9, 5)),
        ("2:30pm", time(14, 30)),
        ("2:30 PM", time(14, 30)),
        ("2pm", time(14)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("00:00", time(0)),
        (" 7:15 ", time(7, 15)),
    ],
)
def test_a_time_is_read(typed: str, at: time) -> None:
    assert dates.read_time(typed) == at


@pytest.mark.parametrize("typed", ["", "14", "25:00", "14:60", "13pm", "0am", "noon", "14:30:00", "2:3", "١٤:٣x"])
def test_a_time_that_cannot_be_read_marks_its_box(typed: str) -> None:
    with pytest.raises(dates.Unreadable) as refused:
        dates.read_time(typed)

    assert refused.value.boxes == ("time",)


@given(st.text(max_size=8))
def test_whatever_is_typed_as_a_time_is_read_or_refused(typed: str) -> None:
    with suppress(dates.Unreadable):
        assert isinstance(dates.read_time(typed), time)


@pytest.mark.parametrize(
    ("on", "at", "instant"),
    [
        (date(2026, 1, 5), time(14, 30), datetime(2026, 1, 5, 14, 30, tzinfo=UTC)),
        (date(2026, 7, 5), time(14, 30), datetime(2026, 7, 5, 13, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the first of two
        (date(2026, 10, 25), time(2), datetime(2026, 10, 25, 2, tzinfo=UTC)),
        (date(2026, 3, 29), time(0, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (date(2026, 3, 29), time(2), datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ],
)
def test_a_time_in_london_is_one_instant(on: date, at: time, instant: datetime) -> None:
    assert dates.in_london(on, at) == instant


@pytest.mark.parametrize("at", [time(1), time(1, 30), time(1, 59)])
def test_a_time_in_the_hour_that_spring_skips_is_refused(at: time) -> None:
    with pytest.raises(dates.Unreadable, match="clocks went forward"):
        dates.in_london(date(2026, 3, 29), at)


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))
def test_the_instant_says_the_time_that_was_typed(local: datetime) -> None:
    local = local.replace(second=0, microsecond=0)
    try:
        instant = dates.in_london(local.date(), local.time())
    except dates.Unreadable:
        assert local.month == 3
        assert local.hour == 1
    else:
        assert instant.astimezone(LONDON).replace(tzinfo=None) == local
        assert instant.utcoffset() == timedelta(0)
