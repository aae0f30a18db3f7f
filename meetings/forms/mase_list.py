"""How the reader of the MASE list narrows it; what is chosen stands in the address: codes and numbers only."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from mase.web.fields import ChoiceField
from mase.web.forms import Form
from meetings.since import Change

Choices = Iterable[tuple[str, str]]
_CRITERIA = ("level", "change", "updated", "worker")


class MaseList(Form):
    """Which children of the list are shown; ``offered`` are the answers that occur."""

    authority = ChoiceField(label="Authority", called="the authority", required=False, widget=forms.Select)
    level = ChoiceField(label="Risk level", called="the risk level", required=False, widget=forms.Select)
    change = ChoiceField(
        label="Since the last meeting",
        called="what changed",
        required=False,
        choices=[("", "All"), *Change.choices],
        widget=forms.Select,
    )
    updated = ChoiceField(
        label="MASE form",
        called="whether the form is up to date",
        required=False,
        choices=[("", "All"), ("no", "Without update"), ("yes", "Up to date")],
        widget=forms.Select,
    )
    worker = ChoiceField(label="Social worker", called="the social worker", required=False, widget=forms.Select)

    def __init__(self, *args: Any, offered: Mapping[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in offered.items():
            self.offer(name, [("", "All"), *choices])

    @property
    def chosen(self) -> dict[str, str]:
        """Return what was chosen, without what was left open."""
        return {name: self.cleaned_data[name] for name in _CRITERIA if self.cleaned_data.get(name)}

    @property
    def described(self) -> list[tuple[str, str]]:
        """Return what was chosen in words: the question and the answer."""
        said = {name: dict(self.fields[name].choices) for name in self.chosen}  # type: ignore[attr-defined]
        return [(str(self[name].label), str(said[name][value])) for name, value in self.chosen.items()]
