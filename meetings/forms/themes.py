"""Items of the agenda about no single child."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mase.agencies.models import User
from mase.web.fields import ChoiceField, LongTextField, TextField
from mase.web.forms import Form
from mase.web.meanwhile import Rewriting
from meetings.forms.actions import AgreeAction
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


class AgreeThemeAction(AgreeAction):
    """The same questions as of any action, asked of the people of the agencies that take part."""

    def __init__(self, *args: Any, people: Iterable[tuple[User, str]], **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        self.fields["text"].help_text = _NO_CHILD
