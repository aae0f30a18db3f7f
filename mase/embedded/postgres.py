"""A private PostgreSQL on a Unix socket, its data under MASE_DATA."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from mase.embedded import binaries, privileges
from mase.running import processes

DATABASE, OWNER, SUPERUSER = "mase", "mase_owner", "postgres"
ROLES = ("mase_app", "mase_worker", "mase_report", "mase_audit")  # mase/cases/locks.sql says what each may do
START_SECONDS = 30.0
_CLUSTER = ("--no-sync", "--auth=trust", "--encoding=UTF8", f"--username={SUPERUSER}")


class ServerDidNotStart(Exception):
    """The server ended, or did not answer in time."""


@contextmanager
def running(*, data: Path, sockets: Path, log: Path) -> Iterator[tuple[str, int]]:
    """Run the server for the length of the block; give its DATABASE_URL, as the owner, and its process id."""
    programs, way = binaries.postgres_folder(), privileges.for_postgres()
    version = _major_version(programs)
    cluster = _cluster(data / f"postgresql-{version}", programs=programs, version=version, way=way)
    _end_leftovers(cluster)
    sockets.mkdir(mode=0o700)
    way.own(sockets)
    with log.open("wb") as output:
        pid = processes.start(
            [*way.before, programs / "postgres", "-D", cluster, *_options(sockets)],
            last=signal.SIGINT,
            privileges=way.setpriv,
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the command; the servers stop after it
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_it_answers(sockets, pid=pid, log=log)
        _make_database(sockets)
        yield f"postgresql://{OWNER}@{quote(str(sockets), safe='')}/{DATABASE}", pid
    finally:
        processes.stop(pid, sign=signal.SIGINT, within=4)


def _major_version(programs: Path) -> int:
    answer = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = re.search(r"\d+", answer)
    return int(found[0]) if found else 0


def _cluster(folder: Path, *, programs: Path, version: int, way: privileges.Privileges) -> Path:
    """Return the folder of the data, made on first use: half a folder from an interrupted start never gets the name."""
    if not folder.exists():
        fresh = folder.with_name(f"{folder.name}-new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        way.own(fresh)
        _initialise(fresh, programs=programs, version=version, way=way)
        fresh.rename(folder)
    way.own(folder)
    return folder


def _initialise(folder: Path, *, programs: Path, version: int, way: privileges.Privileges) -> None:
    locale = ["--locale=C.UTF-8"]
    if version >= 17:
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(  # noqa: S603
        [
            *("setpriv", *way.setpriv, "--", *way.before),
            str(programs / "initdb"),
            "-D",
            str(folder),
            *_CLUSTER,
            *locale,
        ],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise ServerDidNotStart(f"initdb could not make the database folder:\n{made.stdout}{made.stderr}")


def _options(sockets: Path) -> list[str]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "shared_buffers": "64MB",
        "jit": "off",
        "log_min_messages": "log",  # a refused statement would be quoted, and the row with it
        "log_min_error_statement": "panic",
        "fsync": os.environ.get("MASE_EMBEDDED_FSYNC", "on"),
    }
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _end_leftovers(cluster: Path) -> None:
    """End what a killed start has left, and forget its process id, which may be anybody's by now."""
    processes.end(lambda: processes.working_in(cluster), sign=signal.SIGINT)
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _wait_until_it_answers(sockets: Path, *, pid: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while processes.ended(pid) is None and time.monotonic() < deadline:
        try:
            _connect(sockets).close()
        except psycopg.OperationalError:
            time.sleep(0.03)
        else:
            return
    ending = log.read_text(errors="replace").splitlines()[-12:]
    raise ServerDidNotStart("PostgreSQL did not start. Its log ends:\n  " + "\n  ".join(ending))


def _make_database(sockets: Path) -> None:
    """Make the roles and the database where they are missing: no superuser, so that privileges mean something."""
    with _connect(sockets) as connection:
        there = {role for (role,) in connection.execute("SELECT rolname FROM pg_roles")}
        if "app" in there and OWNER not in there:  # what owned the tables until the application stopped to
            connection.execute(sql.SQL("ALTER ROLE app RENAME TO {}").format(sql.Identifier(OWNER)))
            there.add(OWNER)
        for role in {OWNER, *ROLES} - there:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(sql.Identifier(role)))
        owner, database = sql.Identifier(OWNER), sql.Identifier(DATABASE)
        connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(owner))  # for the tests' own databases
        for role in ROLES:
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), owner))
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))


def _connect(sockets: Path) -> psycopg.Connection:
    return psycopg.connect(host=str(sockets), user=SUPERUSER, dbname=SUPERUSER, autocommit=True, connect_timeout=5)
