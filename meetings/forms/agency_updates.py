"""Asking the agencies involved for their updates, and giving one."""

from collections.abc import Mapping, Sequence
from typing import Any

from mase.agencies.models import Agency
from mase.web.fields import ChoicesField, LongTextField
from mase.web.forms import Form
from mase.web.meanwhile import Rewriting


class AskUpdates(Form):
    """Which of the agencies that know the child are asked; all of them, unless somebody is left out."""

    agencies = ChoicesField(label="Which agencies are asked?", called="the agencies to ask")

    def __init__(self, *args: Any, involved: Mapping[Agency, Sequence[str]], **kwargs: Any) -> None:
        self.involved = {agency.code: agency for agency in involved}
        super().__init__(*args, initial={"agencies": list(self.involved)}, **kwargs)
        choices = [(agency.code, f"{agency.name}: {', '.join(why)}") for agency, why in involved.items()]
        self.offer("agencies", choices)

    def clean_agencies(self) -> list[Agency]:
        return [self.involved[code] for code in self.cleaned_data["agencies"]]


class GiveUpdate(Rewriting):
    """What an agency says for the MASE form of a child."""

    rewritten = ("words",)
    words = LongTextField(
        label="What is new with your agency about the child?",
        called="what is new with your agency",
        max_length=4000,
        help_text="Since your last update: what you saw, what you did, what worries you, what goes well. "
        "Write for a reader who does not know the child.",
    )
