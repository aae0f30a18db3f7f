"""References of other systems."""

from mase.web.fields import ChoiceField, LongTextField, TextField
from mase.web.forms import Form
from referrals.models import ExternalReference


class AddReference(Form):
    """What another system calls it."""

    kind = ChoiceField(
        label="Which system?", called="which system it is a reference of", choices=ExternalReference.Kind.choices
    )
    number = TextField(
        label="Reference", called="the reference", max_length=60, help_text="As the other system writes it."
    )
    note = TextField(
        label="What is it about?",
        required=False,
        max_length=200,
        help_text="In a few words: “theft of a telephone, 3 May”. No names.",
    )


class WithdrawReference(Form):
    """Why it is wrong."""

    reason = LongTextField(
        label="Why is it withdrawn?",
        called="why it is withdrawn",
        max_length=1000,
        help_text="A slip, another child’s, or replaced by another. The reason stays on the record.",
    )
