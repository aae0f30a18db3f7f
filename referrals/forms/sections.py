"""The sections of the referral form."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError

from mase.agencies.models import Agency
from mase.clock import LONDON
from mase.people import identifiers
from mase.people.models import Answer, Gender
from mase.web.fields import ChoiceField, ChoicesField, ConfirmField, DayField, LongTextField, TextField, YesNoField
from mase.web.forms import Form
from referrals.indicators import Indicator

_OLDEST = 25  # up to which care leavers are followed


class Child(Form):
    """Who the worry is about (ALL-2)."""

    given_names = TextField(label="Given names", called="the child’s given names", max_length=100)
    family_name = TextField(label="Family name", called="the child’s family name", max_length=100)
    known_as = TextField(label="Also known as", required=False, max_length=100)
    born_on = DayField(
        label="Date of birth", required=False, limit="today or past", help_text="Leave empty if you do not know it."
    )
    gender = ChoiceField(label="Gender", choices=Gender.choices, called="the child’s gender")
    nhs_number = TextField(
        label="NHS number", required=False, max_length=20, help_text="10 digits, if you have it, like 943 476 5919."
    )
    address = LongTextField(label="Home or placement address", required=False, max_length=500)
    school = TextField(label="School or college", required=False, max_length=120)
    language = TextField(label="First language", required=False, max_length=60)
    learning_disability = ChoiceField(
        label="Does the child have a learning disability?",
        choices=Answer.choices,
        called="whether there is a learning disability",
    )

    def clean_nhs_number(self) -> str:
        typed = self.cleaned_data["nhs_number"]
        try:
            return identifiers.nhs_number(typed) if typed else ""
        except ValueError as mistake:
            raise ValidationError(str(mistake)) from None

    def clean_born_on(self) -> date | None:
        born = self.cleaned_data["born_on"]
        if born and self.at and relativedelta(self.at.astimezone(LONDON).date(), born).years > _OLDEST:
            raise ValidationError("The date of birth makes this person older than 25. Check the year.")
        return born


class Concern(Form):
    """What the worry is."""

    immediate_danger = YesNoField(
        label="Is the child in immediate danger?",
        called="whether the child is in immediate danger",
        help_text="If so, call 999 now. Then send this form.",
    )
    concern = LongTextField(
        label="What are you worried about?",
        called="what you are worried about",
        max_length=8000,
        help_text="What you saw or were told, by whom, and when. Use the child’s own words where you can.",
    )
    happened_on = DayField(
        label="When did it happen?", required=False, limit="today or past", help_text="The latest day, if there is one."
    )
    indicators = ChoicesField(
        label="Signs you have seen",
        choices=Indicator.choices,
        required=False,
        help_text="Tick all that apply, or none.",
    )
    done_so_far = LongTextField(label="What has been done so far?", required=False, max_length=4000)


class Consent(Form):
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


class Referrer(Form):
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


SECTIONS: dict[str, tuple[str, type[Form]]] = {
    "child": ("The child", Child),
    "concern": ("The concern", Concern),
    "consent": ("Who knows and agrees", Consent),
    "referrer": ("About you", Referrer),
}


class AgencyChoice(Form):
    """For which agency a referral is written, where the person belongs to several."""

    agency = ChoiceField(label="Which agency do you refer for?", called="your agency")

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", [(agency.code, agency.name) for agency in agencies])


class Discard(Form):
    """The question before a draft is thrown away."""

    sure = ConfirmField(label="Throw this draft away", called="that you want to throw it away")
