"""The ledger says it all: after whatever was done in whatever order, the row is what its events give."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from mase.agencies.models import User
from mase.cases import deadlines, ladder
from mase.cases.errors import Refused
from mase.cases.ledger import State, derive
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.ledger import kinds

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
DUE, LATER, MUCH_LATER = (MONDAY + timedelta(days=days) for days in (1, 2, 5))


def _line(kind: str, at: datetime = MONDAY, due_at: datetime = DUE, owner: int | None = None) -> Any:
    return SimpleNamespace(kind=kind, at=at, due_at=due_at, owner_id=owner)


START = _line("started", owner=7)
RUNNING = State(due_at=DUE, owner_id=7)


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ([], RUNNING),
        ([_line("reminded")], RUNNING),
        ([_line("handed_over", owner=8)], State(due_at=DUE, owner_id=8)),
        ([_line("moved", due_at=LATER)], State(due_at=LATER, owner_id=7)),
        ([_line("paused", at=MONDAY)], State(due_at=DUE, owner_id=7, paused_at=MONDAY)),
        ([_line("paused"), _line("resumed", due_at=LATER)], State(due_at=LATER, owner_id=7)),
        ([_line("paused"), _line("moved", due_at=LATER)], State(due_at=LATER, owner_id=7, paused_at=MONDAY)),
        ([_line("breached", at=DUE), _line("escalated", at=LATER)], State(due_at=DUE, owner_id=7, breached_at=DUE)),
        *(
            ([_line(ending, at=LATER)], State(due_at=DUE, owner_id=7, closed_at=LATER, closed_as=ending))
            for ending in ("met", "waived", "withdrawn")
        ),
        ([_line("paused"), _line("met", at=LATER)], State(due_at=DUE, owner_id=7, closed_at=LATER, closed_as="met")),
        (
            [_line("moved", due_at=LATER), _line("breached", at=LATER, due_at=LATER), _line("waived", at=MUCH_LATER)],
            State(due_at=LATER, owner_id=7, breached_at=LATER, closed_at=MUCH_LATER, closed_as="waived"),
        ),
    ],
)
def test_the_state_follows_from_the_lines(lines: list[Any], state: State) -> None:
    assert derive([START, *lines]) == state


@pytest.mark.parametrize("kind", ["moved", "met", "breached"])
def test_a_ledger_that_does_not_begin_with_a_start_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="begins with the start"):
        derive([_line(kind)])


@dataclass
class Player:
    """Does to one deadline what the test says, as time goes on; what is refused changes nothing."""

    deadline: Deadline
    cast: Cast
    at: datetime

    def play(self, act: str) -> None:
        before = (_row(self.deadline), kinds(self.deadline))
        try:
            getattr(self, act)()
        except Refused:
            event(f"refused: {act}")
            assert (_row(self.deadline), kinds(self.deadline)) == before

    def sweep(self) -> None:
        ladder.sweep(at=self.at)

    def pause(self) -> None:
        deadlines.pause(self.deadline, at=self.at, by=self.cast["team"], reason="Why")

    def resume(self) -> None:
        deadlines.resume(self.deadline, at=self.at, by=self.cast["team"], reason="Why")

    def waive(self) -> None:
        deadlines.waive(self.deadline, at=self.at, by=self.cast["team"], reason="Why")

    def hand_over(self) -> None:
        to = self.cast["second.worker" if self.deadline.owner == self.cast["worker"] else "worker"]
        deadlines.hand_over(self.deadline.case, to=to, manager=self.cast["atm"], at=self.at, by=self.cast["team"])

    def move(self) -> None:
        self._by_code(deadlines.move, due_at=self.at + timedelta(days=2))

    def bring_forward(self) -> None:
        self._by_code(deadlines.move, due_at=self.at - timedelta(hours=1))

    def meet(self) -> None:
        self._by_code(deadlines.meet)

    def withdraw(self) -> None:
        self._by_code(deadlines.withdraw)

    def _by_code(self, act: Callable[..., None], **how: datetime) -> None:
        act(self.deadline.case, "screening", at=self.at, by=self.cast["team"], reason="Why", **how)


ACTS = ("sweep", "sweep", "pause", "resume", "hand_over", "move", "bring_forward", "meet", "waive", "withdraw")
GAPS = tuple(timedelta(hours=hours) for hours in (0, 1, 7, 24, 30, 72, 24 * 14, 24 * 60))
STEPS = st.lists(st.tuples(st.sampled_from(GAPS), st.sampled_from(ACTS)), max_size=12)


@given(steps=STEPS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_after_any_acts_and_sweeps_the_row_is_what_its_events_give(
    case: Case, hers: Callable[[str], User], southwark: Cast, at: datetime, steps: list[tuple[timedelta, str]]
) -> None:
    case.deadlines.open().update(closed_at=at, closed_as="withdrawn", next_at=None, paused_at=None)
    started = deadlines.start(case, "screening", at=at, by=southwark["team"], owner=hers("worker"))
    assert started is not None
    player = Player(started, southwark, at)
    for gap, act in steps:
        player.at += gap
        player.play(act)
        _holds(started)
    ladder.sweep(at=player.at + timedelta(days=400))
    _holds(started)
    assert started.next_at is None, "whatever happened, in the end there is nothing more to tell"


def _holds(deadline: Deadline) -> None:
    deadline.refresh_from_db()
    written = list(deadline.events.order_by("pk"))
    assert derive(written) == State(
        due_at=deadline.due_at,
        owner_id=deadline.owner_id,
        breached_at=deadline.breached_at,
        paused_at=deadline.paused_at,
        closed_at=deadline.closed_at,
        closed_as=deadline.closed_as,
    )
    assert [line.at for line in written if line.kind != "breached"] == sorted(
        line.at for line in written if line.kind != "breached"
    )
    assert [line.kind for line in written].count("breached") == bool(deadline.breached_at)
    keys = list(Message.objects.filter(key__startswith=f"deadline-{deadline.pk}-1-").values_list("key", flat=True))
    assert len(set(keys)) <= 1, "one breach is told, whatever was moved before"


def _row(deadline: Deadline) -> dict[str, Any]:
    return Deadline.objects.filter(pk=deadline.pk).values().get()
