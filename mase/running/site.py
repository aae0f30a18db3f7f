"""Run the whole site on this machine: python -m mase.running.site. Web server and worker, both or neither.

Wants DATABASE_URL (of the role that owns the tables, to prepare them) and CELERY_BROKER_URL; reads
MASE_WEB_DATABASE_URL and MASE_WORKER_DATABASE_URL (of the roles that own nothing), PORT (8000) and MASE_DEBUG. Where
the worker ends by itself it is started again; where the web server does, everything stops.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from mase.running import processes

PORT = int(os.environ.get("PORT") or 8000)
ADDRESS = f"http://localhost:{PORT}"
WEB = (
    *("-m", "gunicorn", "mase.wsgi", "--preload", "--bind", f"127.0.0.1:{PORT}", "--no-control-socket"),
    *("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "3"),
    *("--log-level", "warning", "--logger-class", "mase.running.logs.WebServer"),
)
WORKER = (
    *("-W", "ignore:You're running the worker with superuser"),  # on a machine of one's own that is no news
    *("-m", "celery", "--quiet", "-A", "mase", "worker", "--beat", "--pool", "threads", "--concurrency", "4"),
    *("--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
)
PREPARE = ("-m", "mase.running.prepare")
SIGN_INS = ("manage.py", "demo", "--sign-ins")
FIRST_PAUSE, LONGEST_PAUSE, STEADY_AFTER = 1.0, 30.0, 60.0  # seconds between a worker's end and the next one's start
STOP_SECONDS = 4.0


@dataclass
class Worker:
    """The background worker: started again when it ends, each time a little later while it keeps failing."""

    pause: float = FIRST_PAUSE
    started: float = 0.0
    due: float = 0.0
    pid: int | None = field(default=None)

    def keep(self, *, web: int) -> None:
        """Start the worker where there is none and its pause is over; notice when it has ended."""
        now = time.monotonic()
        if self.pid is None and now >= self.due:
            self.pid, self.started = _start(WORKER, role="WORKER"), now
        if self.pid is not None and (status := processes.ended(self.pid)) is not None:
            self._has_ended(status, now=now, web=web)

    def _has_ended(self, status: int, *, now: float, web: int) -> None:
        processes.end(partial(processes.descendants, besides={web}))  # its clock may have outlived it
        self.pause = FIRST_PAUSE if now - self.started > STEADY_AFTER else min(self.pause * 2, LONGEST_PAUSE)
        self.pid, self.due = None, now + self.pause
        _say(f"The worker ended with status {status}. It starts again in {self.pause:.0f} s.")


def main() -> int:
    """Prepare the database, then run the site until told to stop; return the exit status."""
    if _taken():
        _say(f"Port {PORT} is taken. Stop what uses it, or choose another: PORT={PORT + 1} bin/run")
        return 1
    os.environ.setdefault("MASE_SITE_ADDRESS", ADDRESS)
    return processes.guard(_run)


def _taken() -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", PORT))
        except OSError:
            return True
    return False


def _run() -> int:
    if failed := processes.wait(_start(PREPARE)):
        _say("The database could not be prepared: see above.")
        return failed
    try:
        return _serve()
    finally:
        processes.end(processes.descendants, within=STOP_SECONDS)


def _serve() -> int:
    web, worker, sign_ins = _start(WEB, role="WEB"), Worker(), _sign_ins()
    answers = False
    while (status := processes.ended(web)) is None:
        worker.keep(web=web)
        if not answers and (answers := _answers()):
            _welcome(sign_ins)
        if processes.told(within=0.5 if answers else 0.1):
            _say("Stopping.")
            return 0
    _say(f"The web server ended with status {status}. Everything stops.")
    return status or 1


def _start(arguments: tuple[str, ...], *, role: str = "", stdout: int | None = None) -> int:
    url = os.environ.get(f"MASE_{role}_DATABASE_URL") or os.environ["DATABASE_URL"]
    # A session of its own: Ctrl-C reaches this process alone, which then asks each part once.
    options: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": stdout, "start_new_session": True}
    options["env"] = os.environ | {"DATABASE_URL": url}
    return processes.start([sys.executable, *arguments], last=signal.SIGTERM, **options)


def _sign_ins() -> int | None:
    """Start writing the table of demonstration sign-ins, which takes as long as starting the site; return where."""
    if os.environ.get("MASE_DEBUG") != "1":
        return None
    table, written = os.pipe()
    _start(SIGN_INS, stdout=written)
    os.close(written)
    return table


def _welcome(sign_ins: int | None) -> None:
    if sign_ins is not None:
        with open(sign_ins) as table:
            _say(table.read())
    _say(f"MASE is at {os.environ['MASE_SITE_ADDRESS']} (Ctrl-C stops it)")


def _answers() -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", PORT)) == 0


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    raise SystemExit(main())
