from datetime import datetime

import pytest

from mase import timescales
from mase.timescales import NaiveMoment
from tests.timescales.days import london

DUE = "2026-03-05T17:00"


@pytest.mark.parametrize(
    ("due", "at", "words"),
    [
        (DUE, "2026-02-26T09:00", "7 days left"),
        (DUE, "2026-03-03T23:59", "2 days left"),
        (DUE, "2026-03-04T00:00", "due tomorrow at 17:00"),
        (DUE, "2026-03-04T23:59", "due tomorrow at 17:00"),
        (DUE, "2026-03-05T00:00", "due today at 17:00"),
        (DUE, "2026-03-05T17:00", "due today at 17:00"),
        (DUE, "2026-03-05T17:00:01", "less than a minute overdue"),
        (DUE, "2026-03-05T17:01", "1 minute overdue"),
        (DUE, "2026-03-05T17:02", "2 minutes overdue"),
        (DUE, "2026-03-05T17:59:59", "59 minutes overdue"),
        (DUE, "2026-03-05T18:00", "1 hour overdue"),
        (DUE, "2026-03-05T21:30", "4 hours overdue"),
        (DUE, "2026-03-06T16:59", "23 hours overdue"),
        (DUE, "2026-03-06T17:00", "1 day overdue"),
        (DUE, "2026-03-12T16:59", "6 days overdue"),
        ("2026-07-01T00:30", "2026-06-30T23:30", "due tomorrow at 00:30"),
        ("2026-07-02T00:30", "2026-06-30T23:30", "2 days left"),
        ("2026-07-01T17:00", "2026-07-01T09:00", "due today at 17:00"),
        ("2026-03-29T13:00", "2026-03-28T12:00", "due tomorrow at 13:00"),
        ("2026-03-31T23:59:59.999999", "2026-03-31T08:00", "due today at 23:59"),
    ],
)
def test_what_is_left_is_said_in_london_days(due, at, words):
    assert timescales.left_in_words(london(due), at=london(at)) == words


def test_moments_without_time_zone_are_refused():
    with pytest.raises(NaiveMoment):
        timescales.left_in_words(datetime(2026, 3, 5, 17), at=datetime(2026, 3, 4, 17))


@pytest.mark.parametrize(
    ("start", "due", "reminder"),
    [
        ("2026-03-05T10:00", "2026-03-06T10:00", "2026-03-06T04:00"),  # a quarter of 24 hours
        ("2026-03-05T10:00", "2026-03-05T14:00", "2026-03-05T13:00"),  # a quarter is just an hour
        ("2026-03-05T10:00", "2026-03-05T12:00", "2026-03-05T11:00"),  # an hour at least
        ("2026-03-05T10:00", "2026-03-05T10:30", "2026-03-05T10:00"),  # but never before it begins
        ("2026-03-28T12:00", "2026-03-29T13:00", "2026-03-29T07:00"),  # 24 hours through the change of the clocks
    ],
)
def test_a_reminder_comes_a_quarter_before_the_end_and_at_least_an_hour(start, due, reminder):
    assert timescales.reminder_at(starts_at=london(start), due_at=london(due)) == london(reminder)
