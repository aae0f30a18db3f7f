"""Who is to have a case, why, and what the worker before leaves to the next."""

from collections.abc import Iterable
from typing import Any

from mase.agencies.models import User
from mase.cases.load import Load
from mase.web.fields import ChoiceField, LongTextField
from mase.web.forms import Form


class Allocate(Form):
    """The first allocation; beside each name stands what that person carries already."""

    worker = ChoiceField(label="Social worker", called="the social worker")
    reason = LongTextField(
        label="Why this social worker?",
        required=False,
        max_length=2000,
        help_text="The social worker reads it, and whoever reads the file later.",
    )

    def __init__(self, *args: Any, loads: Iterable[Load], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = {str(load.worker.pk): load.worker for load in loads}
        self.offer("worker", [(key, worker.name) for key, worker in self.workers.items()])
        self.fields["worker"].hints = {str(load.worker.pk): load.words for load in loads}  # type: ignore[attr-defined]

    def clean_worker(self) -> User:
        return self.workers[self.cleaned_data["worker"]]


class HandOver(Allocate):
    """The case goes from one social worker to another, who has to know what is left to do."""

    hand_over = LongTextField(
        label="Hand-over note",
        called="the hand-over note",
        max_length=8000,
        help_text="What has been done, what is open, whom the child trusts, what to do first.",
    )


class LeaveNote(Form):
    """What the worker writes for whoever gets the case next."""

    hand_over = LongTextField(
        label="Hand-over note",
        called="the hand-over note",
        max_length=8000,
        help_text="What has been done, what is open, whom the child trusts, what to do first. "
        "Your manager passes it on with the case.",
    )
