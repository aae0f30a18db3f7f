"""Several people at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from mase.cases.errors import Refused


def in_parallel(act: Callable[[int], object], times: int) -> list:
    """Run the act in as many threads, each with a connection of its own, and return what each gave or refused."""

    def run(number: int) -> object:
        try:
            return act(number)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))
