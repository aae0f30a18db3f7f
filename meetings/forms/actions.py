"""Actions agreed and reported on."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from mase import timescales
from mase.agencies.models import User
from mase.web import environment
from mase.web.fields import (
    ChoiceField,
    DayField,
    LongTextField,
)
from mase.web.forms import Form
from meetings import tracker
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


class CheckAction(Form):
    words = LongTextField(label="What did the meeting hear?", called="what the meeting heard", max_length=2000)
    carried_to = DayField(
        label="Carry it forward to another day",
        called="The day",
        limit="today or future",
        required=False,
        help_text="Leave this empty if its day stays as it is.",
    )

    def __init__(self, *args: Any, day: date, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, at=at, **kwargs)
        self.last = max(day, timescales.london_day(at))

    def clean_carried_to(self) -> date | None:
        """Return the new day, which comes after today and after the one that the action has."""
        to: date | None = self.cleaned_data["carried_to"]
        if to and to <= self.last:
            raise forms.ValidationError(f"The day must be after {environment.day(self.last)}")
        return to


class CancelAction(Form):
    reason = LongTextField(label="Why is it cancelled?", called="why it is cancelled", max_length=2000)


class Tracked(Form):
    """Which actions are listed; numbers and references only, as they stand in the address."""

    state = ChoiceField(label="State", called="the state", required=False, widget=forms.Select, choices=tracker.STATES)
    who = ChoiceField(label="By whom", called="the person", required=False, widget=forms.Select)
    agency = ChoiceField(label="Agency", called="the agency", required=False, widget=forms.Select)
    case = ChoiceField(label="Case", called="the case", required=False, widget=forms.Select)
    meeting = ChoiceField(label="Meeting", called="the meeting", required=False, widget=forms.Select)

    def __init__(self, *args: Any, offered: Mapping[str, tracker.Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in offered.items():
            self.offer(name, [("", "All"), *choices])

    @property
    def chosen(self) -> dict[str, str]:
        """Return what was chosen; open actions where nothing was said of the state."""
        return {"state": "open"} | {name: value for name, value in self.cleaned_data.items() if value}
