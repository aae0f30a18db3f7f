"""What people fill in around a planning meeting (MAP)."""

from mase.web.fields import (
    DayField,
    LongTextField,
    MomentField,
    TextField,
    YesNoField,
)
from mase.web.forms import Form


class Refer(Form):
    """Referring a child to a planning meeting (BR-5)."""

    reason = LongTextField(
        label="What should the meeting plan for?", called="what the meeting should plan for", max_length=4000
    )
    carers_invited = YesNoField(
        label="Are the parents or carers invited?", called="whether parents or carers are invited"
    )
    carers_reason = LongTextField(label="Why not?", called="why not", max_length=2000)
    scheduled_for = MomentField(label="Date and time of the meeting", called="The date and time", limit="future")
    reveals = {"carers_invited": {"no": ["carers_reason"]}}


class MovePlanning(Form):
    """Another time for a planning meeting that is arranged."""

    scheduled_for = MomentField(label="New date and time", called="The date and time", limit="future")
    reason = LongTextField(label="Why is it moved?", called="why it is moved", max_length=2000)


class CancelPlanning(Form):
    reason = LongTextField(
        label="Why is the meeting cancelled?", called="why the meeting is cancelled", max_length=2000
    )


class AddProfessional(Form):
    name = TextField(label="Name", called="the professional’s name", max_length=120)
    role = TextField(label="Role with the child", called="their role", max_length=120)
    agency = TextField(label="Agency", called="their agency", max_length=120)


class AddStrategy(Form):
    text = LongTextField(label="What will be done?", called="what will be done", max_length=2000)
    who = TextField(label="By whom?", called="who does it", max_length=200)
    due_on = DayField(label="By when?", called="The day", limit="today or future")


class RecordPlanning(Form):
    held_on = DayField(label="When was the meeting held?", called="The day of the meeting", limit="today or past")
    summary = LongTextField(label="Summary", called="the summary", max_length=4000)
