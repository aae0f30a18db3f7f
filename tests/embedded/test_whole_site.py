"""The whole site on one machine: web server, worker and clock run together and end together."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mase.embedded import privileges, servers
from tests.embedded.family import MODULE, PATIENCE, ROOT, Family, environment, kill, run, wait_until

SITE = (sys.executable, "-m", "mase.running.site")
# The servers are private; the site itself runs as in service, without invented cases, which would take their time.
IN_SERVICE = ("env", "MASE_DEBUG=0", "MASE_SECRET_KEY=" + "only-for-this-test-" * 4)
WEB, WORKER, DATABASE, BROKER = "gunicorn mase.wsgi", "-A mase worker", "bin/postgres -D", "valkey-server"


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _health(port: int) -> dict[str, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/health/")
        return dict(json.load(line.getresponse()))
    except OSError:
        return {}
    finally:
        line.close()


def _count(family: Family, words: str) -> int:
    return sum(words in line for line in family.members().values())


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return data with every table made."""
    folder = tmp_path_factory.mktemp("prepared") / "var"
    made = run(*IN_SERVICE, sys.executable, "-m", "mase.running.prepare", data=folder)
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def port() -> int:
    return _free_port()


@pytest.fixture
def family(data: Path, prepared: Path, port: int) -> Iterator[Family]:
    """Return the site, started on prepared data, as soon as it answers and its worker has its clock."""
    shutil.copytree(prepared, data)
    for folder in data.glob("postgresql-*"):
        privileges.for_postgres().own(folder)
    family = Family(*IN_SERVICE, *SITE, data=data, PORT=str(port))
    try:
        assert wait_until(lambda: _health(port).get("database") == "ok", within=40), family.said()
        assert wait_until(lambda: _count(family, WORKER) == 2, within=40), family.said()
        yield family
    finally:
        family.end()


def test_a_worker_that_is_killed_is_started_again_with_one_clock_and_a_killed_site_leaves_nobody(
    family: Family, port: int
) -> None:
    first = family.member(WORKER)
    os.kill(first, signal.SIGKILL)
    assert wait_until(lambda: "The worker ended with status 137. It starts again in 2 s." in family.said())
    assert wait_until(lambda: _count(family, WORKER) == 2, within=30), family.members()
    assert family.member(WORKER) != first
    assert _health(port)["broker"] == "ok"
    assert _count(family, DATABASE) == _count(family, BROKER) == 1
    family.signal(signal.SIGKILL)
    assert wait_until(lambda: family.members() == {}), family.members()


def test_the_web_server_and_the_worker_sign_in_to_the_database_in_roles_that_own_nothing(
    family: Family, data: Path, port: int
) -> None:
    assert _health(port)["database"] == "ok"
    assert _signed_in(data) == {"mase_app"}, "the worker signs in with its first tick"
    assert _role_of(family.member(WEB)) == "mase_app"
    assert _role_of(family.member(WORKER)) == "mase_worker"


def _signed_in(data: Path) -> set[str]:
    """Ask the server itself, as its superuser, who has signed in to the site's database."""
    door = {"host": str(servers.sockets_of(data) / "postgresql"), "user": "postgres", "dbname": "postgres"}
    with psycopg.connect(**door) as connection:
        found = connection.execute("SELECT usename FROM pg_stat_activity WHERE datname = 'mase'")
        return {name for (name,) in found.fetchall()}


def _role_of(pid: int) -> str:
    """Read from the environment of a process in which role it signs in to the database."""
    environment = dict(pair.partition("=")[::2] for pair in Path(f"/proc/{pid}/environ").read_text().split("\0"))
    return environment["DATABASE_URL"].removeprefix("postgresql://").partition("@")[0]


@pytest.mark.parametrize(("sign", "status"), [("TERM", 0), ("INT", 0)])
def test_a_site_that_is_told_to_stop_stops_at_once_and_well(family: Family, sign: str, status: int) -> None:
    assert "Applying" not in family.said()
    assert family.signal(signal.Signals[f"SIG{sign}"]) == status
    assert family.members() == {}
    assert "Stopping." in family.said()
    assert "Traceback" not in family.said()


def test_when_the_web_server_dies_everything_stops(family: Family) -> None:
    os.kill(family.member(WEB), signal.SIGKILL)
    assert family.head.wait(timeout=2 * PATIENCE) == 137
    assert "The web server ended with status 137. Everything stops." in family.said()
    assert family.members() == {}


def test_when_the_one_that_watches_over_them_is_killed_nobody_is_left(family: Family) -> None:
    watching = [
        pid for pid, line in family.members().items() if line.strip().endswith(SITE[-1]) and MODULE[-1] not in line
    ]
    for pid in watching:
        kill(pid)
    assert family.head.wait(timeout=2 * PATIENCE) == 137
    assert wait_until(lambda: family.members() == {}), family.members()


def test_a_port_that_is_taken_is_named_with_the_way_round_it(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        nowhere = {"DATABASE_URL": "postgresql:///x", "CELERY_BROKER_URL": "redis://x"}
        ran = run(data=data, by=SITE, PORT=str(port), **nowhere)
    assert ran.returncode == 1
    assert ran.stdout == f"Port {port} is taken. Stop what uses it, or choose another: PORT={port + 1} bin/run\n"


def test_a_database_that_cannot_be_prepared_stops_the_start(data: Path, port: int) -> None:
    nowhere = {"DATABASE_URL": f"postgresql://x@{data.parent.name}.invalid/x", "CELERY_BROKER_URL": "redis://x"}
    ran = run(data=data, by=SITE, PORT=str(port), **nowhere)
    assert ran.returncode == 1
    assert "The database could not be prepared: see above." in ran.stdout


@pytest.mark.parametrize("missing", ["DATABASE_URL", "CELERY_BROKER_URL"])
def test_in_service_the_start_wants_its_servers_named(data: Path, missing: str) -> None:
    named = {"DATABASE_URL": "postgresql:///x", "CELERY_BROKER_URL": "redis://x", "MASE_DEBUG": "0"} | {missing: ""}
    ran = subprocess.run(  # noqa: S603
        [ROOT / "bin/run"], env=environment(data, **named), capture_output=True, text=True, cwd="/", check=False
    )
    assert ran.returncode == 1
    assert "set DATABASE_URL and CELERY_BROKER_URL" in ran.stderr
    assert not data.exists()


def test_what_is_prepared_is_not_prepared_again(prepared: Path) -> None:
    ran = run(*IN_SERVICE, sys.executable, "-m", "mase.running.prepare", data=prepared)
    assert (ran.returncode, ran.stdout) == (0, "")
