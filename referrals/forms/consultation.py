"""What is asked about a worry that may need no referral, what is advised, and the case it is linked with."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mase import references, timescales
from mase.agencies.models import Agency
from mase.people import ages
from mase.web.fields import ChoiceField, DayField, LongTextField, TextField, YesNoField
from mase.web.forms import Form
from referrals.models import Advice, Adviser


class Ask(Form):
    """Whom, what, and whether the child is named."""

    agency = ChoiceField(label="For which agency do you ask?", called="your agency")
    adviser = ChoiceField(label="Whom do you want to ask?", called="whom you want to ask", choices=Adviser.choices)
    question = LongTextField(
        label="What are you worried about, and what do you want to know?",
        called="your question",
        max_length=8000,
        help_text="What you saw or were told, by whom and when. It can become the text of a referral later.",
    )
    named = YesNoField(
        label="Do you want to name the child?",
        called="whether you want to name the child",
        help_text="You can have advice without it. A name helps where somebody else has the same worry.",
    )
    given_names = TextField(label="Given names", called="the child’s given names", max_length=100)
    family_name = TextField(label="Family name", called="the child’s family name", max_length=100)
    born_on = DayField(
        label="Date of birth, if you know it", called="The date of birth", required=False, limit="today or past"
    )

    reveals = {"named": {"yes": ["given_names", "family_name", "born_on"]}}

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {agency.code: agency for agency in agencies}
        self.offer("agency", [(code, agency.name) for code, agency in self.agencies.items()])
        self.initial.setdefault("agency", next(iter(self.agencies), ""))
        if len(self.agencies) == 1:
            self.fields["agency"].widget = forms.HiddenInput()

    def clean_agency(self) -> Agency:
        return self.agencies[self.cleaned_data["agency"]]

    def clean_adviser(self) -> Adviser:
        return Adviser(self.cleaned_data["adviser"])

    def clean_born_on(self) -> date | None:
        born = self.cleaned_data["born_on"]
        if self.at and ages.is_too_old(born, on=timescales.london_day(self.at)):
            raise ValidationError(ages.TOO_OLD)
        return born


class Advise(Form):
    """What the adviser recommends, and why."""

    recommends = ChoiceField(label="What do you recommend?", called="what you recommend", choices=Advice.choices)
    advice = LongTextField(
        label="Your advice",
        called="your advice",
        max_length=3500,
        help_text="What to do, what to watch for, and when to ask again. It is kept with the question.",
    )

    def clean_recommends(self) -> Advice:
        return Advice(self.cleaned_data["recommends"])


class Link(Form):
    """The case that it is about."""

    reference = TextField(
        label="Reference of the case", called="the reference", max_length=20, help_text="For instance K7QF-3MTX"
    )

    def clean_reference(self) -> str:
        ref = self.cleaned_data["reference"].strip().upper()
        if not references.is_one(ref):
            raise ValidationError("Enter the reference as it is written on the record, such as K7QF-3MTX")
        return ref
