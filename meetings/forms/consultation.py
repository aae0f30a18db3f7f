"""The clinical consultation offered, answered, held."""

from mase.web.fields import (
    DayField,
    YesNoField,
)
from mase.web.forms import Form


class OfferConsultation(Form):
    offered_on = DayField(
        label="When was the consultation offered to the social worker?",
        called="The day of the offer",
        limit="today or past",
    )


class AnswerConsultation(Form):
    accepted = YesNoField(label="Do you accept the consultation?", called="whether you accept the consultation")


class HoldConsultation(Form):
    held_on = DayField(
        label="When was the consultation held?", called="The day of the consultation", limit="today or past"
    )
