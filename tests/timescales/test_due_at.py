from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from mase import timescales
from mase.timescales import Length, NaiveMoment, Unit, WrongUnit, parse
from tests.timescales.days import CALENDAR, LONDON, NEXT_WORKING_DAY, london

PUBLISHED = {
    "2026-04-02T16:00": {
        "24 hours": "2026-04-03T16:00",
        "1 working day": "2026-04-07T17:00",
        "3 working days": "2026-04-09T17:00",
        "72 hours": "2026-04-05T16:00",
        "15 working days": "2026-04-27T17:00",
        "45 working days": "2026-06-10T17:00",
    },
    "2026-03-06T17:30": {
        "24 hours": "2026-03-07T17:30",
        "1 working day": "2026-03-09T17:00",
        "3 working days": "2026-03-11T17:00",
        "72 hours": "2026-03-09T17:30",
        "15 working days": "2026-03-27T17:00",
        "45 working days": "2026-05-13T17:00",
    },
    "2026-03-07T10:00": {
        "24 hours": "2026-03-08T10:00",
        "1 working day": "2026-03-09T17:00",
        "3 working days": "2026-03-11T17:00",
        "72 hours": "2026-03-10T10:00",
        "15 working days": "2026-03-27T17:00",
        "45 working days": "2026-05-13T17:00",
    },
    "2026-12-24T11:00": {
        "24 hours": "2026-12-25T11:00",
        "1 working day": "2026-12-29T17:00",
        "3 working days": "2026-12-31T17:00",
        "72 hours": "2026-12-27T11:00",
        "15 working days": "2027-01-19T17:00",
        "45 working days": "2027-03-02T17:00",
    },
}
LAST_MOMENT = "T23:59:59.999999"


def due(words: str, start: str, calendar=CALENDAR) -> str:
    """Return, as London's clocks show it, when something that starts then is due."""
    moment = timescales.due_at(parse(words), starts_at=london(start), calendar=calendar)
    assert moment.tzinfo is UTC
    return moment.astimezone(LONDON).replace(tzinfo=None).isoformat()


@pytest.mark.rule("SO-11", "HO-8", "SO-13")
@pytest.mark.parametrize(
    ("start", "words", "expected"),
    [(start, words, expected) for start, row in PUBLISHED.items() for words, expected in row.items()],
)
def test_the_published_dates_come_out(start, words, expected):
    assert due(words, start) == f"{expected}:00"


@pytest.mark.parametrize(
    ("words", "start", "expected"),
    [
        ("24 hours", "2026-03-28T12:00", "2026-03-29T13:00:00"),
        ("24 hours", "2026-10-24T12:00", "2026-10-25T11:00:00"),
        ("72 hours", "2026-03-27T18:00", "2026-03-30T19:00:00"),
        ("1 hour", "2026-03-29T00:30", "2026-03-29T02:30:00"),
        ("1 working day", "2026-03-28T12:00", "2026-03-30T17:00:00"),
        ("1 working day", "2026-10-24T12:00", "2026-10-26T17:00:00"),
        ("1 day", "2026-03-28T12:00", f"2026-03-29{LAST_MOMENT}"),
        ("1 day", "2026-10-24T12:00", f"2026-10-25{LAST_MOMENT}"),
        ("same day", "2026-03-29T00:30", f"2026-03-29{LAST_MOMENT}"),
        ("same day", "2026-10-25T00:30", f"2026-10-25{LAST_MOMENT}"),
        ("3 months", "2025-12-29T12:00", f"2026-03-29{LAST_MOMENT}"),
    ],
)
def test_a_change_of_the_clocks_moves_hours_and_nothing_else(words, start, expected):
    assert due(words, start) == expected


def test_the_hour_that_comes_twice_is_two_hours():
    first = datetime(2026, 10, 25, 1, 30, fold=0, tzinfo=LONDON)
    second = datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=LONDON)
    one = [timescales.due_at(Length(1, Unit.HOURS), starts_at=start, calendar=CALENDAR) for start in (first, second)]
    assert one == [datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 25, 2, 30, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("words", "start", "expected"),
    [
        ("3 months", "2026-11-30T10:00", "2027-02-28"),
        ("3 months", "2027-11-30T10:00", "2028-02-29"),
        ("3 months", "2027-11-29T10:00", "2028-02-29"),
        ("1 month", "2026-01-31T10:00", "2026-02-28"),
        ("1 month", "2028-01-31T10:00", "2028-02-29"),
        ("6 months", "2026-08-31T10:00", "2027-02-28"),
        ("6 months", "2026-03-31T10:00", "2026-09-30"),
        ("3 months", "2026-02-28T10:00", "2026-05-28"),
        ("3 months", "2026-12-31T10:00", "2027-03-31"),
        ("12 months", "2028-02-29T10:00", "2029-02-28"),
        ("48 months", "2024-02-29T10:00", "2028-02-29"),
    ],
)
@pytest.mark.rule("SO-17")
def test_months_end_on_the_last_day_of_a_shorter_month(words, start, expected):
    assert due(words, start) == f"{expected}{LAST_MOMENT}"


