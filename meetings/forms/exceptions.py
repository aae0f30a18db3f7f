"""Why a meeting that looks at single cases by exception looks at this one (SO-34)."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mase.web.fields import ChoiceField
from mase.web.forms import Form
from meetings.models import Exceptional, Theme


class ByException(Form):
    """Asks for the exception and, where it is a theme, for which one; for none where the meeting has no theme yet."""

    exceptional = ChoiceField(
        label="Why does the meeting look at this case?",
        called="why the meeting looks at this case",
        choices=Exceptional.choices,
    )
    theme = ChoiceField(label="Which theme?", called="the theme", widget=forms.Select)
    reveals = {"exceptional": {Exceptional.THEME: ["theme"]}}

    def __init__(self, *args: Any, themes: Iterable[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes = {str(theme.pk): theme for theme in themes}
        self.offer("theme", [("", ""), *((key, theme.title) for key, theme in self.themes.items())])
        if not self.themes:
            del self.fields["theme"]
            self.reveals = {question: opens for question, opens in self.reveals.items() if question != "exceptional"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return cleaned | {"theme": self.themes.get(cleaned.get("theme") or "")}
