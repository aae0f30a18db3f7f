"""How the reader of the record of all young people at risk narrows and orders it: codes only stand in the address."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mase.web.fields import ChoiceField
from mase.web.forms import Choosing
from reporting import at_risk
from reporting.at_risk import Lack, Why
from riskscreening.trajectory import NO_LEVEL


class AtRisk(Choosing):
    """Which young people are shown, in which order; ``levels`` are the borough's."""

    criteria = ("why", "level", "lacks")
    why = ChoiceField(
        label="Why on the record",
        called="why they are on the record",
        required=False,
        choices=[("", "All"), *Why.choices],
        widget=forms.Select,
    )
    level = ChoiceField(label="Risk level", called="the risk level", required=False, widget=forms.Select)
    lacks = ChoiceField(
        label="What is missing",
        called="what is missing",
        required=False,
        choices=[("", "All"), ("any", "Something is missing"), *Lack.choices],
        widget=forms.Select,
    )
    sort = ChoiceField(
        label="Sort by",
        called="the order",
        required=False,
        choices=[(name, label) for name, (label, _) in at_risk.SORTS.items()],
        widget=forms.Select,
    )

    def __init__(self, *args: Any, levels: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("level", [("", "All"), *levels, (NO_LEVEL, "No level")])

    @property
    def by(self) -> str:
        """Return the order that was chosen, or else the gravest first."""
        return self.cleaned_data.get("sort") or "risk"

    @property
    def here(self) -> dict[str, str]:
        """Return what the address holds of all this."""
        return {**self.chosen, "sort": self.by}
