"""Actions agreed and reported on."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mase.agencies.models import User
from mase.web.fields import (
    ChoiceField,
    DayField,
    LongTextField,
)
from mase.web.forms import Form
from meetings.models import REPORTED


class AgreeAction(Form):
    text = LongTextField(label="What will be done?", called="what will be done", max_length=2000)
    owner = ChoiceField(label="By whom?", called="the person who does it", widget=forms.Select)
    due_on = DayField(label="By when?", called="The day", limit="today or future")

    def __init__(self, *args: Any, people: Iterable[tuple[User, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = list(people)
        self.people = {str(person.pk): person for person, _ in named}
        choices = [(str(person.pk), f"{person.name}, {agency}") for person, agency in named]
        self.offer("owner", [("", ""), *choices])

    def clean_owner(self) -> User:
        return self.people[self.cleaned_data["owner"]]


class Report(Form):
    ending = ChoiceField(
        label="What became of the action?",
        called="what became of it",
        choices=[(ending.value, ending.label) for ending in REPORTED],
    )
    evidence = LongTextField(label="What was done, or why not", called="what was done, or why not", max_length=4000)
