"""Has the press (``press.py``) print a document: a process of its own, with little around it and an end to its time."""

import functools
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

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
    status, _, _ = _press("")
    return NO_LIBRARY if status == os.EX_UNAVAILABLE else ""


def pdf_of(html: str) -> bytes:
    """Return the HTML as tagged PDF (PDF/UA-1); CannotRender says why there is none."""
    with _turns:
        status, pdf, trouble = _press(html)
    if status:
        _log.error("The press ended with status %d: %s", status, trouble.decode(errors="replace").split())
        raise CannotRender(_WORDS.get(status, FAILED))
    return pdf


def _press(html: str) -> tuple[int, bytes, bytes]:
    """Run the press in a process group and a temporary folder of its own; return its status, output and complaints."""
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
        output = trouble = b""
        try:
            output, trouble = process.communicate(html.encode(), timeout=SECONDS)
        except subprocess.TimeoutExpired:
            trouble = b"out of time"
        finally:
            _end(process)
    return process.returncode, output, trouble


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
