"""What each role of the database may do, asked of the database as that role; and who may lift the second lock."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model
from psycopg.errors import InsufficientPrivilege

from mase.cases import locks
from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.web import reader

ROOT = Path(__file__).resolve().parent.parent.parent
OF_THE_WORK = {
    "cases.Deadline": "counted and moved for every child; names none",
    "cases.DeadlineEvent": "the ledger of deadlines",
    "cases.AgencyGrant": "who sees which case: the first lock itself",
    "cases.PersonGrant": "who sees which case: the first lock itself",
}
PACKAGES = ("mase", "referrals", "riskscreening", "meetings", "reporting")
OPERATIONS = {  # what an app does that is not called so
    "mase/cases/adults.py",
    "mase/cases/children.py",
    "mase/cases/conflicts.py",
    "mase/cases/emergency.py",
    "mase/cases/joined.py",
    "mase/cases/joining.py",
    "mase/cases/known.py",  # whether somebody else has to be told of a likeness; the page is given what its reader sees
    "mase/cases/sharing.py",
    "mase/cases/standing_in.py",
    "mase/cases/reviews.py",  # references and moments of emergencies: privacy officers open no record
    "reporting/trail.py",  # who looked at whom, by reference: for those who open no child's record themselves
}
LEDGERS = ["audit_event", "cases_transition", "cases_deadlineevent", "meetings_minutes", "cases_historicalcase"]
DEFINED = [  # what only the owner may do to the tables and the roles
    "CREATE TABLE mine (id int)",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE SCHEMA mine",
    "CREATE ROLE mine",
    "ALTER TABLE cases_case ADD COLUMN mine int",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
    "CREATE POLICY mine ON cases_case USING (true)",
    "DROP POLICY reader ON cases_case",
    "DROP TABLE cases_sweep",
    "TRUNCATE cases_sweep",
    "SET ROLE mase_owner",
    "SET SESSION AUTHORIZATION mase_owner",
    "GRANT mase_owner TO CURRENT_USER",
    "SELECT rolpassword FROM pg_authid",
    "SET session_replication_role = replica",
    "COPY cases_case TO PROGRAM 'true'",
]
BY_NOBODY_BUT_THE_OWNER = [
    "UPDATE django_migrations SET name = name",
    "DELETE FROM auth_permission",
    "UPDATE django_content_type SET model = model",
]

Ask = Callable[[str, str], list[tuple]]


@pytest.fixture
def ask(db: None) -> Iterator[Ask]:
    """Ask the database something as whoever signs in to it in that role: ask("mase_app", "SELECT 1")."""
    known = connection.get_connection_params()
    named = {name: known[name] for name in ("host", "port", "dbname") if known.get(name)}
    doors: dict[str, psycopg.Connection] = {}

    def call(role: str, statement: str) -> list[tuple]:
        if role not in doors:
            doors[role] = psycopg.connect(**named, user=role, autocommit=True)
        cursor = doors[role].execute(statement)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []

    yield call
    for door in doors.values():
        door.close()


@pytest.mark.parametrize("role", locks.ROLES)
@pytest.mark.parametrize("statement", DEFINED + BY_NOBODY_BUT_THE_OWNER)
def test_no_role_of_the_service_changes_what_the_tables_are(ask: Ask, role: str, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        ask(role, statement)


@pytest.mark.parametrize("role", locks.ROLES)
def test_no_role_of_the_service_is_more_than_it_says(ask: Ask, role: str) -> None:
    attributes = "rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
    assert ask(role, f"SELECT {attributes} FROM pg_roles WHERE rolname = current_user") == [(False,) * 5]  # noqa: S608
    assert ask(role, "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole") == [(0,)]
    assert ask(role, "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole") == [(0,)]


@pytest.mark.parametrize("role", ["mase_app", "mase_worker"])
@pytest.mark.parametrize("table", LEDGERS)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_nobody_changes_a_ledger_or_a_history(ask: Ask, role: str, table: str, statement: str) -> None:
    column = "history_id" if "_historical" in table else "id"
    with pytest.raises(InsufficientPrivilege):
        ask(role, statement.format(table).replace("id = id", f"{column} = {column}"))


def test_every_ledger_and_every_history_is_closed_to_changes(ask: Ask) -> None:
    append_only = "SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'append_only'"
    kept = f"relkind = 'r' AND (relname LIKE '%historical%' OR EXISTS ({append_only}))"
    for role in locks.ROLES:
        changes = f"has_table_privilege('{role}', c.oid, 'UPDATE, DELETE, TRUNCATE')"
        assert ask("mase_owner", f"SELECT relname FROM pg_class c WHERE {kept} AND {changes}") == []  # noqa: S608


REPORTED = [
    "SELECT child_id FROM cases_case",
    "SELECT ref FROM cases_case",
    "SELECT restricted_because FROM cases_case",
    "SELECT closed_because FROM cases_case",
    "SELECT reason FROM cases_transition",
    "SELECT path FROM cases_deadline",
    "SELECT owner_id FROM cases_deadline",
    "SELECT reason FROM cases_deadlineevent",
    "SELECT 1 FROM people_person",
    "SELECT 1 FROM agencies_user",
    "SELECT 1 FROM audit_event",
    "SELECT 1 FROM cases_conflict",
    "SELECT cases_kept_out(1)",
    "UPDATE cases_case SET stage = stage",
]


@pytest.mark.parametrize("statement", REPORTED)
def test_who_counts_sees_neither_an_identity_nor_a_reason(ask: Ask, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        ask("mase_report", statement)


AUDITED = [
    "SELECT 1 FROM cases_case",
    "SELECT 1 FROM people_person",
    "SELECT email FROM agencies_user",
    "SELECT password FROM agencies_user",
    "SELECT 1 FROM notifications_message",
    "SELECT 1 FROM cases_historicalcase",
    "SELECT cases_named(1)",
    "INSERT INTO audit_event (verb) VALUES ('viewed')",
]


@pytest.mark.parametrize("statement", AUDITED)
def test_who_reads_the_trail_reads_nothing_else(ask: Ask, statement: str) -> None:
    assert ask("mase_audit", "SELECT count(*) FROM audit_event") == [(0,)]
    with pytest.raises(InsufficientPrivilege):
        ask("mase_audit", statement)


def test_whoever_signs_in_as_the_application_without_a_person_sees_no_guarded_row(ask: Ask) -> None:
    for table in locks.conditions():
        assert ask("mase_app", f"SELECT count(*) FROM {table}") == [(0,)], table  # noqa: S608


def test_the_worker_sees_every_case_and_who_counts_every_one_that_is_not_restricted(
    southwark: object, told: Callable[..., Case]
) -> None:
    shown, hidden = told("refer"), told("refer", number=1)
    hidden.restricted_at, hidden.restricted_by, hidden.restricted_because = hidden.opened_at, southwark["mash"], "x"  # type: ignore[index]
    hidden.save()
    assert _as("mase_worker", "SELECT id FROM cases_case ORDER BY id") == [(shown.pk,), (hidden.pk,)]
    assert _as("mase_report", "SELECT id FROM cases_case") == [(shown.pk,)]
    for table in ("cases_deadline", "cases_transition"):
        assert _as("mase_report", f"SELECT DISTINCT case_id FROM {table}") == [(shown.pk,)], table  # noqa: S608
    of_shown = _as("mase_worker", f"SELECT count(*) FROM cases_deadline WHERE case_id = {shown.pk}")  # noqa: S608
    assert _as("mase_report", "SELECT count(*) FROM cases_deadlineevent") == of_shown


def _as(role: str, statement: str) -> list[tuple]:
    """Ask within the test's own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, false)", [role])
        cursor.execute(statement)
        found = cursor.fetchall()
        cursor.execute("SELECT set_config('role', 'none', false)")
        return found


