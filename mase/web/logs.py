"""What may stand in a log: what happened, where in the code, to which request. Never what people wrote.

Nothing is searched for and cut out: only what is known to be harmless is let in. A message is a text that stands in
the source of whoever logs it; what is filled into it is a number, a reference or a code; an error is its type and the
places it came through, for its own words quote rows, addresses and forms.
"""

import ast
import enum
import functools
import itertools
import json
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest

REQUEST_ID = "mase.request_id"  # in request.META, where no header that somebody sends can end up
LEFT_OUT = "…"

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_LARGEST = 10**9  # a longer number is somebody's: of the health service, or of a telephone
_DEEPEST, _LONGEST = 40, 5  # places of an error, errors behind an error
_REFERENCE = r"[2-9B-DF-HJ-NP-TV-Z]{4}-[2-9B-DF-HJ-NP-TV-Z]{4}"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_PLACE = r"[\w./-]+\.py:\d+"
_HARMLESS = re.compile(f"{_REFERENCE}|{_UUID}|{_PLACE}")
_INSTALLED = re.compile(rf".*/(?:site-packages|python3\.\d+)/|{re.escape(str(Path(__file__).resolve().parents[2]))}/")

_answered: ContextVar[HttpRequest | None] = ContextVar("answered", default=None)


@contextmanager
def about(request: HttpRequest) -> Iterator[None]:
    """Let every line that is written in this block say which request it belongs to."""
    token = _answered.set(request)
    try:
        yield
    finally:
        _answered.reset(token)


def request_id() -> str:
    """Return the number of the request that is being answered, which a page may show; empty outside of one."""
    request = _answered.get()
    return request.META.get(REQUEST_ID, "") if request else ""


class Lines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a name or a number that is not known is left out of it."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            "place": _place(record.pathname, record.lineno, record.funcName),
            **_request(record),
            "errors": [_error(error) for error in _chain(record)],
        }
        return json.dumps({name: value for name, value in line.items() if value not in (None, "", [])})


def _message(record: logging.LogRecord) -> str:
    """Return the text with its numbers and references, if it is one that stands in the source."""
    text, args = record.msg, record.args
    if not isinstance(text, str) or text.strip() not in _texts_of(record.pathname):
        return LEFT_OUT
    filled = {name: _harmless(v) for name, v in args.items()} if isinstance(args, Mapping) else _all(args or ())
    try:
        return text % filled if args else text
    except (KeyError, TypeError, ValueError):  # "%d", and what was to be filled in has been left out
        return text


@functools.cache
def _texts_of(path: str) -> frozenset[str]:
    """Return every text that stands in this file of source code."""
    try:
        source = ast.parse(Path(path).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return frozenset()
    constants = (node.value for node in ast.walk(source) if isinstance(node, ast.Constant))
    return frozenset(value.strip() for value in constants if isinstance(value, str))


def _all(values: Any) -> tuple[Any, ...]:
    return tuple(_harmless(value) for value in values)


def _harmless(value: Any) -> Any:
    """Return what may be filled into a message: the value itself, or the sign that it has been left out."""
    if isinstance(value, enum.Enum):
        return value.value
    if value is None or (isinstance(value, int | float) and abs(value) < _LARGEST):
        return value
    if isinstance(value, type):
        return value.__qualname__
    if isinstance(value, list | tuple):
        return " ".join(map(str, _all(value)))
    return str(value) if isinstance(value, str) and _HARMLESS.fullmatch(value) else LEFT_OUT


def _request(record: logging.LogRecord) -> dict[str, Any]:
    """Return what is to be known of the request: never its address, which may name or open something."""
    request = getattr(record, "request", None)
    if not isinstance(request, HttpRequest):
        request = _answered.get()
    if request is None:
        return {}
    return {
        "request": request.META.get(REQUEST_ID),
        "person": getattr(getattr(request, "_cached_user", None), "pk", None),  # never asks the database for it
        "method": request.method if request.method in _METHODS else LEFT_OUT,
        "route": request.resolver_match and request.resolver_match.view_name,
        "status": _harmless(getattr(record, "status_code", None)),
    }


def _chain(record: logging.LogRecord) -> Iterator[BaseException]:
    """Return the error that the record is about and those behind it, the nearest first."""
    return itertools.islice(_behind(record.exc_info[1] if record.exc_info else None), _LONGEST)


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _error(error: BaseException) -> dict[str, Any]:
    kind = type(error)
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)][-_DEEPEST:]
    stack = [_place(code.co_filename, line, code.co_name) for code, line in frames]
    return {"type": f"{kind.__module__}.{kind.__qualname__}", "stack": stack}


def _place(path: str, line: int, function: str | None) -> str:
    return f"{_INSTALLED.sub('', path, count=1)}:{line}:{function}"
