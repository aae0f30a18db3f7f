"""Form fields that know how to ask and how to say what is wrong.

`called` is what the errors say, with its article: TextField(label="Family name", called="the child's family name")
gives "Enter the child's family name". Without it the label serves. `hints` are words under single options.
`limit` holds a day or moment to one side of the present, which the form is given: Form(..., at=clock.now()).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError

from mase import timescales
from mase.clock import LONDON
from mase.web import dates, widgets, words

Limit = Literal["", "past", "today or past", "future", "today or future"]
LIMITS = {
    "past": "must be in the past",
    "today or past": "must be today or in the past",
    "future": "must be in the future",
    "today or future": "must be today or in the future",
}


class Named:
    """A field with the words that its errors use and hints for its options."""

    def __init__(self, *, called: str = "", hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.called = called
        self.hints = hints or {}


class TextField(Named, forms.CharField):
    """One line of text."""


class LongTextField(Named, forms.CharField):
    """Several lines; where max_length is set, a count of what is left."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str | None:
        # A browser sends a line break as two characters and counts it as one.
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class NumberField(Named, forms.IntegerField):
    """A whole number."""


class EmailField(Named, forms.EmailField):
    """One e-mail address."""


class ChoiceField(Named, forms.ChoiceField):
    """One of a few: radios. For many, widget=forms.Select."""

    widget = forms.RadioSelect


class ChoicesField(Named, forms.TypedMultipleChoiceField):
    """Any number of a few: checkboxes. The value is a list."""

    widget = forms.CheckboxSelectMultiple


class YesNoField(Named, forms.TypedChoiceField):
    """Yes or no, neither of them chosen for the person. The value is a bool, or None where nothing was said."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        choices = [("yes", "Yes"), ("no", "No")]
        super().__init__(choices=choices, coerce=lambda value: value == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)


class ConfirmField(Named, forms.BooleanField):
    """One box to tick."""


class FileField(Named, forms.FileField):
    """One file."""

    widget = forms.FileInput


class DayField(Named, forms.Field):
    """A civil day in three boxes."""

    widget = widgets.DayBoxes
    present: datetime | None = None  # set by the form

    def __init__(self, *, limit: Limit = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limit = limit

    def prepare_value(self, value: Any) -> tuple[str, ...]:
        return value if isinstance(value, tuple) else self.as_typed(value) if value else ("",) * len(self.widget.parts)

    def as_typed(self, value: Any) -> tuple[str, ...]:
        """Return the text of each box for a value."""
        return (str(value.day), str(value.month), str(value.year))

    def to_python(self, value: Any) -> Any:
        if not value or not any(value):
            return None
        try:
            return self.read(value)
        except dates.Unreadable as unreadable:
            raise self.refusal(unreadable.why, unreadable.boxes) from None

    def read(self, typed: tuple[str, ...]) -> Any:
        """Return the value that was typed; raises dates.Unreadable."""
        return dates.read_day(typed)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and self.limit and not self._is_within_limit(value):
            raise self.refusal(LIMITS[self.limit], self.widget.parts)

    def refusal(self, why: str, boxes: tuple[str, ...]) -> ValidationError:
        """Return the error "… must include a month" that marks the boxes to look at."""
        return ValidationError(
            "%(subject)s %(why)s", params={"subject": words.subject(self), "why": why, "boxes": boxes}
        )

    def present_value(self, at: datetime) -> Any:
        """Return the present as a value of this field."""
        return timescales.london_day(at)

    def _is_within_limit(self, value: Any) -> bool:
        if self.present is None:
            raise TypeError(f"{self.label}: a limit needs the present moment: Form(..., at=at)")
        present = self.present_value(self.present)
        return {
            "past": value < present,
            "today or past": value <= present,
            "future": value > present,
            "today or future": value >= present,
        }[self.limit]


class MomentField(DayField):
    """A day and a time of day in London: an aware moment in UTC. Its limit is "past" or "future"."""

    widget = widgets.MomentBoxes

    def as_typed(self, value: Any) -> tuple[str, ...]:
        local = value.astimezone(LONDON)
        return (*super().as_typed(local), f"{local:%H:%M}")

    def read(self, typed: tuple[str, ...]) -> Any:
        return dates.in_london(dates.read_day(typed[:3]), dates.read_time(typed[3]))

    def present_value(self, at: datetime) -> Any:
        return at
