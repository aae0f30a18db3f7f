"""Whoever is killed, nobody is left; whatever was left, the next start recovers."""

import os
import pty
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mase.embedded import binaries, privileges
from tests.embedded.family import MODULE, SLEEP, Family, environment, kill, run, wait_until

BACKGROUND = ("sh", "-c", "sleep 300 & setsid sleep 300 & wait")
COUNT_INTERRUPTS = """
import signal, time
heard = []
signal.signal(signal.SIGINT, lambda *_: heard.append(1))
print("listening", flush=True)
while not heard: time.sleep(0.05)
time.sleep(0.5)
print("heard", len(heard), flush=True)
"""
WRITE = (
    "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL'], autocommit=True).execute('CREATE TABLE kept ()')"
)
READ = WRITE.replace("CREATE TABLE", "TABLE").replace(" ()", "")


def _inner(family: Family) -> int:
    """Return the process that does the work below the one that was started."""
    return min(pid for pid, line in family.members().items() if "mase.embedded" in line and pid != family.head.pid)


@contextmanager
def _process(*command: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a stranger's process as whom PostgreSQL runs here."""
    way = privileges.for_postgres()
    stranger = subprocess.Popen(["setpriv", *way.setpriv, "--", *way.before, *command], cwd="/")  # noqa: S603, S607
    try:
        yield stranger
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize(("sign", "status"), [("TERM", 143), ("INT", 130), ("HUP", 129), ("KILL", -9)])
def test_nobody_is_left_after_a_signal(start: Callable[..., Family], sign: str, status: int) -> None:
    family = start(*BACKGROUND, runs="sleep 300")
    assert family.signal(signal.Signals[f"SIG{sign}"]) == status
    assert wait_until(lambda: family.members() == {}), family.members()


def test_nobody_is_left_when_the_one_that_does_the_work_is_killed(start: Callable[..., Family]) -> None:
    family = start(*BACKGROUND, runs="sleep 300")
    os.kill(_inner(family), signal.SIGKILL)
    assert family.head.wait(timeout=20) == 137
    assert wait_until(lambda: family.members() == {}), family.members()


def test_no_server_is_left_when_both_are_killed_at_once(start: Callable[..., Family]) -> None:
    family = start(*SLEEP, runs="sleep 300")
    os.kill(_inner(family), signal.SIGKILL)
    family.signal(signal.SIGKILL)
    assert wait_until(lambda: family.members() == {}), family.members()


def test_a_command_deaf_to_requests_is_ended(start: Callable[..., Family]) -> None:
    family = start("sh", "-c", "trap '' TERM; exec sleep 300", runs="sleep 300")
    assert family.signal(signal.SIGTERM) == 137
    assert family.members() == {}


def test_a_start_at_once_after_a_kill_waits_for_the_tidying(used: Path, start: Callable[..., Family]) -> None:
    family = start(*SLEEP, runs="sleep 300")
    family.signal(signal.SIGKILL)
    ran = run("true", data=used)
    assert ran.returncode == 0, ran.stderr


def test_what_was_written_outlives_a_kill_of_everything(used: Path, start: Callable[..., Family]) -> None:
    family = start("sh", "-c", f'python -c "{WRITE}"; touch $MASE_DATA/written; sleep 300', runs="sleep 300")
    assert wait_until((used / "written").exists)
    for pid in family.members():
        kill(pid)
    assert wait_until(lambda: family.members() == {})
    ran = run("python", "-c", READ, data=used)
    assert ran.returncode == 0, ran.stderr


def test_a_process_id_that_is_somebody_elses_by_now_is_no_obstacle(used: Path) -> None:
    (cluster,) = used.glob("postgresql-*")
    with _process("sleep", "60") as stranger:
        (cluster / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster}\n1\n5432\n/nowhere\n\n\n")
        ran = run("true", data=used)
        assert (ran.returncode, stranger.poll()) == (0, None), ran.stderr


def test_a_server_left_behind_is_ended_and_its_data_used(used: Path) -> None:
    (cluster,) = used.glob("postgresql-*")
    postgres = binaries.postgres_folder() / "postgres"
    with _process(
        postgres, "-D", cluster, "-c", "listen_addresses=", "-c", f"unix_socket_directories={cluster}"
    ) as leftover:
        assert wait_until((cluster / "postmaster.pid").exists)
        ran = run("true", data=used)
        assert ran.returncode == 0, ran.stderr
        assert leftover.wait(timeout=1) is not None


def test_half_a_database_folder_from_an_interrupted_start_is_made_anew(data: Path, cluster: Path) -> None:
    (name,) = (folder.name for folder in cluster.glob("postgresql-*"))
    (data / f"{name}-new" / "base").mkdir(parents=True)
    ran = run("true", data=data)
    assert ran.returncode == 0, ran.stderr
    assert not (data / f"{name}-new").exists()


def test_ctrl_c_in_a_terminal_reaches_the_command_once(used: Path) -> None:
    ours, theirs = pty.openpty()
    command = [*("setsid", "--ctty", "--wait"), *MODULE, "python", "-c", COUNT_INTERRUPTS]
    with subprocess.Popen(  # noqa: S603
        command, env=environment(used), stdin=theirs, stdout=theirs, stderr=theirs
    ) as session:
        said = ""
        deadline = time.monotonic() + 20
        while not re.search(r"heard \d", said) and time.monotonic() < deadline:  # a line may come in parts
            said += os.read(ours, 1024).decode()
            if said.count("listening") == 1 and "^C" not in said:
                os.write(ours, b"\x03")
                said += "^C"
        assert session.wait(timeout=20) == 0
    os.close(ours)
    os.close(theirs)
    assert "heard 1" in said
