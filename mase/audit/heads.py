"""The heads of the seals outside the database: whoever rewrites the trail does not reach them.

One line a seal: its number, its head, the events it closes, the moment. The file is the first of the places outside;
others are the minutes of each meeting and the monthly e-mail to the privacy officers, with the number and a code.
"""

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from mase.audit.models import Copied, Seal

_HEAD = re.compile(r"[0-9a-f]{16,64}")
_LONGEST_LINE = 200
_HALF_A_LINE = re.compile(rb"[0-9a-f .:T+-]{0,200}")


class NoHead(Exception):
    """A line that is to say what a head was does not; its text says which line."""


class Contradicted(Exception):
    """The file knows a head that the database does not, so the seals are not what they were; its text says which."""


@dataclass(frozen=True)
class Head:
    """What somebody outside knows of a seal: its number, and its head or the beginning of it."""

    number: int
    code: str

    def fits(self, head: str) -> bool:
        """Say whether this may be the head."""
        return head.startswith(self.code)


def line(seal: Seal) -> str:
    """Return the seal as one line for whoever keeps it outside."""
    sealed = seal.sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
    return f"{seal.number} {seal.head} {seal.first_event}-{seal.last_event} {sealed}"


def read(lines: Iterable[str]) -> list[Head]:
    """Return the heads that somebody kept: the lines of the file, or numbers and codes as they are printed."""
    kept = [(place, text.split()) for place, text in enumerate(lines, 1)]
    return [_head(place, parts) for place, parts in kept if parts]


def copy(path: Path, *, at: datetime) -> str:
    """Add to the file every head that is not in it, and note how far it has come and what hinders it, if anything.

    Return what hinders it. Where the file contradicts the database it is left as it is: it is the one to be believed.
    """
    try:
        noted = {"number": _add(path), "fault": ""}
    except OSError as error:
        noted = {"fault": f"It cannot be written: {error.strerror}."}
    except (Contradicted, NoHead) as reason:
        noted = {"fault": str(reason)}
    Copied.objects.update_or_create(pk=1, defaults=noted | {"at": at})
    return str(noted["fault"])


def _add(path: Path) -> int:
    """Return the number of the last head in the file, once all are safely on the disk."""
    with _opened(path) as file:
        last = _last(file)
        _compare(last)
        lines = [
            f"{line(seal)}\n" for seal in Seal.objects.filter(number__gt=last.number).order_by("number").iterator()
        ]
        file.write("".join(lines).encode())
        file.flush()
        os.fsync(file.fileno())
    return last.number + len(lines)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open the file for nobody else, of this machine's users and of the sealers."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _last(file: BinaryIO) -> Head:
    """Return the last head of the file and stand behind it; half a line from an interrupted writing is dropped."""
    start = max(0, file.seek(0, os.SEEK_END) - 2 * _LONGEST_LINE)
    file.seek(start)
    whole, ends, half = file.read().rpartition(b"\n")
    if not _HALF_A_LINE.fullmatch(half) or (start and not ends):
        raise NoHead("It does not end with the head of a seal.")
    last = _head(0, whole.decode(errors="replace").rpartition("\n")[2].split()) if ends else Head(0, "")
    file.seek(start + len(whole + ends))
    file.truncate()
    return last


def _compare(last: Head) -> None:
    seal = Seal.objects.filter(number=last.number).first()
    if last.number and not (seal and last.fits(seal.head)):
        raise Contradicted(f"It knows another head of seal {last.number} than the database: verify the trail with it.")


def _head(place: int, parts: list[str]) -> Head:
    """Read the number and the code; blanks or dashes may group the code, a colon follow the number."""
    code = parts[1].replace("-", "").lower() if len(parts) > 1 else ""
    number = parts[0].removesuffix(":")
    if not number.isdecimal() or not _HEAD.fullmatch(code):
        raise NoHead(f"Line {place} is not a number and a head.")
    return Head(int(number), code)
