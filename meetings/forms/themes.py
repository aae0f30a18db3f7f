"""Items of the agenda about no single child."""

from typing import Any

from django import forms

from mase.web.fields import ChoiceField, LongTextField, TextField
from mase.web.forms import Form
from mase.web.meanwhile import Rewriting
from meetings.forms.actions import AgreeAction, CancelAction, CheckAction, Report
from meetings.models import About

_NO_CHILD = "No child is named or can be recognised here: every member reads it."


class RecordTheme(Form):
    about = ChoiceField(
        label="What is it about?", called="what it is about", choices=About.choices, widget=forms.Select
    )
    title = TextField(label="Title", called="the title", max_length=120)
    known = LongTextField(label="What is known?", called="what is known", max_length=8000, help_text=_NO_CHILD)


class DiscussTheme(Rewriting):
    """What is known, and what the meeting said; two may write at once."""

    known = LongTextField(label="What is known?", called="what is known", max_length=8000, help_text=_NO_CHILD)
    discussion = LongTextField(
        label="What did the meeting say?", called="what the meeting said", max_length=8000, required=False
    )
    rewritten = ("known", "discussion")


class OfATheme(Form):
    """The same questions as of any action; what is ``said`` in their answer names no child."""

    said: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.said].help_text = _NO_CHILD


class AgreeThemeAction(OfATheme, AgreeAction):
    said = "text"


class ReportThemeAction(OfATheme, Report):
    said = "evidence"


class CheckThemeAction(OfATheme, CheckAction):
    said = "words"


class CancelThemeAction(OfATheme, CancelAction):
    said = "reason"
