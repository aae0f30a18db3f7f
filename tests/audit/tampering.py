"""A trail to tamper with, and an administrator who does: triggers switched off, SQL, triggers switched on again."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import connection

from mase.audit import batches, sealing
from mase.audit.models import Event, Seal
from mase.audit.verbs import Verb

_TABLES = ("audit_event", "audit_seal")
_NOW = "SELECT clock_timestamp()"


def write(number: int) -> list[Event]:
    """Write so many events, as they happen now by the database's clock."""
    at = database_clock()
    return Event.objects.bulk_create(
        Event(at=at, verb=Verb.VIEWED, actor=n, agency="southwark-csc", case=f"K7QF-3MT{n % 10}", subject="cases.case")
        for n in range(number)
    )


def batches_of(*numbers: int) -> list[Seal]:
    """Write and seal as many batches, each with so many events."""
    for number in numbers:
        write(number)
        sealing.seal()
    return list(Seal.objects.order_by("number"))


def event_of(seal: Seal, place: int) -> int:
    """Return the number of the event at this place of the batch."""
    return Event.objects.filter(pk__gte=seal.first_event).order_by("pk")[place].pk


def database_clock() -> datetime:
    """Return the moment by the database's clock, which no test sets."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        return cursor.fetchone()[0].astimezone(UTC)


def as_administrator(*statements: str, known: Sequence[object] = ()) -> None:
    """Run SQL as whoever owns the tables can, and leave everything looking as it was."""
    with connection.cursor() as cursor:
        _switch(cursor, "DISABLE")
        for statement in statements:
            cursor.execute(statement, known or None)
        _switch(cursor, "ENABLE")


def rewrite_chain() -> None:
    """Work out every digest and every head anew, as whoever has read our source can."""
    head = ""
    for seal in Seal.objects.order_by("number"):
        rows = list(batches.rows(seal.first_event, seal.last_event))
        batch = batches.Batch(seal.first_event, seal.last_event, len(rows), batches.digest(rows))
        head = batches.head(head, number=seal.number, batch=batch, at=seal.sealed_at)
        as_administrator(
            "UPDATE audit_seal SET count = %s, digest = %s, head = %s WHERE number = %s",
            known=[batch.count, batch.digest, head, seal.number],
        )


def _switch(cursor: object, how: str) -> None:
    for table in _TABLES:
        cursor.execute(f"ALTER TABLE {table} {how} TRIGGER USER")  # type: ignore[attr-defined]
