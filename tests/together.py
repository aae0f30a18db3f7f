"""Two people at once, one act begun before the other is committed; or many at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction

from mase.cases.errors import Refused

_WAITS_FOR_US = """
SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))
"""


def overlapping(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """Return what came of each act, or its refusal; the first commits when the second waits for it or is through."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            of_first = _outcome(first)
            of_second = pool.submit(_elsewhere, second)
            while not of_second.done() and not _is_waited_for():
                pass
        return of_first, of_second.result(timeout=20)


def crossing(begin: Callable[[], Any], second: Callable[[], Any], go_on: Callable[[], Any]) -> tuple[Any, Any]:
    """Return what came of going on while the second waits for what was begun, and of the second.

    Where both take their locks in one order, neither waits for ever.
    """
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            begin()
            of_second = pool.submit(_elsewhere, second)
            while not of_second.done() and not _is_waited_for():
                pass
            gone_on = _outcome(go_on)
        return gone_on, of_second.result(timeout=20)


def in_parallel(act: Callable[[int], Any], times: int) -> list[Any]:
    """Run the act in as many threads, each with a connection of its own, and return what each gave or refused."""
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(lambda number: _elsewhere(lambda: act(number)), range(times)))


def _outcome(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Refused as refusal:
        return refusal


def _elsewhere(act: Callable[[], Any]) -> Any:
    try:
        return _outcome(act)
    finally:
        connection.close()


def _is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WAITS_FOR_US)
        return cursor.fetchone()[0]
