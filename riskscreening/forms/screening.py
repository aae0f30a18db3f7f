"""The sections of a screening tool as forms, the worker's judgement, and the two signatures."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from mase.web.fields import ChoiceField, DayField, LongTextField, TextField, YesNoField
from mase.web.forms import Form
from riskscreening import scoring
from riskscreening.models import Band, Capacity, Verdict
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


class Judgement(Form):
    """What the worker makes of it all; may differ from the tool, with the reason."""

    sexual_harm_disclosed = YesNoField(
        label="Has the child told somebody of sexual harm, and not withdrawn it?",
        called="whether the child has told somebody",
    )
    judgement = ChoiceField(label="Your own judgement of the risk", called="your own judgement", choices=Band.choices)
    judgement_reason = LongTextField(
        label="What leads you to it?",
        called="what leads you to it",
        max_length=4000,
        help_text="Needed in every case; above all where your judgement is not the tool’s.",
    )
    level = ChoiceField(
        label="Risk level",
        required=False,
        help_text="Green has none. Amber is level 1 or 2, red is level 2 or 3.",
    )
    discussed_on = DayField(
        label="When did you discuss the case with the co-ordinator?",
        called="The day of the discussion",
        limit="today or past",
    )
    crime_reference = TextField(
        label="Crime reference",
        required=False,
        max_length=40,
        help_text="Needed where an answer shows that the child has been harmed.",
    )

    def __init__(self, *args: Any, levels: dict[int, str], harm: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.harm = harm
        self.offer("level", [("", "None"), *((str(number), label) for number, label in levels.items())])

    def clean_level(self) -> int | None:
        level, band = self.cleaned_data["level"], self.cleaned_data.get("judgement")
        allowed = scoring.allowed_levels(scoring.Rag(band)) if band else ()
        if level and band and int(level) not in allowed:
            words = " or ".join(f"level {number}" for number in allowed) or "no level"
            raise ValidationError(f"Select {words}: the band you chose allows no other")
        if not level and allowed:
            raise ValidationError("Select the risk level")
        return int(level) if level else None

    def clean_crime_reference(self) -> str:
        reference = self.cleaned_data["crime_reference"]
        if self.harm and not reference:
            raise ValidationError("Enter the crime reference, or “requested” with the day you told the police")
        return reference


class Sign(Form):
    """The line manager's or co-ordinator's word (SO-29)."""

    capacity = ChoiceField(label="You sign as", called="the capacity in which you sign")
    verdict = ChoiceField(label="Your decision", called="your decision", choices=Verdict.choices)
    note = LongTextField(
        label="Note", required=False, max_length=2000, help_text="If you return it, say what is missing."
    )

    def __init__(self, *args: Any, capacities: Iterable[Capacity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(capacity.value, capacity.label) for capacity in capacities]
        self.offer("capacity", offered)
        if len(offered) == 1:
            self.initial["capacity"] = offered[0][0]

    def clean_note(self) -> str:
        note = self.cleaned_data["note"]
        if self.cleaned_data.get("verdict") == Verdict.RETURNED and not note:
            raise ValidationError("Enter what is missing, because you return the screening")
        return note
