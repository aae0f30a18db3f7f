"""The one reading of the clock: aware, in UTC, and a civil day that is London's."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from mase import clock


def test_now_is_aware_and_in_utc() -> None:
    with time_machine.travel("2026-07-01T12:00:00+01:00", tick=False):
        assert clock.now() == datetime(2026, 7, 1, 11, 0, tzinfo=UTC)
        assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-01-31T23:59:59+00:00", "2026-01-31"),
        ("2026-02-01T00:00:00+00:00", "2026-02-01"),
        ("2026-06-01T22:59:59+00:00", "2026-06-01"),  # in summer the day in London begins at 23:00 UTC
        ("2026-06-01T23:00:00+00:00", "2026-06-02"),
        ("2026-03-28T23:30:00+00:00", "2026-03-28"),  # the night in which the clocks go forward
        ("2026-03-29T23:30:00+00:00", "2026-03-30"),
        ("2026-10-24T23:30:00+00:00", "2026-10-25"),  # and the one in which they go back
        ("2026-10-25T23:30:00+00:00", "2026-10-25"),
        ("2027-12-31T23:59:59+00:00", "2027-12-31"),
    ],
)
def test_today_is_the_day_in_london(moment: str, day: str) -> None:
    with time_machine.travel(moment, tick=False):
        assert clock.today() == date.fromisoformat(day)
