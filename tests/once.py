"""What has been told once in this process is put back the next time, row by row: the same rows in less time.

It counts only on a database that nobody else has written to since: a test that does something in between gets
its story told anew, and so does one that commits. The transaction itself keeps the note of what was told in it,
which a savepoint that is rolled back takes along.
"""

import time
from collections.abc import Callable
from typing import Any

import time_machine
from django.db import connection
from django.db.models import Model

# Read from the counters themselves: the view beside them also sums up every index, at three times the cost.
_WRITES = """(
    SELECT coalesce(sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
        + pg_stat_get_xact_tuples_deleted(oid)), 0)::text
    FROM pg_class WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace, 'trail'::regnamespace)
)"""
_STANDING = f"""
SELECT current_setting('tests.told', true), pg_current_xact_id_if_assigned() IS NULL, {_WRITES},
    (SELECT min(id) FROM auth_permission)
"""  # noqa: S608
_NOTE = f"SELECT set_config('tests.told', %s || ' ' || {_WRITES}, true)"
_TABLES = """
SELECT quote_ident(c.relname), string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attgenerated = ''
GROUP BY c.relname ORDER BY c.relname
"""

Rows = dict[str, list[bytes]]
Chain = tuple[Any, ...]

_columns: dict[str, str] = {}  # of each table, those that are not worked out by the database
_kept: dict[Chain, tuple[Rows, type[Model], Any]] = {}  # by the acts that led there: what the last one added, returned
_chains: list[Chain] = []  # the transaction's note is a place in this list, and how much was written by then


def once(key: Chain, act: Callable[[], Model]) -> Model:
    """Return what the act returns; it is done the first time, and put back where it was done from here before."""
    before = _chain() if _is_rolled_back() else None
    if before is None:
        return act()
    chain = (*before, *key, _moment())
    returned = _put_back(chain) if chain in _kept else _do(act, chain)
    _note(chain)
    return returned


def aside(act: Callable[[], None]) -> None:
    """Do what no story depends on, such as a sign-in: what was told before it still counts."""
    before = _chain() if _is_rolled_back() else None
    act()
    if before is not None:
        _note(before)


def _do(act: Callable[[], Model], chain: Chain) -> Model:
    earlier = _read()
    returned, now = act(), _read()
    if all(row in now[table] for table, rows in earlier.items() for row in rows):  # it changed nothing that was there
        added = {table: [row for row in rows if row not in earlier[table]] for table, rows in now.items()}
        _kept[chain] = (added, type(returned), returned.pk)
    return returned


def _put_back(chain: Chain) -> Model:
    added, model, pk = _kept[chain]
    with connection.cursor() as cursor:
        for table, rows in added.items():
            if rows:
                with cursor.copy(f"COPY {table} ({_columns[table]}) FROM STDIN") as copy:
                    copy.write(b"".join(rows))
    return model._default_manager.get(pk=pk)


def _read() -> dict[str, dict[bytes, None]]:
    """Return every row there is, in the order of its number, as COPY writes it."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        _columns.update(cursor.fetchall())
        for table, columns in _columns.items():
            with cursor.copy(f"COPY (SELECT {columns} FROM {table} ORDER BY 1) TO STDOUT") as copy:  # noqa: S608
                found[table] = dict.fromkeys(b"".join(copy).splitlines(keepends=True))
    return found


def _is_rolled_back() -> bool:
    """Whether the test runs in a transaction that ends with it; other transactions begin on rows of any kind."""
    return any(block._from_testcase for block in connection.atomic_blocks)


def _chain() -> Chain | None:
    """Return the acts that led to the present rows, or None where something else has been done too."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        note, untouched, writes, permission = cursor.fetchone()
    if untouched:
        return (permission,)  # permissions get new numbers should a database be emptied whole
    place, _, written = (note or "").partition(" ")
    return _chains[int(place)] if written == writes else None


def _note(chain: Chain) -> None:
    _chains.append(chain)
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [len(_chains) - 1])


def _moment() -> float | None:
    """Return where the clock was made to stand: histories note it. While it runs, no test asks for the second."""
    return time.time() if time_machine.escape_hatch.is_travelling() else None
