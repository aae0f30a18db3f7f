"""Starting a command with its private servers from outside, as a person would, and looking what is left of it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mase.embedded import servers

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 10.0  # seconds: what must be gone by then, is
MODULE = (sys.executable, "-m", "mase.embedded")
SLEEP = ("sleep", "300")


def environment(data: Path, **more: str) -> dict[str, str]:
    """Return the environment of a fresh start on this data: none of the servers this test itself may run with."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CELERY_BROKER_URL"}}
    return kept | {"MASE_DATA": str(data), "MASE_DEBUG": "1", "MASE_EMBEDDED_FSYNC": "off"} | more


def run(*command: str, data: Path, by: tuple[str, ...] = MODULE, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end and return what it said."""
    return subprocess.run(  # noqa: S603
        [*by, *command],
        env=environment(data, **more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class Family:
    """A start with all its processes, known by the folder of its data in their environment or arguments."""

    def __init__(self, *command: str, data: Path, by: tuple[str, ...] = MODULE, **more: str) -> None:
        self.data = data
        self.log = data.with_name(f"{data.name}.log")
        with self.log.open("w") as log:
            self.head = subprocess.Popen(  # noqa: S603
                [*by, *command],
                env=environment(data, **more),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def said(self) -> str:
        """Return what it has written so far."""
        return self.log.read_text()

    def members(self) -> dict[int, str]:
        """Return the living processes of this start with their command lines."""
        return {pid: line for pid, line in _processes() if self._is_member(pid, line)}

    def member(self, words: str) -> int:
        """Return the oldest process with these words in its command line."""
        return min(pid for pid, line in self.members().items() if words in line)

    def runs(self, beginning: str) -> bool:
        """Say whether a server answers and a command line begins so."""
        lines = self.members().values()
        return any("bin/postgres -D" in line for line in lines) and any(line.startswith(beginning) for line in lines)

    def signal(self, sign: signal.Signals) -> int:
        """Send the signal to the process that was started; return its exit status."""
        self.head.send_signal(sign)
        return self.head.wait(timeout=3 * PATIENCE)

    def end(self) -> None:
        for pid in self.members():
            kill(pid)
        self.head.wait(timeout=PATIENCE)

    def _is_member(self, pid: int, line: str) -> bool:
        traces = f"{line} {_working_folder(pid)}"
        places = (self.data, servers.sockets_of(self.data))
        return any(str(place) in traces for place in places) or f"MASE_DATA={self.data}\0" in _read(pid, "environ")


def wait_until(holds: Callable[[], bool], *, within: float = PATIENCE) -> bool:
    """Say whether it held within so many seconds."""
    deadline = time.monotonic() + within
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return held


def _processes() -> list[tuple[int, str]]:
    pids = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    return [(pid, line) for pid in pids if (line := _read(pid, "cmdline").replace("\0", " "))]


def _read(pid: int, what: str) -> str:
    try:
        return Path("/proc", str(pid), what).read_text(errors="replace")
    except OSError:
        return ""


def _working_folder(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return ""


def kill(pid: int) -> None:
    """Kill a process, which may have followed another into its end already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
