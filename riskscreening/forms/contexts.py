"""Where outside the family a child is harmed, and what is done there for several children (SO-6)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mase.agencies.models import Agency
from mase.cases.exploitation import ContextKind
from mase.web.fields import ChoiceField, DayField, LongTextField, TextField
from mase.web.forms import Form
from mase.web.meanwhile import Rewriting
from riskscreening.models import Intervention

_NO_CHILD = "Name no child, here or below: this page is about the place or the group, and serves several children."


class DescribeContext(Form):
    """What is known of the context now."""

    harm = LongTextField(
        label="What happens to the child there?",
        called="what happens to the child there",
        max_length=4000,
        help_text="What others do. The child is never to blame for it.",
    )
    safety = LongTextField(
        label="Who and what keeps the child safe there?",
        called="what keeps the child safe there",
        max_length=4000,
        required=False,
        help_text="A teacher, a friend, a shopkeeper, light at the bus stop. Leave it empty if it is not known yet.",
    )


class ChangeContext(Rewriting, DescribeContext):
    """What is known of the context now, beside what somebody else may have written meanwhile."""

    rewritten = ("harm", "safety")


class RecordContext(DescribeContext):
    """A context that is recorded for the first time."""

    kind = ChoiceField(
        label="What kind of context is it?", called="what kind of context it is", choices=ContextKind.choices
    )
    where = TextField(
        label="Where?",
        called="where it is",
        max_length=200,
        help_text="The school, the group, the street or place, the platform. For instance: the bus stop at the gate.",
    )

    field_order = ["kind", "where", "harm", "safety"]


class EndContext(Form):
    """That the child is no longer harmed there."""

    ended_on = DayField(
        label="Since when is the child no longer harmed there?", called="The day", limit="today or past"
    )
    ended_because = LongTextField(label="How do you know?", called="how you know", max_length=4000)


class Find(Form):
    """Which interventions a list shows."""

    kind = ChoiceField(
        label="Context", required=False, choices=[("", "All contexts"), *ContextKind.choices], widget=forms.Select
    )


class FindAny(Find):
    """The same, of those that have ended too."""

    state = ChoiceField(
        label="State", required=False, choices=[("", "Being done"), ("ended", "Ended")], widget=forms.Select
    )


class Link(Form):
    """Which of those that run already serves the child."""

    intervention = ChoiceField(label="What is done already that serves this child?", called="what serves the child")

    def __init__(self, *args: Any, found: Iterable[Intervention], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {one.ref: one for one in found}
        self.offer(
            "intervention", [(ref, f"{one.where} ({one.get_kind_display()})") for ref, one in self.found.items()]
        )
        self.fields["intervention"].hints = {ref: one.what for ref, one in self.found.items()}  # type: ignore[attr-defined]

    def clean_intervention(self) -> Intervention:
        return self.found[self.cleaned_data["intervention"]]


class DescribeIntervention(Form):
    """What is done now, and when it is looked at again."""

    concern = LongTextField(
        label="What happens there?", called="what happens there", max_length=4000, help_text=_NO_CHILD
    )
    what = LongTextField(
        label="What is done there?",
        called="what is done there",
        max_length=4000,
        help_text="Aimed at the place or the group: adults at the gate, light, training of staff, a licence looked at.",
    )
    lead = TextField(label="Who leads it?", called="who leads it", max_length=200, help_text="A name and a post.")
    agency = ChoiceField(label="Agency", called="the agency", widget=forms.Select)
    review_on = DayField(label="When is it reviewed?", called="The day of the review", limit="today or future")

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {agency.code: agency for agency in agencies}
        named = [(code, agency.name) for code, agency in self.agencies.items()]
        self.offer("agency", [("", "Choose an agency"), *named])

    def clean_agency(self) -> Agency:
        return self.agencies[self.cleaned_data["agency"]]

    def facts(self) -> dict[str, Any]:
        """Return what was typed as the operations take it."""
        facts = dict(self.cleaned_data)
        return {"agency": facts.pop("agency"), "facts": facts}


class ReviewIntervention(Rewriting, DescribeIntervention):
    """The same at a review, beside what somebody else may have written meanwhile."""

    rewritten = ("concern", "what", "lead")


class BeginIntervention(DescribeIntervention):
    """What is done in a context, when it is recorded for the first time."""

    kind = ChoiceField(
        label="What kind of context is it aimed at?", called="what kind of context it is", choices=ContextKind.choices
    )
    where = TextField(
        label="Where?",
        called="where it is",
        max_length=200,
        help_text="The school, the group, the place, the platform. Name no child.",
    )
    begun_on = DayField(label="When did it begin?", called="The day it began", limit="today or past")

    field_order = ["kind", "where", "concern", "what", "lead", "agency", "begun_on", "review_on"]


class EndIntervention(Form):
    """How what was done came to its end."""

    ended_on = DayField(label="When did it end?", called="The day it ended", limit="today or past")
    outcome = LongTextField(
        label="What was achieved?",
        called="what was achieved",
        max_length=4000,
        help_text="What is different there now, and what is left. Name no child.",
    )

    def __init__(self, *args: Any, begun_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begun_on = begun_on

    def clean_ended_on(self) -> date:
        ended_on = self.cleaned_data["ended_on"]
        if ended_on < self.begun_on:
            raise ValidationError(f"The day it ended must be {self.begun_on:%-d %B %Y} or later")
        return ended_on
