"""What is written down under the points of a strategy meeting's agenda, by one or several people while it is held.

Nothing has to be answered to be saved; what the record of the meeting needs is asked for when it is recorded.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.validators import MaxLengthValidator
from django.utils.datastructures import MultiValueDict

from mase.web.fields import ChoiceField, DayField, LongTextField, TextField, YesNoField
from mase.web.meanwhile import Rewriting
from meetings import agenda
from meetings.agenda import Point
from meetings.convening import State
from meetings.models import Contribution, StrategyAttendee, StrategyMeeting, Weighed
from meetings.operations.preparing import Said

_LONG = [MaxLengthValidator(8000, "Use 8,000 characters or fewer")]  # without a count under each of forty boxes
_AHEAD = ("parents_told", "parents_reason", "safety_plan", "next_on", "minutes_go_to")


class _Part(Rewriting):
    """A part of the page; on a page that was opened before the part was there, it stays as it is."""

    def __init__(self, data: Any, *, prefix: str, **kwargs: Any) -> None:
        super().__init__(data if data and f"{prefix}-seen" in data else None, prefix=prefix, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Where the answer of somebody else stands, let stand what they said with it."""
        typed = dict(self.cleaned_data)
        cleaned = super().clean()
        for question, answers in self.reveals.items():
            if question in cleaned and cleaned[question] != typed[question]:
                cleaned |= {name: self.initial[name] for names in answers.values() for name in names}
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Return what was said, as the columns hold it."""
        asked = [name for name in self.rewritten if isinstance(self.fields[name], YesNoField)]
        nothing = {name: None for name in asked if self.cleaned_data[name] == ""}
        return {name: self.cleaned_data[name] for name in self.rewritten} | nothing


class Note(_Part):
    """What was said under one point."""

    words = LongTextField(label="What was said", required=False, validators=_LONG)
    rewritten = ("words",)

    def __init__(self, data: Any, *, point: Point, words: str, **kwargs: Any) -> None:
        super().__init__(data, prefix=f"note-{point.code}", initial={"words": words}, **kwargs)


class Attend(_Part):
    """Who holds a post that was asked, and whether they came."""

    name = TextField(label="Name", required=False, max_length=120)
    organisation = TextField(label="Where they work", required=False, max_length=120)
    present = YesNoField(label="Were they there?", required=False)
    contributed_how = TextField(
        label="How did they take part?",
        required=False,
        max_length=200,
        help_text="Such as: sent a report, was rung, will be told.",
    )
    rewritten = ("name", "organisation", "present", "contributed_how")
    reveals = {"present": {"no": ["contributed_how"]}}

    def __init__(self, data: Any, *, row: StrategyAttendee, **kwargs: Any) -> None:
        super().__init__(data, prefix=f"post-{row.pk}", initial=_initial(row, self.rewritten), **kwargs)
        self.row = row


class Come(_Part):
    """Whether an agency came, and how it took part where it did not."""

    present = YesNoField(label="Was the agency at the meeting?", required=False)
    attended_by = TextField(label="Who came", required=False, max_length=200, help_text="Name and post.")
    decides = YesNoField(label="Could they decide for the agency?", required=False)
    contributed_how = TextField(
        label="How did it take part?",
        required=False,
        max_length=200,
        help_text="Such as: sent a report, was rung during the meeting.",
    )
    rewritten = ("present", "attended_by", "decides", "contributed_how")
    reveals = {"present": {"yes": ["attended_by", "decides"], "no": ["contributed_how"]}}

    def __init__(self, data: Any, *, row: Contribution, **kwargs: Any) -> None:
        super().__init__(data, prefix=f"agency-{row.pk}", initial=_initial(row, self.rewritten), **kwargs)
        self.row = row


class Tell(_Part):
    """What an agency said, and where it comes from."""

    information = LongTextField(
        label="What the agency said", required=False, validators=_LONG, help_text="As said, not added to later."
    )
    source = TextField(
        label="Where it comes from",
        required=False,
        max_length=200,
        help_text="Who or which record, of what time, how reliable.",
    )
    rewritten = ("information", "source")

    def __init__(self, data: Any, *, row: Contribution, **kwargs: Any) -> None:
        super().__init__(data, prefix=f"said-{row.pk}", initial=_initial(row, self.rewritten), **kwargs)
        self.row = row


class Weigh(_Part):
    """One point of the list for a looked-after child (SO-22)."""

    answer = ChoiceField(label="Answer", choices=Weighed.choices, required=False)
    words = LongTextField(label="In words", required=False, validators=_LONG)
    rewritten = ("answer", "words")

    def __init__(self, data: Any, *, point: Point, now: State, **kwargs: Any) -> None:
        row = now.weighed.get(point.code)
        initial = {"answer": row.answer, "words": row.words} if row else {}
        super().__init__(data, prefix=f"point-{point.code}", initial=initial, **kwargs)
        self.point = point
        self.fields["answer"].label, self.fields["words"].help_text = point.title, point.asks

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("words") and not cleaned.get("answer") and "answer" not in self.errors:
            self.add_error("answer", "Select an answer to keep these words")
        return cleaned


class Ahead(_Part):
    """What the meeting's own row holds before it is recorded: parents, the safety plan, what comes next."""

    parents_told = YesNoField(label="Are the parents or carers told?", required=False)
    parents_reason = LongTextField(
        label="Why are they not told?",
        called="why they are not told",
        validators=_LONG,
        help_text="Such as: telling them would put the child at risk, or the investigation.",
    )
    safety_plan = LongTextField(
        label="Safety plan for now",
        required=False,
        validators=_LONG,
        help_text="One line for each: who, what, by when.",
    )
    next_on = DayField(label="When does the meeting come together again?", called="The day", required=False)
    minutes_go_to = LongTextField(
        label="Who gets the minutes?", required=False, validators=_LONG, help_text="One line for each: agency and post."
    )
    rewritten = _AHEAD
    reveals = {"parents_told": {"no": ["parents_reason"]}}

    def __init__(self, data: Any, *, meeting: StrategyMeeting, **kwargs: Any) -> None:
        super().__init__(data, prefix="ahead", initial=_initial(meeting, _AHEAD), **kwargs)


