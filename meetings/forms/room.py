"""What is written down in the meeting."""

import re
from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms

from mase.agencies.models import Agency, User
from mase.web.environment import moment
from mase.web.fields import ChoiceField, ChoicesField, LongTextField, TextField, YesNoField
from mase.web.forms import Form
from mase.web.meanwhile import Rewriting
from meetings import minutes
from meetings.models import Attendance, Capacity, ListEntry, Panel

_ASKED = dict(minutes.QUESTIONS)
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


class NoteAttendance(Form):
    agency = ChoiceField(label="Agency", called="the agency", widget=forms.Select)
    name = TextField(label="Name", called="the person’s name", max_length=120)
    present = YesNoField(label="Present?", called="whether they are present", help_text="No means apologies were sent.")
    capacity = ChoiceField(
        label="As what?", called="as what they are there", choices=Capacity.choices, required=False, widget=forms.Select
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {agency.code: agency for agency in agencies}
        self.offer("agency", [("", ""), *((code, agency.name) for code, agency in self.agencies.items())])

    def clean_agency(self) -> Agency:
        return self.agencies[self.cleaned_data["agency"]]

    def clean_capacity(self) -> str:
        return self.cleaned_data["capacity"] or Capacity.MEMBER


class NoteEverybody(Form):
    """Those who were there last time, each with a box that is ticked."""

    present = ChoicesField(label="Who of them is here?", called="who is here")

    def __init__(self, *args: Any, offered: Iterable[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(one.pk): one for one in offered}
        self.offer("present", [(key, _in_words(one)) for key, one in self.offered.items()])
        self.initial["present"] = list(self.offered)

    def clean_present(self) -> list[Attendance]:
        return [self.offered[key] for key in self.cleaned_data["present"]]


class NoteLeaving(Form):
    left_at = TextField(
        label="When did they leave?",
        called="when they left",
        max_length=5,
        help_text="London time, for example 11:20",
    )

    def clean_left_at(self) -> time:
        typed = _TIME.fullmatch(self.cleaned_data["left_at"].strip())
        if typed is None:
            raise forms.ValidationError("Enter the time they left, for example 11:20")
        return time(int(typed[1]), int(typed[2]))


class NoteWorker(Form):
    """Whether the child's social worker is there, and who presents the case (BA-6)."""

    attended = YesNoField(label="Is the child’s social worker here?", called="whether the social worker is here")
    presented_by = TextField(label="Who presents the case?", called="who presents the case", max_length=120)
    reveals = {"attended": {"yes": ["presented_by"]}}


class DeclareInterest(Form):
    """Somebody says that they know somebody in the case; whoever keeps the minutes can say it for anybody there."""

    person = ChoiceField(label="Who knows somebody in this case?", called="who knows somebody", widget=forms.Select)
    relation = TextField(
        label="What are they to each other?",
        called="what they are to each other",
        max_length=200,
        help_text="A few words: nephew, neighbour. Only the person themselves and the privacy officer can read it.",
    )

    def __init__(self, *args: Any, people: Iterable[tuple[User, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = list(people)
        self.people = {str(person.pk): person for person, _ in named}
        self.offer("person", [("", ""), *((str(one.pk), f"{one.name}, {agency}") for one, agency in named)])
        if len(named) == 1:
            del self.fields["person"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("person") or next(iter(self.people))
        return cleaned | {"person": self.people[chosen]}


class BringBack(Form):
    """Keeping a case for a later meeting (RE-8)."""

    panel = ChoiceField(label="At which meeting?", called="the meeting")
    reason = LongTextField(label="Why does it come back?", called="why it comes back", max_length=2000)

    def __init__(self, *args: Any, meetings: Iterable[Panel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meetings = {panel.ref: panel for panel in meetings}
        self.offer("panel", [(ref, f"{moment(one.scheduled_for)}, {one.place}") for ref, one in self.meetings.items()])

    def clean_panel(self) -> Panel:
        return self.meetings[self.cleaned_data["panel"]]


class Invite(Form):
    """Inviting an agency that is no standing member, for cases (RE-1)."""

    agency = ChoiceField(label="Agency", called="the agency", widget=forms.Select)
    because = LongTextField(
        label="Why is it invited?",
        called="why it is invited",
        max_length=2000,
        help_text="It stands with each case that opens to them. No names of children.",
    )
    entries = ChoicesField(
        label="For which cases?",
        called="the cases",
        required=False,
        help_text="They read the MASE part of these, and of no other.",
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], listed: Iterable[ListEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {agency.code: agency for agency in agencies}
        self.listed = {str(entry.pk): entry for entry in listed}
        self.offer("agency", [("", ""), *((code, agency.name) for code, agency in self.agencies.items())])
        self.offer("entries", [(key, f"{one.case.child.name} ({one.case.ref})") for key, one in self.listed.items()])

    def clean_agency(self) -> Agency:
        return self.agencies[self.cleaned_data["agency"]]

    def clean_entries(self) -> list[ListEntry]:
        return [self.listed[key] for key in self.cleaned_data["entries"]]


class Discuss(Rewriting):
    """The five questions of the meeting about one case (RE-8)."""

    discussion = LongTextField(label="What was said", called="what was said", max_length=8000)
    actions_meet_concerns = YesNoField(
        label=_ASKED["actions_meet_concerns"], called="whether the actions meet every concern"
    )
    support_needed = YesNoField(label=_ASKED["support_needed"], called="whether staff need more support")
    protect_and_disrupt = LongTextField(
        label=_ASKED["protect_and_disrupt"],
        called="what more would protect the child, or “nothing more”",
        max_length=4000,
    )
    agencies_together = YesNoField(label=_ASKED["agencies_together"], called="whether agencies work together")
    recorded_by_all = YesNoField(label=_ASKED["recorded_by_all"], called="whether all have recorded it")
    satisfied = YesNoField(
        label="Is the meeting satisfied?",
        called="whether the meeting is satisfied",
        help_text="If not, or if support is needed, at least one action goes to a named person before approval.",
    )
    dissent = LongTextField(
        label="Who does not agree, and why", called="who does not agree", max_length=2000, required=False
    )
    rewritten = ("discussion", *_ASKED, "satisfied", "dissent")


def _in_words(one: Attendance) -> str:
    as_what = f" ({one.get_capacity_display().lower()})" if one.capacity != Capacity.MEMBER else ""
    return f"{one.name}, {one.agency.name}{as_what}"
