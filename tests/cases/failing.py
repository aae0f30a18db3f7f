"""A worker's task and a web server's site that fail with something private in hand."""

from collections.abc import Callable, Iterable
from typing import Any

from mase.celery import app
from tests.lines import EVERYTHING

__all__ = ["app", "application", "fail"]


@app.task
def fail(words: str) -> None:
    raise ValueError(f"{words} {EVERYTHING}")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    raise ValueError(f"{environ['PATH_INFO']} {EVERYTHING}")
