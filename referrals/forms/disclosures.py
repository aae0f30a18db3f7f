"""That a child told of an offence, and what the police made of it."""

from django.db.models import TextChoices

from mase.web.fields import ChoiceField, LongTextField, MomentField, TextField
from mase.web.forms import Form


class Made(TextChoices):
    """What the police made of what the child told."""

    CRIME = "crime", "A crime is recorded"
    NO_CRIME = "no_crime", "No crime is recorded"


class RecordDisclosure(Form):
    """When and to whom; what the child said stays where it was written down."""

    told_at = MomentField(label="When did the child tell of it?", called="when the child told of it", limit="past")
    told_to = TextField(
        label="Whom did the child tell?",
        called="whom the child told",
        max_length=200,
        help_text="Their name, and what they are to the child: form tutor, foster carer, youth worker.",
    )
    form_87a = TextField(
        label="Reference of the 87a police referral",
        required=False,
        max_length=60,
        help_text="Where you have sent one; it is kept with the references of other systems.",
    )


class SettleDisclosure(Form):
    """The crime reference, or why no crime is recorded."""

    made = ChoiceField(
        label="What have the police made of it?", called="what the police have made of it", choices=Made.choices
    )
    crime_reference = TextField(
        label="Crime reference",
        called="the crime reference",
        max_length=40,
        help_text="Usually seven digits and the year, like 4619283/26.",
    )
    reason = LongTextField(
        label="Why is no crime recorded?",
        called="why no crime is recorded",
        max_length=4000,
        help_text="The co-ordinator and the social worker are told, and the reason stays with the referral. "
        "What is known and what was checked, not whether the child was believed.",
    )

    reveals = {"made": {Made.CRIME: ["crime_reference"], Made.NO_CRIME: ["reason"]}}
