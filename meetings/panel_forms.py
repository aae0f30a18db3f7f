"""What people fill in to move or cancel a meeting, and to send their agency's information to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mase.web.fields import DayField, LongTextField, MomentField, TextField, YesNoField
from mase.web.forms import Form
from meetings.models import TOPICS, AgencySubmission

_UNKNOWING = "For a reader who does not know the child."


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


class SendInformation(Form):
    """What an agency tells the meeting beforehand (SO-25); the police also of investigations and hot spots (SO-31)."""

    anything = YesNoField(
        label="Does your agency have anything to report to this meeting?",
        called="whether your agency has anything to report",
        help_text="No is an honest answer: it shows that you have looked.",
    )
    prevention = LongTextField(label="Prevention: what was done, and what came of it", required=False, max_length=4000)
    disruption = LongTextField(label="Disruption: what was done, and what came of it", required=False, max_length=4000)
    prosecution = LongTextField(
        label="Prosecution: what was done, and what came of it", required=False, max_length=4000
    )
    places = LongTextField(label="Places of raised risk", required=False, max_length=4000)
    peer_groups = LongTextField(label="Peer groups of raised risk", required=False, max_length=4000)
    gangs = LongTextField(label="Gangs of raised risk", required=False, max_length=4000)
    young_people = LongTextField(
        label="Young people your agency works with who are at risk",
        required=False,
        max_length=4000,
        help_text="Case references where there are some. Every standing member reads it.",
    )
    investigations = LongTextField(label="Open investigations", required=False, max_length=4000)
    people_of_concern = LongTextField(label="People of concern", required=False, max_length=4000)
    hot_spots = LongTextField(label="Hot spots", required=False, max_length=4000)

    def __init__(self, *args: Any, topics: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics
        for name in set(self.fields) - {"anything", *topics}:
            del self.fields[name]
        self.reveals = {"anything": {"yes": topics}}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("anything") and not any(cleaned.get(name) for name in self.topics):
            self.add_error(self.topics[0], "Enter what your agency has to report, or answer No above")
        return cleaned

    @property
    def told(self) -> dict[str, Any]:
        """Return what was typed, as the operation takes it."""
        texts = {name: self.cleaned_data[name] for name in self.topics}
        return texts | {"nothing_to_report": not self.cleaned_data["anything"]}

    @staticmethod
    def said(before: AgencySubmission | None) -> dict[str, Any]:
        """Return what the agency sent before, to be corrected."""
        texts = {name: getattr(before, name) for name in TOPICS} if before else {}
        return texts | ({"anything": not before.nothing_to_report} if before else {})


class UpdateForm(Form):
    """The texts of the MASE form, to be brought up to date (HO-9)."""

    concerns = LongTextField(
        label="All concerns about sexual exploitation", called="the concerns", max_length=8000, help_text=_UNKNOWING
    )
    investigations = LongTextField(
        label="Current investigations", called="the current investigations, or “none”", max_length=4000
    )
    agency_updates = LongTextField(
        label="An update from every agency involved", called="an update from every agency", max_length=8000
    )
    actions_so_far = LongTextField(
        label="Actions agreed so far, and what came of them", called="the actions agreed so far", max_length=4000
    )
    asked_of_panel = LongTextField(
        label="What do you ask of the meeting?", called="what you ask of the meeting", max_length=2000
    )


class WithdrawForm(Form):
    reason = LongTextField(label="Why is the form withdrawn?", called="why the form is withdrawn", max_length=2000)


class OfferConsultation(Form):
    offered_on = DayField(
        label="When was the consultation offered to the social worker?",
        called="The day of the offer",
        limit="today or past",
    )


class AnswerConsultation(Form):
    accepted = YesNoField(label="Do you accept the consultation?", called="whether you accept the consultation")


class HoldConsultation(Form):
    held_on = DayField(
        label="When was the consultation held?", called="The day of the consultation", limit="today or past"
    )


class IssueReturn(Form):
    """That the quarterly return was issued (RE-9)."""

    issued_on = DayField(label="When was it issued?", called="The day it was issued", limit="today or past")
    issued_to = TextField(
        label="To which body?",
        called="the body it was issued to",
        max_length=200,
        help_text="Such as a subgroup of the safeguarding partnership.",
    )
    note = LongTextField(
        label="A note about the figures",
        called="a note about the figures",
        max_length=4000,
        help_text="Where the report is kept, what it counts, what is incomplete. No names of children.",
    )
