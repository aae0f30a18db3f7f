"""A screening by a professional of another agency: whom they spoke with first, and what stands beside the answers."""

from collections.abc import Iterable
from typing import Any

from mase.web.fields import ChoiceField, DayField, LongTextField, TextField
from mase.web.forms import Form


class SpokeWith(Form):
    """The conversation with the safeguarding officer, which comes before the first item (SO-9)."""

    officer = TextField(
        label="Which safeguarding officer did you speak with?",
        called="the name of the safeguarding officer",
        max_length=120,
        help_text="Your agency’s designated safeguarding officer. If that is you, speak with your deputy or with MASH.",
    )
    spoke_on = DayField(label="When did you speak?", called="The day you spoke", limit="today or past")
    advised = LongTextField(
        label="What did they advise?", called="what they advised", max_length=4000, help_text="In a few sentences."
    )
    tool = ChoiceField(label="With which tool?", called="the tool", required=False)

    def __init__(self, *args: Any, offered: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(offered)
        self.offer("tool", choices)
        if len(choices) < 2:
            del self.fields["tool"]
        else:
            self.fields["tool"].required = True


class Complete(Form):
    """What the child says and what protects them, as this agency knows it."""

    in_their_words = LongTextField(
        label="What does the child say, in their own words?",
        called="what the child says",
        required=False,
        max_length=6000,
        help_text="Leave it empty if you have not been able to ask. Do not ask again for the sake of this form.",
    )
    protective = LongTextField(
        label="What protects the child?",
        called="what protects the child",
        required=False,
        max_length=6000,
        help_text="People they trust, places they are safe, what they are good at.",
    )
