"""What a manager fills in about a case as a whole."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mase.agencies.models import User
from mase.cases.models import Outcome
from mase.cases.stages import Stage
from mase.web.fields import ChoiceField, LongTextField
from mase.web.forms import Form


class Allocate(Form):
    worker = ChoiceField(label="Social worker", called="the social worker", widget=forms.Select)
    reason = LongTextField(label="Note for the social worker", required=False, max_length=2000)

    def __init__(self, *args: Any, workers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = {str(worker.pk): worker for worker in workers}
        self.offer("worker", [("", ""), *((key, worker.name) for key, worker in self.workers.items())])

    def clean_worker(self) -> User:
        return self.workers[self.cleaned_data["worker"]]


class Restrict(Form):
    reason = LongTextField(
        label="Why does this record have to be restricted?",
        called="the reason",
        max_length=2000,
        help_text="For instance: the child is related to a member of staff.",
    )


class Reason(Form):
    reason = LongTextField(label="Why?", called="the reason", max_length=2000)


class Close(Form):
    outcome = ChoiceField(label="Outcome", called="the outcome", choices=Outcome.choices)
    reason = LongTextField(label="Reasons", called="the reasons", max_length=4000)


class Filter(Form):
    stage = ChoiceField(
        label="Stage", required=False, choices=[("", "All stages"), *Stage.choices], widget=forms.Select
    )
