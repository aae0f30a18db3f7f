"""How long the office was open between two moments."""

from datetime import datetime, timedelta

import pytest

from mase import timescales
from mase.clock import LONDON
from mase.profiles import get

HOUR = timedelta(hours=1)


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("start", "end", "open_for"),
    [
        pytest.param(at(2026, 3, 2, 10), at(2026, 3, 2, 13), 3 * HOUR, id="within a Monday"),
        pytest.param(at(2026, 3, 2, 16), at(2026, 3, 3, 10), 2 * HOUR, id="over a night"),
        pytest.param(at(2026, 3, 6, 16), at(2026, 3, 9, 10), 2 * HOUR, id="over a weekend"),
        pytest.param(at(2026, 4, 2, 16), at(2026, 4, 7, 10), 2 * HOUR, id="over Easter"),
        pytest.param(at(2026, 3, 7, 10), at(2026, 3, 8, 10), timedelta(), id="inside a weekend"),
        pytest.param(at(2026, 3, 2, 13), at(2026, 3, 2, 10), timedelta(), id="backwards"),
        pytest.param(at(2026, 3, 3, 13), at(2026, 3, 2, 10), timedelta(), id="backwards over a night"),
        pytest.param(at(2026, 3, 2, 10), at(2026, 3, 2, 10), timedelta(), id="no time at all"),
    ],
)
def test_it_counts_only_while_the_office_is_open(start: datetime, end: datetime, open_for: timedelta) -> None:
    calendar = get("southwark", on=start.date()).calendar
    assert timescales.working_time(start, end, calendar=calendar) == open_for


def test_a_day_of_the_office_is_eight_hours() -> None:
    calendar = get("southwark", on=at(2026, 3, 2).date()).calendar
    assert timescales.working_time(at(2026, 3, 2), at(2026, 3, 3), calendar=calendar) == 8 * HOUR


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(days=2, hours=5), "2 days"),
        (timedelta(hours=23, minutes=59), "23 hours"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(seconds=59), "less than a minute"),
    ],
)
def test_elapsed_time_is_said_in_whole_units(time: timedelta, words: str) -> None:
    assert timescales.elapsed_in_words(time) == words