MODELS = [model for model in apps.get_models() if not model.__name__.startswith("Historical")]


def _leads_to(model: type[Model], table: str, known: frozenset[str] = frozenset()) -> bool:
    """Say whether foreign keys that are always filled in lead from the model to the table."""
    fields = [field for field in model._meta.fields if isinstance(field, ForeignKey) and not field.null]
    owners = {field.related_model for field in fields} - {model}
    return any(
        owner._meta.db_table == table
        or (owner._meta.label not in known and _leads_to(owner, table, known | {model._meta.label}))
        for owner in owners
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_belongs_to_a_case_is_guarded_or_named_with_a_reason(model: type[Model]) -> None:
    belongs = model is Case or any(_leads_to(model, table) for table in ("cases_case", "people_person"))
    belongs |= model._meta.label in OF_THE_WORK
    guarded = model._meta.db_table in locks.conditions().keys() | locks.narrower().keys()
    assert guarded or not belongs or model._meta.label in OF_THE_WORK


def test_what_is_named_is_what_the_apps_name() -> None:
    named = {f"{app.label}.{name}" for app in apps.get_app_configs() for name in getattr(app, "of_the_work", ())}
    assert named == OF_THE_WORK.keys()


def test_every_guarded_table_and_its_history_has_its_policies(db: None) -> None:
    tables = set(connection.introspection.table_names())
    expected = set(locks.conditions())
    expected |= {name for table in expected if (name := locks._history(table)) in tables}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'reader' "
            "JOIN pg_policy w ON w.polrelid = c.oid AND w.polname = 'worker' WHERE c.relrowsecurity"
        )
        found = {table for (table,) in cursor.fetchall()}
    assert expected <= found


def test_while_tables_change_nothing_is_open_and_afterwards_the_locks_are_as_before(
    southwark: Cast, told: Callable[..., Case]
) -> None:
    case, every = (
        told("refer"),
        "SELECT tablename, policyname, roles, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2",
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(every)
        before = cursor.fetchall()
    locks.loosen(plan=["a migration"])
    with reader.answering(southwark["mash"].pk, at=case.opened_at):
        assert not Case.objects.exists()
    locks.fasten(plan=[])
    with connection.cursor() as cursor:
        cursor.execute(every)
        assert cursor.fetchall() == before
    with reader.answering(southwark["mash"].pk, at=case.opened_at):
        assert Case.objects.exists()


def test_without_anything_to_migrate_the_locks_are_not_touched(db: None) -> None:
    locks.loosen(plan=[])
    assert locks.conditions().keys() <= _guarded()


def _guarded() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = 'reader'")
        return {table for (table,) in cursor.fetchall()}


def _lifts(path: Path) -> bool:
    tree = ast.walk(ast.parse(path.read_text()))
    return any(isinstance(node, ast.Attribute) and node.attr == "lifted" for node in tree)


def test_only_operations_lift_the_second_lock() -> None:
    lifting = [path for package in PACKAGES for path in (ROOT / package).glob("**/*.py") if _lifts(path)]
    assert lifting
    elsewhere = {str(path.relative_to(ROOT)) for path in lifting if "operations" not in (path.stem, path.parent.name)}
    assert elsewhere <= OPERATIONS


def test_nobody_goes_round_the_lifting_by_setting_it() -> None:
    setting = [path for path in (ROOT / "mase").glob("**/*.py") if "mase.lifted" in path.read_text()]
    assert [path.relative_to(ROOT) for path in setting] == [Path("mase/web/reader.py")]
