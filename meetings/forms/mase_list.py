"""How the reader of the MASE list narrows it; what is chosen stands in the address: codes and numbers only."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from mase.web.fields import ChoiceField
from mase.web.forms import Choosing
from meetings.since import Change

Choices = Iterable[tuple[str, str]]


class MaseList(Choosing):
    """Which children of the list are shown; ``offered`` are the answers that occur."""

    criteria = ("level", "change", "updated", "worker")
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
