"""What the social worker records when a new concern about their child is taken up (SO-21)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from mase.web.fields import DayField, LongTextField, YesNoField
from mase.web.forms import Form


class TakeUp(Form):
    """Who was told, what was decided, and why."""

    manager_told_on = DayField(label="When did you tell your manager?", called="The day", limit="today or past")
    discussed = YesNoField(
        label="Have you talked with the co-ordinator?", called="whether you have talked with the co-ordinator"
    )
    discussed_on = DayField(label="On which day?", called="The day", limit="today or past")
    not_discussed = LongTextField(label="Why not?", called="why not", max_length=1000)
    screen_again = YesNoField(
        label="Will you screen the child again?",
        called="whether you will screen the child again",
        help_text="A yes starts the time for a screening.",
    )
    strategy_indicated = YesNoField(
        label="Is a strategy discussion indicated?",
        called="whether a strategy discussion is indicated",
        help_text="A yes starts the time in which it is held.",
    )
    reason = LongTextField(label="Why, and what happens next?", called="why, and what happens next", max_length=4000)
    reveals = {"discussed": {"yes": ["discussed_on"], "no": ["not_discussed"]}}

    def __init__(self, *args: Any, since: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since

    def clean_manager_told_on(self) -> date:
        return self._since("manager_told_on")

    def clean_discussed_on(self) -> date | None:
        return self._since("discussed_on") if self.cleaned_data["discussed_on"] else None

    def taking_up(self) -> dict[str, Any]:
        """Return what the operation takes; why the co-ordinator was not asked goes with the reason."""
        said = dict(self.cleaned_data)
        said.pop("discussed")
        if because := said.pop("not_discussed"):
            said["reason"] = f"{said['reason']}\n\nNot discussed with the co-ordinator: {because}"
        return said

    def _since(self, name: str) -> date:
        day, since = self.cleaned_data[name], self.since
        if day < since:
            raise ValidationError(f"The day must not lie before the referral, {since.day} {since:%B %Y}")
        return day
