"""What people fill in around a strategy meeting."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mase.agencies.models import Agency, User
from mase.clock import LONDON
from mase.web import words
from mase.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    LongTextField,
    MomentField,
    TextField,
    YesNoField,
)
from mase.web.forms import Form
from meetings.agenda import Asked, Post
from meetings.models import Contribution, Decision, How, Plan

_TALKED_AT_ONCE = (
    "If you talked on the telephone before you entered the meeting here, give the moment of the talk. The record shows "
    "both moments."
)


class _Posts(Form):
    """Whom to ask by their post; under each that is ticked, who holds it as far as that is known (SO-22)."""

    posts = ChoicesField(label="Who else is asked, by their post?", called="whom to ask", required=False)

    def ask(self, posts: Sequence[Post]) -> None:
        """Offer these posts, each with a name and where the person works; without any the question is not put."""
        self.asked = {post.code: post for post in posts}
        if not posts:
            del self.fields["posts"]
            return
        self.offer("posts", [(post.code, post.title) for post in posts])
        self.fields["posts"].hints = {post.code: post.why for post in posts}  # type: ignore[attr-defined]
        self.reveals = {"posts": {code: [f"{code}_name", f"{code}_organisation"] for code in self.asked}}
        for code in self.asked:
            for name, label in (("name", "Name, where it is known"), ("organisation", "Where they work")):
                field = TextField(label=label, required=False, max_length=120)
                words.speak_plainly(field)
                self.fields[f"{code}_{name}"] = field

    def invited_posts(self) -> list[Asked]:
        """Return the posts that were ticked, as the operations take them."""
        cleaned, ticked = self.cleaned_data, self.cleaned_data.get("posts", ())
        return [
            Asked(
                post=self.asked[code].title,
                name=cleaned[f"{code}_name"],
                organisation=cleaned[f"{code}_organisation"],
            )
            for code in ticked
        ]


class Convene(_Posts):
    """Convening a strategy meeting (HO-8)."""

    reason = LongTextField(
        label="What is the concern?",
        called="the concern",
        max_length=4000,
        help_text="Why significant harm is possible.",
    )
    urgent = YesNoField(
        label="Is immediate action needed?",
        called="whether immediate action is needed",
        help_text="Serious risk of harm, or an allegation of penetrative sexual abuse: it is held the same day.",
    )
    scheduled_for = MomentField(label="Date and time of the meeting", called="The date and time", limit="future")
    place = TextField(label="Room, or how to join", called="the room, or how to join", max_length=200)
    chair = ChoiceField(
        label="Chair", called="the chair", widget=forms.Select, help_text="An assistant team manager or above."
    )
    agencies = ChoicesField(label="Which agencies are invited?", called="the agencies to invite")

    field_order = ["reason", "urgent", "scheduled_for", "place", "chair", "agencies", "posts"]

    def __init__(
        self,
        *args: Any,
        chairs: Iterable[User],
        agencies: Iterable[Agency],
        posts: Sequence[Post],
        held_by: dict[bool, datetime],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ask(posts)
        self.held_by = held_by
        self.chairs = {str(person.pk): person for person in chairs}
        self.invitable = {agency.code: agency for agency in agencies}
        self.offer("chair", [("", ""), *((key, person.name) for key, person in self.chairs.items())])
        self.offer("agencies", [(code, agency.name) for code, agency in self.invitable.items()])

    def clean(self) -> dict[str, Any]:
        """Hold the meeting to its timescale, unless that has passed already (HO-8)."""
        cleaned = super().clean() or {}
        limit, meets_at = self.held_by.get(cleaned.get("urgent", False)), cleaned.get("scheduled_for")
        if limit and meets_at and self.at and self.at <= limit < meets_at:
            last = limit.astimezone(LONDON)
            self.add_error("scheduled_for", f"The meeting must be held by {last.day} {last:%B %Y at %H:%M}")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Return the cleaned answers as the operation takes them."""
        names = ("reason", "urgent", "scheduled_for", "place", "chair", "agencies")
        return {name: self.cleaned_data[name] for name in names} | {"asked": self.invited_posts()}

    def clean_chair(self) -> User:
        return self.chairs[self.cleaned_data["chair"]]

    def clean_agencies(self) -> list[Agency]:
        invited = [self.invitable[code] for code in self.cleaned_data["agencies"]]
        if not any(agency.kind == "police" for agency in invited):
            raise ValidationError("Select the police: a strategy meeting is not held without them")
        return invited


class InviteMore(_Posts):
    """Who else comes to a meeting that is convened."""

    agencies = ChoicesField(label="Which agencies are invited too?", called="the agencies to invite", required=False)

    field_order = ["agencies", "posts"]

    def __init__(self, *args: Any, agencies: Iterable[Agency], posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask(posts)
        self.invitable = {agency.code: agency for agency in agencies}
        self.offer("agencies", [(code, agency.name) for code, agency in self.invitable.items()])
        if not self.invitable:
            del self.fields["agencies"]

    def clean(self) -> dict[str, Any]:
        """Somebody has to be invited."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("agencies") and not cleaned.get("posts"):
            raise ValidationError("Select whom to invite")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Return the cleaned answers as the operation takes them."""
        agencies = [self.invitable[code] for code in self.cleaned_data.get("agencies", ())]
        return {"agencies": agencies, "asked": self.invited_posts()}


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


class RecordStrategy(Form):
    """What the strategy meeting decided; what was said stands under the points of its agenda."""

    held_at = MomentField(label="When was the meeting held?", called="The date and time", limit="past")
    decision = ChoiceField(label="Decision", called="the decision", choices=Decision.choices)
    decision_reason = LongTextField(label="Reasons", called="the reasons", max_length=4000)
    complex_abuse = YesNoField(
        label="Is there more than one victim or abuser?",
        called="whether there is more than one victim or abuser",
        help_text="If so, a meeting about complex abuse is convened, and the co-ordinator is told.",
    )
    complex_reason = LongTextField(
        label="What says so?", called="what says that there is more than one, or only one", max_length=2000
    )
    form_needed = YesNoField(label="Is a MASE form needed?", called="whether a MASE form is needed")
    form_reason = LongTextField(label="Why, or why not?", called="why, or why not", max_length=2000)
    placed_elsewhere = YesNoField(
        label="Is the child placed in another authority’s area?",
        called="whether the child is placed in another authority’s area",
        help_text="If so, that authority and its police are told within 24 hours of the meeting.",
    )
    host_authority = TextField(label="Which authority?", called="the authority", max_length=120)
    reveals = {"placed_elsewhere": {"yes": ["host_authority"]}}

    def __init__(self, *args: Any, not_before: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.not_before = not_before
        if not_before is None:
            self.fields["held_at"].help_text = _TALKED_AT_ONCE

    def clean_held_at(self) -> datetime:
        held_at, earliest = self.cleaned_data["held_at"], self.not_before
        if earliest and held_at < earliest:
            convened = earliest.astimezone(LONDON)
            said = f"{convened.day} {convened:%B %Y at %H:%M}"
            raise ValidationError(f"The meeting was convened on {said}. Enter that moment or a later one")
        return held_at


class Dissent(Form):
    """Where an agency sees the decision differently."""

    dissent = LongTextField(label="Sees it differently", required=False, max_length=2000)

    def __init__(self, *args: Any, contribution: Contribution, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"agency-{contribution.pk}", **kwargs)
        self.contribution = contribution
        self.fields["dissent"].label = contribution.agency.name


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
