"""One start at a time on one MASE_DATA: the second is told who has it and how to join."""

import fcntl
import os
import time
from pathlib import Path
from typing import IO

TIDYING_SECONDS = 15.0


class AlreadyRunning(Exception):
    """Another start uses these servers."""


def take(data: Path) -> IO[str]:
    """Hold the folder until every process that has the file has ended; wait only for one that is tidying up."""
    file = (data / "embedded.lock").open("a+")
    deadline = time.monotonic() + TIDYING_SECONDS
    while not _locked(file):
        file.seek(0)
        holder, _, urls = file.read().partition("\n")
        if not holder or Path("/proc", holder).exists() or time.monotonic() > deadline:
            raise AlreadyRunning(_refusal(data, holder=holder, urls=urls))
        time.sleep(0.05)
    file.truncate(0)
    _add(file, f"{os.getpid()}\n")
    return file


def publish(file: IO[str], urls: dict[str, str]) -> None:
    """Leave word how to reach the servers."""
    _add(file, "".join(f"export {name}='{url}'\n" for name, url in urls.items()))


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _add(file: IO[str], text: str) -> None:
    file.write(text)
    file.flush()


def _refusal(data: Path, *, holder: str, urls: str) -> str:
    refusal = f"Process {holder or '?'} already runs the private servers on {data}. Set MASE_DATA to another folder"
    return f"{refusal}, or join it by typing first:\n{urls}" if urls else f"{refusal}."
