"""What the application's own roles may do to the trail: write a line and read, nothing that would change one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from mase.audit import sealing
from mase.audit.models import Event, Seal
from tests.audit.tampering import batches_of, database_clock, write

pytestmark = pytest.mark.django_db
ROLES = ("mase_app", "mase_worker", "mase_report", "mase_audit")
_VALUES = "now(), now(), 'viewed', 1, '', '', 'x', 1, '', '{}'"
_COLUMNS = 'at, recorded_at, verb, actor, agency, "case", subject, subject_id, reason, detail'
CHANGES = [
    "UPDATE audit_event SET actor = 99",
    "UPDATE audit_event SET recorded_at = now() - interval '1 day'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "TRUNCATE audit_event, audit_seal",
    "UPDATE audit_seal SET head = ''",
    "DELETE FROM audit_seal",
    "TRUNCATE audit_seal",
    "ALTER TABLE audit_event DISABLE TRIGGER append_only",
    "ALTER TABLE audit_event DISABLE TRIGGER note_moment",
    "ALTER TABLE audit_event DISABLE TRIGGER wait_for_sealing",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "ALTER TABLE audit_seal DISABLE TRIGGER USER",
    "ALTER TABLE audit_event RENAME TO old_event",
    "DROP TRIGGER append_only ON audit_event",
    "DROP TABLE audit_event",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE OR REPLACE FUNCTION audit_note_moment() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE RULE quiet AS ON INSERT TO audit_event DO INSTEAD NOTHING",
    "CREATE TRIGGER own BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "SET session_replication_role = replica",
    "SELECT setval(pg_get_serial_sequence('audit_event', 'id'), 1)",
    "ALTER SEQUENCE audit_event_id_seq RESTART WITH 1",
    f"INSERT INTO audit_event (id, {_COLUMNS}) VALUES (1, {_VALUES})",  # noqa: S608
    f"INSERT INTO audit_event (id, {_COLUMNS}) OVERRIDING SYSTEM VALUE VALUES (-1, {_VALUES})",  # noqa: S608
]
_SEALED = "INSERT INTO audit_seal SELECT number + 1, last_event + 1, last_event + 1, 1, '', '', now() FROM audit_seal"


@pytest.fixture(autouse=True)
def sealed() -> Seal:
    """A batch, as the owner of the tables sees it."""
    return batches_of(3)[0]


@contextmanager
def _as(role: str) -> Iterator[None]:
    """Work in the database as this role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [role])
        try:
            yield
        finally:
            cursor.execute("SELECT set_config('role', 'none', true)")


def _is_refused(statement: str, *, role: str) -> bool:
    with _as(role), pytest.raises(ProgrammingError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return isinstance(refusal.value.__cause__, InsufficientPrivilege)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("statement", CHANGES)
def test_no_role_of_the_application_changes_the_trail(role: str, statement: str) -> None:
    before = list(Event.objects.order_by("pk").values())
    assert _is_refused(statement, role=role)
    assert list(Event.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("role", ["mase_app", "mase_worker"])
def test_whoever_acts_writes_a_line_and_reads_it(role: str) -> None:
    with _as(role):
        (event,) = write(1)
        assert Event.objects.filter(pk=event.pk).exists()


@pytest.mark.parametrize("role", ["mase_report", "mase_audit"])
def test_whoever_only_reads_writes_none(role: str) -> None:
    assert _is_refused(f"INSERT INTO audit_event ({_COLUMNS}) VALUES ({_VALUES})", role=role)  # noqa: S608


@pytest.mark.parametrize("role", ["mase_app", "mase_worker"])
@pytest.mark.parametrize("days", [-400, -1, 1])
def test_the_moment_of_writing_is_the_database_s_whatever_it_is_told(role: str, days: int) -> None:
    before = database_clock()
    said = f"now() + interval '{days} days'"
    with _as(role), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_event ({_COLUMNS}) VALUES (now(), {said}, {_VALUES.partition(', now(), ')[2]})"  # noqa: S608
            " RETURNING id, recorded_at"
        )
        pk, returned = cursor.fetchone()
    kept = Event.objects.get(pk=pk).recorded_at
    assert before < kept == returned < database_clock()


def test_a_bulk_of_lines_gets_its_moments_too() -> None:
    at = database_clock()
    said = at - timedelta(days=400)
    made = Event.objects.bulk_create(Event(at=at, recorded_at=said, verb="listed", subject="x") for _ in range(3))
    assert all(Event.objects.get(pk=event.pk).recorded_at > at for event in made)


def test_the_worker_seals() -> None:
    write(2)
    with _as("mase_worker"):
        (seal,) = sealing.seal()
    assert seal.count == 2


@pytest.mark.parametrize("role", ["mase_app", "mase_report", "mase_audit"])
def test_nobody_else_seals(role: str) -> None:
    assert _is_refused(_SEALED, role=role)


def test_pages_read_the_seals_but_write_no_word_of_the_copy_outside() -> None:
    with _as("mase_app"):
        assert sealing.newest() == Seal.objects.get()
    assert _is_refused("INSERT INTO audit_copied (id, number, at, fault) VALUES (1, 1, now(), '')", role="mase_app")


def test_whoever_audits_verifies_and_reads_no_case() -> None:
    out = StringIO()
    with _as("mase_audit"):
        call_command("audit", "verify", stdout=out)
        call_command("audit", "heads", stdout=out)
    assert "Events: 3, not sealed yet: 0. Seals: 1." in out.getvalue()
    for table in ("cases_case", "people_person", "notifications_message", "audit_copied"):
        assert _is_refused(f"SELECT * FROM {table}", role="mase_audit")  # noqa: S608
