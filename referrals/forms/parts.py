"""What a section of the referral is made of: questions asked once, or the same questions row by row.

Both kinds are made, checked and kept alike: the view and the draft need not know which it is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, cast

from django import forms
from django.forms.utils import ErrorList
from django.utils.datastructures import MultiValueDict

from mase.web import widgets
from mase.web.fields import ChoiceField, ChoicesField, ConfirmField, DayField
from mase.web.forms import Form

Data = MultiValueDict[str, str]
Words = list[tuple[str, str, str]]  # a question, its answer in words, and where on the page it is asked
_ROW = re.compile(r"row-(\d{1,4})-")


class SectionForm(Form):
    """Questions asked once.

    `headings` names what is asked from a question on; `not_optional` the questions that only another answer makes
    needless, and that are not called optional.
    """

    headings: ClassVar[Mapping[str, str]] = {}
    not_optional: ClassVar[Sequence[str]] = ()

    def is_blank(self) -> bool:
        """Say whether nothing at all was typed."""
        fields = [self[name] for name in self.fields]
        return not any(_has_text(bound.data) for bound in fields)

    @property
    def asks_nothing_needed(self) -> bool:
        """Say whether every question may be left alone; then none has to be called optional."""
        opened = {name for answers in self.reveals.values() for names in answers.values() for name in names}
        return not any(field.required for name, field in self.fields.items() if name not in opened)

    @classmethod
    def read(cls, kept: Any) -> dict[str, Any]:
        """Return the answers that a draft keeps, as the form takes them."""
        fields = cls.base_fields
        return {name: _read(fields[name], value) for name, value in (kept or {}).items() if name in fields}

    @classmethod
    def posted(cls, kept: Any, prefix: str = "") -> Data:
        """Return the answers that a draft keeps, as a browser would send them."""
        answers = cls.read(kept)
        data: dict[str, list[str]] = {}
        for name, field in cls.base_fields.items():
            data |= _as_typed(f"{prefix}{name}", field, answers.get(name))
        return MultiValueDict(data)

    @classmethod
    def facts(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """Return what the record takes of the answers."""
        return answers

    @classmethod
    def in_words(cls, answers: dict[str, Any]) -> Words:
        """Return every question with its answer; one that opens under an answer counts where it was asked."""
        opening = {name for answers in cls.reveals.values() for names in answers.values() for name in names}
        read = [(name, field, in_word(field, answers.get(name))) for name, field in cls.base_fields.items()]
        return [
            (str(field.label), word, f"id_{name}")
            for name, field, word in read
            if word or not (name in opening or isinstance(field, ConfirmField))
        ]


class Rows:
    """The same questions for any number of people or things; a row without a word in it does not count."""

    row: ClassVar[type[SectionForm]]
    one: ClassVar[str]
    most: ClassVar[int] = 40

    def __init__(self, data: Any = None, *, initial: Sequence[Any] = (), at: datetime | None = None) -> None:
        self.at, self.is_bound = at, data is not None
        self.rows = self._bound(data) if self.is_bound else self._unbound(initial)

    def _bound(self, data: Any) -> list[SectionForm]:
        numbers = sorted({int(found[1]) for name in data if (found := _ROW.match(name))})
        rows = [self.row(data, prefix=f"row-{number}", at=self.at) for number in numbers]
        for row in rows:
            if row.is_blank():
                row.leave_unchecked()
        return rows

    def _unbound(self, initial: Sequence[Any]) -> list[SectionForm]:
        return [
            self.row(initial=answers, prefix=f"row-{number}", at=self.at)
            for number, answers in enumerate(initial or [{}])
        ]

    def __iter__(self) -> Iterator[forms.BoundField]:
        return (bound for row in self.rows for bound in row)

    @property
    def filled(self) -> list[SectionForm]:
        return [row for row in self.rows if not row.is_blank()]

    @property
    def blank(self) -> SectionForm:
        """Return the row that a script copies for another."""
        return self.row(prefix="row-NUMBER", at=self.at)

    @property
    def cleaned_data(self) -> list[dict[str, Any]]:
        return [row.cleaned_data for row in self.filled]

    @property
    def errors(self) -> dict[str, Any]:
        found = {str(row.prefix): row.errors for row in self.rows if row.errors}
        return found | ({"": self.non_field_errors()} if self.non_field_errors() else {})

    def non_field_errors(self) -> ErrorList:
        """Return what is wrong with the rows together."""
        too_many = len(self.rows) > self.most
        return ErrorList([f"There is room for {self.most}: put the others into what you are worried about"] * too_many)

    def visible_fields(self) -> list[forms.BoundField]:
        return list(self)

    def is_valid(self) -> bool:
        return self.is_bound and not self.errors

    def leave_unchecked(self) -> None:
        """Show what was typed without saying yet what is wrong with it."""
        for row in self.rows:
            row.leave_unchecked()

    def add(self) -> None:
        """Show one more row, empty."""
        taken = [int(str(row.prefix).removeprefix("row-")) for row in self.rows]
        self.rows.append(self.row(prefix=f"row-{max(taken, default=-1) + 1}", at=self.at))

    @classmethod
    def read(cls, kept: Any) -> list[dict[str, Any]]:
        """Return the rows that a draft keeps, as the form takes them."""
        return [cls.row.read(row) for row in kept or []]

    @classmethod
    def posted(cls, kept: Any) -> Data:
        """Return the rows that a draft keeps, as a browser would send them."""
        data: dict[str, list[str]] = {}
        for number, row in enumerate(kept or []):
            data |= dict(cls.row.posted(row, f"row-{number}-").lists())
        return MultiValueDict(data)

    @classmethod
    def facts(cls, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return what the record takes of each row."""
        return [said(cls.row.facts(row)) for row in rows]

    @classmethod
    def in_words(cls, rows: list[dict[str, Any]]) -> Words:
        """Return each row, named by its number, with all that was said in it."""
        return [
            (f"{cls.one.capitalize()} {number}", _together(cls.row.in_words(row)), f"row-{number - 1}")
            for number, row in enumerate(rows, start=1)
        ]


def in_word(field: forms.Field, value: Any) -> str:
    """Return one answer as a person reads it."""
    if isinstance(value, bool):
        return ("Yes" if value else "No") if not isinstance(field, ConfirmField) else "Yes" * value
    if isinstance(field, DayField):
        return f"{value.day} {value:%B %Y}" if value else ""
    if isinstance(field, ChoiceField | ChoicesField):
        labels = dict(cast("list[tuple[str, str]]", field.choices))
        return "\n".join(
            str(labels.get(code, code)) for code in (value if isinstance(value, list) else [value]) if code
        )
    return value or ""


def said(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was not answered: the record has its own words for that."""
    return {name: value for name, value in facts.items() if value not in ("", None, [])}


def _together(words: Words) -> str:
    return "\n".join(f"{_asking(question)} {word}" for question, word, _ in words if word)


def _asking(question: str) -> str:
    return question if question.endswith("?") else f"{question}:"


def _has_text(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(_has_text(part) for part in value)
    return bool(value.strip() if isinstance(value, str) else value)


def _read(field: forms.Field, value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(field, DayField) and isinstance(value, str) and value else value


def _as_typed(name: str, field: forms.Field, value: Any) -> dict[str, list[str]]:
    shown = field.prepare_value(value)
    if isinstance(field.widget, widgets.DayBoxes):
        return {f"{name}-{part}": [text] for part, text in zip(field.widget.parts, shown, strict=True)}
    if isinstance(shown, list):
        return {name: [str(one) for one in shown]}
    return {name: ["on" if shown is True else str(shown)]} if shown not in (None, "", False) else {}
