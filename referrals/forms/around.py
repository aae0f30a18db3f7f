"""Whom and what the referral names around the child, row by row. Not knowing is an answer; nothing is guessed."""

from typing import Any

from django import forms

from mase.people.codes import AgeBand, Ethnicity, EthnicityBasis, ObservedEthnicity
from mase.people.models import Answer
from mase.web.fields import ChoiceField, DayField, LongTextField, TextField
from referrals.forms.parts import Rows, SectionForm
from referrals.models import ContactPoint, PlaceKind, PlaceType

GENDERS = [("female", "Female"), ("male", "Male"), ("other", "Another way"), ("not_known", "Not known yet")]
_SAID = [
    ("said", "They said so, or somebody who knows them did"),
    ("observed", "Somebody saw them"),
    ("not_known", "Not known yet"),
]


class Member(SectionForm):
    """A parent, a carer, or another child or adult in the household."""

    name = TextField(label="Name", called="the name", max_length=200)
    relationship = TextField(
        label="What are they to the child?",
        called="what they are to the child",
        max_length=120,
        help_text="For instance: mother, stepfather, younger brother.",
    )
    born_on = DayField(label="Date of birth", required=False, limit="today or past")
    parental_responsibility = ChoiceField(
        label="Do they have parental responsibility?", choices=Answer.choices, required=False
    )
    protects = ChoiceField(label="Do they protect the child?", choices=Answer.choices, required=False)


class Household(Rows):
    row, one = Member, "person"


class Concerning(SectionForm):
    """Somebody who may be harming the child."""

    name = TextField(label="Name", required=False, max_length=200)
    known_as = TextField(
        label="Also known as", required=False, max_length=200, help_text="Nicknames, names online, other spellings."
    )
    relationship = TextField(
        label="What are they to the child?", required=False, max_length=200, help_text="As far as you know."
    )
    description = LongTextField(
        label="What do they look like, and what do you know of them?", required=False, max_length=4000
    )
    born_on = DayField(label="Date of birth", required=False, limit="today or past")
    age_band = ChoiceField(
        label="Age", choices=[("", "Choose one, or leave it"), *AgeBand.choices], required=False, widget=forms.Select
    )
    gender = ChoiceField(label="Gender", choices=GENDERS, required=False)
    ethnicity_known = ChoiceField(label="How is their ethnicity known?", choices=_SAID, required=False)
    said_by = ChoiceField(
        label="Who said so?",
        called="who said so",
        choices=[
            (EthnicityBasis.SELF.value, "They did"),
            (EthnicityBasis.REPORTED.value, "Somebody who knows them did"),
        ],
    )
    said = ChoiceField(
        label="What was said",
        called="what was said",
        choices=[("", "Choose one"), *((c.value, c.label) for c in Ethnicity if c not in ("REFU", "NOBT"))],
        widget=forms.Select,
    )
    seen = ChoiceField(
        label="What was seen, by the police’s list",
        called="what was seen",
        choices=[("", "Choose one"), *ObservedEthnicity.choices],
        widget=forms.Select,
    )
    address = LongTextField(label="Address", required=False, max_length=500)

    reveals = {"ethnicity_known": {"said": ["said_by", "said"], "observed": ["seen"]}}

    @classmethod
    def facts(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """Say by which list the ethnicity was given and on what basis."""
        own = ("ethnicity_known", "said_by", "said", "seen")
        known = answers.get("ethnicity_known")
        basis = {"said": answers.get("said_by"), "observed": EthnicityBasis.OBSERVED.value}.get(str(known))
        return {name: value for name, value in answers.items() if name not in own} | {
            "ethnicity": answers.get("said") or answers.get("seen"),
            "ethnicity_basis": basis,
        }


class PeopleOfConcern(Rows):
    row, one = Concerning, "person"


class PlaceRow(SectionForm):
    """A place that matters for what happens to the child."""

    kind = ChoiceField(label="Why does it matter?", called="why the place matters", choices=PlaceKind.choices)
    type = ChoiceField(
        label="What sort of place is it?",
        called="what sort of place it is",
        choices=[("", "Choose one"), *PlaceType.choices],
        widget=forms.Select,
    )
    where = TextField(label="Where is it?", required=False, max_length=200, help_text="A name, a street or a postcode.")
    note = LongTextField(label="What happens there?", required=False, max_length=4000)


class Places(Rows):
    row, one = PlaceRow, "place"


class VehicleRow(SectionForm):
    """A vehicle that the child was seen in or near."""

    registration = TextField(label="Registration", required=False, max_length=20, help_text="All of it, or a part.")
    description = TextField(
        label="Make, model and colour",
        called="the registration, or what it looks like",
        required=False,
        max_length=200,
        help_text="For instance: dark Corsa with a dented door.",
    )
    note = LongTextField(label="When and where was it seen?", required=False, max_length=4000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("registration") and not cleaned.get("description"):
            self.add_error("registration", "Enter the registration, or what the vehicle looks like")
        return cleaned


class Vehicles(Rows):
    row, one = VehicleRow, "vehicle"


class ContactRow(SectionForm):
    """A telephone number or an account online."""

    kind = ChoiceField(label="What is it?", called="what it is", choices=ContactPoint.Kind.choices)
    number = TextField(label="Number, or name of the account", called="the number or the name", max_length=120)
    service = TextField(
        label="Network, app or game", required=False, max_length=80, help_text="For instance: Snapchat, Roblox."
    )
    whose = TextField(label="Whose is it?", required=False, max_length=200)
    note = LongTextField(label="What do you know about it?", required=False, max_length=4000)


class ContactPoints(Rows):
    row, one = ContactRow, "number or account"
