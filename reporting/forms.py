"""What the readers of the board, of timeliness and of the trail choose.

What is looked at travels in the address, so a view can be kept; references and numbers of people only, no name.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from mase import references
from mase.audit.logged import Log
from mase.web.fields import ChoiceField, DayField, LongTextField, TextField
from mase.web.forms import Choosing, Form
from reporting import measures, obligations, signals, trail
from reporting.addresses import boxes
from reporting.periods import Period

Choices = Iterable[tuple[str, str]]

_ORDERS = (
    ("due", "Due, earliest first"),
    ("-due", "Due, latest first"),
    ("rule", "What has to be done, A to Z"),
    ("-rule", "What has to be done, Z to A"),
    ("who", "Who answers, A to Z"),
    ("-who", "Who answers, Z to A"),
    ("agency", "Agency, A to Z"),
    ("-agency", "Agency, Z to A"),
)


class Narrowing(Choosing):
    """Which deadlines are meant, by choices that may be left open; ``offered`` are those that occur."""

    criteria = ("rule", "who", "agency", "state", "outcome")
    rule = ChoiceField(label="What has to be done", called="what has to be done", required=False, widget=forms.Select)
    agency = ChoiceField(label="Agency", called="the agency", required=False, widget=forms.Select)

    def __init__(self, *args: Any, offered: Mapping[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & offered.keys():
            self.offer(name, [("", "All"), *offered[name]])


class Piles(Narrowing):
    """Which of the open deadlines are counted."""

    who = ChoiceField(label="Who answers", called="who answers", required=False, widget=forms.Select)


class Board(Piles):
    """Which of the open deadlines are listed, and in which order."""

    state = ChoiceField(label="State", called="the state", required=False, widget=forms.Select)
    sort = ChoiceField(label="Sort by", called="the order", required=False, choices=_ORDERS, widget=forms.Select)

    @property
    def order(self) -> obligations.Order:
        """Return the order that was chosen, or else the one by when it is due."""
        return obligations.ORDERS[self.cleaned_data["sort"] or "due"]

    @property
    def here(self) -> dict[str, str]:
        """Return what the address holds of all this."""
        return {**self.chosen, "sort": self.cleaned_data["sort"]}


class InPeriod(Form):
    """From one day to another."""

    begins = DayField(label="From", called="the first day")
    ends = DayField(label="To", called="the last day")

    def clean_ends(self) -> Any:
        begins, ends = self.cleaned_data.get("begins"), self.cleaned_data["ends"]
        if begins and ends < begins:
            raise forms.ValidationError("The last day must be the same as or after the first day")
        return ends

    @property
    def period(self) -> Period:
        """Return the period that was asked for."""
        return Period(self.cleaned_data["begins"], self.cleaned_data["ends"])


class Timeliness(InPeriod, Narrowing):
    """The period, and which of its deadlines are measured."""

    @property
    def here(self) -> dict[str, object]:
        """Return what the address holds of all this."""
        return {**boxes(self.period), **self.chosen}


class Listed(Timeliness):
    """The same for the list behind a number."""

    outcome = ChoiceField(
        label="How it ended",
        called="how it ended",
        required=False,
        choices=[("", "All"), *((name, label) for name, (label, _) in measures.LISTS.items())],
        widget=forms.Select,
    )


class Trail(InPeriod):
    """Which rows of the trail are shown; each kind of page adds whose they are."""

    what = ChoiceField(
        label="What was done",
        called="what was done",
        required=False,
        choices=[("", "Everything"), *((name, label) for name, (label, _) in trail.WHAT.items())],
        widget=forms.Select,
    )
    log = ChoiceField(
        label="Kind of processing",
        called="the kind of processing",
        required=False,
        choices=[("", "All six kinds"), *Log.choices],
        widget=forms.Select,
    )
    whose = ""  # the name of the field that says so

    def __init__(self, *args: Any, offered: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.fields[self.whose], forms.ChoiceField):
            self.offer(self.whose, [("", "Choose one"), *offered])

    @property
    def asked_for(self) -> str:
        """Return the reference, number or code of what was asked for."""
        return self.cleaned_data[self.whose]

    @property
    def about(self) -> str:
        """Return whose trail it is, in words."""
        if self.whose == "case":
            return f"Case {self.asked_for}"
        return dict(self.fields[self.whose].choices)[self.asked_for]  # type: ignore[attr-defined]

    @property
    def described(self) -> list[str]:
        """Return how the rows are narrowed, in words."""
        said = {name: dict(self.fields[name].choices) for name in self.kinds}  # type: ignore[attr-defined]
        return [f"{self[name].label}: {said[name][value].lower()}" for name, value in self.kinds.items() if value]

    @property
    def kinds(self) -> dict[str, str]:
        """Return how the rows are narrowed."""
        return {"what": self.cleaned_data["what"], "log": self.cleaned_data["log"]}

    @property
    def here(self) -> dict[str, object]:
        """Return what the address holds of all this."""
        return {self.whose: self.asked_for, **boxes(self.period), **self.kinds}


class TrailOfCase(Trail):
    """Who looked at a child’s file."""

    case = TextField(label="Case reference", called="the case reference", max_length=12)
    whose = "case"
    field_order = ("case", "begins", "ends", "what", "log")

    def clean_case(self) -> str:
        ref = self.cleaned_data["case"].strip().upper()
        if not references.is_one(ref):
            raise forms.ValidationError("Enter a case reference like BCDF-2345")
        return ref


class TrailOfPerson(Trail):
    """What a member of staff did and saw."""

    person = ChoiceField(label="Member of staff", called="the member of staff", widget=forms.Select)
    whose = "person"
    field_order = ("person", "begins", "ends", "what", "log")


class TrailOfAgency(Trail):
    """What was done for an agency."""

    agency = ChoiceField(label="Agency", called="the agency", widget=forms.Select)
    whose = "agency"
    field_order = ("agency", "begins", "ends", "what", "log")


class Unusual(InPeriod):
    """In which period unusual patterns are looked for."""

    def clean_ends(self) -> Any:
        ends = super().clean_ends()
        if "begins" in self.cleaned_data and ends - self.cleaned_data["begins"] >= signals.LONGEST:
            raise forms.ValidationError(f"The period must be {signals.LONGEST.days} days or shorter")
        return ends


class ExportTrail(InPeriod):
    """What the regulator is given, and why."""

    reason = LongTextField(label="Why it is exported", called="why it is exported", max_length=500)


class ReviewSignal(Form):
    """What looking into something unusual has shown."""

    note = LongTextField(label="What you found", called="what you found", max_length=500)
