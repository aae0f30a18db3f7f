"""Has the press (``press.py``) print documents: a process of its own, with little around it and an end to its time."""

import functools
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

PRESS = Path(__file__).with_name("press.py")
ENVIRONMENT = {"LANG": "C.UTF-8"}  # nothing of ours: the press is to know no secret
SECONDS, CPU_SECONDS, MEMORY = 60, 45, 1 << 30

NO_LIBRARY = (
    "PDF files cannot be made on this computer: the Pango library, which sets the type, is not installed. "
    "You can read and print the page instead."
)
TOO_LONG = "The PDF took too long to make, so it was stopped. You can read and print the page instead."
TOO_LARGE = "The document is too large to be made into a PDF. You can read and print the page instead."
FAILED = "The PDF could not be made. You can read and print the page instead."
_WORDS = {os.EX_UNAVAILABLE: NO_LIBRARY, os.EX_OSERR: TOO_LARGE, -signal.SIGXCPU: TOO_LONG, -signal.SIGKILL: TOO_LONG}

_turns = threading.BoundedSemaphore(2)  # however many ask at once, pages are still served
_log = logging.getLogger(__name__)


class CannotRender(Exception):
    """The document cannot be made now; its text says why in plain words."""


@functools.cache
def unavailable_because() -> str:
    """Return why no PDF is to be had on this machine, or nothing where one is."""
    try:
        list(pdfs_of([]))
    except CannotRender as reason:
        return str(reason) if str(reason) == NO_LIBRARY else ""
    return ""


def pdf_of(html: str) -> bytes:
    """Return the HTML as tagged PDF (PDF/UA-1); CannotRender says why there is none."""
    return next(iter(list(pdfs_of([html]))))


def pdfs_of(documents: Sequence[str]) -> Iterator[bytes]:
    """Yield each document as tagged PDF as soon as one press has printed it; CannotRender says why there is no more."""
    with _turns:
        status, trouble = yield from _print(documents)
    if status:
        _log.error("The press ended with status %d: %s", status, trouble.decode(errors="replace").split())
        raise CannotRender(_WORDS.get(status, FAILED))


def _print(documents: Sequence[str]) -> "Generator[bytes, None, tuple[int, bytes]]":
    """Hand the documents to a press of their own, yield what it prints; return its status and complaints."""
    with _started() as process:
        _feed(process, documents)
        yield from _framed(cast("BinaryIO", process.stdout))
        trouble = cast("BinaryIO", process.stderr).read()
        process.wait()
    return process.returncode, trouble


@contextmanager
def _started() -> "Iterator[subprocess.Popen[bytes]]":
    """Run the press in a process group and a temporary folder of its own; it is ended when its time is over."""
    with (
        tempfile.TemporaryDirectory(prefix="mase-press-") as folder,
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", str(PRESS), str(CPU_SECONDS), str(MEMORY)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT | {"TMPDIR": folder},
            cwd=folder,
            start_new_session=True,
        ) as process,
    ):
        watch = threading.Timer(SECONDS, _end, [process])
        watch.start()
        try:
            yield process
        finally:
            watch.cancel()
            _end(process)


def _feed(process: "subprocess.Popen[bytes]", documents: Iterable[str]) -> None:
    """Write it all down before anything is read: the press does not answer before it has heard the end."""
    with suppress(BrokenPipeError), cast("BinaryIO", process.stdin) as stream:
        for html in documents:
            text = html.encode()
            stream.write(len(text).to_bytes(8, "big") + text)


def _framed(stream: BinaryIO) -> Iterator[bytes]:
    """Yield what stands on the stream, each piece after its length; a piece that was cut short is left out."""
    while length := stream.read(8):
        wanted = int.from_bytes(length, "big")
        piece = stream.read(wanted)
        if len(piece) == wanted:
            yield piece


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
