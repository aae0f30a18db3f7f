"""What is written in a workspace, and which notes a page shows (HO-12, HO-13)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mase.agencies.models import User
from mase.cases.models import NoteKind
from mase.web.fields import ChoiceField, DayField, LongTextField, MomentField
from mase.web.forms import Form

_LONGEST = 16_000
_MOMENT = tuple(f"about_at-{part}" for part in ("day", "month", "year", "time"))
TYPED = frozenset({"kind", "text", *_MOMENT})  # what is kept of a note that is being typed


class Write(Form):
    """A note, as it is written."""

    kind = ChoiceField(label="What is it?", called="what it is", choices=NoteKind.choices)
    about_at = MomentField(
        label="When did it happen?",
        called="When it happened",
        limit="past",
        help_text="Not when you write: the note says that by itself.",
    )
    text = LongTextField(
        label="What happened?",
        called="what happened",
        max_length=_LONGEST,
        help_text="What you saw and heard, in the child’s own words where you can. What you think of it stands apart.",
    )


def restored(typed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return what was typed before as the form opens with it, not checked yet."""
    said = {name: values[0] for name, values in typed.items() if values}
    moment = tuple(said.get(name, "") for name in _MOMENT)
    return {"kind": said.get("kind", ""), "text": said.get("text", ""), "about_at": moment if any(moment) else None}


class Add(Form):
    """What puts a note right, or adds to it."""

    text = LongTextField(
        label="What is to be added, or put right?",
        called="what is to be added",
        max_length=_LONGEST,
        help_text="The note stays as it was written. This stands below it, with your name and the time.",
    )


class NameAdviser(Form):
    """Who the personal adviser of a care leaver is (HO-13)."""

    adviser = ChoiceField(label="Personal adviser", called="the personal adviser")

    def __init__(self, *args: Any, advisers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.advisers = {str(person.pk): person for person in advisers}
        self.offer("adviser", [(key, person.name) for key, person in self.advisers.items()])

    def clean_adviser(self) -> User:
        return self.advisers[self.cleaned_data["adviser"]]


class Filter(Form):
    """Which notes a page shows."""

    kind = ChoiceField(
        label="Kind", required=False, choices=[("", "All kinds"), *NoteKind.choices], widget=forms.Select
    )
    by = ChoiceField(label="Written by", required=False, widget=forms.Select)
    since = DayField(label="From", called="The first day", required=False)
    until = DayField(label="To", called="The last day", required=False)

    def __init__(self, *args: Any, writers: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("by", [("", "Anybody"), *((str(pk), name) for pk, name in writers)])

    def clean_until(self) -> date | None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data["until"]
        if since and until and until < since:
            raise ValidationError("The last day must not be before the first day")
        return until
