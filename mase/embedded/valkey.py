"""A private Valkey on a Unix socket. It keeps nothing: whatever matters is in the database."""

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mase.embedded import binaries
from mase.embedded.postgres import START_SECONDS, ServerDidNotStart
from mase.running import processes

_OPTIONS = ("--port", "0", "--unixsocketperm", "700", "--save", "", "--appendonly", "no", "--daemonize", "no")


@contextmanager
def running(*, sockets: Path, log: Path) -> Iterator[tuple[str, int]]:
    """Run the server for the length of the block; give its CELERY_BROKER_URL and process id."""
    sockets.mkdir(mode=0o700)
    address = sockets / "valkey.sock"
    with log.open("wb") as output:
        pid = processes.start(
            [binaries.valkey_program(), "--unixsocket", address, "--dir", sockets, *_OPTIONS],
            last=signal.SIGTERM,
            start_new_session=True,  # Ctrl-C is for the command; the servers stop after it
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_it_answers(address, pid=pid, log=log)
        yield f"redis+socket://{address}", pid
    finally:
        processes.stop(pid, sign=signal.SIGTERM, within=4)


def _wait_until_it_answers(address: Path, *, pid: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while processes.ended(pid) is None and time.monotonic() < deadline:
        if _answers(address):
            return
        time.sleep(0.03)
    ending = log.read_text(errors="replace").splitlines()[-12:]
    raise ServerDidNotStart("Valkey did not start. Its log ends:\n  " + "\n  ".join(ending))


def _answers(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(2)
        try:
            line.connect(str(address))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
