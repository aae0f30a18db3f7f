"""What people fill in around the surgery (BA-3)."""

from collections.abc import Iterable
from typing import Any

from mase.agencies.models import Authority
from mase.web.fields import ChoiceField, LongTextField, MomentField, NumberField, TextField
from mase.web.forms import Form
from meetings.models import Recommended, Why


class OpenSessions(Form):
    """One session, or several two weeks apart."""

    authority = ChoiceField(label="Whose surgery is it?", called="whose surgery it is")
    begins_at = MomentField(label="When does the first session begin?", called="The beginning", limit="future")
    minutes_each = NumberField(
        label="How many minutes has each slot?", called="the minutes of each slot", min_value=10, max_value=120
    )
    slots = NumberField(label="How many slots has a session?", called="the number of slots", min_value=1, max_value=24)
    place = TextField(label="Room, or how to join", called="the room, or how to join", max_length=200)
    times = NumberField(
        label="How many sessions, two weeks apart?",
        called="the number of sessions",
        min_value=1,
        max_value=26,
        help_text="1 for this session alone. None is opened on a bank holiday or another day on which the office is "
        "closed; you are told which days were left out.",
    )

    def __init__(self, *args: Any, authorities: Iterable[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authorities = {authority.code: authority for authority in authorities}
        self.offer("authority", [(code, authority.name) for code, authority in self.authorities.items()])

    def clean_authority(self) -> Authority:
        return self.authorities[self.cleaned_data["authority"]]


class CancelSession(Form):
    reason = LongTextField(
        label="Why is the session cancelled?", called="why the session is cancelled", max_length=1000
    )


class Book(Form):
    """What the slot is for."""

    why = ChoiceField(
        label="What do you want to speak about?", called="what you want to speak about", choices=Why.choices
    )
    reference = TextField(
        label="Reference of the case",
        called="the reference of the case",
        max_length=12,
        help_text="As it stands on the case: BCDF-2345. Whoever holds the surgery learns who the child is, the police "
        "until two weeks after the session.",
    )
    question = LongTextField(
        label="What would you like advice on?",
        called="what you would like advice on",
        max_length=4000,
        help_text="For a worry below the threshold name no child: say what was seen and heard.",
    )

    reveals = {"why": {Why.BEFORE_MASE.value: ["reference"]}}


class AdviseBooking(Form):
    """What was advised."""

    recommends = ChoiceField(
        label="What does the surgery recommend?", called="what the surgery recommends", choices=Recommended.choices
    )
    advice = LongTextField(
        label="What was advised?",
        called="what was advised",
        max_length=4000,
        help_text="Who does what next, and when to come back.",
    )
