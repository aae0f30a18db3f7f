"""What the referral asks about the child, and where the child stands with social care."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from mase import timescales
from mase.people import ages, identifiers
from mase.people.codes import Disability, Ethnicity, EthnicityBasis, LegalStatus
from mase.people.models import Answer, Gender
from mase.web.fields import ChoiceField, ChoicesField, ConfirmField, DayField, LongTextField, TextField
from referrals.forms.parts import SectionForm
from referrals.models import Placement, Standing

_LATEST_BIRTH = timedelta(days=300)
_OVERDUE = timedelta(days=42)
_NOT_SAID = (Ethnicity.REFU, Ethnicity.NOBT)
_BIRTHS = [
    ("known", "I know it"),
    ("not_known", "Not known yet"),
    ("unborn", "The child is not born yet"),
]


class Child(SectionForm):
    """Who the worry is about (ALL-2)."""

    given_names = TextField(label="Given names", called="the child’s given names", required=False, max_length=100)
    family_name = TextField(label="Family name", called="the child’s family name", required=False, max_length=100)
    name_not_known = ConfirmField(label="I do not know the child’s full name", required=False)
    known_as = TextField(
        label="Also known as", required=False, max_length=100, help_text="Nicknames, other spellings, names online."
    )
    birth = ChoiceField(label="Date of birth", choices=_BIRTHS, called="whether you know the date of birth")
    born_on = DayField(label="When was the child born?", called="the date of birth", limit="today or past")
    expected_on = DayField(label="When is the child expected?", called="the expected date")
    gender = ChoiceField(label="Gender", choices=Gender.choices, called="the child’s gender")
    address = LongTextField(label="Home address", required=False, max_length=500)
    placement_address = LongTextField(
        label="Address of the placement", required=False, max_length=500, help_text="Where the child is in care."
    )
    school = TextField(label="School or college", required=False, max_length=120)
    gp = TextField(label="GP practice", required=False, max_length=120)
    nhs_number = TextField(label="NHS number", required=False, max_length=20, help_text="10 digits, like 943 476 5919.")
    upn = TextField(
        label="Unique pupil number",
        required=False,
        max_length=20,
        help_text="A letter and 12 digits, like B801200005001.",
    )
    language = TextField(label="First language", required=False, max_length=60)
    interpreter = ChoiceField(label="Is an interpreter needed?", choices=Answer.choices, required=False)
    ethnicity = ChoiceField(
        label="Ethnicity",
        choices=[("", "Choose one, or leave it"), *Ethnicity.choices],
        required=False,
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
        label="Does the child have a learning disability?", choices=Answer.choices, required=False
    )

    reveals = {"birth": {"known": ["born_on"], "unborn": ["expected_on"]}}
    not_optional: ClassVar = ("given_names", "family_name")
    headings: ClassVar = {
        "address": "Home, school and doctor",
        "nhs_number": "Numbers",
        "language": "What helps to speak with the child",
        "ethnicity": "Ethnicity and background",
        "disabilities": "Disability and learning",
    }

    def clean_nhs_number(self) -> str:
        return _identified(identifiers.nhs_number, self.cleaned_data["nhs_number"])

    def clean_upn(self) -> str:
        return _identified(identifiers.upn, self.cleaned_data["upn"])

    def clean_born_on(self) -> date | None:
        born, today = self.cleaned_data["born_on"], self._today()
        if today and ages.is_too_old(born, on=today):
            raise ValidationError(ages.TOO_OLD)
        return born

    def clean_expected_on(self) -> date | None:
        expected, today = self.cleaned_data["expected_on"], self._today()
        if expected and today and not today - _OVERDUE <= expected <= today + _LATEST_BIRTH:
            raise ValidationError("The expected date must lie within the next ten months")
        return expected

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("name_not_known"):
            self._ask_for_names(cleaned)
        if cleaned.get("ethnicity") in (*_NOT_SAID, ""):
            cleaned["ethnicity_basis"] = ""
        elif not cleaned.get("ethnicity_basis"):
            self.add_error("ethnicity_basis", "Select who said so")
        return cleaned

    def _ask_for_names(self, cleaned: dict[str, Any]) -> None:
        for name in ("given_names", "family_name"):
            if not cleaned.get(name) and name not in self.errors:
                called = self.fields[name].called  # type: ignore[attr-defined]
                self.add_error(name, f"Enter {called}, or tick that you do not know it")

    def _today(self) -> date | None:
        return timescales.london_day(self.at) if self.at else None

    @classmethod
    def read(cls, kept: Any) -> dict[str, Any]:
        answers = super().read(kept)
        return {"birth": "known"} | answers if answers.get("born_on") else answers

    @classmethod
    def facts(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """Leave out what belongs to the form, and the expected date, which the referral keeps."""
        return {
            name: value for name, value in answers.items() if name not in ("birth", "expected_on", "name_not_known")
        }


class Where(SectionForm):
    """Where the child stands with social care, as far as the referrer knows."""

    standing = ChoiceField(label="How is the child known to social care?", choices=Standing.choices, required=False)
    known_worker = TextField(
        label="Social worker and team", required=False, max_length=200, help_text="If you know them."
    )
    placement = ChoiceField(label="Is the child in care, and where?", choices=Placement.choices, required=False)
    responsible_authority = TextField(
        label="Which authority is responsible?",
        required=False,
        max_length=80,
        help_text="For a child in care, like London Borough of Barnet.",
    )
    legal_status = ChoiceField(
        label="Legal status",
        choices=[("", "Not in care, or not known yet"), *LegalStatus.choices],
        required=False,
        widget=forms.Select,
    )


def _identified(check: Any, typed: str) -> str:
    try:
        return check(typed) if typed else ""
    except ValueError as mistake:
        raise ValidationError(str(mistake)) from None
