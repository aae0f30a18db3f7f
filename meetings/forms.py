"""What people fill in around meetings."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mase.agencies.models import Agency, Authority, User
from mase.clock import LONDON
from mase.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    LongTextField,
    MomentField,
    NumberField,
    TextField,
    YesNoField,
)
from mase.web.forms import Form
from meetings.models import REPORTED, CohortEntry, Contribution, Decision, MaseForm


class Convene(Form):
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

    def __init__(
        self,
        *args: Any,
        chairs: Iterable[User],
        agencies: Iterable[Agency],
        held_by: dict[bool, datetime],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
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

    def clean_chair(self) -> User:
        return self.chairs[self.cleaned_data["chair"]]

    def clean_agencies(self) -> list[Agency]:
        invited = [self.invitable[code] for code in self.cleaned_data["agencies"]]
        if not any(agency.kind == "police" for agency in invited):
            raise ValidationError("Select the police: a strategy meeting is not held without them")
        return invited


class RecordStrategy(Form):
    """What the strategy meeting decided; the contributions have forms of their own."""

    held_at = MomentField(label="When was the meeting held?", called="The date and time", limit="past")
    decision = ChoiceField(label="Decision", called="the decision", choices=Decision.choices)
    decision_reason = LongTextField(label="Reasons, and any dissent", called="the reasons", max_length=4000)
    form_needed = YesNoField(label="Is a MASE form needed?", called="whether a MASE form is needed")
    form_reason = LongTextField(label="Why, or why not?", called="why, or why not", max_length=2000)
    safety_plan = LongTextField(
        label="Initial safety plan", required=False, max_length=4000, help_text="Who does what, by when."
    )
    placed_elsewhere = YesNoField(
        label="Is the child placed in another authority’s area?",
        called="whether the child is placed in another authority’s area",
        help_text="If so, that authority and its police are told within 24 hours of the meeting.",
    )
    host_authority = TextField(label="Which authority?", called="the authority", max_length=120)
    reveals = {"placed_elsewhere": {"yes": ["host_authority"]}}


class Contribute(Form):
    """One agency's part in the strategy meeting."""

    present = YesNoField(label="Was the agency at the meeting?", called="whether the agency was there")
    attended_by = TextField(label="Who came", called="who came", max_length=200)
    information = LongTextField(
        label="What the agency said", required=False, max_length=4000, help_text="As said, not added to later."
    )
    reveals = {"present": {"yes": ["attended_by"]}}

    def __init__(self, *args: Any, contribution: Contribution, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"agency-{contribution.pk}", **kwargs)
        self.contribution = contribution


class Refer(Form):
    """Referring a child to a planning meeting (BR-5)."""

    reason = LongTextField(
        label="What should the meeting plan for?", called="what the meeting should plan for", max_length=4000
    )
    carers_invited = YesNoField(
        label="Are the parents or carers invited?", called="whether parents or carers are invited"
    )
    carers_reason = LongTextField(label="Why not?", called="why not", max_length=2000)
    scheduled_for = MomentField(label="Date and time of the meeting", called="The date and time", limit="future")
    reveals = {"carers_invited": {"no": ["carers_reason"]}}


class AddProfessional(Form):
    name = TextField(label="Name", called="the professional’s name", max_length=120)
    role = TextField(label="Role with the child", called="their role", max_length=120)
    agency = TextField(label="Agency", called="their agency", max_length=120)


class AddStrategy(Form):
    text = LongTextField(label="What will be done?", called="what will be done", max_length=2000)
    who = TextField(label="By whom?", called="who does it", max_length=200)
    due_on = DayField(label="By when?", called="The day", limit="today or future")


class RecordPlanning(Form):
    held_on = DayField(label="When was the meeting held?", called="The day of the meeting", limit="today or past")
    summary = LongTextField(label="Summary", called="the summary", max_length=4000)


