"""The worker's judgement, and the two signatures."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from mase.web.fields import ChoiceField, DayField, LongTextField, TextField, YesNoField
from mase.web.forms import Form
from referrals.models import ExternalReference
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

    def __init__(
        self,
        *args: Any,
        levels: dict[int, str],
        harm: bool,
        references: Iterable[ExternalReference] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.harm = harm
        self._offer_references(list(references))
        self.offer("level", [("", "None"), *((str(number), label) for number, label in levels.items())])

    def _offer_references(self, references: list[ExternalReference]) -> None:
        if not references:
            return
        self.fields["crime_reference"].help_text += " On this file: " + "; ".join(
            f"{one.get_kind_display()} {one.number}" for one in references
        )
        if self.harm:
            self.initial["crime_reference"] = references[0].number

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
    verdict = ChoiceField(
        label="Your decision",
        called="your decision",
        choices=[
            (Verdict.SIGNED, "I sign it off"),
            (Verdict.DISAGREED, "I sign it off and put my disagreement on the record"),
            (Verdict.RETURNED, "I return it for more work"),
        ],
        help_text="With a disagreement the case moves on all the same, and the graver band counts.",
    )
    would_say = ChoiceField(label="Which band would you say?", called="the band you would say", choices=Band.choices)
    note = LongTextField(
        label="Note",
        required=False,
        max_length=2000,
        help_text="If you disagree, say why. If you return it, say what is missing.",
    )
    list_because = LongTextField(
        label="Does the child belong on the MASE list nevertheless?",
        required=False,
        max_length=2000,
        help_text="The risk seems low, but much is not known. If the child belongs there, say why; else leave it.",
    )
    reveals = {"verdict": {Verdict.DISAGREED.value: ["would_say"]}}

    def __init__(
        self, *args: Any, capacities: Iterable[Capacity], judgement: str | None, seems_low: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.judgement = judgement
        if not seems_low:
            del self.fields["list_because"]
        offered = [(capacity.value, capacity.label) for capacity in capacities]
        self.offer("capacity", offered)
        if len(offered) == 1:
            self.initial["capacity"] = offered[0][0]

    def clean_would_say(self) -> str:
        band = self.cleaned_data["would_say"]
        if band and band == self.judgement:
            raise ValidationError("Select another band: this one is what the social worker says")
        return str(band)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        verdict, note = cleaned.get("verdict"), cleaned.get("note")
        if verdict in _SAY_WHY and not note and "note" not in self.errors:
            self.add_error("note", _SAY_WHY[verdict])
        if verdict == Verdict.RETURNED and cleaned.get("list_because"):
            self.add_error("list_because", "Say this when you sign: a screening that is returned lists nobody")
        return cleaned

    def said(self) -> tuple[Verdict, dict[str, Any]]:
        """Return the verdict, and the cleaned answers that the operation of that verdict takes."""
        cleaned = self.cleaned_data
        verdict = Verdict(cleaned["verdict"])
        taken = {"capacity": Capacity(cleaned["capacity"]), "note": cleaned["note"]}
        if verdict == Verdict.DISAGREED:
            taken["would_say"] = Band(cleaned["would_say"])
        if verdict != Verdict.RETURNED:
            taken["list_because"] = cleaned.get("list_because", "")
        return verdict, taken


_SAY_WHY = {
    Verdict.RETURNED: "Enter what is missing, because you return the screening",
    Verdict.DISAGREED: "Enter why you disagree",
}
