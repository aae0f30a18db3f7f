"""What is added to approved minutes."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mase.web.fields import ChoiceField, LongTextField
from mase.web.forms import Form
from meetings.models import ListEntry

WHOLE = "whole"


class AddToMinutes(Form):
    about = ChoiceField(label="What is it about?", called="what it is about", widget=forms.Select)
    words = LongTextField(
        label="What do you add?",
        called="what you add",
        help_text="The approved words stay as they are. About the meeting as a whole, name no child.",
        max_length=4000,
    )

    def __init__(self, *args: Any, entries: Iterable[ListEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = {str(entry.pk): entry for entry in entries}
        cases = [(pk, f"{entry.case.ref}, {entry.case.child.name}") for pk, entry in self.entries.items()]
        self.offer("about", [("", ""), (WHOLE, "The meeting as a whole"), *cases])

    def clean_about(self) -> ListEntry | None:
        """Return the case it is about; none for the meeting as a whole."""
        return self.entries.get(self.cleaned_data["about"])
