"""For whom the database answers: the person of the request, under the role that owns nothing and sees through policies.

Row-level security (mase/cases/locks.sql) reads what is set here. Outside a request nothing is set: the worker and the
owner's commands have roles of their own, and whoever signs in to the database as ``mase_app`` sees no guarded row.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

from django.db import DatabaseError, connection, transaction

T = TypeVar("T")

ROLE = "mase_app"
_NOBODY = ("", "", "none")
_SET = """
SELECT coalesce(current_setting('mase.person', true), ''), coalesce(current_setting('mase.at', true), ''),
    current_setting('role'),
    set_config('mase.person', %s, false), set_config('mase.at', %s, false), set_config('role', %s, false)
"""


_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def keeping() -> Iterator[None]:
    """Let what is ``kept`` be looked up once within the block: for a request that changes nothing."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def kept(key: Hashable, find: Callable[[], T]) -> T:
    """Return what is found, or within ``keeping`` what was found under this key before."""
    found = _kept.get()
    if found is None:
        return find()
    if key not in found:
        found[key] = find()
    return found[key]


@contextmanager
def answering(person: int | None, *, at: datetime) -> Iterator[None]:
    """Let the database answer this person for the length of the block; then whom it answered before, or nobody.

    It is told before the first question; a page that asks nothing needs no database.
    """
    before: tuple[str, ...] = ()

    def tell_first(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal before
        if not before:
            before = _NOBODY
            before = _set(str(person or ""), at.isoformat(), ROLE)
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(tell_first):
            yield
    finally:
        if before:
            _go_back(before)


@contextmanager
def lifted() -> Iterator[None]:
    """Reach the rows of every case, for an act that concerns also those the person does not see; never for a page.

    Moving a meeting moves every child's deadline, a restricted child's too. Only operations use it. It holds for a
    transaction and would be over with the first question where none is open: then it opens one.
    """
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        before = _lift("on")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                _lift(before)


def _go_back(before: tuple[str, ...]) -> None:
    try:
        _set(*before)
    except DatabaseError:
        connection.close()  # what it was left with is not handed to the next person


def _lift(how: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('mase.lifted', true), set_config('mase.lifted', %s, true)", [how])
        return cursor.fetchone()[0] or ""


def _set(*values: str) -> tuple[str, ...]:
    """Set for whom the database answers, from when and in which role; return what was set before."""
    with connection.cursor() as cursor:
        cursor.execute(_SET, values)
        return cursor.fetchone()[:3]
