"""What the reader of a chronology asks for."""

from django import forms
from django.core.exceptions import ValidationError

from mase.web.fields import ChoiceField, ConfirmField, DayField
from mase.web.forms import Form
from reporting.chronology import Narrowing
from reporting.happenings import Kind


class Asked(Form):
    """Which part of the file, of which days, in which order; everything may be left open."""

    kind = ChoiceField(label="What", required=False, choices=[("", "Everything"), *Kind.choices], widget=forms.Select)
    since = DayField(label="From", called="the first day", required=False)
    until = DayField(label="To", called="the last day", required=False)
    order = ChoiceField(
        label="Order", required=False, choices=[("", "Newest first"), ("oldest", "Oldest first")], widget=forms.Select
    )
    turning = ConfirmField(label="Only what turned the case", required=False)

    def clean_until(self) -> object:
        since, until = self.cleaned_data.get("since"), self.cleaned_data["until"]
        if since and until and until < since:
            raise ValidationError("The last day must be the first day or later")
        return until

    @property
    def narrowing(self) -> Narrowing:
        """Return what is asked for; everything where the form was not filled in rightly."""
        if not self.is_valid():
            return Narrowing()
        asked = self.cleaned_data
        return Narrowing(
            kind=asked["kind"],
            since=asked["since"],
            until=asked["until"],
            turning=asked["turning"],
            oldest_first=asked["order"] == "oldest",
        )
