"""What is filled in to open a file, to take it away, and to say whether it is still needed."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.db.models import TextChoices

from mase import timescales
from mase.agencies.models import Agency, Membership, User
from mase.agencies.rights import Section
from mase.cases.access_reviews import Due
from mase.cases.models import Basis
from mase.clock import LONDON
from mase.web.fields import ChoiceField, ChoicesField, DayField, LongTextField, TextField
from mase.web.forms import Form

_OTHERS = [
    (section.value, section.label[:1].upper() + section.label[1:]) for section in Section if section is not Section.CASE
]


class Lasts(TextChoices):
    """For how long."""

    TWO_WEEKS = "two_weeks", "Two weeks"
    SIX_MONTHS = "six_months", "Six months"
    UNTIL = "until", "Until another day"
    REVIEWED = "reviewed", "As long as it is needed, with a review every 90 days"


class Give(Form):
    """Open parts of a file; ``ends_at`` is cleaned into a moment, the end of the day in London."""

    to = ChoiceField(label="To whom?", called="to whom the file is opened", widget=forms.Select)
    sections = ChoicesField(
        label="What else of the file?",
        required=False,
        choices=_OTHERS,
        help_text="The child’s identity and the case’s stage always come with it. Choose nothing more than they need.",
    )
    reason = TextField(label="Why do they need it?", called="why they need it", max_length=200)
    basis = ChoiceField(label="On what lawful basis?", called="the lawful basis", choices=Basis.choices)
    lasts = ChoiceField(
        label="For how long?",
        called="for how long",
        choices=Lasts.choices,
        hints={Lasts.REVIEWED: "Within social care only. Everybody else’s access ends on a day."},
    )
    ends_on = DayField(label="Last day", called="The last day", help_text="Within a year", limit="future")
    reveals = {"lasts": {Lasts.UNTIL: ["ends_on"]}}

    def __init__(
        self, *args: Any, agencies: Iterable[Agency], members: Iterable[Membership], at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, at=at, **kwargs)
        self.today = timescales.london_day(at)
        self.offered: dict[str, Agency | User] = {f"agency-{agency.pk}": agency for agency in agencies}
        named = [("", ""), *((key, str(agency)) for key, agency in self.offered.items())]
        for member in members:
            key = f"person-{member.user_id}"
            if key not in self.offered:
                self.offered[key] = member.user
                named.append((key, f"{member.user.name} – {member.description.label}, {member.agency}"))
        self.offer("to", named)

    def clean_to(self) -> Agency | User:
        return self.offered[self.cleaned_data["to"]]

    def clean_sections(self) -> list[Section]:
        return [Section(code) for code in self.cleaned_data["sections"]]

    def ends_at(self) -> datetime | None:
        """Return the moment at which the access ends by itself, or None."""
        last_days = {
            Lasts.TWO_WEEKS: self.today + timedelta(weeks=2),
            Lasts.SIX_MONTHS: self.today + relativedelta(months=6),
            Lasts.UNTIL: self.cleaned_data["ends_on"],
        }
        last = last_days.get(self.cleaned_data["lasts"])
        return datetime.combine(last, time.max, tzinfo=LONDON) if last else None


class Take(Form):
    reason = LongTextField(label="Why is it taken away?", called="the reason", max_length=2000)


class Review(Form):
    """Keep or take away, one or several at once."""

    chosen = ChoicesField(label="Which?", called="at least one access")
    decision = ChoiceField(
        label="Is it still needed?",
        called="whether it is still needed",
        choices=[("keep", "Yes: keep it, and ask again in 90 days"), ("take", "No: take it away now")],
    )
    reason = TextField(label="Why?", called="the reason", max_length=200)

    def __init__(self, *args: Any, waiting: Iterable[Due], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = {one.key: one for one in waiting}
        self.offer("chosen", [(key, key) for key in self.waiting])

    def clean_chosen(self) -> list[Due]:
        return [self.waiting[key] for key in self.cleaned_data["chosen"]]
