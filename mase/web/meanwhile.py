"""Forms over what others may change while they are open: the second writer sees both texts and loses nothing."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from mase.web.environment import day, moment
from mase.web.forms import Form
from mase.web.typed import digest

_CHANGED = "Somebody else changed this since you opened it. Read what it says now, then save what you want to keep"


class Rewriting(Form):
    """A form that opens with what is recorded now, handed over as ``initial``; ``rewritten`` names what it changes.

    What somebody else changed since it was opened is never overwritten unseen. Where the writer left the box as it was,
    the other's words stand. Where both wrote, the page says so beside the box, with both; the next save counts.
    """

    rewritten: ClassVar[Sequence[str]]
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, initial: dict[str, Any], **kwargs: Any) -> None:
        self.now = {name: _version(initial.get(name)) for name in self.rewritten}
        super().__init__(*args, initial=initial | {"seen": ".".join(self.now.values())}, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        states = cleaned.pop("seen", "").split(".")
        opened = {**self.now, **dict(zip(self.rewritten, filter(None, states), strict=False))}
        for name in self.rewritten:
            if name in cleaned and name not in self.closed() and opened[name] != self.now[name]:
                self._meet(name, cleaned, opened)
        if self.errors and isinstance(self.data, QueryDict):
            data = self.data.copy()
            data[self.add_prefix("seen")] = ".".join(opened.values())
            self.data = data
        return cleaned

    def _meet(self, name: str, cleaned: dict[str, Any], opened: dict[str, str]) -> None:
        """Let what is recorded now stand where the writer left the box alone; else show both, which counts as seen."""
        mine = _version(cleaned[name])
        if mine == opened[name]:
            cleaned[name] = self.initial[name]
        elif mine != self.now[name]:
            bound = self[name]
            bound.help_text = f"{bound.help_text} It says now: “{_words(bound.field, self.initial[name])}”".strip()
            self.add_error(name, _CHANGED)
            opened[name] = self.now[name]


def _version(value: Any) -> str:
    if isinstance(value, datetime):  # the same moment, whatever zone it is told in, to the minute that a form asks for
        value = value.astimezone(UTC).replace(second=0, microsecond=0)
    return digest(value if value is False else value or "")  # a no is said; nothing and an empty text are the same


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(value, date):
        return moment(value) if isinstance(value, datetime) else day(value)
    labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    value = field.prepare_value(value) if isinstance(value, bool) else value
    shown = field.prepare_value(value) if labels else value
    values = shown if isinstance(shown, list) else [shown or ""]
    return ", ".join(labels.get(str(one), str(one)) for one in values) or "nothing"