class Submit(Form):
    """The MASE form (HO-9), written for a reader who knows nothing of the child."""

    concerns = LongTextField(
        label="All concerns about sexual exploitation",
        called="the concerns",
        max_length=8000,
        help_text="For a reader who does not know the child.",
    )
    investigations = LongTextField(
        label="Current investigations", called="the current investigations, or “none”", max_length=4000
    )
    agency_updates = LongTextField(
        label="An update from every agency involved", called="an update from every agency", max_length=8000
    )
    actions_so_far = LongTextField(
        label="Actions agreed so far, and what came of them",
        called="the actions agreed so far",
        max_length=4000,
        help_text="At the strategy meeting and at multi-agency planning.",
    )
    asked_of_panel = LongTextField(
        label="What do you ask of the meeting?", called="what you ask of the meeting", max_length=2000
    )
    without_strategy_because = LongTextField(
        label="Why has there been no strategy meeting?",
        called="why there has been no strategy meeting",
        max_length=2000,
    )

    def __init__(self, *args: Any, meeting_held: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["without_strategy_because"].required = not meeting_held

    @staticmethod
    def text_of(before: MaseForm | None) -> dict[str, str]:
        """Return what the form before said, to be brought up to date before each meeting (HO-9)."""
        asked = ("concerns", "investigations", "agency_updates", "actions_so_far", "asked_of_panel")
        return {name: getattr(before, name) for name in asked} if before else {}


class AdmitLate(Form):
    reason = LongTextField(label="Why is this late form accepted?", called="the reason", max_length=2000)


class Decide(Form):
    """Pre-MASE's decision (HO-16)."""

    accepted = YesNoField(label="Is the child accepted onto the cohort?", called="whether the child is accepted")
    to_discuss = YesNoField(label="Is the case discussed at the meeting?", called="whether the case is discussed")
    reason = LongTextField(label="Reasons", called="the reasons", max_length=2000)
    reveals = {"accepted": {"yes": ["to_discuss"]}}


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


class ListCase(Form):
    """Putting a case of the cohort on a meeting's list (SO-34)."""

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


class PlaceAt(Form):
    position = NumberField(label="Position", min_value=1)


class NoteAttendance(Form):
    agency = ChoiceField(label="Agency", called="the agency", widget=forms.Select)
    name = TextField(label="Name", called="the person’s name", max_length=120)
    present = YesNoField(label="Present?", called="whether they are present", help_text="No means apologies were sent.")

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {agency.code: agency for agency in agencies}
        self.offer("agency", [("", ""), *((code, agency.name) for code, agency in self.agencies.items())])

    def clean_agency(self) -> Agency:
        return self.agencies[self.cleaned_data["agency"]]


class Discuss(Form):
    """The five questions of the meeting about one case (RE-8)."""

    discussion = LongTextField(label="What was said", called="what was said", max_length=8000)
    actions_meet_concerns = YesNoField(
        label="Do the proposed actions meet every concern?", called="whether the actions meet every concern"
    )
    support_needed = YesNoField(
        label="Do operational staff need more support or resources?", called="whether staff need more support"
    )
    protect_and_disrupt = LongTextField(
        label="What more would protect the child and disrupt the offender?",
        called="what more would protect the child, or “nothing more”",
        max_length=4000,
    )
    agencies_together = YesNoField(label="Are agencies working together?", called="whether agencies work together")
    recorded_by_all = YesNoField(
        label="Have all agencies recorded it on their systems?", called="whether all have recorded it"
    )
    satisfied = YesNoField(
        label="Is the meeting satisfied?",
        called="whether the meeting is satisfied",
        help_text="If not, or if support is needed, at least one action goes to a named person before approval.",
    )


class AgreeAction(Form):
    text = LongTextField(label="What will be done?", called="what will be done", max_length=2000)
    owner = ChoiceField(label="By whom?", called="the person who does it", widget=forms.Select)
    due_on = DayField(label="By when?", called="The day", limit="today or future")

    def __init__(self, *args: Any, people: Iterable[tuple[User, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = list(people)
        self.people = {str(person.pk): person for person, _ in named}
        choices = [(str(person.pk), f"{person.name}, {agency}") for person, agency in named]
        self.offer("owner", [("", ""), *choices])

    def clean_owner(self) -> User:
        return self.people[self.cleaned_data["owner"]]


class Report(Form):
    ending = ChoiceField(
        label="What became of the action?",
        called="what became of it",
        choices=[(ending.value, ending.label) for ending in REPORTED],
    )
    evidence = LongTextField(label="What was done, or why not", called="what was done, or why not", max_length=4000)
