from datetime import UTC, datetime

import pytest

from mase import timescales
from mase.timescales import NaiveMoment, WrongUnit, parse
from tests.timescales.days import CALENDAR, LONDON, NEXT_WORKING_DAY, london


def due_before(words: str, meeting: str, calendar=CALENDAR) -> str:
    moment = timescales.before(parse(words), meeting_at=london(meeting), calendar=calendar)
    assert moment.tzinfo is UTC
    return moment.astimezone(LONDON).replace(tzinfo=None).isoformat()


@pytest.mark.rule("RE-6")
@pytest.mark.parametrize(
    ("words", "meeting", "expected"),
    [
        ("10 days before", "2026-05-14T10:00", "2026-05-04"),  # a bank holiday counts
        ("7 days before", "2026-05-14T10:00", "2026-05-07"),
        ("10 days before", "2026-01-05T10:00", "2025-12-26"),
        ("10 days before", "2028-03-05T10:00", "2028-02-24"),
        ("10 days before", "2026-04-02T10:00", "2026-03-23"),  # the clocks change in between
        ("10 days before", "2026-07-15T00:30", "2026-07-05"),  # UTC still says the 14th
    ],
)
def test_days_before_a_meeting_end_with_that_day(words, meeting, expected):
    assert due_before(words, meeting) == f"{expected}T23:59:59.999999"


@pytest.mark.parametrize(
    ("words", "meeting", "expected"),
    [
        ("2 working days before", "2026-05-14T10:00", "2026-05-12"),
        ("2 working days before", "2026-05-11T10:00", "2026-05-07"),
        ("2 working days before", "2026-04-08T10:00", "2026-04-02"),  # over Easter
        ("1 working day before", "2026-12-29T10:00", "2026-12-24"),
        ("5 working days before", "2027-01-04T10:00", "2026-12-23"),
        ("1 working day before", "2026-10-26T10:00", "2026-10-23"),  # over the change of the clocks
    ],
)
@pytest.mark.rule("HO-16")
def test_working_days_before_a_meeting_end_when_the_office_closes(words, meeting, expected):
    assert due_before(words, meeting) == f"{expected}T17:00:00"


def test_what_counts_as_received_says_nothing_about_counting_back():
    assert due_before("2 working days before", "2026-05-16T18:00", NEXT_WORKING_DAY) == "2026-05-14T17:00:00"


@pytest.mark.parametrize("words", ["24 hours", "1 working hour", "3 working days", "10 days", "3 months", "same day"])
def test_a_length_that_runs_on_is_not_counted_back(words):
    with pytest.raises(WrongUnit, match=f"^'{words}' runs on from a start: use due_at\\(\\)$"):
        timescales.before(parse(words), meeting_at=london("2026-05-14T10:00"), calendar=CALENDAR)


def test_a_meeting_without_time_zone_is_refused():
    with pytest.raises(NaiveMoment):
        timescales.before(parse("10 days before"), meeting_at=datetime(2026, 5, 14, 10), calendar=CALENDAR)
