"""What the readers of the board and of timeliness choose. All of it travels in the address, so a view can be kept."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from mase.web.fields import ChoiceField, DayField
from mase.web.forms import Form
from reporting import measures, obligations
from reporting.addresses import boxes
from reporting.periods import Period

Choices = Iterable[tuple[str, str]]

_CRITERIA = ("rule", "who", "agency", "state", "outcome")
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


class Narrowing(Form):
    """Which deadlines are meant, by choices that may be left open; ``offered`` are those that occur."""

    rule = ChoiceField(label="What has to be done", called="what has to be done", required=False, widget=forms.Select)
    agency = ChoiceField(label="Agency", called="the agency", required=False, widget=forms.Select)

    def __init__(self, *args: Any, offered: Mapping[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & offered.keys():
            self.offer(name, [("", "All"), *offered[name]])

    @property
    def chosen(self) -> dict[str, str]:
        """Return what was chosen, without what was left open."""
        return {name: self.cleaned_data[name] for name in _CRITERIA if self.cleaned_data.get(name)}

    @property
    def described(self) -> list[tuple[str, str]]:
        """Return what was chosen in words: the question and the answer."""
        said = {name: dict(self.fields[name].choices) for name in self.chosen}  # type: ignore[attr-defined]
        return [(str(self[name].label), said[name][value]) for name, value in self.chosen.items()]


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


class Timeliness(Narrowing):
    """The period, and which of its deadlines are measured."""

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
