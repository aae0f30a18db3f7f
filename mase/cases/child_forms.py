"""What is known of the child, to be corrected. What is covered on pages stays covered: it is overwritten unseen."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mase import timescales
from mase.cases.children import COVERED, PLAIN, Said
from mase.people import ages, identifiers
from mase.people.codes import Disability, Ethnicity, EthnicityBasis
from mase.people.models import Answer, Gender, Person
from mase.web.fields import ChoiceField, ChoicesField, DayField, LongTextField, TextField
from mase.web.meanwhile import Rewriting

_NOT_SAID = (Ethnicity.REFU, Ethnicity.NOBT)
_KEPT = "Hidden. Leave it empty to keep what is recorded."
_CALLED = {
    "nhs_number": "NHS number",
    "upn": "unique pupil number",
    "address": "home address",
    "placement_address": "address of the placement",
}


class Correct(Rewriting):
    given_names = TextField(label="Given names", required=False, max_length=100)
    family_name = TextField(label="Family name", required=False, max_length=100)
    known_as = TextField(label="Also known as", required=False, max_length=100)
    born_on = DayField(label="Date of birth", called="the date of birth", required=False, limit="today or past")
    gender = ChoiceField(label="Gender", choices=Gender.choices, called="the child’s gender")
    nhs_number = TextField(label="NHS number", required=False, max_length=20, help_text=_KEPT)
    upn = TextField(label="Unique pupil number", required=False, max_length=20, help_text=_KEPT)
    address = LongTextField(label="Home address", required=False, max_length=500, help_text=_KEPT)
    placement_address = LongTextField(label="Address of the placement", required=False, max_length=500, help_text=_KEPT)
    take_out = ChoicesField(
        label="Take out what is recorded", required=False, help_text="Only where it is wrong and nobody knows better."
    )
    take_over = ChoicesField(
        label="Take over from another file about the child",
        required=False,
        help_text="Another file gives something else. It is taken over without being shown here.",
    )
    school = TextField(label="School or college", required=False, max_length=120)
    gp = TextField(label="GP practice", required=False, max_length=120)
    language = TextField(label="First language", required=False, max_length=60)
    interpreter = ChoiceField(label="Is an interpreter needed?", choices=Answer.choices)
    ethnicity = ChoiceField(
        label="Ethnicity",
        choices=Ethnicity.choices,
        widget=forms.Select,
        help_text="What the child or a parent or carer says. Never a guess.",
    )
    ethnicity_basis = ChoiceField(
        label="Who said so?",
        choices=[
            (EthnicityBasis.SELF.value, "The child said so"),
            (EthnicityBasis.REPORTED.value, "A parent or carer said so"),
        ],
        called="who said so",
        required=False,
    )
    nationality = TextField(label="Nationality", required=False, max_length=60)
    religion = TextField(label="Religion", required=False, max_length=60)
    disabilities = ChoicesField(label="Disabilities", choices=Disability.choices, required=False)
    learning_disability = ChoiceField(
        label="Does the child have a learning disability?", choices=Answer.choices, called="an answer"
    )

    rewritten = PLAIN

    def __init__(self, *args: Any, child: Person, said: Iterable[Said], **kwargs: Any) -> None:
        known = {name: getattr(child, name) for name in PLAIN}
        super().__init__(*args, initial=known, **kwargs)
        self.child, self.said = child, list(said)
        recorded = [(name, called) for name, called in _CALLED.items() if getattr(child, name)]
        covered = [(one.token, f"The {_CALLED[one.field]} in file {one.ref}") for one in self.said if one.is_covered]
        for question, options in {"take_out": recorded, "take_over": covered}.items():
            if options:
                self.offer(question, [(code, text[0].upper() + text[1:]) for code, text in options])
            else:
                del self.fields[question]
        for one in self.said:
            if not one.is_covered:
                field = self.fields[one.field]
                field.help_text = f"{field.help_text} The referral of file {one.ref} says: {one.words}.".strip()

    def clean_nhs_number(self) -> str:
        return _identified(identifiers.nhs_number, self.cleaned_data["nhs_number"])

    def clean_upn(self) -> str:
        return _identified(identifiers.upn, self.cleaned_data["upn"])

    def clean_born_on(self) -> date | None:
        born = self.cleaned_data["born_on"]
        if self.at and ages.is_too_old(born, on=timescales.london_day(self.at)):
            raise ValidationError(ages.TOO_OLD)
        return born

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("ethnicity") in _NOT_SAID:
            cleaned["ethnicity_basis"] = ""
        elif not cleaned.get("ethnicity_basis"):
            self.add_error("ethnicity_basis", "Select who said so")
        return cleaned

    def changes(self) -> dict[str, Any]:
        """Return the fields that are to say something else; what was typed goes before what is taken over or out."""
        answers = self.cleaned_data
        taken_over = {one.field: one.value for one in self.said if one.token in answers.get("take_over", [])}
        wanted: Mapping[str, Any] = {
            **{name: answers[name] for name in PLAIN},
            **dict.fromkeys(answers.get("take_out", []), ""),
            **taken_over,
            **{name: answers[name] for name in COVERED if answers[name]},
        }
        return {name: value for name, value in wanted.items() if value != getattr(self.child, name)}


def _identified(read: Callable[[str], str], typed: str) -> str:
    try:
        return read(typed) if typed else ""
    except ValueError as mistake:
        raise ValidationError(str(mistake)) from None
