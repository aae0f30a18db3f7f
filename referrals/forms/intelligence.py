"""What the police fill in when they record or withdraw intelligence."""

from collections.abc import Iterable
from typing import Any

from mase.agencies.models import Agency
from mase.web.fields import ChoiceField, LongTextField
from mase.web.forms import Form
from referrals import intelligence
from referrals.models import About, Assessment, Handling, Nature, Source

_GRADING = ("source", "assessment", "handling", "conditions", "about", "nature")


class Record(Form):
    """The text, the line for others, the grading."""

    agency = ChoiceField(label="For which police do you record it?", called="your agency")
    text = LongTextField(
        label="The intelligence in full",
        called="the intelligence in full",
        max_length=8000,
        help_text="Only officers of your own agency with this right read it. It cannot be changed once it is recorded.",
    )
    line = LongTextField(
        label="The line for others",
        called="the line for others",
        max_length=500,
        help_text="What social care and partners may know and act on. Nothing from which the source can be told.",
    )
    nature = ChoiceField(label="Is it fact or opinion?", called="whether it is fact or opinion", choices=Nature.choices)
    about = ChoiceField(label="Who is it about?", called="who it is about", choices=About.choices)
    source = ChoiceField(
        label="How reliable is the source?", called="how reliable the source is", choices=Source.choices
    )
    assessment = ChoiceField(label="How well is it known?", called="how well it is known", choices=Assessment.choices)
    handling = ChoiceField(
        label="How may the line be handled?", called="how the line may be handled", choices=Handling.choices
    )
    conditions = LongTextField(
        label="On what conditions?",
        called="the conditions",
        max_length=500,
        help_text="For instance: not to be told to the family without asking the police.",
    )

    reveals = {"handling": {Handling.CONDITIONS: ["conditions"]}}

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(agency.code, agency.name) for agency in agencies]
        self.offer("agency", offered)
        if len(offered) == 1:
            self.initial["agency"] = offered[0][0]

    def clean_line(self) -> str:
        line = self.cleaned_data["line"]
        if intelligence.says_the_same(line, self.cleaned_data.get("text", "")):
            self.add_error("line", "The line for others must not be the full text: say less")
        return line

    def grading(self) -> dict[str, Any]:
        """Return what was said of source, knowledge, handling and the person."""
        return {name: self.cleaned_data[name] for name in _GRADING}


class Withdraw(Form):
    """Why others may no longer read it."""

    reason = LongTextField(
        label="Why is it withdrawn?",
        called="why it is withdrawn",
        max_length=1000,
        help_text="Kept on the record. Others read only that it was withdrawn, and when.",
    )
