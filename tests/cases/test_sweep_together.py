"""Two sweeps at once, a sweep against a person, a sweep that is killed: one breach, one notice, nothing half done."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from mase.agencies.roles import Section
from mase.cases import access, deadlines, ladder
from mase.cases.models import Case, Deadline, DeadlineEvent
from mase.demo import cast as demo_cast
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.ledger import kinds
from tests.cases.processes import environment
from tests.factories import CaseFactory, DeadlineFactory

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def southwark(transactional_db: None, at: datetime) -> Cast:
    return demo_cast.hire("southwark", at=at, password=None)


@pytest.fixture
def overdue(southwark: Cast, at: datetime) -> Callable[[int], list[int]]:
    """Start so many deadlines of one worker's that have passed."""

    def start(number: int) -> list[int]:
        case, worker = CaseFactory(cast=southwark, opened_at=at, opened=southwark), southwark["worker"]
        access.open_to_person(case, worker, [Section.CASE], by=southwark["team"], at=at, reason="Allocated")
        row = {"case": case, "agency": southwark.agency("csc"), "owner": worker, "started_at": at, "due_at": at}
        rows = (DeadlineFactory.build(**row, code="action", key=str(n), ladder=[]) for n in range(number))
        return [deadline.pk for deadline in Deadline.objects.bulk_create(rows)]

    return start


def _at_once(acts: Iterable[Callable[[], Any]]) -> list[Any]:
    """Run the acts in threads of their own that start together; return what each gave."""
    acts = list(acts)
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def _whole(pks: list[int]) -> list[tuple[bool, int, int]]:
    """Return for each deadline whether it is marked, and how many breaches and notices there are of it."""
    marked = set(Deadline.objects.exclude(breached_at=None).values_list("pk", flat=True))
    ledger = list(DeadlineEvent.objects.filter(kind="breached").values_list("deadline", flat=True))
    told = [int(key.split("-")[1]) for key in Message.objects.values_list("key", flat=True)]
    return [(pk in marked, ledger.count(pk), told.count(pk)) for pk in pks]


UNTOUCHED, DONE = (False, 0, 0), (True, 1, 1)


def test_sweeps_at_once_share_the_work(overdue: Callable[[int], list[int]], at: datetime) -> None:
    pks = overdue(40)
    found = _at_once([lambda: ladder.climb(at=at + MINUTE)] * 4)
    assert sum(done["breached"] for done in found) == len(pks)
    assert _whole(pks) == [DONE] * len(pks)


def test_a_sweep_leaves_what_another_is_at(
    overdue: Callable[[int], list[int]], at: datetime, transactional_db: None
) -> None:
    pks = overdue(3)
    with transaction.atomic():
        list(Deadline.objects.select_for_update().filter(pk=pks[0]))
        (found,) = _at_once([lambda: ladder.sweep(at=at + MINUTE)])
    assert found == {"breached": 2}
    assert _whole(pks) == [UNTOUCHED, DONE, DONE]
    assert ladder.sweep(at=at + MINUTE) == {"breached": 1}


def test_a_person_who_is_late_and_the_sweep_make_one_breach(
    southwark: Cast, overdue: Callable[[int], list[int]], at: datetime
) -> None:
    pks = overdue(12)
    case, worker = Case.objects.get(), southwark["worker"]

    def meet(key: int) -> Callable[[], None]:
        return lambda: deadlines.meet(case, "action", at=at + MINUTE, by=worker, key=str(key))

    sweeps = [lambda: ladder.sweep(at=at + MINUTE)] * 2
    _at_once([*map(meet, range(6)), *sweeps])
    ladder.sweep(at=at + MINUTE)
    assert _whole(pks) == [DONE] * len(pks)
    endings = [kinds(Deadline.objects.get(pk=pk)) for pk in pks]
    assert endings == [["breached", "met"]] * 6 + [["breached"]] * 6


def test_one_person_twice_at_once_meets_it_once(
    southwark: Cast, overdue: Callable[[int], list[int]], at: datetime
) -> None:
    (pk,) = overdue(1)
    case, worker = Case.objects.get(), southwark["worker"]
    _at_once([lambda: deadlines.meet(case, "action", at=at, by=worker, key="0")] * 4)
    assert kinds(Deadline.objects.get(pk=pk)) == ["met"]


def test_two_starts_at_once_start_one(southwark: Cast, at: datetime) -> None:
    case = CaseFactory(cast=southwark, opened_at=at, opened=southwark)
    started = _at_once([lambda: deadlines.start(case, "mash_check", at=at, by=None).pk] * 4)
    assert len(set(started)) == 1
    assert kinds(Deadline.objects.get()) == ["started"]


_SWEEP = """
import sys, time
from datetime import datetime
import django
django.setup()
from django.db import transaction
from mase.cases import ladder
with transaction.atomic():
    print(ladder.climb(at=datetime.fromisoformat(sys.argv[1])).total(), flush=True)
    time.sleep(60)
"""


def test_a_sweep_killed_inside_its_transaction_leaves_nothing_half_done(
    overdue: Callable[[int], list[int]], at: datetime
) -> None:
    pks = overdue(1_200)
    swept_at = at + MINUTE
    command = [sys.executable, "-c", _SWEEP, swept_at.isoformat()]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as sweep:  # noqa: S603
        assert sweep.stdout is not None
        assert int(sweep.stdout.readline()) == 1_000, "a batch is marked but not committed"
        os.kill(sweep.pid, signal.SIGKILL)
    _wait_until_gone()
    assert _whole(pks) == [UNTOUCHED] * len(pks)
    assert [ladder.climb(at=swept_at).total() for _ in range(3)] == [1_000, 200, 0]
    assert _whole(pks) == [DONE] * len(pks)


def test_a_sweep_that_fails_in_the_middle_takes_everything_back(
    overdue: Callable[[int], list[int]], at: datetime
) -> None:
    pks = overdue(5)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notifications_message ADD CONSTRAINT outbox_full CHECK (attempts > 0) NOT VALID")
    try:
        with pytest.raises(IntegrityError, match="outbox_full"):
            ladder.climb(at=at + MINUTE)
        assert _whole(pks) == [UNTOUCHED] * len(pks)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE notifications_message DROP CONSTRAINT outbox_full")
    assert ladder.climb(at=at + MINUTE) == {"breached": len(pks)}


def _wait_until_gone() -> None:
    """Wait for the locks of the killed process: the database lets go of them when it sees the connection closed."""
    with transaction.atomic():
        list(Deadline.objects.select_for_update().order_by("pk"))
