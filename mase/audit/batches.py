"""The canonical text of the trail, and what comes of a batch of it.

The text says the same on every machine: columns in a fixed order as COPY writes them (tabs between, nothing at all told
from an empty text), moments as seconds since 1970 in UTC, detail as the database keeps it. Neither time zone nor date
style nor collation nor anybody's search for words changes it.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

LARGEST = 1_000  # so that a finding leads close to what was touched
_CLOCKS_DIFFER = 15 * 60.0  # seconds between an act and its row that nobody has to explain

_ROWS = """
COPY (
    SELECT id, extract(epoch FROM at), extract(epoch FROM recorded_at), verb, actor, agency, "case", subject,
        subject_id, reason, detail
    FROM audit_event WHERE id BETWEEN %d AND %d ORDER BY id
) TO STDOUT
"""


@dataclass(frozen=True)
class Batch:
    """What a run of events comes to."""

    first: int
    last: int
    count: int
    digest: str


@dataclass(frozen=True)
class Moments:
    """When an event is said to have happened, and when the database wrote it, in seconds since 1970."""

    event: int
    at: float
    recorded_at: float

    @property
    def differ(self) -> bool:
        """Say whether they are further apart than an act takes."""
        return abs(self.recorded_at - self.at) > _CLOCKS_DIFFER


def rows(first: int, last: int) -> Iterator[bytes]:
    """Return the text of each event in this range of numbers, in their order."""
    with connection.cursor() as cursor, cursor.copy(_ROWS % (first, last)) as copy:
        for row in copy:
            yield bytes(row)


def number(row: bytes) -> int:
    """Return which event the text is of."""
    return int(row[: row.index(b"\t")])


def moments(row: bytes) -> Moments:
    """Return what the text of an event says of its time."""
    event, at, recorded_at, _ = row.split(b"\t", 3)
    return Moments(int(event), float(at), float(recorded_at))


def digest(texts: Iterable[bytes]) -> str:
    """Return the SHA-256 over the text of events."""
    total = hashlib.sha256()
    for text in texts:
        total.update(text)
    return total.hexdigest()


def cut(first: int, last: int) -> Iterator[Batch]:
    """Return batches, each beginning where the one before ends, that hold every event there is in the range."""
    held: list[bytes] = []
    for row in rows(first, last):
        if len(held) == LARGEST:
            yield (batch := _batch(first, held))
            first, held = batch.last + 1, []
        held.append(row)
    if held:
        yield _batch(first, held)


def head(previous: str, *, number: int, batch: Batch, at: datetime) -> str:
    """Return the head of a seal: it changes with anything before it and with anything in its batch."""
    sealed = at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = (previous, number, batch.first, batch.last, batch.count, batch.digest, sealed)
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def _batch(first: int, held: list[bytes]) -> Batch:
    return Batch(first, number(held[-1]), len(held), digest(held))
