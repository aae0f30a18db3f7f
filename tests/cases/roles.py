"""Asking the database under a role that owns nothing, as the application, the worker and the auditors do."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def under(role: str) -> Iterator[None]:
    """Let the database take what is asked in the block as asked by this role, for nobody in particular."""
    run("SELECT set_config('role', %s, false)", role)
    try:
        yield
    finally:
        run("SELECT set_config('role', 'none', false)")


def run(sql: str, *known: object) -> None:
    """Run a statement as somebody would by hand."""
    with connection.cursor() as cursor:
        cursor.execute(sql, known or None)
