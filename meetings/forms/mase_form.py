"""The MASE form, its update, and what pre-MASE decides."""

from typing import Any

from mase.web.fields import (
    LongTextField,
    YesNoField,
)
from mase.web.forms import Form
from meetings.models import MaseForm

_UNKNOWING = "For a reader who does not know the child."


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


class UpdateForm(Form):
    """The texts of the MASE form, to be brought up to date (HO-9)."""

    concerns = LongTextField(
        label="All concerns about sexual exploitation", called="the concerns", max_length=8000, help_text=_UNKNOWING
    )
    investigations = LongTextField(
        label="Current investigations", called="the current investigations, or “none”", max_length=4000
    )
    agency_updates = LongTextField(
        label="An update from every agency involved", called="an update from every agency", max_length=8000
    )
    actions_so_far = LongTextField(
        label="Actions agreed so far, and what came of them", called="the actions agreed so far", max_length=4000
    )
    asked_of_panel = LongTextField(
        label="What do you ask of the meeting?", called="what you ask of the meeting", max_length=2000
    )


class WithdrawForm(Form):
    reason = LongTextField(label="Why is the form withdrawn?", called="why the form is withdrawn", max_length=2000)


class AdmitLate(Form):
    reason = LongTextField(label="Why is this late form accepted?", called="the reason", max_length=2000)


class Decide(Form):
    """Pre-MASE's decision (HO-16)."""

    accepted = YesNoField(label="Is the child accepted onto the cohort?", called="whether the child is accepted")
    to_discuss = YesNoField(label="Is the case discussed at the meeting?", called="whether the case is discussed")
    reason = LongTextField(label="Reasons", called="the reasons", max_length=2000)
    reveals = {"accepted": {"yes": ["to_discuss"]}}
