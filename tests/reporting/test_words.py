"""Lateness and shares in words."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting import words


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (None, ""),
        (timedelta(), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=40, seconds=59), "40 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=5, minutes=10), "5 hours 10 minutes"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=2, hours=5, minutes=59), "2 days 5 hours"),
        (timedelta(days=3, minutes=7), "3 days"),  # two units at most, next to each other
        (timedelta(days=1500, hours=1), "1,500 days 1 hour"),
    ],
)
def test_lateness_is_said_in_its_two_largest_units(late: timedelta | None, said: str) -> None:
    assert words.lateness(late) == said


@pytest.mark.parametrize(
    ("part", "of", "said"),
    [
        (0, 0, ""),
        (0, 5, "0%"),
        (5, 5, "100%"),
        (3, 4, "75%"),
        (1, 3, "33%"),
        (2, 3, "67%"),
        (1, 1000, "1%"),
        (999, 1000, "99%"),
    ],
)
def test_a_share_is_said_in_per_cent(part: int, of: int, said: str) -> None:
    assert words.share(part, of) == said


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_all_and_nothing_are_said_only_where_they_are_true(part: int, more: int) -> None:
    assert words.share(part, part + more) not in ("0%", "100%", "")
