"""For how long somebody is waited for, in words."""

from datetime import datetime, timedelta

import pytest

from mase.clock import LONDON
from mase.profiles import get
from referrals import waiting

DUE = datetime(2026, 3, 3, 17, 0, tzinfo=LONDON)  # a Tuesday, when the office closes
CALENDAR = get("southwark", on=DUE.date()).calendar


@pytest.mark.rule("BR-1")
@pytest.mark.parametrize(
    ("at", "words"),
    [
        pytest.param((2026, 3, 2, 13, 0), "12 working hours left", id="on the day before"),
        pytest.param((2026, 3, 3, 15, 59), "1 working hour left", id="an hour and a minute before"),
        pytest.param((2026, 3, 3, 16, 1), "less than a working hour left", id="in the last hour"),
        pytest.param((2026, 3, 3, 17, 0), "less than a working hour left", id="at the moment"),
        pytest.param((2026, 3, 3, 17, 1), "less than a working hour late", id="a minute after"),
        pytest.param((2026, 3, 4, 8, 0), "less than a working hour late", id="before the office opens again"),
        pytest.param((2026, 3, 4, 10, 0), "1 working hour late", id="the morning after"),
        pytest.param((2026, 3, 9, 10, 0), "25 working hours late", id="over a weekend"),
    ],
)
def test_it_is_said_in_working_hours(at: tuple[int, ...], words: str) -> None:
    assert waiting.working_hours(DUE, at=datetime(*at, tzinfo=LONDON), calendar=CALENDAR) == words


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(hours=5), "5 hours"),
        (timedelta(days=2, hours=3), "2 days"),
        (timedelta(), "less than a minute"),
        (timedelta(minutes=-3), "less than a minute"),
    ],
)
def test_since_when_is_said_in_the_largest_unit(time: timedelta, words: str) -> None:
    assert waiting.since(DUE - time, at=DUE) == words
