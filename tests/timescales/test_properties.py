"""Due moments against a slow reckoning of our own, which walks every minute or every day and asks no library."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mase import timescales
from mase.timescales import Length, Received, Unit
from tests.timescales.days import CALENDAR, CLOSED, LONDON, NEXT_WORKING_DAY

CALENDARS = st.sampled_from([CALENDAR, NEXT_WORKING_DAY])
STARTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 6, 30)).map(lambda moment: moment.replace(tzinfo=UTC))
MEETINGS = st.datetimes(datetime(2024, 6, 1), datetime(2030, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))
FORWARD = st.one_of(
    st.just(Length(0, Unit.SAME_DAY)),
    st.builds(Length, st.integers(1, 100), st.sampled_from([Unit.HOURS, Unit.DAYS])),
    st.builds(Length, st.integers(1, 60), st.sampled_from([Unit.WORKING_DAYS, Unit.WORKING_HOURS])),
    st.builds(Length, st.integers(1, 6), st.just(Unit.MONTHS)),
)
ALL_DAYS = [date(2023, 6, 1) + timedelta(days=number) for number in range(2860)]
WORKING_DAYS = [day for day in ALL_DAYS if day.strftime("%a") not in ("Sat", "Sun") and day not in CLOSED]


def clock(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), LONDON).astimezone(UTC)


def midnight_after(day: date) -> datetime:
    return clock(day + timedelta(days=1), 0)


@given(STARTS, st.integers(1, 500), CALENDARS)
def test_hours_are_elapsed_hours(start, amount, calendar):
    due = timescales.due_at(Length(amount, Unit.HOURS), starts_at=start, calendar=calendar)
    assert due.timestamp() == start.timestamp() + amount * 3600


@given(STARTS, st.integers(1, 60))
def test_working_days_are_counted_off_the_list_of_working_days(start, amount):
    first = start.astimezone(LONDON).date()
    due = timescales.due_at(Length(amount, Unit.WORKING_DAYS), starts_at=start, calendar=CALENDAR)
    assert due == clock([day for day in WORKING_DAYS if day > first][amount - 1], 17)


@given(STARTS, st.integers(1, 60))
def test_waiting_for_the_office_counts_from_the_first_day_whose_office_has_yet_to_close(start, amount):
    due = timescales.due_at(Length(amount, Unit.WORKING_DAYS), starts_at=start, calendar=NEXT_WORKING_DAY)
    assert due == clock([day for day in WORKING_DAYS if start < clock(day, 17)][amount], 17)


@given(STARTS.map(lambda moment: moment.replace(second=0, microsecond=0)), st.integers(1, 30), CALENDARS)
@settings(max_examples=40, deadline=None)
def test_working_hours_are_the_open_minutes_that_pass(start, amount, calendar):
    due = timescales.due_at(Length(amount, Unit.WORKING_HOURS), starts_at=start, calendar=calendar)
    minute, left = start, amount * 60
    working_days = set(WORKING_DAYS)
    while left:
        shown = minute.astimezone(LONDON)
        left -= shown.date() in working_days and 9 <= shown.hour < 17
        minute += timedelta(minutes=1)
    assert due == minute


@given(STARTS, st.integers(1, 400), CALENDARS)
def test_days_end_with_the_last_microsecond_of_the_day(start, amount, calendar):
    due = timescales.due_at(Length(amount, Unit.DAYS), starts_at=start, calendar=calendar)
    expected = date.fromordinal(start.astimezone(LONDON).toordinal() + amount)
    assert due + timedelta(microseconds=1) == midnight_after(expected)


@given(STARTS, st.integers(1, 48), CALENDARS)
def test_months_keep_the_day_or_take_the_last_of_the_month(start, amount, calendar):
    day = start.astimezone(LONDON).date()
    due = timescales.due_at(Length(amount, Unit.MONTHS), starts_at=start, calendar=calendar)
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    expected = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    assert due + timedelta(microseconds=1) == midnight_after(expected)


@given(MEETINGS, st.integers(1, 60), CALENDARS)
def test_working_days_before_are_counted_back_off_the_list(meeting, amount, calendar):
    day = meeting.astimezone(LONDON).date()
    due = timescales.before(Length(amount, Unit.WORKING_DAYS_BEFORE), meeting_at=meeting, calendar=calendar)
    assert due == clock([working for working in WORKING_DAYS if working < day][-amount], 17)


@given(MEETINGS, st.integers(1, 60), CALENDARS)
def test_days_before_leave_that_many_midnights(meeting, amount, calendar):
    due = timescales.before(Length(amount, Unit.DAYS_BEFORE), meeting_at=meeting, calendar=calendar)
    assert due + timedelta(microseconds=1) == clock(meeting.astimezone(LONDON).date() - timedelta(days=amount - 1), 0)


@given(FORWARD, STARTS, CALENDARS)
def test_nothing_is_due_before_it_starts(length, start, calendar):
    assert timescales.due_at(length, starts_at=start, calendar=calendar) >= start


@given(FORWARD, STARTS, st.timedeltas(timedelta(), timedelta(days=10)), CALENDARS)
def test_what_starts_later_is_never_due_sooner(length, start, later, calendar):
    first, second = (
        timescales.due_at(length, starts_at=moment, calendar=calendar) for moment in (start, start + later)
    )
    assert first <= second


@given(FORWARD, STARTS)
def test_waiting_for_the_office_never_brings_anything_forward(length, start):
    assert NEXT_WORKING_DAY.received_out_of_hours is Received.NEXT_WORKING_DAY
    as_received, waiting = (
        timescales.due_at(length, starts_at=start, calendar=calendar) for calendar in (CALENDAR, NEXT_WORKING_DAY)
    )
    assert as_received <= waiting


@given(FORWARD, STARTS, CALENDARS)
def test_a_reminder_lies_between_the_start_and_the_end(length, start, calendar):
    due = timescales.due_at(length, starts_at=start, calendar=calendar)
    assert start <= timescales.reminder_at(starts_at=start, due_at=due) <= due
