"""What agencies send to a meeting, and the return that goes out of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from mase.agencies.models import Agency
from mase.web.fields import (
    ChoiceField,
    DayField,
    LongTextField,
    TextField,
    YesNoField,
)
from mase.web.forms import Form
from meetings.models import TOPICS, AgencySubmission


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


class Chase(Form):
    """Which of the agencies that have not sent is reminded; none named means all."""

    agency = ChoiceField(label="Agency", called="the agency", required=False)

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {agency.code: agency for agency in agencies}
        self.offer("agency", [("", "All"), *((code, agency.name) for code, agency in self.agencies.items())])

    @property
    def chosen(self) -> Agency | None:
        """Return the agency that was named, or None for all."""
        return self.agencies.get(self.cleaned_data["agency"])


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
