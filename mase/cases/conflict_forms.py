"""What is asked about a conflict of interest, and about an adult in a child's life."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from mase.agencies.models import User
from mase.people.models import Relationship
from mase.web.fields import ChoiceField, DayField, LongTextField, TextField
from mase.web.forms import Form
from mase.web.meanwhile import Rewriting

_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? *[0-9][A-Z]{2}\b")  # as the database reads it: mase.people.models


class Declare(Form):
    """Somebody known by name, or an address; one of them at least."""

    names = TextField(
        label="Full name of the child or adult",
        called="the full name",
        required=False,
        max_length=200,
        help_text="Given name first, as it is written in official papers",
    )
    born_on = DayField(label="Date of birth", called="Date of birth", required=False, limit="today or past")
    address = TextField(
        label="Or an address, with its postcode",
        called="the address",
        required=False,
        max_length=200,
        help_text="For instance your own, or a relative’s",
    )
    relation = TextField(
        label="What are they to you?",
        called="what they are to you",
        max_length=200,
        help_text="A few words: nephew, neighbour, my children’s friend",
    )

    def clean_address(self) -> str:
        address = self.cleaned_data["address"]
        if address and not _POSTCODE.search(address.upper()):
            raise forms.ValidationError("Enter the address with its postcode")
        return address

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.names_somebody(cleaned):
            self.add_error("names", "Enter a full name, or an address with its postcode")
        return cleaned

    def names_somebody(self, cleaned: dict[str, Any]) -> bool:
        """Say whether there is anything to go by."""
        return bool(re.sub(r"\W", "", cleaned["names"]) or cleaned["address"])


class DeclareFor(Declare):
    """The same for a member of staff; the child may be named by the reference of a case."""

    user = ChoiceField(label="Member of staff", called="the member of staff", widget=forms.Select)
    reference = TextField(
        label="Reference of the child’s case",
        called="the reference",
        required=False,
        max_length=12,
        help_text="Where the name is spelled otherwise in the record",
    )
    field_order = ["user", "names", "born_on", "reference", "address", "relation"]

    def __init__(self, *args: Any, staff: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = {str(person.pk): person for person in staff}
        self.offer("user", [("", ""), *((key, person.name) for key, person in self.staff.items())])
        self.fields["relation"].label = "What are they to the member of staff?"
        self.fields["address"].help_text = "For instance where the member of staff or a relative lives"

    def clean_user(self) -> User:
        return self.staff[self.cleaned_data["user"]]

    def names_somebody(self, cleaned: dict[str, Any]) -> bool:
        """Say whether there is anything to go by."""
        return bool(cleaned["reference"]) or super().names_somebody(cleaned)


class EndConflict(Form):
    reason = LongTextField(label="Why does it end?", called="the reason", max_length=2000)


class Adult(Form):
    """An adult in a child's life."""

    given_names = TextField(label="Given names", called="the given names", max_length=100)
    family_name = TextField(label="Family name", called="the family name", max_length=100)
    born_on = DayField(label="Date of birth", called="Date of birth", required=False, limit="today or past")
    address = LongTextField(label="Address, with its postcode", called="the address", required=False, max_length=400)
    kind = ChoiceField(
        label="What are they to the child?", called="what they are to the child", choices=Relationship.Kind.choices
    )


class CorrectAdult(Rewriting, Adult):
    """What is known of the adult now, beside what somebody else may have corrected meanwhile."""

    rewritten = ("given_names", "family_name", "born_on", "address", "kind")
