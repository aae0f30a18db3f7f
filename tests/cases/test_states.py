"""The states of what is open: overdue, today, this week, later, paused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mase.cases import desk, queries
from mase.cases.models import Deadline
from reporting import obligations

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SUMMER_SATURDAY = datetime(2026, 6, 6, 23, 30, tzinfo=UTC)  # half past midnight on Sunday in London


def _states(deadline: Deadline, at: datetime) -> list[str]:
    found = queries.states(at).items()
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
    owing: Callable[..., Deadline], at: datetime, due: str, state: str
) -> None:
    assert _states(owing(due_at=datetime.fromisoformat(due)), at) == [state]


@pytest.mark.parametrize("days", [-3, 0.1, 2, 30])
def test_what_is_paused_is_in_no_other_state(owing: Callable[..., Deadline], at: datetime, days: float) -> None:
    assert _states(owing(due_at=at + timedelta(days=days), paused_at=at), at) == ["paused"]


def test_every_open_deadline_is_in_exactly_one_state(owing: Callable[..., Deadline], at: datetime) -> None:
    for hours in range(-30, 30 * 24, 17):
        deadline = owing(due_at=at + timedelta(hours=hours))
        assert len(_states(deadline, at)) == 1, deadline.due_at
        Deadline.objects.filter(pk=deadline.pk).delete()


def test_my_work_and_the_board_have_words_for_every_state_in_their_order() -> None:
    states = list(queries.states(MONDAY))
    assert list(desk.HEADINGS) == states
    assert list(obligations.STATES) == states
