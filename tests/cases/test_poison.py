"""A deadline on which the sweep fails is set aside for a while: it stops none of the rest, and is not forgotten."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, OperationalError, connection

from mase.cases import deadlines, ladder
from mase.cases.models import Deadline
from mase.demo.cast import Cast
from tests.cases.ledger import kinds, recipients

MINUTE = timedelta(minutes=1)
A_QUARTER = timedelta(minutes=15)

_FUNCTION = """
CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'poisoned' USING ERRCODE = TG_ARGV[0]; END $$
"""


@contextmanager
def _poison(table: str, when: str, deadline: list[int], errcode: str = "P0001") -> Iterator[None]:
    """Let every such write about these deadlines fail, as a row does that the statement cannot cope with."""
    column = "id" if table == "cases_deadline" else "deadline_id"
    ids = ", ".join(map(str, deadline))
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTION)
        cursor.execute(
            f"CREATE TRIGGER poison BEFORE {when} ON {table} FOR EACH ROW WHEN (NEW.{column} IN ({ids})) "
            f"EXECUTE FUNCTION poison('{errcode}')"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP FUNCTION poison CASCADE")


def _in_the_ledger(*poisoned: Deadline) -> Iterator[None]:
    return _poison("cases_deadlineevent", "INSERT", [deadline.pk for deadline in poisoned])


@pytest.fixture
def several(owed: Callable[..., Deadline]) -> list[Deadline]:
    return [owed("service_manager") for _ in range(5)]


@pytest.mark.parametrize("places", [[0], [2], [4], [0, 3]], ids=["the first", "one between", "the last", "two"])
def test_a_poisoned_row_stops_none_of_the_rest(several: list[Deadline], southwark: Cast, places: list[int]) -> None:
    swept_at = several[0].due_at + MINUTE
    poisoned = [several[place] for place in places]
    with _in_the_ledger(*poisoned):
        assert ladder.sweep(at=swept_at) == {"breached": 5 - len(places), "stuck": len(places)}
    for deadline in several:
        deadline.refresh_from_db()
        if deadline in poisoned:
            assert (deadline.stuck_at, deadline.next_at) == (swept_at, swept_at + A_QUARTER)
            assert (kinds(deadline), recipients(deadline), deadline.breached_at) == (["started"], set(), None)
        else:
            assert (deadline.stuck_at, kinds(deadline)) == (None, ["started", "breached"])
            assert recipients(deadline) == {southwark["mash"], southwark["service"]}


def test_it_is_left_alone_for_a_while_and_then_taken_up_again(several: list[Deadline], southwark: Cast) -> None:
    deadline, swept_at = several[1], several[0].due_at + MINUTE
    with _in_the_ledger(deadline):
        ladder.sweep(at=swept_at)
        assert not ladder.sweep(at=swept_at + MINUTE)
        assert ladder.sweep(at=swept_at + A_QUARTER + MINUTE) == {"stuck": 1}
    assert ladder.sweep(at=swept_at + 3 * A_QUARTER) == {"breached": 1}
    deadline.refresh_from_db()
    assert (deadline.stuck_at, deadline.breached_at) == (None, deadline.due_at)
    assert kinds(deadline) == ["started", "breached"]
    assert recipients(deadline) == {southwark["mash"], southwark["service"]}


def test_after_a_long_poisoning_every_rung_comes_in_its_order(owed: Callable[..., Deadline]) -> None:
    deadline = owed("assistant_team_manager", "team_manager", "service_manager")
    with _in_the_ledger(deadline):
        for day in range(1, 8):
            assert ladder.sweep(at=deadline.due_at + timedelta(days=day)) == {"stuck": 1}
    ladder.sweep(at=deadline.due_at + timedelta(days=9))
    assert kinds(deadline) == ["started", "breached", "escalated", "escalated"]


def test_a_row_that_cannot_even_be_set_aside_ends_the_sweep_all_the_same(
    several: list[Deadline], caplog: pytest.LogCaptureFixture
) -> None:
    poisoned, swept_at = several[2], several[0].due_at + MINUTE
    with _poison("cases_deadline", "UPDATE", [poisoned.pk]):
        assert ladder.sweep(at=swept_at) == {"breached": 4, "stuck": 1}
        assert ladder.sweep(at=swept_at) == {"stuck": 1}
    assert f"deadline {poisoned.pk} cannot even be set aside" in caplog.text
    assert ladder.sweep(at=swept_at) == {"breached": 1}


def test_many_poisoned_rows_end_too(owed: Callable[..., Deadline], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder, "_BATCH", 2)
    several = [owed("service_manager") for _ in range(9)]
    with _in_the_ledger(*several[:7]):
        assert ladder.sweep(at=several[0].due_at + MINUTE) == {"breached": 2, "stuck": 7}


def test_the_log_says_how_many_and_nothing_of_the_child(
    several: list[Deadline], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), _in_the_ledger(*several[:2]):
        ladder.sweep(at=several[0].due_at + MINUTE)
    assert [record.getMessage() for record in caplog.records] == ["deadlines that the sweep failed on: 2"]


def test_a_database_in_trouble_blames_no_row(several: list[Deadline]) -> None:
    disk_full = "53100"
    poison = _poison("cases_deadlineevent", "INSERT", [several[0].pk], disk_full)
    with poison, pytest.raises(OperationalError):
        ladder.sweep(at=several[0].due_at + MINUTE)
    assert not Deadline.objects.exclude(stuck_at=None).exists()


@pytest.mark.parametrize("ended", [deadlines.meet, deadlines.withdraw])
def test_once_it_ends_it_is_stuck_no_more(several: list[Deadline], southwark: Cast, ended: Callable[..., None]) -> None:
    deadline, swept_at = several[0], several[0].due_at + MINUTE
    with _in_the_ledger(deadline):
        ladder.sweep(at=swept_at)
    ended(deadline.case, "action", at=swept_at, by=southwark["mash"], key=deadline.key, reason="Done")
    deadline.refresh_from_db()
    assert (deadline.stuck_at, deadline.next_at) == (None, None)
    assert kinds(deadline)[:2] == ["started", "breached"]


def test_what_moves_is_stuck_no_more(owed: Callable[..., Deadline], southwark: Cast) -> None:
    deadline = owed("service_manager")
    reminded_at = deadline.due_at - MINUTE
    with _in_the_ledger(deadline):
        assert ladder.sweep(at=reminded_at) == {"stuck": 1}
    to = deadline.due_at + timedelta(days=1)
    deadlines.move(
        deadline.case, "action", due_at=to, at=reminded_at, by=southwark["mash"], reason="Moved", key=deadline.key
    )
    deadline.refresh_from_db()
    assert (deadline.stuck_at, deadline.next_at) == (None, deadline.moments[0])


def test_one_that_somebody_acts_on_is_refused_and_nothing_of_it_is_kept(
    several: list[Deadline], southwark: Cast, at: datetime
) -> None:
    deadline = several[0]
    with _in_the_ledger(deadline), pytest.raises(DatabaseError):
        deadlines.meet(deadline.case, "action", at=at, by=southwark["mash"], key=deadline.key)
    deadline.refresh_from_db()
    assert (deadline.closed_at, kinds(deadline)) == (None, ["started"])
