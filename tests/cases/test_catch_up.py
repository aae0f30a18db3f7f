"""Days without a beat, two beats, a task that comes twice: one breach, one notice for each rung, in their order."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from mase.agencies.models import Kind
from mase.cases import deadlines, ladder, tasks
from mase.cases.models import Deadline, DeadlineEvent, Sweep
from mase.demo import cast as demo_cast
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.ledger import breaches, kinds, notices
from tests.factories import CaseFactory

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
THREE = ("assistant_team_manager", "team_manager", "service_manager")
ALL_RUNGS = ["started", "breached", "escalated", "escalated"]
SILENCES = [
    ("2026-02-28T06:00", "2026-03-03T06:00"),  # over a month's end
    ("2028-02-28T06:00", "2028-03-02T06:00"),  # and in a leap year
    ("2026-12-31T06:00", "2027-01-03T06:00"),
    ("2026-03-27T06:00", "2026-03-30T06:00"),  # the clocks go forward
    ("2026-10-23T06:00", "2026-10-26T06:00"),  # and back
]


@pytest.mark.parametrize(("last_beat", "next_beat"), SILENCES)
def test_three_days_without_a_beat_leave_what_a_beat_a_minute_would_have(
    owed: Callable[..., Deadline], clock: Any, last_beat: str, next_beat: str
) -> None:
    silent_from, silent_until = _utc(last_beat), _utc(next_beat)
    missed = [owed(*THREE, due_at=silent_from + hours * HOUR) for hours in (1, 25, 49, 71)]
    still_to_come = owed(*THREE, due_at=silent_until + HOUR)
    clock.move_to(silent_until)
    tasks.sweep()
    assert breaches() == [(deadline.pk, deadline.due_at) for deadline in missed]
    for deadline in missed:
        expected = ["breached", *("escalated" for moment in deadline.moments[2:] if moment < silent_until)]
        assert [kind for kind in kinds(deadline)[1:] if kind != "reminded"] == expected
    assert "breached" not in kinds(still_to_come)


def test_in_the_order_in_which_they_came_due(owed: Callable[..., Deadline], at: datetime, clock: Any) -> None:
    late_first = [owed(*THREE, due_at=at + hours * HOUR) for hours in (30, 20, 10)]
    clock.move_to(at + timedelta(days=3))
    tasks.sweep()
    breached = list(DeadlineEvent.objects.filter(kind="breached").order_by("pk").values_list("deadline", flat=True))
    assert sorted(breached) == sorted(deadline.pk for deadline in late_first)
    assert [DeadlineEvent.objects.get(kind="breached", deadline=deadline).at for deadline in late_first] == [
        deadline.due_at for deadline in late_first
    ]


def test_a_month_without_a_beat_tells_each_rung_once_and_in_order(
    owed: Callable[..., Deadline], at: datetime, clock: Any
) -> None:
    deadline = owed(*THREE)
    clock.move_to(at + timedelta(days=31))
    for _ in range(3):
        tasks.sweep()
    assert kinds(deadline) == ALL_RUNGS
    steps = [message.key.split("-")[2] for message in notices(deadline)]
    assert steps == ["1", "1", "2", "3"]


def test_a_beat_each_minute_and_one_late_beat_tell_the_same(
    owed: Callable[..., Deadline], at: datetime, clock: Any
) -> None:
    steadily, at_once = owed(*THREE), owed(*THREE)
    Deadline.objects.filter(pk=at_once.pk).update(next_at=None)
    for moment in steadily.moments:
        for minutes in range(3):
            clock.move_to(moment + minutes * MINUTE)
            tasks.sweep()
    Deadline.objects.filter(pk=at_once.pk).update(next_at=at_once.moments[0])
    clock.move_to(at + timedelta(days=9))
    tasks.sweep()
    assert kinds(steadily) == ["started", "reminded", "breached", "escalated", "escalated"]
    assert [_heard(deadline, step) for deadline in (at_once,) for step in (1, 2, 3)] == [
        _heard(steadily, step) for step in (1, 2, 3)
    ]
    assert not notices(at_once, 0), "only the reminder has lost its sense"


def test_a_task_that_is_delivered_again_changes_nothing(
    owed: Callable[..., Deadline], at: datetime, clock: Any
) -> None:
    owed(*THREE)
    clock.move_to(at + timedelta(days=2))
    tasks.sweep()
    before = (list(Deadline.objects.values()), list(DeadlineEvent.objects.values()), list(Message.objects.values()))
    tasks.sweep()
    assert before == (
        list(Deadline.objects.values()),
        list(DeadlineEvent.objects.values()),
        list(Message.objects.values()),
    )
    assert Sweep.objects.count() == 1


def test_a_clock_that_was_put_back_takes_nothing_back(owed: Callable[..., Deadline], at: datetime) -> None:
    deadline = owed(*THREE)
    ladder.sweep(at=at + timedelta(days=9))
    assert not ladder.sweep(at=at + timedelta(days=1, minutes=1))
    assert kinds(deadline) == ALL_RUNGS


@pytest.mark.django_db(transaction=True)
def test_two_beats_and_two_workers_at_once_are_one(at: datetime, clock: Any, transactional_db: None) -> None:
    cast = demo_cast.hire("southwark", at=at, password=None)
    several = _start_some(cast, at, number=30)
    clock.move_to(at + timedelta(days=9))
    barrier = Barrier(4)

    def beat(_: int) -> None:
        try:
            barrier.wait()
            tasks.sweep()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(beat, range(4)))
    tasks.sweep()  # what one worker held while another passed by
    assert [kinds(deadline) for deadline in several] == [ALL_RUNGS] * len(several)
    told = Counter(Message.objects.values_list("recipient", "key"))
    assert set(told.values()) == {1}
    assert len(told) == 4 * len(several)
    assert Sweep.objects.count() == 1


def test_the_command_prints_what_it_did(owed: Callable[..., Deadline], at: datetime, clock: Any) -> None:
    owed(*THREE)
    owed(*THREE, due_at=at + timedelta(days=3, hours=8))
    out = StringIO()
    clock.move_to(at + timedelta(days=3))
    call_command("sweep", stdout=out)
    assert out.getvalue().splitlines() == ["reminded: 1", "breached: 1", "escalated: 1", "stuck: 0"]


def test_with_nothing_due_the_command_says_so_in_numbers(clock: Any, db: None) -> None:
    out = StringIO()
    call_command("sweep", stdout=out)
    assert out.getvalue().splitlines() == ["reminded: 0", "breached: 0", "escalated: 0", "stuck: 0"]


def _heard(deadline: Deadline, step: int) -> list[str]:
    return sorted(message.recipient.email for message in notices(deadline, step))


def _start_some(cast: Cast, at: datetime, *, number: int) -> list[Deadline]:
    case = CaseFactory(cast=cast, opened_at=at, opened=cast)
    how = {"owner_role": "mash_manager", "behind": THREE, "agency": cast.authority.agencies.get(kind=Kind.SOCIAL_CARE)}
    started = (
        deadlines.start(case, "action", at=at, by=None, due_at=at + (24 + n / 10) * HOUR, key=str(n), **how)
        for n in range(number)
    )
    return [deadline for deadline in started if deadline]


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