@pytest.mark.parametrize(
    ("words", "start", "expected"),
    [
        ("1 day", "2028-02-28T10:00", "2028-02-29"),
        ("2 days", "2027-02-27T10:00", "2027-03-01"),
        ("1 day", "2026-12-31T23:59", "2027-01-01"),
        ("10 days", "2026-12-24T10:00", "2027-01-03"),
        ("same day", "2026-12-31T23:59", "2026-12-31"),
        ("same day", "2026-07-01T00:30", "2026-07-01"),
        ("same day", "2026-06-30T23:30", "2026-06-30"),
    ],
)
def test_calendar_days_run_through_weekends_holidays_and_year_ends(words, start, expected):
    assert due(words, start) == f"{expected}{LAST_MOMENT}"


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-12-23T10:00", "2026-12-24"),
        ("2026-12-25T10:00", "2026-12-29"),
        ("2026-12-31T10:00", "2027-01-04"),
        ("2027-12-24T10:00", "2027-12-29"),
        ("2027-12-31T10:00", "2028-01-04"),
    ],
)
def test_the_next_working_day_around_christmas_knows_the_substitute_days(start, expected):
    assert due("1 working day", start) == f"{expected}T17:00:00"


@pytest.mark.parametrize(
    ("words", "start", "as_received", "next_working_day"),
    [
        ("1 working day", "2026-03-06T17:30", "2026-03-09T17:00:00", "2026-03-10T17:00:00"),
        ("1 working day", "2026-03-07T10:00", "2026-03-09T17:00:00", "2026-03-10T17:00:00"),
        ("1 working day", "2026-03-05T08:00", "2026-03-06T17:00:00", "2026-03-06T17:00:00"),
        ("1 working day", "2026-03-05T10:00", "2026-03-06T17:00:00", "2026-03-06T17:00:00"),
        ("24 hours", "2026-03-06T17:30", "2026-03-07T17:30:00", "2026-03-07T17:30:00"),
        ("1 day", "2026-03-06T17:30", f"2026-03-07{LAST_MOMENT}", f"2026-03-07{LAST_MOMENT}"),
        ("same day", "2026-03-06T17:30", f"2026-03-06{LAST_MOMENT}", f"2026-03-06{LAST_MOMENT}"),
        ("2 working hours", "2026-03-06T17:30", "2026-03-09T11:00:00", "2026-03-09T11:00:00"),
    ],
)
def test_waiting_for_the_office_moves_working_days_only(words, start, as_received, next_working_day):
    assert due(words, start) == as_received
    assert due(words, start, NEXT_WORKING_DAY) == next_working_day


@pytest.mark.parametrize(
    ("words", "start", "expected"),
    [
        ("2 working hours", "2026-03-05T10:15", "2026-03-05T12:15:00"),
        ("8 working hours", "2026-03-05T09:00", "2026-03-05T17:00:00"),
        ("8 working hours", "2026-03-05T09:01", "2026-03-06T09:01:00"),
        ("4 working hours", "2026-03-05T16:00", "2026-03-06T12:00:00"),
        ("1 working hour", "2026-03-05T17:00", "2026-03-06T10:00:00"),
        ("1 working hour", "2026-03-05T03:00", "2026-03-05T10:00:00"),
        ("4 working hours", "2026-04-02T16:00", "2026-04-07T12:00:00"),
        ("20 working hours", "2026-03-27T16:00", "2026-04-01T12:00:00"),
    ],
)
def test_working_hours_run_only_while_the_office_is_open(words, start, expected):
    assert due(words, start) == expected


def test_the_start_may_come_in_any_time_zone():
    start = datetime(2026, 7, 1, 0, 30, tzinfo=LONDON)
    for zone in (UTC, ZoneInfo("Pacific/Auckland"), timezone(timedelta(hours=-8))):
        moment = timescales.due_at(parse("same day"), starts_at=start.astimezone(zone), calendar=CALENDAR)
        assert moment == london("2026-07-01T23:59:59.999999")


@pytest.mark.parametrize("words", ["24 hours", "1 working hour", "1 working day", "1 day", "1 month", "same day"])
def test_a_start_without_time_zone_is_refused(words):
    naive = datetime(2026, 3, 5, 10)
    with pytest.raises(NaiveMoment, match="2026-03-05T10:00:00 has no time zone"):
        timescales.due_at(parse(words), starts_at=naive, calendar=CALENDAR)


@pytest.mark.parametrize("words", ["10 days before", "2 working days before"])
def test_a_length_before_a_meeting_does_not_run_on_from_a_start(words):
    with pytest.raises(WrongUnit, match=f"^'{words}' is counted back from a meeting: use before\\(\\)$"):
        timescales.due_at(parse(words), starts_at=london("2026-03-05T10:00"), calendar=CALENDAR)


@pytest.mark.parametrize(("due", "provisional"), [("2027-12-31T23:59", False), ("2028-01-01T00:00", True)])
def test_a_due_moment_past_the_announced_bank_holidays_is_provisional(due, provisional):
    assert CALENDAR.known_until == date(2027, 12, 31)
    assert timescales.is_provisional(london(due), calendar=CALENDAR) is provisional