class Agenda:
    """The whole page: every part with what is recorded now or, over it, what was posted or typed before."""

    def __init__(
        self, meeting: StrategyMeeting, now: State, data: MultiValueDict[str, str] | None, *, at: datetime
    ) -> None:
        self.now = now
        words = {point.code: now.notes.get(point.code, "") for point in agenda.POINTS}
        self.notes = {point.code: Note(data, point=point, words=words[point.code]) for point in agenda.POINTS}
        self.come = [Come(data, row=row) for row in now.contributions]
        self.told = [Tell(data, row=row) for row in now.contributions]
        self.posts = [Attend(data, row=row) for row in now.attendees]
        listed = agenda.LOOKED_AFTER if now.is_looked_after else ()
        self.weighed = [Weigh(data, point=point, now=now) for point in listed]
        self.ahead = Ahead(data, meeting=meeting, at=at)

    def parts(self) -> Iterator[_Part]:
        """Return every part, in the order of the page."""
        yield from (*self.come, *self.posts, *self.notes.values(), *self.told, *self.weighed, self.ahead)

    def is_valid(self) -> bool:
        """Say whether everything that was posted is sound; each part says beside its box what is not."""
        sound = [part.is_valid() for part in self.parts() if part.is_bound]
        return bool(sound) and all(sound)

    def leave_unchecked(self) -> None:
        """Show what was typed before without saying yet what is wrong with it."""
        for part in self.parts():
            if part.is_bound:
                part.leave_unchecked()

    def said(self) -> Said:
        """Return what is to be written down, as far as it was on the page."""
        agencies: dict[int, dict[str, Any]] = {part.row.pk: {} for part in self.come}
        for row, part in [(one.row, one) for one in self.come] + [(one.row, one) for one in self.told]:
            agencies[row.pk] |= part.facts() if part.is_bound else {}
        return Said(
            notes={code: part.facts()["words"] for code, part in self.notes.items() if part.is_bound},
            contributions=agencies,
            attendees={part.row.pk: part.facts() for part in self.posts if part.is_bound},
            weighed={part.point.code: part.facts() for part in self.weighed if part.is_bound},
            ahead=self.ahead.facts() if self.ahead.is_bound else {},
        )


def _initial(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
