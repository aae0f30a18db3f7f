"""What is asked of whoever compares two files."""

from mase.cases.models import Verdict
from mase.web.fields import ChoiceField, LongTextField
from mase.web.forms import Form


class Decide(Form):
    verdict = ChoiceField(
        label="Are the two files about the same child?",
        called="whether the files are about the same child",
        choices=Verdict.choices,
    )
    reason = LongTextField(
        label="How do you know?",
        called="how you know",
        max_length=2000,
        help_text="For instance: the school confirms the date of birth and the mother’s name.",
    )


class Undo(Form):
    reason = LongTextField(label="Why is this taken back?", called="the reason", max_length=2000)
