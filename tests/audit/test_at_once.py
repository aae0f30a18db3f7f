"""Nobody writes behind a seal, nobody is kept from writing by one, and two who seal at once seal once."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from mase.audit import batches, sealing, verifying
from mase.audit.models import Event, Seal
from tests.audit.tampering import batches_of, write
from tests.together import in_parallel

pytestmark = pytest.mark.django_db(transaction=True)


class Writer:
    """Somebody with a connection of their own who writes and has not committed."""

    def __init__(self) -> None:
        self.written, self.may_end = threading.Event(), threading.Event()
        self.commits = True
        self.done: Future[list[int]]

    def write(self) -> list[int]:
        """Write an event, and stay in the transaction until told to end."""
        try:
            with transaction.atomic():
                events = write(1)
                self.written.set()
                self.may_end.wait(20)
                transaction.set_rollback(not self.commits)
            return [event.pk for event in events]
        finally:
            connection.close()

    def end(self, *, commits: bool) -> list[int]:
        """Commit or give back; return the numbers of the events."""
        self.commits = commits
        self.may_end.set()
        return self.done.result(20)


@pytest.fixture
def writing() -> Iterator[Callable[[], Writer]]:
    """Have somebody write who does not commit yet."""
    begun: list[Writer] = []

    def begin() -> Writer:
        writer = Writer()
        begun.append(writer)
        writer.done = pool.submit(writer.write)
        assert writer.written.wait(20)
        return writer

    with ThreadPoolExecutor(4) as pool:
        yield begin
        for writer in begun:
            writer.may_end.set()


def test_no_batch_closes_over_an_event_that_is_not_committed(writing: Callable[[], Writer]) -> None:
    early = writing()
    (late,) = write(1)
    with pytest.raises(sealing.WritersBusy):
        sealing.seal()
    assert not Seal.objects.exists()
    (waited_for,) = early.end(commits=True)
    (seal,) = sealing.seal()
    assert waited_for < late.pk == seal.last_event
    assert seal.count == 2
    assert verifying.verify().findings == []


def test_what_is_given_back_leaves_a_number_that_nobody_takes(writing: Callable[[], Writer]) -> None:
    early = writing()
    (late,) = write(1)
    early.end(commits=False)
    (seal,) = sealing.seal()
    assert (seal.count, seal.last_event) == (1, late.pk)
    batches_of(3)
    assert verifying.verify().findings == []


def test_the_sealer_gives_up_before_anybody_notices(writing: Callable[[], Writer]) -> None:
    busy = writing()
    begins = time.monotonic()
    with pytest.raises(sealing.WritersBusy):
        sealing.seal()
    assert 0.2 < time.monotonic() - begins < 5
    busy.end(commits=True)


def test_others_write_on_while_somebody_has_not_committed_and_the_sealer_asks(writing: Callable[[], Writer]) -> None:
    busy = writing()

    def seal_or_write(number: int) -> None:
        if number:
            write(1)
        else:
            with pytest.raises(sealing.WritersBusy):
                sealing.seal()

    in_parallel(seal_or_write, 4)
    assert Event.objects.count() == 3
    busy.end(commits=True)
    assert Event.objects.count() == 4


@contextmanager
def _sealer_at_work() -> Iterator[None]:
    """Hold what a sealer holds while it reads and writes its batches."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [sealing.SEALERS])
        yield


def test_a_sealer_that_takes_long_keeps_nobody_from_writing() -> None:
    with _sealer_at_work():
        in_parallel(lambda _: write(1), 2)
    assert Event.objects.count() == 2


def test_a_second_sealer_leaves_the_work_to_the_first() -> None:
    write(3)
    with _sealer_at_work():
        assert in_parallel(lambda _: sealing.seal(), 1) == [[]]
    assert not Seal.objects.exists()
    assert len(sealing.seal()) == 1


def test_many_sealers_at_once_seal_each_event_once() -> None:
    write(50)
    made = in_parallel(_seal_if_nobody_writes, 4)
    assert sum(seal.count for seals in made for seal in seals) in (0, 50)
    sealing.seal()
    assert sum(Seal.objects.values_list("count", flat=True)) == 50
    assert verifying.verify().findings == []


def test_sealers_and_writers_at_once_leave_no_event_out() -> None:
    def work(number: int) -> None:
        for _ in range(15):
            if number:
                write(3)
            else:
                _seal_if_nobody_writes(number)

    in_parallel(work, 4)
    sealing.seal()
    report = verifying.verify()
    assert (report.findings, report.warnings, report.unsealed) == ([], [], 0)
    assert report.events == Event.objects.count() == 3 * 15 * 3


def test_a_lock_is_named_alike_where_it_is_taken() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        write(1)
        cursor.execute("SELECT objid, mode FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchall() == [(sealing.WRITERS, "ShareLock")]


def test_reading_a_batch_leaves_the_connection_free_for_the_next() -> None:
    batches_of(3)
    rows = batches.rows(1, Event.objects.latest("pk").pk)
    next(rows)
    rows.close()
    assert Event.objects.count() == 3


def _seal_if_nobody_writes(_: int) -> list[Seal]:
    try:
        return sealing.seal()
    except sealing.WritersBusy:
        return []
