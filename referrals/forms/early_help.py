"""What is asked when a child is held in early help, reviewed there, or stepped up."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mase.agencies.models import Agency
from mase.web.fields import ChoiceField, DayField, LongTextField, TextField, YesNoField
from mase.web.forms import Form


class HoldEarlyHelp(Form):
    """Who works with the child and family now, with which plan, and why (SO-2)."""

    lead_professional = TextField(
        label="Who is the lead professional?",
        called="who the lead professional is",
        max_length=200,
        help_text="Name and role. They know that the child stays in the co-ordinator’s view.",
    )
    agency = ChoiceField(label="Of which agency?", called="the agency", required=False, widget=forms.Select, choices=[])
    plan = LongTextField(
        label="What is the plan?",
        called="what the plan is",
        max_length=4000,
        help_text="Who does what, and by what you will see that the child is safer.",
    )
    reason = LongTextField(
        label="Why is early help the right answer?",
        called="why early help is the right answer",
        max_length=4000,
        help_text="Why the concerns meet neither section 17 nor section 47 now.",
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", [("", "Another organisation"), *((agency.code, agency.name) for agency in agencies)])


class ReviewEarlyHelp(Form):
    """The co-ordinator's look at a child held in early help."""

    held_on = DayField(label="On which day was it reviewed?", called="The day", limit="today or past")
    finding = LongTextField(
        label="How is the child now?",
        called="how the child is now",
        max_length=4000,
        help_text="What has changed, what the child says of it, and what the lead professional sees.",
    )
    goes_on = YesNoField(label="Does early help go on?", called="whether early help goes on")

    def __init__(self, *args: Any, since: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since

    def clean_held_on(self) -> date:
        day, since = self.cleaned_data["held_on"], self.since
        if day < since:
            raise ValidationError(f"The day must not lie before early help began, {since.day} {since:%B %Y}")
        return day


class StepUp(Form):
    """Why the child needs social care again."""

    reason = LongTextField(
        label="Why does the child need social care now?",
        called="why the child needs social care now",
        max_length=4000,
    )
