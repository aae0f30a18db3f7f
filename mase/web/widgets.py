"""Widgets that gather several boxes into one answer. `components/_form.html` draws them."""

from collections.abc import Mapping
from typing import Any

from django import forms


class DayBoxes(forms.Widget):
    """Three boxes: day, month, year. The value is what was typed, box by box."""

    parts: tuple[str, ...] = ("day", "month", "year")
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, ...]:
        return tuple((data.get(f"{name}-{part}") or "").strip() for part in self.parts)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in self.parts)


class MomentBoxes(DayBoxes):
    """Four boxes: day, month, year and the time of day."""

    parts = ("day", "month", "year", "time")
