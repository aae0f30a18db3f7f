"""Whom others ring to reach an agency."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from mase.agencies.models import User
from mase.web.fields import ChoiceField, TextField
from mase.web.forms import Form

_FEWEST_DIGITS = 5  # an extension of a switchboard


class NameContact(Form):
    person = ChoiceField(label="Who is the point of contact?", called="the point of contact", widget=forms.Select)
    telephone = TextField(
        label="Telephone number",
        called="the telephone number",
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text="The number on which other agencies reach them at work.",
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.offer("person", [("", ""), *((key, person.name) for key, person in self.people.items())])

    def clean_person(self) -> User:
        return self.people[self.cleaned_data["person"]]

    def clean_telephone(self) -> str:
        number = " ".join(self.cleaned_data["telephone"].split())
        if len(re.sub(r"\D", "", number)) < _FEWEST_DIGITS:
            raise forms.ValidationError("Enter the telephone number in figures, like 020 7946 0000")
        return number
