"""What is asked when a case is closed, looked back at, and opened again."""

from collections.abc import Sequence
from typing import Any

from django.forms import BoundField

from mase.cases.checklist import Finding
from mase.cases.closing import LookedBack
from mase.cases.models import Outcome
from mase.web import words
from mase.web.fields import ChoiceField, LongTextField
from mase.web.forms import Form

_ALL_THE_SAME = "because_"


class Close(Form):
    """The decision, with a reason of its own for each thing that stands against it."""

    outcome = ChoiceField(label="Outcome", called="the outcome", choices=Outcome.choices)
    reason = LongTextField(label="Reasons", called="the reasons", max_length=4000)
    childs_view = LongTextField(
        label="What does the child say of it?",
        called="what the child says, or why the child was not asked",
        max_length=4000,
        help_text="In the child’s own words where you can. If the child was not asked, say why.",
    )
    opens_again_when = LongTextField(
        label="What would open the case again?",
        required=False,
        max_length=2000,
        help_text="For whoever looks back, and whoever hears of the child next.",
    )

    def __init__(self, *args: Any, findings: Sequence[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for found in findings:
            self.fields[_ALL_THE_SAME + found.code] = asked = LongTextField(
                label="Why does the case close all the same?",
                called=f"why the case closes although {found.title[0].lower()}{found.title[1:]}",
                max_length=2000,
            )
            words.speak_plainly(asked)
        self.order_fields([_ALL_THE_SAME + found.code for found in findings])

    def because(self) -> dict[str, str]:
        """Return the reason for each finding, by its code."""
        return {
            name.removeprefix(_ALL_THE_SAME): said
            for name, said in self.cleaned_data.items()
            if name.startswith(_ALL_THE_SAME)
        }

    def about(self, found: Finding) -> BoundField:
        """Return the question about this finding."""
        return self[_ALL_THE_SAME + found.code]


class LookBack(Form):
    found = ChoiceField(label="What did you find?", called="what you found", choices=LookedBack.choices)
    finding = LongTextField(
        label="How is the child now, and whom did you ask?",
        called="how the child is now, and whom you asked",
        max_length=4000,
        help_text="New contacts, times missing, what school or the carers say. Leave out the child’s name.",
    )


class Reopen(Form):
    reason = LongTextField(label="Why does the case have to be opened again?", called="the reason", max_length=4000)
