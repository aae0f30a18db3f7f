"""The conclusion of the single assessment."""

from collections.abc import Iterable
from typing import Any

from mase.agencies.models import User
from mase.web.fields import ChoiceField, DayField, LongTextField, YesNoField
from mase.web.forms import Form
from riskscreening.models import WITH_A_PLAN, WITHOUT_A_PLAN, AssessmentOutcome, CarriedInto

_NOT_PROTECTED = {
    "not_protected_because": "Enter why child protection procedures are not used",
    "not_protected_by": "Select the manager who decided that they are not used",
    "not_protected_on": "Enter the day on which that was decided",
}
_TOLD = {
    "told_verbally_on": "Enter the day on which the referrer was told in person or by telephone",
    "told_in_writing_on": "Enter the day on which the referrer was told in writing",
}


class Conclusion(Form):
    """The outcome and why; what the procedures ask to be recorded with it (HO-6, SO-17, SO-18, SO-19)."""

    outcome = ChoiceField(label="Outcome", called="the outcome", choices=AssessmentOutcome.choices)
    reason = LongTextField(label="What leads to it?", called="what leads to it", max_length=4000)
    significant_harm = YesNoField(
        label="Is the child at risk of significant harm?", called="whether the child is at risk of significant harm"
    )
    not_protected_because = LongTextField(
        label="Why are child protection procedures not used?",
        required=False,
        max_length=4000,
        help_text="Leave these three empty where a section 47 enquiry follows.",
    )
    not_protected_by = ChoiceField(label="Which manager decided that?", required=False)
    not_protected_on = DayField(label="When was that decided?", called="The day", required=False, limit="today or past")
    carried_into = ChoiceField(
        label="Into which plan are the risks carried?",
        required=False,
        choices=CarriedInto.choices,
        help_text="Needed for a section 47 enquiry and for a child in need plan.",
    )
    carried_where = LongTextField(label="Where in that plan?", required=False, max_length=1000)
    told_verbally_on = DayField(
        label="When was the referrer told in person or by telephone?",
        called="The day",
        required=False,
        limit="today or past",
        help_text="Needed for early help and for no further action, as is the next.",
    )
    told_in_writing_on = DayField(
        label="When was the referrer told in writing?", called="The day", required=False, limit="today or past"
    )

    reveals = {"significant_harm": {"yes": tuple(_NOT_PROTECTED)}}

    def __init__(self, *args: Any, managers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.managers = {str(manager.pk): manager for manager in managers}
        self.offer("not_protected_by", [(pk, manager.name) for pk, manager in self.managers.items()])

    def clean_not_protected_by(self) -> User | None:
        return self.managers.get(self.cleaned_data["not_protected_by"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        outcome, harm = cleaned.get("outcome"), cleaned.get("significant_harm")
        if outcome == AssessmentOutcome.S47 and harm is False:
            self.add_error("significant_harm", "A section 47 enquiry follows where significant harm is likely")
        if outcome and outcome != AssessmentOutcome.S47 and harm:
            self._ask(_NOT_PROTECTED)
        if outcome in WITH_A_PLAN:
            self._ask({"carried_into": "Select the plan into which the risks are carried"})
        if outcome in WITHOUT_A_PLAN:
            self._ask(_TOLD)
        return cleaned

    def conclusion(self) -> dict[str, Any]:
        """Return the cleaned answers as they are stored; what the outcome does not ask for is left out."""
        cleaned = dict(self.cleaned_data)
        if cleaned["outcome"] == AssessmentOutcome.S47 or not cleaned["significant_harm"]:
            cleaned |= dict.fromkeys(_NOT_PROTECTED)
        if cleaned["outcome"] in WITH_A_PLAN:
            cleaned |= dict.fromkeys(_TOLD)
        return cleaned

    def _ask(self, sentences: dict[str, str]) -> None:
        for name, sentence in sentences.items():
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
