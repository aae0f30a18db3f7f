"""Starting, watching and ending processes so that none outlives the one that started it.

Three things hold a family together. The kernel tells a child when its parent dies (the parent death signal). A guarding
process adopts what lost its parent further down, so that nobody's grandchild is forgotten. And the work is done one
process below the one that people and service managers see and kill: whoever kills that one leaves somebody to tidy up.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

PROC = Path("/proc")
TOLD = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
WATCHED = TOLD | {signal.SIGCHLD}
CHILD_GRACE, GUARD_GRACE = 5.0, 20.0  # seconds between asking a process to end and ending it

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_libc = ctypes.CDLL(None, use_errno=True)


def guard(work: Callable[[], int]) -> int:
    """Do the work in a child that tidies up even when this process is killed; return its exit status."""
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    adopt_orphans()
    parent, child = os.getpid(), os.fork()
    if not child:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        adopt_orphans()
        raise SystemExit(work() if os.getppid() == parent else 1)
    status = wait(child, grace=GUARD_GRACE)
    end(descendants)
    return status


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)


def start(
    command: Sequence[str | Path], *, last: signal.Signals, privileges: Sequence[str] = (), **options: Any
) -> int:
    """Start the command, with `last` as the signal it gets when this process dies; return its process id."""
    launcher = ["setpriv", f"--pdeathsig={last.name.removeprefix('SIG')}", *privileges, "--"]
    child = subprocess.Popen([*launcher, *map(str, command)], preexec_fn=_hear_signals, **options)  # noqa: S603
    child.returncode = 0  # we reap it ourselves, by its id
    return child.pid


def _hear_signals() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell starts what it puts in the background deaf to it
    signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)


def wait(child: int, *, grace: float = CHILD_GRACE) -> int:
    """Wait for the child, handing on what this process is told; return its exit status as a shell would."""
    deadline = float("inf")
    while (status := ended(child)) is None:
        heard = signal.sigtimedwait(WATCHED, 0.5)
        if heard and _is_for(heard):
            os.kill(child, heard.si_signo)
        if heard and heard.si_signo in {signal.SIGTERM, signal.SIGHUP}:
            deadline = time.monotonic() + grace
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
    return status


def told(*, within: float) -> bool:
    """Wait for so many seconds, or until a child ends; say whether this process has been told to end."""
    signals = signal.sigtimedwait(WATCHED, within)
    return signals is not None and signals.si_signo in TOLD


def _is_for(heard: signal.struct_siginfo) -> bool:
    """Say whether the child has yet to hear of it: Ctrl-C in a terminal (sent by the kernel) has reached it already."""
    return heard.si_signo in TOLD and not (heard.si_signo == signal.SIGINT and heard.si_code > 0)


def ended(child: int) -> int | None:
    """Return the exit status as a shell would report it, or None while the child runs."""
    try:
        pid, status = os.waitpid(child, os.WNOHANG)
    except ChildProcessError:
        return 0
    if not pid:
        return None
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def stop(child: int, *, sign: signal.Signals, within: float) -> None:
    """Ask one child to end, and end it when it has not done so within this many seconds."""
    end(lambda: {child} if ended(child) is None else set(), sign=sign, within=within)


def end(those: Callable[[], Collection[int]], *, sign: signal.Signals = signal.SIGTERM, within: float = 4.0) -> None:
    """Ask those processes to end, and end whichever are left after this many seconds."""
    _signal(those(), sign)
    deadline = time.monotonic() + within
    while left := those():
        if time.monotonic() > deadline:
            _signal(left, signal.SIGKILL)
        _reap(left)
        time.sleep(0.02)


def _signal(pids: Iterable[int], sign: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            continue


def _reap(pids: Iterable[int]) -> None:
    for pid in pids:
        ended(pid)


def descendants(*, besides: Collection[int] = ()) -> set[int]:
    """Return the living processes below this one, leaving out the families of those named."""
    children: dict[int, list[int]] = {}
    for pid, parent in _parents():
        children.setdefault(parent, []).append(pid)
    found: set[int] = set()
    waiting = [os.getpid()]
    while waiting:
        below = [pid for pid in children.get(waiting.pop(), []) if pid not in besides]
        found.update(below)
        waiting.extend(below)
    return found


def _parents() -> Iterable[tuple[int, int]]:
    for folder in PROC.glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it has just ended
            continue
        if state != "Z":
            yield int(folder.name), int(parent)


def working_in(folder: Path) -> set[int]:
    """Return the processes whose working folder is this one: what a killed server has left behind."""
    return {int(found.name) for found in PROC.glob("[0-9]*") if _target(found / "cwd") == str(folder)}


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except OSError:  # somebody else's, or it has just ended
        return ""
