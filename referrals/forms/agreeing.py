"""Who knows of the referral and agrees to it, and who refers."""

from typing import Any

from django import forms

from mase.people.models import Answer
from mase.web.fields import ChoiceField, LongTextField, TextField
from referrals.forms.parts import SectionForm


class Consent(SectionForm):
    """Who knows of this referral."""

    child_aware = ChoiceField(
        label="Does the child know about this referral?", choices=Answer.choices, called="whether the child knows"
    )
    child_agrees = ChoiceField(
        label="Does the child agree to it?", choices=Answer.choices, called="whether the child agrees"
    )
    carers_aware = ChoiceField(
        label="Do the parents or carers know about it?",
        choices=Answer.choices,
        called="whether the parents or carers know",
    )
    carers_agree = ChoiceField(
        label="Do the parents or carers agree to it?",
        choices=Answer.choices,
        called="whether the parents or carers agree",
    )
    consent_reason = LongTextField(
        label="If any answer is no, what is the reason?",
        required=False,
        max_length=2000,
        help_text="For instance: telling somebody would put the child at more risk. You can refer without agreement.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        answers = [cleaned.get(name) for name in ("child_aware", "child_agrees", "carers_aware", "carers_agree")]
        if Answer.NO in answers and not cleaned.get("consent_reason"):
            self.add_error("consent_reason", "Enter the reason, because one of the answers is no")
        return cleaned


class Referrer(SectionForm):
    """Who refers, and how MASH reaches them."""

    referrer_role = TextField(label="Your role", called="your role", max_length=120)
    referrer_telephone = TextField(
        label="Telephone number MASH can reach you on",
        called="a telephone number",
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    relationship = TextField(
        label="How do you know the child?",
        called="how you know the child",
        max_length=200,
        help_text="For instance: head of year.",
    )
