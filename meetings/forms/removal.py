"""A child's leaving the MASE list, proposed and answered."""

from mase.web.fields import LongTextField, YesNoField
from mase.web.forms import Form


class ProposeRemoval(Form):
    reason = LongTextField(
        label="Why does the child no longer need the meeting’s oversight?",
        called="why the child no longer needs the meeting’s oversight",
        max_length=4000,
        help_text="Go through what is listed above, and say what the child thinks of it. A second person reads this.",
    )


class AnswerRemoval(Form):
    agreed = YesNoField(
        label="Do you agree that the child leaves the list?", called="whether you agree that the child leaves the list"
    )
    words = LongTextField(
        label="Why?",
        called="why you agree or do not agree",
        max_length=4000,
        help_text="Whoever proposed it and the child’s social worker are told of your answer.",
    )
