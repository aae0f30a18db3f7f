"""The worker's judgement, and the two signatures."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from mase.web.fields import ChoiceField, DayField, LongTextField, TextField, YesNoField
from mase.web.forms import Form
from riskscreening import scoring
from riskscreening.models import Band, Capacity, Verdict


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
