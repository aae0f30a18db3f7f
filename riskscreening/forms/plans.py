"""Reviews of the child in need plan; the safety plan as it is agreed, and its reviews."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from mase.web.fields import ChoiceField, DayField, LongTextField, YesNoField
from mase.web.forms import Form
from mase.web.meanwhile import Rewriting
from riskscreening.models import Attender, NextForPlan, TookPart

WORDING = ("young_person_does", "professionals_do", "emergency_contact")
TAKING_PART = [(part.value, part.label) for part in TookPart if part != TookPart.NOT_RECORDED]
_PARTS = {"child_part": Attender.CHILD, "carers_part": Attender.CARERS}
_WHOM = {Attender.CHILD: "the child is", Attender.CARERS: "the parents or carers are"}


class ReviewPlan(Form):
    """A review of the child in need plan (SO-17), and how child and carers had their say (SO-20).

    ``left_out`` returns for a day whom a manager decided not to invite.
    """

    held_on = DayField(label="When was the review held?", called="The day of the review", limit="today or past")
    child_part = ChoiceField(
        label="How did the child take part?", called="how the child took part", choices=TAKING_PART
    )
    carers_part = ChoiceField(
        label="How did the parents or carers take part?",
        called="how the parents or carers took part",
        choices=TAKING_PART,
    )
    plan_continues = YesNoField(label="Does the plan continue?", called="whether the plan continues")
    note = LongTextField(label="What was decided?", called="what was decided", max_length=4000)

    def __init__(self, *args: Any, left_out: Callable[[date], Collection[Attender]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left_out = left_out

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if held_on := cleaned.get("held_on"):
            decided = self.left_out(held_on)
            for name, whom in _PARTS.items():
                if cleaned.get(name) == TookPart.NOT_INVITED and whom not in decided:
                    self.add_error(name, f"No manager has decided that {_WHOM[whom]} not invited: ask for it first")
        return cleaned


class AgreePlan(Form):
    """The safety plan, as it was agreed with the young person (HO-11)."""

    agreed_on = DayField(label="When was the plan agreed?", called="The day of the agreement", limit="today or past")
    took_part = LongTextField(
        label="Who took part?",
        called="who took part",
        max_length=2000,
        help_text="The young person, and whoever else worked it out with them.",
    )
    young_person_does = LongTextField(
        label="What will the young person do to stay safe?",
        called="what the young person will do",
        max_length=4000,
        help_text="In their own words where you can. What others do to them is never theirs to answer for.",
    )
    professionals_do = LongTextField(
        label="What will the professionals do, and who does it?",
        called="what the professionals will do",
        max_length=4000,
        help_text="One line for each: who, what, by when.",
    )
    emergency_contact = LongTextField(
        label="Whom can the young person reach in an emergency?",
        called="whom the young person can reach in an emergency",
        max_length=1000,
        help_text="Name, telephone, at what times. Somebody the young person trusts.",
    )


class ReviewSafetyPlan(Rewriting):
    """A review of the safety plan (HO-11); the plan's wording is there to be changed."""

    held_on = DayField(label="When was the review held?", called="The day of the review", limit="today or past")
    took_part = LongTextField(label="Who took part?", called="who took part", max_length=2000)
    what_changed = LongTextField(
        label="What has changed since?",
        called="what has changed",
        max_length=4000,
        help_text="For the young person and around them. “Nothing” is an answer too.",
    )
    decision = ChoiceField(
        label="What happens with the plan?", called="what happens with the plan", choices=NextForPlan.choices
    )
    young_person_does = LongTextField(
        label="What will the young person do to stay safe?",
        called="what the young person will do",
        max_length=4000,
    )
    professionals_do = LongTextField(
        label="What will the professionals do, and who does it?",
        called="what the professionals will do",
        max_length=4000,
    )
    emergency_contact = LongTextField(
        label="Whom can the young person reach in an emergency?",
        called="whom the young person can reach in an emergency",
        max_length=1000,
    )
    ended_because = LongTextField(label="Why does it end?", called="why the plan ends", max_length=4000)

    rewritten = WORDING
    reveals = {"decision": {NextForPlan.CHANGED: WORDING, NextForPlan.ENDED: ["ended_because"]}}

    def __init__(self, *args: Any, since: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since

    def clean_held_on(self) -> date:
        held_on = self.cleaned_data["held_on"]
        if held_on < self.since:
            raise ValidationError(f"The day of the review must be {self.since:%-d %B %Y} or later")
        return held_on

    def review(self) -> dict[str, Any]:
        """Return the cleaned answers as the operation takes them."""
        cleaned = dict(self.cleaned_data)
        wording = {name: cleaned.pop(name) for name in WORDING}
        return cleaned | {"wording": wording if cleaned["decision"] == NextForPlan.CHANGED else None}
