"""The states of what is open: overdue, today, this week, later, paused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mase.cases.models import Deadline
from reporting import obligations

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SUMMER_SATURDAY = datetime(2026, 6, 6, 23, 30, tzinfo=UTC)  # half past midnight on Sunday in London


def _states(deadline: Deadline, at: datetime) -> list[str]:
    found = obligations.states(at).items()
    return [name for name, condition in found if Deadline.objects.filter(condition, pk=deadline.pk).exists()]


@pytest.mark.parametrize(
    ("at", "due", "state"),
    [
        (MONDAY, "2026-03-02T09:59:59+00:00", "overdue"),
        (MONDAY, "2026-03-02T10:00:00+00:00", "today"),  # this very moment
        (MONDAY, "2026-03-02T23:59:59+00:00", "today"),
        (MONDAY, "2026-03-03T00:00:00+00:00", "week"),
        (MONDAY, "2026-03-08T23:59:59+00:00", "week"),
        (MONDAY, "2026-03-09T00:00:00+00:00", "later"),
        (SUMMER_SATURDAY, "2026-06-07T22:59:59+00:00", "today"),
        (SUMMER_SATURDAY, "2026-06-07T23:00:00+00:00", "later"),  # Monday: on a Sunday nothing is left of the week
    ],
)
def test_the_state_goes_by_days_and_weeks_in_london(
    owed: Callable[..., Deadline], at: datetime, due: str, state: str
) -> None:
    due_at = datetime.fromisoformat(due)
    assert _states(owed(due_at=due_at, started_at=due_at - timedelta(days=1)), at) == [state]


@pytest.mark.parametrize("days", [-3, 0.1, 2, 30])
def test_what_is_paused_is_in_no_other_state(owed: Callable[..., Deadline], at: datetime, days: float) -> None:
    assert _states(owed(days=days, paused_at=at), at) == ["paused"]


def test_every_open_deadline_is_in_exactly_one_state(owed: Callable[..., Deadline], at: datetime) -> None:
    for hours in range(-30, 30 * 24, 17):
        deadline = owed(days=hours / 24)
        assert len(_states(deadline, at)) == 1, deadline.due_at
        Deadline.objects.filter(pk=deadline.pk).delete()


def test_every_state_has_its_words() -> None:
    assert obligations.states(MONDAY).keys() == obligations.STATES.keys()


@pytest.mark.parametrize(
    ("number", "of", "said"), [(0, 5, "0"), (1204, 1204, "1,204"), (3, 10_000, "3"), (3, 10_001, "3+")]
)
def test_a_number_beyond_what_is_counted_is_a_least_number(number: int, of: int, said: str) -> None:
    assert obligations.in_figures(number, of=of) == said
