"""A pause moves the moment by the time that was paused, counted in the unit of the rule."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mase import timescales
from mase.timescales import Length, NaiveMoment, Unit, WrongUnit, parse
from tests.timescales.days import CALENDAR, CLOSED, LONDON, NEXT_WORKING_DAY, london

LAST_MOMENT = "T23:59:59.999999"
CALENDARS = st.sampled_from([CALENDAR, NEXT_WORKING_DAY])
LENGTHS = st.builds(
    Length,
    st.integers(1, 40),
    st.sampled_from([Unit.HOURS, Unit.WORKING_HOURS, Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS]),
)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))
WHILES = st.timedeltas(timedelta(), timedelta(days=30))


def moved(words: str, due: str, paused: str, resumed: str) -> str:
    moment = timescales.resumed(
        parse(words), due_at=london(due), paused_at=london(paused), resumed_at=london(resumed), calendar=CALENDAR
    )
    assert moment.tzinfo is UTC
    return moment.astimezone(LONDON).replace(tzinfo=None).isoformat()


def later(length, due, paused, resumed, calendar=CALENDAR):
    return timescales.resumed(length, due_at=due, paused_at=paused, resumed_at=resumed, calendar=calendar)


@pytest.mark.parametrize(
    ("words", "due", "paused", "resumed", "expected"),
    [
        ("72 hours", "2026-03-05T10:00", "2026-03-03T10:00", "2026-03-04T12:30", "2026-03-06T12:30:00"),
        # Twenty-four hours were paused, of which the clocks showed twenty-five.
        ("72 hours", "2026-03-30T10:00", "2026-03-28T12:00", "2026-03-29T13:00", "2026-03-31T10:00:00"),
        ("8 working hours", "2026-03-05T16:00", "2026-03-05T10:00", "2026-03-05T12:00", "2026-03-06T10:00:00"),
        ("8 working hours", "2026-03-06T16:00", "2026-03-05T16:00", "2026-03-06T10:00", "2026-03-09T10:00:00"),
        # Nobody is in the office from Friday evening to Monday morning.
        ("8 working hours", "2026-03-09T11:00", "2026-03-06T17:00", "2026-03-09T09:00", "2026-03-09T11:00:00"),
        ("8 working hours", "2026-04-08T11:00", "2026-04-02T16:00", "2026-04-07T10:00", "2026-04-08T13:00:00"),
        ("10 working days", "2026-03-13T17:00", "2026-03-03T10:00", "2026-03-03T16:00", "2026-03-13T17:00:00"),
        ("10 working days", "2026-03-13T17:00", "2026-03-03T23:00", "2026-03-04T01:00", "2026-03-16T17:00:00"),
        ("10 working days", "2026-03-13T17:00", "2026-03-06T10:00", "2026-03-08T10:00", "2026-03-13T17:00:00"),
        ("10 working days", "2026-03-13T17:00", "2026-03-06T10:00", "2026-03-11T10:00", "2026-03-18T17:00:00"),
        ("10 working days", "2026-04-02T17:00", "2026-04-01T10:00", "2026-04-07T10:00", "2026-04-08T17:00:00"),
        ("10 days", f"2026-03-13{LAST_MOMENT}", "2026-03-06T23:30", "2026-03-07T00:30", f"2026-03-14{LAST_MOMENT}"),
        ("10 days", f"2026-03-27{LAST_MOMENT}", "2026-03-20T10:00", "2026-03-24T10:00", f"2026-03-31{LAST_MOMENT}"),
        ("3 months", f"2026-02-28{LAST_MOMENT}", "2026-01-15T10:00", "2026-02-15T10:00", f"2026-03-31{LAST_MOMENT}"),
        ("3 months", f"2026-02-28{LAST_MOMENT}", "2026-01-15T10:00", "2026-01-15T18:00", f"2026-02-28{LAST_MOMENT}"),
        # A pause that began before the day changed in London, though not in UTC.
        ("10 days", f"2026-07-13{LAST_MOMENT}", "2026-06-30T23:30", "2026-07-01T00:30", f"2026-07-14{LAST_MOMENT}"),
        # One that was late already when it paused is late by as much when it resumes.
        ("72 hours", "2026-03-02T10:00", "2026-03-03T10:00", "2026-03-04T10:00", "2026-03-03T10:00:00"),
    ],
)
def test_the_moment_moves_by_the_time_that_was_paused(words, due, paused, resumed, expected):
    assert moved(words, due, paused, resumed) == expected


def test_a_closing_day_of_the_authority_does_not_count_as_paused():
    closed = timescales.Calendar(CALENDAR.office_hours, frozenset({london("2026-03-04T00:00").date()}))
    length, due = parse("10 working days"), london("2026-03-13T17:00")
    paused, resumed = london("2026-03-03T10:00"), london("2026-03-05T10:00")
    assert later(length, due, paused, resumed) == london("2026-03-17T17:00")
    assert later(length, due, paused, resumed, closed) == london("2026-03-16T17:00")


@pytest.mark.parametrize("words", ["same day", "10 days before", "2 working days before"])
def test_what_stands_by_its_day_does_not_pause(words):
    moment = london("2026-03-05T10:00")
    with pytest.raises(WrongUnit, match=f"^'{words}' stands by its day: it does not pause$"):
        later(parse(words), moment, moment, moment)


@pytest.mark.parametrize("which", ["due_at", "paused_at", "resumed_at"])
def test_a_moment_without_time_zone_is_refused(which):
    moments = dict.fromkeys(("due_at", "paused_at", "resumed_at"), london("2026-03-05T10:00"))
    moments[which] = datetime(2026, 3, 5, 10)
    with pytest.raises(NaiveMoment):
        timescales.resumed(parse("24 hours"), **moments, calendar=CALENDAR)


@given(LENGTHS, MOMENTS, MOMENTS, CALENDARS)
def test_pausing_and_resuming_at_once_changes_nothing(length, due, moment, calendar):
    assert later(length, due, moment, moment, calendar) == due


@given(LENGTHS, MOMENTS, MOMENTS, WHILES, WHILES, CALENDARS)
def test_two_pauses_in_a_row_equal_one(length, due, paused, first, second, calendar):
    between = paused + first
    once = later(length, due, paused, between + second, calendar)
    assert later(length, later(length, due, paused, between, calendar), between, between + second, calendar) == once


@given(LENGTHS, MOMENTS, MOMENTS, WHILES, WHILES, CALENDARS)
def test_a_longer_pause_is_never_due_sooner(length, due, paused, first, more, calendar):
    shorter, longer = (later(length, due, paused, paused + time, calendar) for time in (first, first + more))
    assert due <= shorter <= longer


@given(LENGTHS, MOMENTS, WHILES, MOMENTS, WHILES, CALENDARS)
def test_what_was_due_later_stays_due_later(length, due, apart, paused, pause, calendar):
    sooner, after = (later(length, moment, paused, paused + pause, calendar) for moment in (due, due + apart))
    assert sooner <= after


@given(LENGTHS, MOMENTS, MOMENTS, WHILES)
def test_a_resumption_before_the_pause_brings_nothing_forward(length, due, paused, earlier):
    assert later(length, due, paused, paused - earlier) == due


@given(LENGTHS, MOMENTS, MOMENTS, WHILES, CALENDARS)
def test_the_moment_ends_the_day_as_the_rule_does(length, due, paused, pause, calendar):
    moment = later(length, due, paused, paused + pause, calendar)
    shown = moment.astimezone(LONDON).time()
    if moment != due and length.unit is Unit.WORKING_DAYS:
        assert shown == time(17)
    if moment != due and length.unit in (Unit.DAYS, Unit.MONTHS):
        assert shown == time.max


def _office_minutes(start: datetime, end: datetime) -> int:
    minutes = (start + timedelta(minutes=number) for number in range(int((end - start).total_seconds()) // 60))
    shown = (minute.astimezone(LONDON) for minute in minutes)
    return sum(9 <= clock.hour < 17 and clock.isoweekday() <= 5 and clock.date() not in CLOSED for clock in shown)


@given(MOMENTS, MOMENTS, st.integers(0, 7 * 24 * 60))
@settings(max_examples=30, deadline=None)
def test_working_hours_move_by_the_minutes_that_the_office_was_open(due, paused, minutes):
    due, paused = (moment.replace(second=0, microsecond=0) for moment in (due, paused))
    end = paused + timedelta(minutes=minutes)
    moment = later(Length(8, Unit.WORKING_HOURS), due, paused, end)
    assert _office_minutes(due, moment) == _office_minutes(paused, end)


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=60)))
def test_working_days_move_by_the_working_mornings_of_the_pause(paused, pause):
    due, end = london("2026-06-01T17:00"), paused + pause
    moment = later(Length(8, Unit.WORKING_DAYS), due, paused, end)
    assert _mornings(due, moment) == _mornings(paused, end)


def _mornings(start: datetime, end: datetime) -> int:
    first, last = (moment.astimezone(LONDON).date() for moment in (start, end))
    days = (first + timedelta(days=number + 1) for number in range((last - first).days))
    return sum(day.isoweekday() <= 5 and day not in CLOSED for day in days)
