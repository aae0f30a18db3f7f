"""The MASE form, its update, and what pre-MASE decides."""

from typing import Any

from django import forms

from mase.web.fields import ChoiceField, LongTextField
from mase.web.forms import Form
from mase.web.meanwhile import Rewriting
from meetings.forms.exceptions import ByException
from meetings.models import MaseForm


class Texts(Form):
    """The five texts of the MASE form (HO-9), written for a reader who knows nothing of the child."""

    concerns = LongTextField(
        label="All concerns about sexual exploitation",
        called="the concerns",
        max_length=8000,
        help_text="For a reader who does not know the child. What is known, from whom, and what is not known.",
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

    @staticmethod
    def text_of(before: MaseForm | None) -> dict[str, str]:
        """Return what a form says, to be brought up to date (HO-9)."""
        return {name: getattr(before, name) for name in TEXTS} if before else {}


TEXTS = tuple(Texts.base_fields)


class Submit(Texts):
    """The MASE form as it is submitted; without a meeting held before, it says why (BA-2)."""

    without_strategy_because = LongTextField(
        label="Why has there been no strategy meeting?",
        called="why there has been no strategy meeting",
        max_length=2000,
    )

    def __init__(self, *args: Any, meeting_held: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["without_strategy_because"].required = not meeting_held


class UpdateForm(Rewriting, Texts):
    """The texts brought up to date; what somebody else changed meanwhile is never overwritten unseen."""

    rewritten = TEXTS


class WithdrawForm(Form):
    reason = LongTextField(label="Why is the form withdrawn?", called="why the form is withdrawn", max_length=2000)


class AdmitLate(Form):
    reason = LongTextField(label="Why is this late form accepted?", called="the reason", max_length=2000)


class Decide(Form):
    """Pre-MASE's decision (HO-16)."""

    decision = ChoiceField(
        label="What does pre-MASE decide?",
        called="what pre-MASE decides",
        choices=[
            ("discuss", "Accept onto the cohort, and discuss at the meeting"),
            ("accept", "Accept onto the cohort, and do not discuss now"),
            ("decline", "Do not accept onto the cohort"),
        ],
    )
    reason = LongTextField(label="Reasons", called="the reasons", max_length=2000)

    @property
    def decided(self) -> dict[str, Any]:
        """Return the decision as the operation takes it."""
        decision = self.cleaned_data["decision"]
        return {
            "accepted": decision != "decline",
            "to_discuss": decision == "discuss",
            "reason": self.cleaned_data["reason"],
        }


class DecideByException(ByException, Decide):
    """The same where the meeting looks at single cases by exception only (SO-34)."""

    reveals = {"decision": {"discuss": ["exceptional"]}, **ByException.reveals}
    field_order = ["decision", "exceptional", "theme", "reason"]

    @property
    def decided(self) -> dict[str, Any]:
        """Return the decision as the operation takes it."""
        return super().decided | {name: self.cleaned_data[name] for name in ("exceptional", "theme")}


class DecideCohort(Form):
    """Whether a child of the cohort is discussed at this meeting (HO-16); ``seen`` is what had been decided by then."""

    decision = ChoiceField(
        label="What does pre-MASE decide?",
        called="what pre-MASE decides",
        choices=[("discuss", "Discuss at this meeting"), ("later", "Not this time")],
    )
    reason = LongTextField(label="Reasons", called="the reasons", max_length=2000)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def listed(self) -> dict[str, Any]:
        """Return why the case is listed, as the operation takes it."""
        seen = self.cleaned_data["seen"]
        return {"reason": self.cleaned_data["reason"], "instead_of": int(seen) if seen.isdecimal() else None}


class DecideCohortByException(ByException, DecideCohort):
    """The same where the meeting looks at single cases by exception only (SO-34)."""

    reveals = {"decision": {"discuss": ["exceptional"]}, **ByException.reveals}
    field_order = ["decision", "exceptional", "theme", "reason", "seen"]

    @property
    def listed(self) -> dict[str, Any]:
        """Return why the case is listed, as the operation takes it."""
        return super().listed | {name: self.cleaned_data[name] for name in ("exceptional", "theme")}
