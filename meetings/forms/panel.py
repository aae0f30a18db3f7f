"""The meeting scheduled, moved, cancelled, and its list."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms

from mase.agencies.models import Authority
from mase.web.fields import (
    ChoiceField,
    LongTextField,
    MomentField,
    NumberField,
    TextField,
)
from mase.web.forms import Form
from meetings.forms.exceptions import ByException
from meetings.models import CohortEntry


class Schedule(Form):
    """Scheduling a monthly meeting."""

    authority = ChoiceField(label="Authority", called="the authority")
    scheduled_for = MomentField(label="Date and time of the meeting", called="The date and time", limit="future")
    pre_mase_at = MomentField(
        label="Date and time of the pre-meeting", called="The date and time of the pre-meeting", limit="future"
    )
    place = TextField(label="Room, or how to join", called="the room, or how to join", max_length=200)

    def __init__(self, *args: Any, authorities: Iterable[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authorities = {authority.code: authority for authority in authorities}
        self.offer("authority", [(code, authority.name) for code, authority in self.authorities.items()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        meeting, before = cleaned.get("scheduled_for"), cleaned.get("pre_mase_at")
        if meeting and before and before >= meeting:
            self.add_error("pre_mase_at", "The pre-meeting must be before the meeting")
        return cleaned


class MoveMeeting(Form):
    """Another moment or place for a meeting that is scheduled."""

    scheduled_for = MomentField(label="New date and time of the meeting", called="The date and time", limit="future")
    pre_mase_at = MomentField(
        label="New date and time of the pre-meeting", called="The date and time of the pre-meeting", limit="future"
    )
    place = TextField(label="Room, or how to join", called="the room, or how to join", max_length=200)
    reason = LongTextField(
        label="Why is it moved?",
        called="why it is moved",
        max_length=2000,
        help_text="Everybody who is told reads it. No names of children.",
    )

    def __init__(self, *args: Any, pre_mase_was: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pre_mase_was = pre_mase_was
        if self.at and pre_mase_was <= self.at:
            del self.fields["pre_mase_at"]  # it has been held and stays where it was

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        meeting, before = cleaned.get("scheduled_for"), cleaned.setdefault("pre_mase_at", self.pre_mase_was)
        if meeting and before and before >= meeting:
            beside = "pre_mase_at" if "pre_mase_at" in self.fields else "scheduled_for"
            self.add_error(beside, "The pre-meeting must be before the meeting")
        return cleaned


class CancelMeeting(Form):
    reason = LongTextField(
        label="Why is the meeting cancelled?",
        called="why the meeting is cancelled",
        max_length=2000,
        help_text="Everybody who is told reads it. No names of children.",
    )


class ListCase(Form):
    """Putting a case of the cohort on a meeting's list."""

    entry = ChoiceField(label="Case", called="the case", widget=forms.Select)
    reason = LongTextField(
        label="Why is it on the list?", called="why it is on the list", max_length=2000, widget=forms.TextInput
    )

    def __init__(self, *args: Any, cohort: Iterable[CohortEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = {entry.case.ref: entry for entry in cohort}
        names = [(ref, f"{entry.case.child.name} ({ref})") for ref, entry in self.cohort.items()]
        self.offer("entry", [("", ""), *names])

    def clean_entry(self) -> CohortEntry:
        return self.cohort[self.cleaned_data["entry"]]


class ListByException(ByException, ListCase):
    """The same where the meeting looks at single cases by exception only, and why (SO-34)."""

    field_order = ["entry", "exceptional", "theme", "reason"]


class PlaceAt(Form):
    position = NumberField(label="Position", min_value=1)
