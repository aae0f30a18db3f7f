"""Sealing: what the trail holds is closed in batches, each minute and outside of any request.

Numbers of events are given out before their transactions commit, so a batch must not close over a number that may
still come. Whoever writes an event shares a lock until the end of their transaction (a trigger sees to it); the sealer
asks for it alone. Once it has it, every number so far is committed or gone for good.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from mase.audit import batches
from mase.audit.models import Copied, Event, Seal

WRITERS, SEALERS = 620_250_001, 620_250_002  # advisory locks; the trigger of migration 0010 names the first
_LATE_AFTER = timedelta(minutes=10)


class WritersBusy(Exception):
    """Somebody has been writing for as long as writers may be kept waiting; the next minute tries again."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far sealing has come: the newest seal, since when the oldest event waits for one, and the copy outside."""

    newest: Seal | None
    waiting_since: datetime | None
    is_late: bool
    copied: Copied | None
    copy_is_late: bool


def seal() -> list[Seal]:
    """Seal every settled event that is not sealed yet; return the new seals. Of two at once, one seals."""
    upto, at = _settled()
    with transaction.atomic():
        if upto is None or not _alone():
            return []
        return Seal.objects.bulk_create(_seals(upto, at=at))


def newest() -> Seal | None:
    """Return the seal that stands for the whole trail up to it."""
    return Seal.objects.order_by("-number").first()


def standing(*, at: datetime) -> Standing:
    """Return how far sealing and copying have come, and whether either has failed for too long."""
    last, copied = newest(), Copied.objects.first()
    unsealed = Event.objects.filter(pk__gt=last.last_event if last else 0).order_by("pk")
    waiting_since = unsealed.values_list("recorded_at", flat=True).first()
    uncopied = Seal.objects.filter(number__gt=copied.number if copied else 0).order_by("number")
    return Standing(
        newest=last,
        waiting_since=waiting_since,
        is_late=_is_late(waiting_since, at),
        copied=copied,
        copy_is_late=_is_late(uncopied.values_list("sealed_at", flat=True).first(), at),
    )


def _settled() -> tuple[int | None, datetime]:
    """Return the highest number such that no lower one can still come, and the moment by the database's clock."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '250ms'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])
            cursor.execute("SELECT max(id), clock_timestamp() FROM audit_event")
            return cursor.fetchone()
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise WritersBusy from None
        raise


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALERS])
        return cursor.fetchone()[0]


def _seals(upto: int, *, at: datetime) -> list[Seal]:
    last = newest()
    sealed, end, head = (last.number, last.last_event, last.head) if last else (0, 0, "")
    made = []
    for number, batch in enumerate(batches.cut(end + 1, upto), sealed + 1):
        head = batches.head(head, number=number, batch=batch, at=at)
        made.append(_seal(number, batch, head, at))
    return made


def _seal(number: int, batch: batches.Batch, head: str, at: datetime) -> Seal:
    return Seal(
        number=number,
        first_event=batch.first,
        last_event=batch.last,
        count=batch.count,
        digest=batch.digest,
        head=head,
        sealed_at=at,
    )


def _is_late(since: datetime | None, at: datetime) -> bool:
    return since is not None and at - since > _LATE_AFTER
