"""The sections of a screening tool as forms."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from mase.web.fields import ChoiceField, DayField, LongTextField, TextField
from mase.web.forms import Form
from riskscreening.tools.choices import Choice, choices_of, signs_of
from riskscreening.tools.tool import Item, Section

NARRATIVE = "narrative"
_PARTS = ("answer", "evidence", "source", "seen_on")


def in_words(section: Section, answer: str) -> str:
    """Return an answer of the section as it was put to the person who gave it."""
    return dict(choices_of(section)).get(answer, "")


class Answers(Form):
    """One section of the tool: for each item an answer, its evidence, where it comes from and since which day.

    A tool that asks for words beside its answers asks for them here, under the ``narrative``.
    """

    def __init__(
        self,
        *args: Any,
        section: Section,
        answers: Mapping[str, Mapping[str, str]],
        narrative: str | None = None,
        **kwargs: Any,
    ) -> None:
        asked = {name: field for item in section.items for name, field in _fields(item, section).items()}
        words = {NARRATIVE: _narrative(section)} if narrative is not None else {}
        self.base_fields = asked | words  # type: ignore[misc]
        given = {
            f"{code}_{part}": _read(part, value) for code, parts in answers.items() for part, value in parts.items()
        }
        super().__init__(*args, initial=given | {NARRATIVE: narrative}, **kwargs)
        self.section = section

    def rows(self) -> list[dict[str, Any]]:
        """Return for each item its bound fields."""
        return [{"item": item, **{part: self[f"{item.code}_{part}"] for part in _PARTS}} for item in self.section.items]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        signs = signs_of(self.section)
        for code in (item.code for item in self.section.items):
            answer, *more = (cleaned.get(f"{code}_{part}") for part in _PARTS)
            if answer in signs and not more[0]:
                self.add_error(f"{code}_evidence", f"Enter the evidence for {code}, because the answer is yes")
            if answer == "" and any(more):
                self.add_error(f"{code}_answer", f"{code}: choose an answer to what you have written")
        return cleaned

    def answers(self) -> dict[str, dict[str, str]]:
        """Return the cleaned answers by item, as they are stored; an item without an answer is left out."""
        cleaned = self.cleaned_data
        return {
            item.code: {part: _written(cleaned[f"{item.code}_{part}"]) for part in _PARTS}
            for item in self.section.items
            if cleaned[f"{item.code}_answer"]
        }

    def narrative(self) -> dict[str, dict[str, str]]:
        """Return the words of the section as they are compared, or nothing where the tool asks for none."""
        return {NARRATIVE: {"words": self.cleaned_data[NARRATIVE]}} if NARRATIVE in self.fields else {}


def parts_typed(section: Section, typed: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return for each item what was typed, as it would be stored; what cannot be read is left out."""
    offered = {value for value, _ in choices_of(section)}
    return {item.code: _typed(item.code, typed, offered) for item in section.items}


def as_posted(code: str, parts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the boxes of an item, or of a narrative, filled in, as a browser would post them."""
    if "words" in parts:
        return {code: [parts["words"]]}
    year, month, day = (parts.get("seen_on") or "--").split("-")
    boxes = {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}
    told = {f"{code}_{part}": [parts.get(part, "")] for part in _PARTS if part != "seen_on"}
    return told | {f"{code}_seen_on-{box}": [value] for box, value in boxes.items()}


def parts_in_words(section: Section, parts: Mapping[str, str]) -> dict[str, Any]:
    """Return an answer, or the words of a narrative, as a page shows them."""
    return {
        "answer": in_words(section, parts.get("answer", "")),
        "evidence": parts.get("evidence") or parts.get("words", ""),
        "source": parts.get("source", ""),
        "seen_on": _read("seen_on", parts.get("seen_on", "")),
    }


def _typed(code: str, typed: Mapping[str, Any], offered: set[str]) -> dict[str, str]:
    parts = {part: (typed.get(f"{code}_{part}") or "").strip() for part in ("answer", "evidence", "source")}
    boxes = [typed.get(f"{code}_seen_on-{part}") or "" for part in ("year", "month", "day")]
    try:
        seen_on = date(*map(int, boxes)).isoformat()
    except (ValueError, OverflowError):
        seen_on = ""
    return parts | {"answer": parts["answer"] if parts["answer"] in offered else "", "seen_on": seen_on}


def _read(part: str, value: str) -> Any:
    return date.fromisoformat(value) if part == "seen_on" and value else value


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


def _fields(item: Item, section: Section) -> dict[str, Any]:
    fields = {
        "answer": _answer(item, choices_of(section)),
        "evidence": LongTextField(
            label="Evidence", called=f"{item.code}: the evidence", required=False, max_length=2000
        ),
        "source": TextField(label="Source", called=f"{item.code}: the source", required=False, max_length=200),
        "seen_on": DayField(
            label="Date it was seen or told",
            called=f"{item.code}: the date",
            required=False,
            limit="today or past",
        ),
    }
    return {f"{item.code}_{part}": field for part, field in fields.items()}


def _answer(item: Item, choices: Iterable[Choice]) -> ChoiceField:
    return ChoiceField(
        label=f"{item.code} {item.label}",
        help_text=item.hint,
        choices=choices,
        required=False,
        error_messages={"invalid_choice": f"{item.code}: choose one of the answers"},
    )


def _narrative(section: Section) -> LongTextField:
    return LongTextField(
        label=f"{section.title}: what it looks like for this child",
        help_text="In your own words: what is happening, how you know, and what is not known yet.",
        called="what it looks like for this child",
        required=False,
        max_length=6000,
    )
