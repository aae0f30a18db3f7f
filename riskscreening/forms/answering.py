"""The sections of a screening tool as forms."""

from collections.abc import Iterable
from typing import Any

from mase.web.fields import ChoiceField, LongTextField, TextField
from mase.web.forms import Form
from riskscreening.tools.tool import Item, Section, Window

_EVER = (("no", "No"), ("current", "Yes"), ("not_known", "Not known yet"))
_RECENT = (
    ("no", "No"),
    ("current", "Yes, now or in the last 6 months"),
    ("past", "Yes, 6 to 12 months ago"),
    ("both", "Yes, both"),
    ("not_known", "Not known yet"),
)
_YES = ("current", "past", "both")


def in_words(section: Section, answer: str) -> str:
    """Return an answer of the section as it was put to the person who gave it."""
    return dict(_EVER if section.window is Window.EVER else _RECENT).get(answer, "")


class Answers(Form):
    """One section of the tool: for each item an answer, its evidence, its source and date."""

    def __init__(self, *args: Any, section: Section, answers: dict[str, dict[str, str]], **kwargs: Any) -> None:
        given = {f"{code}_{part}": value for code, parts in answers.items() for part, value in parts.items()}
        super().__init__(*args, initial=given, **kwargs)
        self.section = section
        for item in section.items:
            self.fields |= _fields(item, choices=_EVER if section.window is Window.EVER else _RECENT)

    def rows(self) -> list[dict[str, Any]]:
        """Return for each item its three bound fields."""
        return [{"item": item, **{part: self[f"{item.code}_{part}"] for part in _PARTS}} for item in self.section.items]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for code in (item.code for item in self.section.items):
            answer, evidence, source = (cleaned.get(f"{code}_{part}") for part in _PARTS)
            if answer in _YES and not evidence:
                self.add_error(f"{code}_evidence", f"Enter the evidence for {code}, because the answer is yes")
            if answer == "" and (evidence or source):
                self.add_error(f"{code}_answer", f"{code}: choose an answer to what you have written")
        return cleaned

    def answers(self) -> dict[str, dict[str, str]]:
        """Return the cleaned answers by item, as they are stored; an item without an answer is left out."""
        cleaned = self.cleaned_data
        return {
            item.code: {part: cleaned[f"{item.code}_{part}"] for part in _PARTS}
            for item in self.section.items
            if cleaned[f"{item.code}_answer"]
        }


_PARTS = ("answer", "evidence", "source")


def _fields(item: Item, *, choices: Iterable[tuple[str, str]]) -> dict[str, Any]:
    unknown = {"invalid_choice": f"{item.code}: choose one of the answers"}
    fields = {
        "answer": ChoiceField(
            label=f"{item.code} {item.label}",
            help_text=item.hint,
            choices=choices,
            required=False,
            error_messages=unknown,
        ),
        "evidence": LongTextField(label="Evidence", required=False, max_length=2000),
        "source": TextField(label="Source and date", required=False, max_length=200),
    }
    return {f"{item.code}_{part}": field for part, field in fields.items()}
