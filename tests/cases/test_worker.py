"""A real worker with its beat: killed in the middle of a sweep, its broker emptied, it goes on where rows say it is."""

import os
import shelve
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import celery
import pytest
import redis
from celery.beat import ScheduleEntry
from celery.schedules import schedule
from django.db import connection

from mase import clock
from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.cases import access
from mase.cases.models import Case, Deadline, DeadlineEvent, Sweep
from mase.celery import app
from mase.demo import cast as demo_cast
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.processes import environment
from tests.factories import CaseFactory, DeadlineFactory

PATIENCE = 20.0
DUE_AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
BLOCKED = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
COMMAND = (
    *(sys.executable, "-W", "ignore:You're running the worker with superuser", "-m", "celery"),
    *(
        "-A",
        "mase",
        "worker",
        "--beat",
        "--pool",
        "threads",
        "--concurrency",
        "2",
        "--without-gossip",
        "--without-mingle",
    ),
)


@pytest.fixture
def broker() -> Iterator[str]:
    """The private broker's own number 9, for nobody else."""
    url = f"{os.environ['CELERY_BROKER_URL']}?virtual_host=9"
    yield url
    _empty()


@pytest.mark.usefixtures("transactional_db")
def test_a_worker_killed_in_a_sweep_and_an_emptied_broker_lose_nothing(tmp_path: Path, broker: str) -> None:
    worker, pks = _overdue(3)
    with _worker(tmp_path / "first", broker) as first, _holding_up_the_notice_of(pks[-1], worker):
        _wait_until(lambda: bool(_blocked()))
        os.killpg(first.pid, signal.SIGKILL)
        _let_the_database_notice()
    assert not Deadline.objects.exclude(breached_at=None).exists()
    assert not DeadlineEvent.objects.exists()
    assert not Message.objects.exists()
    assert _empty() > 0, "the task that the killed worker had taken was still in there"
    with _worker(tmp_path / "second", broker):
        _wait_until(Sweep.objects.filter(job="deadlines").exists)
        _ask_for("mase.notifications.tasks.send", broker)  # the beat's own may have come before there was a notice
        _wait_until(lambda: Message.objects.exclude(mailed_at=None).count() == len(pks))
    assert sorted(DeadlineEvent.objects.values_list("deadline", flat=True)) == pks
    assert sorted(_mailed(tmp_path)) == sorted(str(ref) for ref in Message.objects.values_list("ref", flat=True))


def test_without_a_broker_people_go_on_working(
    told: Callable[..., Case], southwark: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1")
    case = told("allocate")
    assert case.deadlines.filter(code="screening", owner=southwark["worker"]).exists()
    assert southwark["worker"].messages.to_send(at + timedelta(days=1)).filter(reference=case.ref).exists()


def _ask_for(task: str, broker: str) -> None:
    with app.connection_for_write(broker) as to_broker:
        app.send_task(task, connection=to_broker)


def _overdue(number: int) -> tuple[User, list[int]]:
    now = clock.now()
    cast = demo_cast.hire("southwark", at=now - timedelta(days=30), password=None)
    case = CaseFactory(cast=cast, opened_at=now, opened=cast)
    access.open_to_person(case, cast["worker"], [Section.CASE], by=cast["team"], at=now, reason="Allocated")
    row = {"case": case, "agency": cast.agency("csc"), "owner": cast["worker"], "ladder": []}
    row |= {"started_at": DUE_AT - timedelta(days=1), "due_at": DUE_AT}
    rows = (DeadlineFactory.build(**row, code="action", key=str(n)) for n in range(number))
    return cast["worker"], [deadline.pk for deadline in Deadline.objects.bulk_create(rows)]


@contextmanager
def _worker(data: Path, broker: str) -> Iterator[subprocess.Popen]:
    """Run a worker whose beat was last here a week ago, in a process group of its own."""
    data.mkdir()
    _beat_was_last_here(data / "beat-schedule", clock.now() - timedelta(days=7))
    env = environment(CELERY_BROKER_URL=broker, MASE_DATA=str(data), MASE_DEBUG="1")
    log = (data / "log").open("w")
    process = subprocess.Popen(COMMAND, env=env, stdout=log, stderr=log, start_new_session=True)  # noqa: S603
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        log.close()


def _beat_was_last_here(file: Path, at: datetime) -> None:
    entries = {
        name: ScheduleEntry(name, entry["task"], at, 1, schedule(entry["schedule"], app=app), app=app)
        for name, entry in app.conf.beat_schedule.items()
    }
    with shelve.open(str(file)) as store:  # noqa: S301 our own file
        store.update({"entries": entries, "__version__": celery.__version__, "tz": "UTC", "utc_enabled": True})


@contextmanager
def _holding_up_the_notice_of(pk: int, person: User) -> Iterator[None]:
    """Write the same notice in a transaction that never ends well, so that a sweep has to wait for it."""
    now = clock.now()
    key = f"deadline-{pk}-1-{int(DUE_AT.timestamp())}"
    row = {"recipient": person, "key": key, "text": "Held up", "url": "/"}
    connection.set_autocommit(False)
    try:
        Message.objects.create(**row, created_at=now, try_after=now)
        yield
    finally:
        connection.rollback()
        connection.set_autocommit(True)


def _blocked() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(BLOCKED)
        return [pid for (pid,) in cursor.fetchall()]


def _let_the_database_notice() -> None:
    """End the sessions that still wait on behalf of the killed process, as a lost connection does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s::int[]) AS pid", [_blocked()])


def _empty() -> int:
    """Forget all that the broker holds; return how many keys that were."""
    path = os.environ["CELERY_BROKER_URL"].partition("://")[2]
    with redis.Redis(unix_socket_path=path, db=9) as client:
        held = client.dbsize()
        client.flushdb()
    return held


def _mailed(folder: Path) -> list[str]:
    """Return the references of the notices that went out as e-mails."""
    files = folder.glob("*/mail/*.log")
    mails = [part for file in files for part in file.read_bytes().split(b"-" * 79 + b"\n") if part.strip()]
    return [message_from_bytes(mail)["Message-ID"].strip("<>").partition("@")[0] for mail in mails]


def _wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
