"""The second lock: what a broken page could show, the database does not hand out.

Run after every migration by the role that owns the tables. It gives the other roles what they need, takes changes to
the ledgers and histories from them, and puts a policy on every table that says something of a child: the application
reads and writes a row only for a person who is signed in, is kept from the child by no conflict of interest, and is
named on the record where that is restricted. Which agencies see which cases is the first lock's affair
(mase/cases/access.py).
"""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model

ROLES = ("mase_app", "mase_worker", "mase_report", "mase_audit")
_SCRIPT = Path(__file__).with_name("locks.sql")

_FREE = "mase_reader() IS NOT NULL AND {case} <> ALL (ARRAY(SELECT cases_kept_from(mase_reader())))"
_OF_A_CHILD = "EXISTS (SELECT FROM cases_case c WHERE c.child_id = {child})"
_OWN = {
    "cases_case": _FREE.format(case="{table}.id") + " AND ({table}.restricted_at IS NULL OR cases_named({table}.id))",
    # Whoever nobody has put into a child's life yet is on the way there: a referral or a form is being saved.
    "people_person": f"{_OF_A_CHILD.format(child='{table}.id')} OR NOT people_known({{table}}.id)"
    " OR EXISTS (SELECT FROM people_relationship r WHERE r.adult_id = {table}.id)",
    "people_relationship": f"{_OF_A_CHILD.format(child='{table}.child_id')} OR NOT people_known({{table}}.child_id)",
    "people_personname": "people_seen({table}.person_id)",
    # A decision about two files is seen by whoever may see both.
    "cases_match": f"{_FREE.format(case='case_id')} AND {_FREE.format(case='other_id')}"
    " AND cases_open(case_id) AND cases_open(other_id)",
    # Whom somebody knows is between them and the privacy officers.
    "cases_conflict": "{table}.user_id = mase_reader() OR cases_keeps_register(mase_reader(), {table}.user_id)",
}
# How a case looked before it was restricted is no more open than the case is now.
_BEFORE = {"cases_case": _FREE.format(case="{table}.id") + " AND cases_open({table}.id)"}
# What counts leaves out: the rows of restricted cases, and whatever the columns that are granted do not name.
_COUNTED = {
    "cases_case": "restricted_at IS NULL",
    "cases_transition": "EXISTS (SELECT FROM cases_case c WHERE c.id = case_id)",
    "cases_deadline": "case_id IS NULL OR EXISTS (SELECT FROM cases_case c WHERE c.id = case_id)",
    "cases_deadlineevent": "EXISTS (SELECT FROM cases_deadline d WHERE d.id = deadline_id)",
}


def loosen(**how: Any) -> None:
    """Take the policies off before tables change: a column that one of them names cannot be altered.

    Row-level security stays on. Until they are put back, the application sees no row of those tables.
    """
    if not how.get("plan"):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public'")
        for policy, table in cursor.fetchall():
            cursor.execute(f"DROP POLICY {policy} ON {table}")


def fasten(**how: Any) -> None:
    """Give and take the roles' privileges and put the policies on the tables; repeated, it changes nothing."""
    if "plan" not in how:
        return  # a database that was only emptied
    with connection.cursor() as cursor:
        cursor.execute(_SCRIPT.read_text())
        tables = set(connection.introspection.table_names(cursor))
        for table in ledgers(cursor) | {table for table in tables if "_historical" in table}:
            cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {', '.join(ROLES)}")
        for table, condition in (dict.fromkeys(_COUNTED, "true") | conditions()).items():
            _guard(cursor, table, condition.format(table=table))
            if (history := _history(table)) in tables:
                _guard(cursor, history, _BEFORE.get(table, condition).format(table=history))
        for table, condition in _COUNTED.items():
            _count(cursor, table, condition)
        for table, condition in narrower().items():
            for guarded in {table, _history(table)} & tables:
                _guard_narrowly(cursor, guarded, condition.format(table=guarded))


def conditions() -> dict[str, str]:
    """Return for each guarded table when the application sees a row of it, as SQL; ``{table}`` stands for its name.

    Guarded is what belongs to a case, and what belongs to something that does; an app says which of its tables only
    order or time the work, so that an act can count and move them for every child, shown or not.
    """
    found, closer = dict(_OWN), narrower()
    waiting = [
        model for model in apps.get_models() if not _is_of_the_work(model) and model._meta.db_table not in closer
    ]
    while ready := {model: way for model in waiting if (way := _way(model, found))}:
        found |= {model._meta.db_table: way for model, way in ready.items()}
        waiting = [model for model in waiting if model not in ready]
    return found


def narrower() -> dict[str, str]:
    """Return for the tables that an app keeps closer than their case when a row is seen, by the app's ``narrower``.

    No act reaches past these conditions unless they say so, and the worker has no business with them.
    """
    return {
        table: condition for app in apps.get_app_configs() for table, condition in getattr(app, "narrower", {}).items()
    }


def _is_of_the_work(model: type[Model]) -> bool:
    app = apps.get_app_config(model._meta.app_label)
    return model.__name__.startswith("Historical") or model.__name__ in getattr(app, "of_the_work", ())


def _way(model: type[Model], guarded: dict[str, str]) -> str:
    """Return the condition by which a row is seen through what it belongs to, or nothing (yet)."""
    if model._meta.db_table in guarded:
        return ""
    owners = {
        field.related_model._meta.db_table: field.column
        for field in reversed(model._meta.fields)
        if isinstance(field, ForeignKey) and not field.null
    }
    if "cases_case" in owners:
        return f"{_FREE.format(case=owners['cases_case'])} AND cases_open({owners['cases_case']})"
    parent = next((table for table in owners if table in guarded), None)
    return f"EXISTS (SELECT FROM {parent} owner WHERE owner.id = {owners[parent]})" if parent else ""


def _guard(cursor: Any, table: str, condition: str) -> None:
    cursor.execute(f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS reader ON {table};
        DROP POLICY IF EXISTS worker ON {table};
        CREATE POLICY reader ON {table} TO mase_app USING (mase_lifted() OR ({condition}));
        CREATE POLICY worker ON {table} TO mase_worker USING (true);
    """)


def _guard_narrowly(cursor: Any, table: str, condition: str) -> None:
    cursor.execute(f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS reader ON {table};
        DROP POLICY IF EXISTS worker ON {table};
        CREATE POLICY reader ON {table} TO mase_app USING ({condition});
    """)


def _count(cursor: Any, table: str, condition: str) -> None:
    cursor.execute(f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS counter ON {table};
        CREATE POLICY counter ON {table} FOR SELECT TO mase_report USING ({condition});
    """)


def ledgers(cursor: Any) -> set[str]:
    """Return the tables whose rows nobody changes."""
    cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only'")
    return {table for (table,) in cursor.fetchall()}


def _history(table: str) -> str:
    app, _, model = table.partition("_")
    return f"{app}_historical{model}"
