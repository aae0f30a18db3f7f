"""Which servers a start needs, where their files lie, and running them together."""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from mase.embedded import hold, postgres, valkey

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_FOLDER = 60  # a socket's path may have 107 bytes, and the servers add their names


class NoPrivateFolder(Exception):
    """The folder for the sockets belongs to somebody else."""


@dataclass(frozen=True)
class Plan:
    """What is to be started, on which data, and the file that holds the data against a second start."""

    missing: frozenset[str]
    data: Path
    lock: IO[str] | None = None
    sockets: Path = Path()


@contextmanager
def reserved() -> Iterator[Plan]:
    """Hold the data for the length of the block, where the environment leaves a server to be started."""
    data = Path(os.environ.get("MASE_DATA", ROOT / "var")).resolve()
    missing = frozenset({"DATABASE_URL", "CELERY_BROKER_URL"} - {name for name, value in os.environ.items() if value})
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not missing:
        yield Plan(missing, data)
        return
    with hold.take(data) as lock, _private(sockets_of(data)) as sockets:
        yield Plan(missing, data, lock, sockets)


@contextmanager
def running(plan: Plan) -> Iterator[tuple[dict[str, str], list[int]]]:
    """Run what is missing; give the environment that names it and the servers' process ids."""
    urls, pids = {}, []
    with ExitStack() as stack:
        if plan.lock:
            for name, server in _servers(plan).items():
                urls[name], pid = stack.enter_context(server)
                pids.append(pid)
            hold.publish(plan.lock, urls)
        yield _environment(plan, urls), pids


def _servers(plan: Plan) -> dict[str, AbstractContextManager[tuple[str, int]]]:
    log = plan.data / "log"
    log.mkdir(exist_ok=True)
    in_postgresql, in_valkey = plan.sockets / "postgresql", plan.sockets / "valkey"
    servers = {
        "DATABASE_URL": postgres.running(data=plan.data, sockets=in_postgresql, log=log / "postgresql.log"),
        "CELERY_BROKER_URL": valkey.running(sockets=in_valkey, log=log / "valkey.log"),
    }
    return {name: server for name, server in servers.items() if name in plan.missing}


def _environment(plan: Plan, urls: dict[str, str]) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**os.environ, **urls, **_of_roles(urls), "MASE_DATA": str(plan.data), "PATH": path}


def _of_roles(urls: dict[str, str]) -> dict[str, str]:
    """Return the addresses under which web server and worker find the database that was started."""
    url = urls.get("DATABASE_URL", "")
    roles = {"MASE_WEB_DATABASE_URL": "mase_app", "MASE_WORKER_DATABASE_URL": "mase_worker"}
    return {name: url.replace(postgres.OWNER, role, 1) for name, role in roles.items()} if url else {}


def sockets_of(data: Path) -> Path:
    """Return the folder of the sockets: short, however long the data's path, and the same at every start on it."""
    return _temporary() / f"mase-{os.geteuid()}-{hashlib.sha256(bytes(data)).hexdigest()[:12]}"


@contextmanager
def _private(folder: Path) -> Iterator[Path]:
    shutil.rmtree(folder, ignore_errors=True)  # a killed start may have left it
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError as error:
        raise NoPrivateFolder(f"{folder} is in the way and not ours to remove.") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _temporary() -> Path:
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp")  # noqa: S108
    fits = len(bytes(folder)) < LONGEST_FOLDER and folder.is_dir() and os.access(folder, os.W_OK)
    return folder if fits else Path("/tmp")  # noqa: S108
