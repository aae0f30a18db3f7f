"""What a manager fills in about a case as a whole."""

from django import forms

from mase import references
from mase.cases.models import Emergency
from mase.cases.stages import Stage
from mase.web.fields import ChoiceField, DayField, LongTextField, TextField
from mase.web.forms import Form


class Restrict(Form):
    reason = LongTextField(
        label="Why does this record have to be restricted?",
        called="the reason",
        max_length=2000,
        help_text="For instance: the child is related to a member of staff.",
    )


class Reason(Form):
    reason = LongTextField(label="Why?", called="the reason", max_length=2000)


class Filter(Form):
    stage = ChoiceField(
        label="Stage", required=False, choices=[("", "All stages"), *Stage.choices], widget=forms.Select
    )


class OpenInEmergency(Form):
    known = ChoiceField(
        label="What do you know of the record?",
        called="what you know of the record",
        choices=[("reference", "Its reference"), ("child", "The child’s name and date of birth")],
    )
    ref = TextField(label="Reference", called="the reference", max_length=20, help_text="For instance K7QF-3MTX")
    names = TextField(
        label="The child’s full name",
        called="the child’s full name",
        max_length=200,
        help_text="As it is written in the record: it has to be the same name",
    )
    born_on = DayField(label="The child’s date of birth", called="the child’s date of birth")
    need = ChoiceField(label="Why can this not wait?", called="why this cannot wait", choices=Emergency.Need.choices)
    reason = LongTextField(
        label="What has happened, and what do you need to know?",
        called="what has happened",
        min_length=20,
        max_length=2000,
        help_text="In your own words. Whoever answers for the record and the privacy officer read this.",
    )

    reveals = {"known": {"reference": ["ref"], "child": ["names", "born_on"]}}

    def clean_ref(self) -> str:
        ref = self.cleaned_data["ref"].strip().upper()
        if not references.is_one(ref):
            raise forms.ValidationError("Enter the reference as it is written on the record, such as K7QF-3MTX")
        return ref


class ReviewEmergency(Form):
    finding = ChoiceField(label="What did you find?", called="what you found", choices=Emergency.Finding.choices)
    note = LongTextField(
        label="How did you come to this?",
        called="how you came to this",
        max_length=4000,
        help_text="Whom you spoke to and what they said. Leave out the child’s name.",
    )
