"""The sections of the referral form and what MASH fills in."""

from collections.abc import Iterable, Mapping
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
from referrals import police
from referrals.indicators import Indicator
from referrals.models import Colour, CrimeReport, Reply

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


class Sharing(Form):
    """The request that goes to the partner agencies (BR-1)."""

    agencies = ChoicesField(label="Which agencies do you ask?", called="the agencies you ask")
    purpose = LongTextField(
        label="What do you need to know, and why?",
        called="what you need to know",
        max_length=2000,
        help_text="Each agency sees this text and the child’s identity, not the referral.",
    )
    legal_basis = ChoiceField(label="On what legal basis do you ask?", called="the legal basis")

    def __init__(self, *args: Any, agencies: Iterable[Agency], legal_bases: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agencies", [(agency.code, agency.name) for agency in agencies])
        self.offer("legal_basis", [(basis, basis) for basis in legal_bases])


class AnswerRequest(Form):
    """An agency's answer."""

    reply = ChoiceField(
        label="Does your agency know the child?", choices=Reply.choices, called="whether you know the child"
    )
    information = LongTextField(
        label="What does your agency hold that bears on this?",
        called="what your agency holds",
        max_length=8000,
        help_text="Facts and their dates; say what is opinion.",
    )
    reveals = {"reply": {Reply.KNOWN: ["information"]}}


class WithdrawRequest(Form):
    """Waiting for an agency no longer."""

    reason = LongTextField(
        label="Why is the answer no longer needed?",
        called="why it is no longer needed",
        max_length=1000,
        help_text="The agency reads this.",
    )


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


class Propose(Form):
    """MASH's proposal (HO-2)."""

    colour = ChoiceField(label="Outcome", called="the outcome")
    reason = LongTextField(
        label="Reasons",
        called="the reasons",
        max_length=4000,
        help_text="What the agencies told you, and why it leads to this.",
    )

    def __init__(self, *args: Any, colours: Iterable[Colour], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("colour", [(colour.value, colour.label) for colour in colours])


class Agree(Form):
    """The police's word on it (HO-2)."""

    agreed = YesNoField(label="Do the police agree this outcome?", called="whether the police agree")
    reason = LongTextField(label="Why not?", called="why not", max_length=4000)
    reveals = {"agreed": {"no": ["reason"]}}


class Tell(Form):
    """How the referrer was told (SO-18)."""

    verbally_on = DayField(
        label="When was the referrer told in person or by telephone?", called="The day", limit="today or past"
    )
    in_writing_on = DayField(label="When was the referrer told in writing?", called="The day", limit="today or past")

    def __init__(self, *args: Any, agreed_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreed_on = agreed_on

    def clean_verbally_on(self) -> date:
        return self._after_agreed("verbally_on")

    def clean_in_writing_on(self) -> date:
        return self._after_agreed("in_writing_on")

    def _after_agreed(self, name: str) -> date:
        day, agreed = self.cleaned_data[name], self.agreed_on
        if agreed and day < agreed:
            raise ValidationError(f"The day must not lie before the outcome, {agreed.day} {agreed:%B %Y}")
        return day


class Discard(Form):
    """The question before a draft is thrown away."""

    sure = ConfirmField(label="Throw this draft away", called="that you want to throw it away")
