"""Makes an agenda pack: each case printed once, two presses at a time, and put away sealed as soon as it is there."""

import json
import queue
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pikepdf
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.template.loader import render_to_string

from meetings import papers
from meetings.forms.returns import SendInformation
from meetings.models import AgendaPack, ListEntry, PackPart
from meetings.operations import packs as operations
from reporting import envelopes
from reporting.printing import CannotRender, pdfs_of

PRESSES, A_CHUNK = 2, 75  # a press takes half a second to start and has a minute; a case takes it less than a tenth
LOCK = 620_250_003  # with the pack's number: whoever holds it makes this pack, and nobody else does
_FRONT, _INFORMATION = "front", "information"


@dataclass(frozen=True)
class Kept:
    """What was put away: the words for the screen and the printed pages."""

    said: Any
    pdf: bytes


def make(pack: AgendaPack, *, at: datetime) -> None:
    """Make the pack, or go on where a worker died; with the rights that whoever asked for it has now."""
    with _alone_with(pack) as alone:
        if alone:
            _make(pack, at=at)


def case_of(part: PackPart) -> Kept:
    """Open the pages of one case."""
    return _kept(envelopes.unseal(bytes(part.sealed), label=_label(part.pack, part.position)))


def front_of(pack: AgendaPack) -> tuple[Kept, Kept | None]:
    """Open what stands before the cases: the agenda, and what the agencies sent if they sent anything."""
    first, rest = _parted(envelopes.unseal(bytes(pack.front or b""), label=_label(pack, _FRONT)))
    return _kept(first), _kept(rest) if rest else None


def case_page(said: dict[str, Any]) -> str:
    """Return one case as the press takes it; without a number, as each recipient counts only what they see."""
    return render_to_string("documents/pack_case.html", {"case": said, "dated": dated})


def dated(day: str) -> date:
    """Return a day that was written down."""
    return date.fromisoformat(day)


def in_chunks(documents: Sequence[str], done: Callable[[int, bytes], None]) -> None:
    """Print the documents in chunks, two presses at once, and hand each over with its place as it comes.

    CannotRender where one of them cannot be made; nothing more is begun then.
    """
    made: queue.SimpleQueue[tuple[int, bytes] | Exception] = queue.SimpleQueue()
    size = max(1, min(A_CHUNK, -(-len(documents) // PRESSES)))
    with ThreadPoolExecutor(PRESSES) as presses:
        for begin in range(0, len(documents), size):
            presses.submit(_print, documents[begin : begin + size], begin, made)
        for _ in range(len(documents)):
            found = made.get()
            if isinstance(found, Exception):
                presses.shutdown(wait=False, cancel_futures=True)
                raise found
            done(*found)


def _make(pack: AgendaPack, *, at: datetime) -> None:
    entries = operations.begin(pack, at=at)
    if entries is None:
        return
    try:
        _keep_front(pack)
        _keep_cases(pack, entries, at=at)
    except (CannotRender, ImproperlyConfigured):  # no Pango, no key
        operations.fail(pack)
    else:
        operations.finish(pack, at=at)


def _keep_front(pack: AgendaPack) -> None:
    labels = {name: str(field.label) for name, field in SendInformation.base_fields.items()}
    front, sent = papers.front_of(pack.panel), papers.information_of(pack.panel, labels=labels)
    context = {"front": front, "at": pack.panel.scheduled_for, "dated": dated}
    pages = [render_to_string("documents/pack_front.html", context)]
    if sent:
        pages.append(render_to_string("documents/pack_information.html", {"front": front, "topics": sent}))
    printed = list(pdfs_of(pages))
    whole = _joined(_packed(front, printed[0]), _packed(sent, printed[1]) if sent else b"")
    operations.keep_front(
        pack, sealed=envelopes.seal(whole, label=_label(pack, _FRONT)), pages=sum(map(pages_of, printed))
    )


def _keep_cases(pack: AgendaPack, entries: Sequence[ListEntry], *, at: datetime) -> None:
    said = [papers.case_of(entry, at=at) for entry in entries]

    def keep(number: int, pdf: bytes) -> None:
        entry = entries[number]
        sealed = envelopes.seal(_packed(said[number], pdf), label=_label(pack, entry.position))
        operations.keep_part(pack, entry, place=entry.position, sealed=sealed, pages=pages_of(pdf))

    in_chunks([case_page(words) for words in said], keep)


def _print(documents: Sequence[str], begin: int, made: "queue.SimpleQueue[tuple[int, bytes] | Exception]") -> None:
    try:
        for number, pdf in enumerate(pdfs_of(documents), start=begin):
            made.put((number, pdf))
    except Exception as trouble:
        made.put(trouble)


@contextmanager
def _alone_with(pack: AgendaPack) -> Iterator[bool]:
    """Take the pack for this process alone; a process that dies lets go of it with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, pack.pk])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, pack.pk])


def _label(pack: AgendaPack, what: object) -> str:
    return f"pack {pack.ref} {what}"


def _packed(said: object, pdf: bytes) -> bytes:
    return _joined(json.dumps(said, ensure_ascii=False).encode(), pdf)


def _kept(packed: bytes) -> Kept:
    words, pdf = _parted(packed)
    return Kept(json.loads(words), pdf)


def _joined(first: bytes, rest: bytes) -> bytes:
    return len(first).to_bytes(8, "big") + first + rest


def _parted(joined: bytes) -> tuple[bytes, bytes]:
    end = 8 + int.from_bytes(joined[:8], "big")
    return joined[8:end], joined[end:]


def pages_of(pdf: bytes) -> int:
    """Return how many pages it has."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)
