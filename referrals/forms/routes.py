"""What is asked about a case's routes, their steps, and the national referral mechanism."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from mase import timescales
from mase.web.fields import ChoiceField, DayField, LongTextField, MomentField, TextField
from mase.web.forms import Form
from referrals.models import NrmDecision, RouteCode
from referrals.routes import ROUTES
from referrals.steps import Step

_IF_KNOWN = "Leave it empty where it is not known yet."


class BeginRoute(Form):
    """Which route the case takes, and why."""

    code = ChoiceField(label="Which route?", called="which route")
    authority_elsewhere = TextField(
        label="In which authority is the child placed?",
        called="in which authority the child is placed",
        max_length=80,
        required=False,
        help_text=_IF_KNOWN,
    )
    authority_placing = TextField(
        label="Which authority placed the child here?",
        called="which authority placed the child here",
        max_length=80,
        required=False,
        help_text=_IF_KNOWN,
    )
    reason = LongTextField(label="Why?", called="why", max_length=2000, help_text="What is known now, and from whom.")
    reveals = {
        "code": {
            RouteCode.PLACED_ELSEWHERE: ["authority_elsewhere"],
            RouteCode.PLACED_HERE: ["authority_placing"],
        }
    }

    def __init__(self, *args: Any, codes: Iterable[RouteCode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(codes)
        self.offer("code", [(code.value, code.label) for code in offered])
        self.fields["code"].hints = {code.value: ROUTES[code].purpose for code in offered}  # type: ignore[attr-defined]

    def route(self) -> dict[str, Any]:
        """Return what the operation takes."""
        said = self.cleaned_data
        named = said["authority_elsewhere"] or said["authority_placing"] or ""
        return {"code": RouteCode(said["code"]), "reason": said["reason"], "authority_named": named}


class RecordStep(Form):
    """What the step asks for, and when it was done."""

    contact = TextField(called="who it was", max_length=200, help_text="Name and role.")
    decision = ChoiceField(label="What was decided?", called="what was decided")
    planned_on = DayField(called="The day", limit="today or future")
    note = LongTextField(called="an answer", max_length=4000)
    done_at = MomentField(label="When was this done?", called="The date and time", limit="past")

    def __init__(self, *args: Any, step: Step, opened_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened_on = timescales.london_day(opened_at)
        asked = {"contact": step.contact, "planned_on": step.planned, "note": step.note}
        for name, label in asked.items():
            if label:
                self.fields[name].label = label
            else:
                del self.fields[name]
        if step.decisions:
            self.offer("decision", step.decisions.items())
        else:
            del self.fields["decision"]

    def clean_done_at(self) -> datetime:
        done_at = self.cleaned_data["done_at"]
        if timescales.london_day(done_at) < self.opened_on:
            first = self.opened_on
            raise ValidationError(
                f"The date and time must not lie before the case was opened, {first.day} {first:%B %Y}"
            )
        return done_at


class EndRoute(Form):
    """Why the case leaves the route."""

    because = LongTextField(
        label="Why does the route end?",
        called="why the route ends",
        max_length=2000,
        help_text="What was still to be done on it is no longer owed.",
    )


class ReferNrm(Form):
    """The referral to the national referral mechanism, once it has been made (SO-33)."""

    made_on = DayField(label="On which day was the referral made?", called="The day", limit="today or past")
    reference = TextField(label="Reference of the referral", called="the reference of the referral", max_length=40)
    first_responder = TextField(
        label="Who made it?",
        called="who made it",
        max_length=200,
        help_text="The first responder: name, role and organisation.",
    )

    def __init__(self, *args: Any, since: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since

    def clean_made_on(self) -> date:
        return _not_before(self.cleaned_data["made_on"], self.since, "there was a national referral mechanism")


class DecideNrm(Form):
    """The next decision of the national referral mechanism."""

    decision = ChoiceField(label="What was decided?", called="what was decided", choices=NrmDecision.choices)
    decided_on = DayField(label="On which day?", called="The day", limit="today or past")

    def __init__(self, *args: Any, since: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since

    def clean_decided_on(self) -> date:
        return _not_before(self.cleaned_data["decided_on"], self.since, "what it follows")


def _not_before(day: date, since: date, what: str) -> date:
    if day < since:
        raise ValidationError(f"The day must not lie before {what}, {since.day} {since:%B %Y}")
    return day
