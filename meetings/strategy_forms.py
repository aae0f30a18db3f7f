"""What people fill in when a strategy meeting is moved and after it was held."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from mase.clock import LONDON
from mase.web.fields import ChoiceField, DayField, LongTextField, MomentField, TextField, YesNoField
from mase.web.forms import Form
from meetings.models import How, Plan


class MoveStrategy(Form):
    """Another time or place for a meeting that was convened (HO-8)."""

    scheduled_for = MomentField(label="New date and time", called="The date and time", limit="future")
    place = TextField(label="Room, or how to join", called="the room, or how to join", max_length=200)
    reason = LongTextField(label="Why is it moved?", called="why it is moved", max_length=2000)
    late_because = LongTextField(
        label="Why can it not be held in time?",
        called="why it cannot be held in time",
        required=False,
        max_length=2000,
        help_text="Only where the new time lies after the moment by which it has to be held.",
    )

    def __init__(self, *args: Any, held_by: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held_by = held_by

    def clean(self) -> dict[str, Any]:
        """Ask why it is late where it is (HO-8)."""
        cleaned = super().clean() or {}
        meets_at = cleaned.get("scheduled_for")
        if self.held_by and meets_at and meets_at > self.held_by and not cleaned.get("late_because"):
            last = self.held_by.astimezone(LONDON)
            self.add_error("late_because", f"Enter why it cannot be held in time, by {last.day} {last:%B %Y at %H:%M}")
        return cleaned


class TellHost(Form):
    """That the authority in whose area the child is placed was told (HO-14, SO-22)."""

    told_at = MomentField(label="When were they told?", called="The date and time", limit="past")
    authority_post = TextField(
        label="Who was told at the authority?",
        called="who was told at the authority",
        max_length=200,
        help_text="Their post is enough, like duty manager of the MASH.",
    )
    police_post = TextField(
        label="Who was told at the police there?",
        called="who was told at the police",
        max_length=200,
        help_text="Their post is enough, like CSE lead of the borough.",
    )
    how = ChoiceField(label="How?", called="how they were told", choices=How.choices)

    def __init__(self, *args: Any, held_at: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held_at = held_at

    def clean_told_at(self) -> datetime:
        told_at = self.cleaned_data["told_at"]
        if self.held_at and told_at < self.held_at:
            held = self.held_at.astimezone(LONDON)
            raise ValidationError(
                f"The date and time must not lie before the meeting, {held.day} {held:%B %Y at %H:%M}"
            )
        return told_at


class RecordConference(Form):
    """What came of the child protection conference, or why there was none (Working Together)."""

    held = YesNoField(label="Was a child protection conference held?", called="whether a conference was held")
    held_on = DayField(label="On which day?", called="The day", limit="today or past")
    plan = ChoiceField(label="What did it decide?", called="what it decided", choices=Plan.choices)
    not_held_because = LongTextField(
        label="Why was there none?",
        called="why there was none",
        max_length=4000,
        help_text="Such as: the enquiry showed no continuing risk of significant harm, and who agreed that.",
    )
    reveals = {"held": {"yes": ["held_on", "plan"], "no": ["not_held_because"]}}

    def __init__(self, *args: Any, enquiry_since: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enquiry_since = enquiry_since

    def clean_held_on(self) -> date | None:
        day, since = self.cleaned_data["held_on"], self.enquiry_since
        if day and since and day < since:
            raise ValidationError(f"The day must not lie before the strategy meeting, {since.day} {since:%B %Y}")
        return day

    def clean_plan(self) -> str:
        return self.cleaned_data["plan"] or ""

    def clean_not_held_because(self) -> str:
        return self.cleaned_data["not_held_because"] or ""
