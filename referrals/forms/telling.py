"""How the referrer was told of the outcome, and what they are written."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from mase import timescales
from mase.web.fields import ChoicesField, DayField, LongTextField
from mase.web.forms import Form
from referrals.letters import Shared, Whom
from referrals.models import Colour, Outcome

_OF_GREEN = ("services", "shared_with", "not_shared_because")


class Tell(Form):
    """How the referrer was told (SO-18), and where the outcome is green which support services are shared (HO-3)."""

    services = ChoicesField(label="Which support services do you share?", called="the support services")
    shared_with = ChoicesField(
        label="With whom have you shared them?", called="with whom you shared them", choices=Whom.choices
    )
    not_shared_because = LongTextField(
        label="If not with all three, why not?",
        required=False,
        max_length=1000,
        help_text="For instance: the young person asked that their family is not told. The letter does not say it.",
    )
    added = LongTextField(
        label="Do you want to add something to the letter?",
        required=False,
        max_length=1000,
        help_text="No name, and nothing about the child: a letter may lie on a desk.",
    )
    verbally_on = DayField(
        label="When was the referrer told in person or by telephone?",
        called="the day on which the referrer was told in person or by telephone",
        limit="today or past",
    )
    in_writing_on = DayField(
        label="When was the referrer told in writing?",
        called="the day on which the referrer was told in writing",
        limit="today or past",
        help_text="Today, if they read the letter here: they get a notice when you save.",
    )

    def __init__(self, *args: Any, outcome: Outcome, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreed = outcome.agreed_at
        self.agreed_on = timescales.london_day(agreed) if agreed else None
        if outcome.colour == Colour.GREEN:
            services = outcome.referral.case.profile_at(outcome.proposed_at).support_services
            self.offer("services", [(service, service) for service in services])
        else:
            for name in _OF_GREEN:
                del self.fields[name]

    def clean_verbally_on(self) -> date | None:
        return self._after_agreed("verbally_on")

    def clean_in_writing_on(self) -> date | None:
        return self._after_agreed("in_writing_on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        shared_with = cleaned.get("shared_with", [])
        if shared_with and len(shared_with) < len(Whom) and not cleaned.get("not_shared_because"):
            self.add_error("not_shared_because", "Enter why you have not shared them with all three")
        return cleaned

    def shared(self) -> Shared:
        """Return which support services were shared with whom."""
        services, with_whom, why = (self.cleaned_data.get(name) for name in _OF_GREEN)
        return Shared(services=tuple(services or ()), with_whom=tuple(with_whom or ()), not_because=why or "")

    def told(self) -> dict[str, Any]:
        """Return the two days, and what MASH adds to the letter."""
        return {name: self.cleaned_data[name] for name in ("verbally_on", "in_writing_on", "added")}

    def letter(self, *, at: datetime) -> dict[str, Any]:
        """Return what the letter is made of as far as it was said."""
        cleaned = getattr(self, "cleaned_data", {})
        today = timescales.london_day(at)
        return {
            "on": cleaned.get("in_writing_on") or today,
            "services": cleaned.get("services", ()),
            "added": cleaned.get("added", ""),
        }

    def _after_agreed(self, name: str) -> date | None:
        day, agreed = self.cleaned_data[name], self.agreed_on
        if day and agreed and day < agreed:
            raise ValidationError(f"The day must not lie before the outcome, {agreed.day} {agreed:%B %Y}")
        return day


class Preview(Tell):
    """The same while the letter is only looked at: nothing has to be said yet."""

    def full_clean(self) -> None:
        """Check without asking for anything; on the page the questions are as little optional as before."""
        needed = [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = False
        super().full_clean()
        for field in needed:
            field.required = True

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data
