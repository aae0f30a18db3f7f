"""What the police record."""

from collections.abc import Mapping
from typing import Any

from mase.web.fields import ChoiceField, LongTextField, TextField
from mase.web.forms import Form
from referrals import police
from referrals.models import CrimeReport


class Categorise(Form):
    """The police category (SO-13, SO-32)."""

    number = ChoiceField(label="Category", called="the category")
    crime_report = ChoiceField(
        label="Which crime report is it on?", choices=CrimeReport.choices, called="which crime report it is on"
    )
    crime_reference = TextField(
        label="Crime reference",
        called="the crime reference",
        max_length=40,
        help_text="Of a crime or a non-crime report, like 4619283/26.",
    )
    basis = LongTextField(
        label="What does the category rest on?",
        called="what the category rests on",
        max_length=4000,
        help_text="Evidence and intelligence, with their dates. What was done to the child, not what the child did.",
    )

    def __init__(self, *args: Any, categories: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("number", [(str(number), f"{number}: {label}") for number, label in categories.items()])
        self.fields["number"].hints = {  # type: ignore[attr-defined]
            str(number): f"Goes to: {police.GOES_TO[number]}" for number in categories if number in police.GOES_TO
        }
