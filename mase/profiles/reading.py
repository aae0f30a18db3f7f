"""Reading a TOML data file so that every mistake in it is named: the file, the key, the value and what is allowed.

A `Table` remembers which keys were asked for; `refuse_the_rest` then refuses any other, and so a misspelt setting never
passes for one that was left out.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
Values = Mapping[str, object]


class DataFileError(ValueError):
    """A data file says something that the product cannot obey."""

    def __init__(self, *, file: str, key: str, value: str, allowed: str) -> None:
        self.file, self.key, self.value, self.allowed = file, key, value, allowed
        super().__init__(f"{file}: {key} {value}; allowed: {allowed}")


def parse(path: Path, *, error: type[DataFileError]) -> Values:
    """Read the file; raise the error where it is not TOML."""
    return parse_text(path.read_bytes(), name=path.name, error=error)


def parse_text(source: bytes, *, name: str, error: type[DataFileError]) -> Values:
    """Read what a file of that name holds; raise the error where it is not TOML."""
    try:
        return tomllib.loads(source.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise error(file=name, key="the file", value=f"cannot be read ({fault})", allowed="TOML in UTF-8") from fault


class Table:
    """One table of a data file, read key by key."""

    def __init__(
        self, values: Values, *, file_of: Callable[[str], str], error: type[DataFileError], path: str = ""
    ) -> None:
        self._values, self._file_of, self._error, self._path = values, file_of, error, path
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        self._asked.add(key)
        return key in self._values

    def read(self, key: str, convert: Callable[[object], T], *, allowed: str) -> T:
        """Return the converted value; raise the error where it is missing or the conversion refuses it."""
        if key not in self:
            raise self.fault(key, allowed=allowed, value="is missing")
        try:
            return convert(self._values[key])
        except (ValueError, LookupError) as refusal:
            raise self.fault(key, allowed=allowed) from refusal

    def text(self, key: str) -> str:
        return self.read(key, text, allowed="text")

    def text_like(self, key: str, pattern: str, *, allowed: str) -> str:
        return self.read(key, lambda value: _match(text(value), pattern), allowed=allowed)

    def texts(self, key: str) -> tuple[str, ...]:
        return self.read(key, lambda value: _several(value, text), allowed="a list of texts, each once")

    def one_of(self, key: str, choices: Iterable[T]) -> T:
        options = {str(choice): choice for choice in choices}
        return self.read(key, lambda value: options[text(value)], allowed=", ".join(options))

    def some_of(self, key: str, choices: Iterable[str]) -> tuple[str, ...]:
        options = {choice: choice for choice in choices}
        return self.read(
            key,
            lambda value: _several(value, lambda item: options[text(item)]),
            allowed=f"a list of {', '.join(options)}, each once",
        )

    def yes_or_no(self, key: str) -> bool:
        return self.read(key, lambda value: _exactly(value, bool), allowed="true, false")

    def number(self, key: str, *, at_least: int = 0) -> int:
        return self.read(key, lambda value: _at_least(value, at_least), allowed=f"a whole number from {at_least}")

    def day(self, key: str) -> date:
        return self.read(key, lambda value: _exactly(value, date), allowed="a date such as 2026-04-01")

    def days(self, key: str) -> frozenset[date]:
        allowed = "a list of dates such as 2026-12-29, each once"
        return self.read(key, lambda value: frozenset(_listed(value, lambda day: _exactly(day, date))), allowed=allowed)

    def clock_time(self, key: str) -> time:
        return self.read(key, lambda value: _exactly(value, time), allowed="a time such as 09:00:00")

    def table(self, key: str) -> "Table":
        return self._inner(self.read(key, lambda value: _exactly(value, dict), allowed="a table"), key)

    def tables(self, key: str) -> tuple["Table", ...]:
        rows = self.read(key, lambda value: _listed(value, lambda row: _exactly(row, dict)), allowed="a list of tables")
        return tuple(self._inner(row, f"{key}[{number}]") for number, row in enumerate(rows, 1))

    def refuse_the_rest(self) -> None:
        """Raise the error where the table holds a key that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                raise self.fault(key, allowed=", ".join(sorted(self._asked)), value="is not a setting")

    def fault(self, key: str, *, allowed: str, value: str | None = None) -> DataFileError:
        """Build the error about one key of this table, to be raised by whoever found the fault."""
        dotted = f"{self._path}{key}"
        said = f"is {self._values.get(key)!r}" if value is None else value
        return self._error(file=self._file_of(dotted), key=dotted, value=said, allowed=allowed)

    def _inner(self, values: Values, key: str) -> "Table":
        return Table(values, file_of=self._file_of, error=self._error, path=f"{self._path}{key}.")


def text(value: object) -> str:
    """Return the value where it is text that says something; raise ValueError otherwise."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(value)
    return value


def _exactly(value: object, kind: type[T]) -> T:
    # A bool is an int to Python, and a datetime a date; to a reader of the file they are not.
    if type(value) is not kind:
        raise ValueError(value)
    return value


def _at_least(value: object, least: int) -> int:
    number = _exactly(value, int)
    if number < least:
        raise ValueError(value)
    return number


def _match(value: str, pattern: str) -> str:
    if not re.fullmatch(pattern, value):
        raise ValueError(value)
    return value


def _listed(value: object, convert: Callable[[object], T]) -> tuple[T, ...]:
    return tuple(convert(item) for item in _exactly(value, list))


def _several(value: object, convert: Callable[[object], T]) -> tuple[T, ...]:
    items = _listed(value, convert)
    if not items or len(set(items)) < len(items):
        raise ValueError(value)
    return items
