"""The base of every form: plain words, room for what was typed, questions that open under an answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict

from mase.web import words


class PlainWords:
    """Gives every field of a form plain sentences for its errors. For a third party's form, `labels` renames fields."""

    labels: Mapping[str, str] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name) or field.label or name.replace("_", " ").capitalize()
            words.speak_plainly(field)


class Form(PlainWords, forms.Form):
    """A form. `at` is the present moment, for fields with a limit.

    `reveals` names the fields that open under an answer: {"known": {"yes": ["reference"]}}. They count only when
    that answer is given: else their errors and what was typed into them are left aside. Where one of them opens others
    in its turn, it is named after the question that opens it.
    """

    reveals: Mapping[str, Mapping[str, Sequence[str]]] = {}
    use_required_attribute = False  # the error summary explains; a browser's own bubble does not

    def __init__(self, *args: Any, at: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.at = at
        for field in self.fields.values():
            if hasattr(field, "present"):
                field.present = at

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name in self.closed():
            self.errors.pop(name, None)
            self.cleaned_data[name] = self.fields[name].to_python(None)

    def leave_unchecked(self) -> None:
        """Show what was typed without saying yet what is wrong with it."""
        self._errors, self.cleaned_data = ErrorDict(), {}

    def offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """Give a question its options where they depend on who asks or about what."""
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(f"{name} has no options")
        field.choices = list(choices)

    def closed(self) -> list[str]:
        """Return the fields whose opening answer was not given, or under such a field."""
        found: list[str] = []
        for question, answers in self.reveals.items():
            given = () if question in found else _answers(self[question])
            found += [name for answer, names in answers.items() if answer not in given for name in names]
        return found


class Choosing(Form):
    """A form by which a reader narrows a list: the answers to ``criteria``, each of which may be left open."""

    criteria: ClassVar[Sequence[str]]

    @property
    def chosen(self) -> dict[str, str]:
        """Return what was chosen, without what was left open."""
        return {name: self.cleaned_data[name] for name in self.criteria if self.cleaned_data.get(name)}

    @property
    def described(self) -> list[tuple[str, str]]:
        """Return what was chosen in words: the question and the answer."""
        said = {name: dict(self.fields[name].choices) for name in self.chosen}  # type: ignore[attr-defined]
        return [(str(self[name].label), str(said[name][value])) for name, value in self.chosen.items()]


def _answers(question: forms.BoundField) -> Sequence[str]:
    data = question.data or []
    return [data] if isinstance(data, str) else data
