"""The trail of changes: every insert, update and delete on our tables leaves a row, whatever path it took.

save(), update(), bulk writes and SQL by hand are alike to the database. Run after every migration by the role that owns
the tables; the triggers write with that role's rights, into a schema that no other role can write to.
"""

import re
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Field, ForeignKey, GeneratedField, Model

from mase.cases import locks

_SCRIPT = Path(__file__).with_name("trail.sql")
_SECRET = re.compile("password|last_login|secret|token|recovery")

# One statement changes many rows at the cost of one INSERT. The rows before and after are joined in full, so that a
# row whose number was changed is noted too, and no plan made for a few rows ever compares each with each.
_NOTE = """
CREATE OR REPLACE FUNCTION trail.note_{table}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $note$
DECLARE
    noted timestamptz := clock_timestamp();
    inside bigint := pg_current_xact_id()::text::bigint;
    reader bigint := public.mase_reader();
    in_force text := coalesce(nullif(current_setting('role'), 'none'), session_user);
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO trail.change (at, transaction, table_name, row_id, case_id, child_id, act, person_id, login, role,
            changed)
        SELECT noted, inside, TG_TABLE_NAME, n.{key}, {case_after}, {child_after}, 'insert', reader, session_user,
            in_force, to_jsonb(n) - {left_out}
        FROM rows_after n;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO trail.change (at, transaction, table_name, row_id, case_id, child_id, act, person_id, login, role,
            changed)
        SELECT noted, inside, TG_TABLE_NAME, o.{key}, {case_before}, {child_before}, 'delete', reader, session_user,
            in_force, to_jsonb(o) - {left_out}
        FROM rows_before o;
    ELSE
        INSERT INTO trail.change (at, transaction, table_name, row_id, case_id, child_id, act, person_id, login, role,
            changed)
        SELECT noted, inside, TG_TABLE_NAME, coalesce(n.{key}, o.{key}), coalesce({case_after}, {case_before}),
            coalesce({child_after}, {child_before}), 'update', reader, session_user, in_force,
            coalesce((
                SELECT jsonb_object_agg(name, difference) FROM (VALUES {differences}) AS field (name, difference)
                WHERE difference IS NOT NULL
            ), '{{}}')
        FROM rows_before o FULL JOIN rows_after n ON n.{key} = o.{key};
    END IF;
    RETURN NULL;
END $note$;
REVOKE ALL ON FUNCTION trail.note_{table}() FROM PUBLIC;
CREATE OR REPLACE TRIGGER trail_insert AFTER INSERT ON public.{table} REFERENCING NEW TABLE AS rows_after
    FOR EACH STATEMENT EXECUTE FUNCTION trail.note_{table}();
CREATE OR REPLACE TRIGGER trail_update AFTER UPDATE ON public.{table}
    REFERENCING OLD TABLE AS rows_before NEW TABLE AS rows_after
    FOR EACH STATEMENT EXECUTE FUNCTION trail.note_{table}();
CREATE OR REPLACE TRIGGER trail_delete AFTER DELETE ON public.{table} REFERENCING OLD TABLE AS rows_before
    FOR EACH STATEMENT EXECUTE FUNCTION trail.note_{table}();
"""
_DIFFERENCE = (
    "('{column}', CASE WHEN o.{column} IS DISTINCT FROM n.{column} THEN jsonb_build_array(o.{column}, n.{column}) END)"
)


@transaction.atomic
def lay(**how: Any) -> None:
    """Put the triggers on every table that has to leave a trail; repeated, it changes nothing."""
    if "plan" not in how:
        return  # a database that was only emptied
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('trail.change') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return  # migrated back to before there was a trail
        cursor.execute(_SCRIPT.read_text())
        here = set(connection.introspection.table_names(cursor)) - locks.ledgers(cursor)
        for model, to_case in ways_to_a_case().items():
            if model._meta.db_table in here:
                cursor.execute(_note(model, to_case))


def ways_to_a_case() -> dict[type[Model], str]:
    """Return every model that leaves a trail, with the SQL that finds the case of a ``{row}`` (NULL where it has none).

    Ledgers are among them, as others lead through them; they are their own trail and get no triggers.
    """
    case = apps.get_model("cases.Case")
    found: dict[type[Model], str] = {case: "{row}.id"}
    waiting = [model for model in _own_models() if model is not case]
    while ready := {model: way for model in waiting if (way := _way(model, found))}:
        found |= ready
        waiting = [model for model in waiting if model not in ready]
    return found | dict.fromkeys(waiting, "NULL::bigint")


def _own_models() -> list[type[Model]]:
    """Return our own models, without those that are excused in their app's ``not_trailed`` and without histories."""
    return [
        model
        for app in apps.get_app_configs()
        if _is_ours(app)
        for model in app.get_models(include_auto_created=True)
        if model._meta.managed and not model.__name__.startswith("Historical")
        if model.__name__ not in getattr(app, "not_trailed", {})
    ]


def _is_ours(app: AppConfig) -> bool:
    return Path(app.path).parent in (settings.BASE_DIR, settings.BASE_DIR / "mase")


def _way(model: type[Model], found: dict[type[Model], str]) -> str:
    """Return how the model's row leads to a case: by itself, or through what it cannot be without."""
    case = apps.get_model("cases.Case")
    owners = {
        field.related_model: field.column
        for field in reversed(model._meta.local_fields)
        if isinstance(field, ForeignKey) and (field.related_model is case or not field.null)
    }
    if case in owners:
        return f"{{row}}.{owners[case]}"
    owner = next((owner for owner in owners if owner in found), None)
    if owner is None:
        return ""
    table = owner._meta.db_table
    source = f"FROM public.{table} WHERE {table}.id = {{row}}.{owners[owner]}"
    return f"(SELECT {found[owner].format(row=table)} {source})"


def _note(model: type[Model], to_case: str) -> str:
    """Return the SQL that makes the function and the triggers of one table."""
    stored = [field for field in model._meta.local_concrete_fields if not isinstance(field, GeneratedField)]
    kept = [field.column for field in stored if not _SECRET.search(field.column or "")]
    left_out = [field.column for field in model._meta.local_concrete_fields if field.column not in kept]
    to_child = _way_to_child(model)
    return _NOTE.format(
        table=model._meta.db_table,
        key=model._meta.pk.column,
        case_before=to_case.format(row="o"),
        case_after=to_case.format(row="n"),
        child_before=to_child.format(row="o"),
        child_after=to_child.format(row="n"),
        left_out="ARRAY[{}]::text[]".format(", ".join(f"'{column}'" for column in left_out)),
        differences=", ".join(_DIFFERENCE.format(column=column) for column in kept),
    )


def _way_to_child(model: type[Model]) -> str:
    """Return whom a row without a case is about: what is known of a child is no single case's."""
    if model._meta.label == "people.Person":
        return "{row}.id"
    about: Field | None = next((field for field in model._meta.local_fields if field.name == "child"), None)
    return f"{{row}}.{about.column}" if about and model._meta.label != "cases.Case" else "NULL::bigint"
