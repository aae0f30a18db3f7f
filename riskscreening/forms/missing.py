"""A time the child was missing, the return, and the return interview."""

from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from mase.cases.models import Absence
from mase.web.fields import ChoiceField, LongTextField, MomentField, TextField, YesNoField
from mase.web.forms import Form
from mase.web.meanwhile import Rewriting
from riskscreening.models import Interview, MissingFrom

_HELD = ("held_by", "learned", "passed_to_police", "passed_on")
_DECLINED = ("declined_by", "declined_because")


class _Episode(Form):
    """What is known of the time itself."""

    kind = ChoiceField(label="What is it?", called="whether the child is missing or away", choices=Absence.choices)
    missing_since = MomentField(
        label="Since when was the child missing?",
        called="The moment since which the child was missing",
        limit="past",
        help_text="When somebody last knew where the child was.",
    )
    missing_from = ChoiceField(
        label="Where was the child missing from?",
        called="where the child was missing from",
        choices=MissingFrom.choices,
    )
    reported_to_police = YesNoField(
        label="Was it reported to the police?", called="whether it was reported to the police"
    )
    police_reference = TextField(
        label="Reference of the police",
        called="the reference of the police, or “requested”",
        max_length=40,
        help_text="“Requested” where there is none yet.",
    )
    notes = LongTextField(
        label="What is known?",
        required=False,
        max_length=4000,
        help_text="Who is worried and why, places, adults, telephones. What happened, not whose fault it was.",
    )


class _Return(Form):
    """What is known of the return."""

    returned_at = MomentField(label="When did the child come back?", called="The moment of the return", limit="past")
    found_where = TextField(
        label="Where was the child found?",
        required=False,
        max_length=200,
        help_text="A place, in the same words each time, so that a pattern shows.",
    )
    with_whom = TextField(label="Who was with the child?", required=False, max_length=200)
    return_note = LongTextField(label="How is the child?", required=False, max_length=4000)


_OF_RETURN = ["returned_at", "found_where", "with_whom", "return_note"]


class RecordMissing(_Return, _Episode):
    """Since when and from where; whether the police know; the return where it has been."""

    is_back = YesNoField(label="Is the child back?", called="whether the child is back")
    field_order = [*_Episode.base_fields, "is_back", *_OF_RETURN]

    reveals = {"reported_to_police": {"yes": ["police_reference"]}, "is_back": {"yes": _OF_RETURN}}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        _refuse_before_missing(self, cleaned)
        return cleaned

    def episode(self) -> dict[str, Any]:
        """Return the cleaned answers as the operation takes them."""
        left_out = {"is_back"} if self.cleaned_data["is_back"] else {"is_back", *_OF_RETURN}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


class CorrectMissing(Rewriting, _Episode):
    """What was mistyped, and why it is changed; the child is still missing."""

    rewritten: ClassVar = tuple(_Episode.base_fields)
    reason = LongTextField(
        label="Why is it corrected?",
        called="why it is corrected",
        max_length=1000,
        help_text="How it read before stays in the history.",
    )
    reveals = {"reported_to_police": {"yes": ["police_reference"]}}


class CorrectReturned(_Return, CorrectMissing):
    """The same once the child is back: the return can be corrected too."""

    rewritten: ClassVar = (*CorrectMissing.rewritten, *_OF_RETURN)
    field_order = [*_Episode.base_fields, *_OF_RETURN, "reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        _refuse_before_missing(self, cleaned)
        return cleaned


def _refuse_before_missing(form: Form, cleaned: dict[str, Any]) -> None:
    since, until = cleaned.get("missing_since"), cleaned.get("returned_at")
    if since and until and until <= since:
        form.add_error("returned_at", "The moment of the return must be after the child was last seen")


class RecordReturn(_Return):
    """When the child came back."""

    def __init__(self, *args: Any, missing_since: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missing_since = missing_since

    def clean_returned_at(self) -> datetime:
        returned_at = self.cleaned_data["returned_at"]
        if returned_at <= self.missing_since:
            raise ValidationError("The moment of the return must be after the child was last seen")
        return returned_at


class OfferInterview(Form):
    """When and by whom the return interview was offered."""

    offered_at = MomentField(label="When was it offered?", called="The moment of the offer", limit="past")
    offered_by = TextField(
        label="Who offered it?",
        called="who offered the interview",
        max_length=120,
        help_text="Best somebody independent whom the child can trust.",
    )

    def __init__(self, *args: Any, returned_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.returned_at = returned_at

    def clean_offered_at(self) -> datetime:
        offered_at = self.cleaned_data["offered_at"]
        if offered_at < self.returned_at:
            raise ValidationError("The moment of the offer must be after the return")
        return offered_at


class RecordInterview(Form):
    """The return interview that was held, or who declined it and why."""

    interview = ChoiceField(
        label="What became of the return interview?",
        called="what became of the return interview",
        choices=Interview.choices,
    )
    held_by = TextField(
        label="Who held it?",
        called="who held the interview",
        max_length=120,
        help_text="Best somebody who does not make decisions about the child.",
    )
    learned = LongTextField(
        label="What was learned?",
        called="what was learned",
        max_length=4000,
        help_text="What the child said, where they were, with whom, what would help.",
    )
    passed_to_police = YesNoField(
        label="Has what was learned been passed to the police?",
        called="whether it has been passed to the police",
    )
    passed_on = TextField(
        label="What was passed on, in a line?",
        required=False,
        max_length=300,
        help_text="Where it was passed on: “the address and the car”, with the reference where there is one.",
    )
    declined_by = TextField(
        label="Who declined?",
        called="who declined the interview",
        max_length=120,
        help_text="The child, a parent, a carer: in which words you can.",
    )
    declined_because = LongTextField(
        label="What was the reason, and what was offered instead?", called="the reason", max_length=4000
    )
    interview_at = MomentField(label="When was that?", called="The moment", limit="past")

    reveals = {"interview": {Interview.HELD: _HELD, Interview.DECLINED: _DECLINED}}

    def __init__(self, *args: Any, returned_at: datetime, offered_at: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.returned_at, self.offered_at = returned_at, offered_at
        if offered_at is None:
            self.offer("interview", [(Interview.HELD.value, Interview.HELD.label)])

    def clean_interview_at(self) -> datetime:
        interview_at = self.cleaned_data["interview_at"]
        if interview_at < self.returned_at:
            raise ValidationError("The moment must be after the return")
        if self.offered_at and interview_at < self.offered_at:
            raise ValidationError("The moment must be after the interview was offered")
        return interview_at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("passed_to_police") and not cleaned.get("passed_on"):
            self.add_error("passed_on", "Enter what was passed to the police")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Return the cleaned answers as the operation takes them."""
        cleaned = self.cleaned_data
        held = cleaned["interview"] == Interview.HELD
        return {
            "interview": Interview(cleaned["interview"]),
            "interview_at": cleaned["interview_at"],
            "interview_by": cleaned["held_by" if held else "declined_by"],
            "interview_note": cleaned["learned" if held else "declined_because"],
            "passed_to_police": cleaned["passed_to_police"],
            "passed_on": cleaned["passed_on"] if cleaned["passed_to_police"] else "",
        }
