"""What is written down in the meeting."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mase.agencies.models import Agency
from mase.web.fields import (
    ChoiceField,
    LongTextField,
    TextField,
    YesNoField,
)
from mase.web.forms import Form


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
