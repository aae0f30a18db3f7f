"""What people fill in around a meeting about complex abuse (SO-24, HO-10)."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mase.agencies.models import Agency, Authority, Membership, User
from mase.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    EmailField,
    LongTextField,
    MomentField,
    TextField,
)
from mase.web.forms import Form
from meetings.models import ComplexMember, Node

_BESIDE_CHILDREN = [(kind.value, kind.label) for kind in Node if kind != Node.CHILD]


class ConveneComplex(Form):
    """Why, with whom the threshold was decided, who was told, when and where."""

    authority = ChoiceField(label="Which authority convenes it?", called="the authority")
    reason = LongTextField(
        label="Why is it thought to be complex abuse?",
        called="why it is thought to be complex abuse",
        max_length=4000,
        help_text="More than one child, or more than one person who harms; a place, a group, an institution. "
        "Name no child here: children are put on the map from their cases.",
    )
    threshold_with = TextField(
        label="With which safeguarding adviser was the threshold decided?",
        called="the safeguarding adviser",
        max_length=200,
        help_text="Their post.",
    )
    quality_told_on = DayField(
        label="When was the Head of Quality Assurance told?", called="The day", limit="today or past"
    )
    other_boroughs = LongTextField(
        label="Which other boroughs are concerned?",
        called="other boroughs",
        max_length=1000,
        required=False,
        help_text="And who there co-ordinates with you. Leave it empty where none is.",
    )
    scheduled_for = MomentField(label="Date and time of the meeting", called="The date and time", limit="future")
    place = TextField(label="Room, or how to join", called="the room, or how to join", max_length=200)
    chair = ChoiceField(
        label="Chair",
        called="the chair",
        widget=forms.Select,
        help_text="A child protection co-ordinator or the co-ordinator.",
    )

    def __init__(self, *args: Any, authorities: Iterable[Authority], chairs: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authorities = {authority.code: authority for authority in authorities}
        self.chairs = {str(person.pk): person for person in chairs}
        self.offer("authority", [(code, authority.name) for code, authority in self.authorities.items()])
        self.offer("chair", [("", ""), *((key, person.name) for key, person in self.chairs.items())])

    def clean_authority(self) -> Authority:
        return self.authorities[self.cleaned_data["authority"]]

    def clean_chair(self) -> User:
        return self.chairs[self.cleaned_data["chair"]]


class MoveComplex(Form):
    """Another time or place for a meeting that is convened."""

    scheduled_for = MomentField(label="New date and time", called="The date and time", limit="future")
    place = TextField(label="Room, or how to join", called="the room, or how to join", max_length=200)
    reason = LongTextField(
        label="Why is it moved?",
        called="why it is moved",
        max_length=2000,
        help_text="Every member reads it. Name no child.",
    )


class CancelComplex(Form):
    reason = LongTextField(
        label="Why is the meeting cancelled?",
        called="why the meeting is cancelled",
        max_length=2000,
        help_text="Every member reads it. Name no child.",
    )


class Invite(Form):
    """Somebody by name: of the authority's agencies, or of another borough by the address they sign in with."""

    whence = ChoiceField(
        label="Where does the person work?",
        called="where the person works",
        choices=[("here", "In an agency of this authority"), ("elsewhere", "In another borough")],
    )
    person = ChoiceField(label="Who is invited?", called="who is invited", widget=forms.Select)
    email = EmailField(label="Their e-mail address", called="their e-mail address", help_text="The one for work.")

    reveals = {"whence": {"here": ["person"], "elsewhere": ["email"]}}

    def __init__(
        self, *args: Any, people: Iterable[Membership], elsewhere: Callable[[str], Membership | None], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.elsewhere = {str(m.pk): m for m in people}, elsewhere
        named = [(key, f"{m.user.name}, {m.agency.name}") for key, m in self.people.items()]
        self.offer("person", [("", ""), *named])

    def clean_email(self) -> Membership:
        found = self.elsewhere(self.cleaned_data["email"])
        if found is None:
            raise ValidationError("Nobody of another borough signs in here with this e-mail address")
        return found

    def invited(self) -> Membership:
        """Return the role for which the person gets a seat."""
        said = self.cleaned_data
        return self.people[said["person"]] if said["whence"] == "here" else said["email"]


class Put(Form):
    """Somebody or something on the map that is no child."""

    kind = ChoiceField(label="Who or what is it?", called="who or what it is", choices=_BESIDE_CHILDREN)
    name = TextField(
        label="What is it called?",
        called="what it is called",
        max_length=200,
        help_text="A name, an address, a registration number, a telephone number or online name. No child.",
    )
    known = LongTextField(label="What is known of it?", called="what is known of it", max_length=4000, required=False)


class PutChild(Form):
    """A child on the map, by their case."""

    reference = TextField(
        label="Reference of the case",
        called="the reference of the case",
        max_length=12,
        help_text="As it stands on the case: BCDF-2345. It opens the file to nobody.",
    )


class Link(Form):
    """A connection between two of those on the map."""

    one = ChoiceField(label="From", called="from whom or what the link leads", widget=forms.Select)
    other = ChoiceField(label="To", called="to whom or what the link leads", widget=forms.Select)
    nature = TextField(
        label="How are they connected?",
        called="how they are connected",
        max_length=200,
        help_text="For instance: drives, gave a telephone to, was seen at, is a friend of.",
    )
    source = TextField(
        label="Where is it known from?",
        called="where it is known from",
        max_length=200,
        help_text="The agency and when. Only what may be said to the members of this meeting.",
    )

    def __init__(self, *args: Any, named: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            self.offer(name, [("", ""), *named])

    def clean_other(self) -> str:
        if self.cleaned_data["other"] == self.cleaned_data.get("one"):
            raise ValidationError("A link leads from one to another: choose two")
        return self.cleaned_data["other"]


class Say(Form):
    """What an agency said at the meeting."""

    agency = ChoiceField(label="Which agency said it?", called="which agency said it", widget=forms.Select)
    words = LongTextField(
        label="What did it say?", called="what it said", max_length=8000, help_text="In its own words, as said."
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {agency.code: agency for agency in agencies}
        self.offer("agency", [("", ""), *((code, agency.name) for code, agency in self.agencies.items())])

    def clean_agency(self) -> Agency:
        return self.agencies[self.cleaned_data["agency"]]


class Hold(Form):
    """That the meeting was held, who came, and what came of it."""

    held_at = MomentField(label="When was it held?", called="The date and time", limit="past")
    present = ChoicesField(label="Who came?", called="who came", coerce=int)
    summary = LongTextField(
        label="What was found?",
        called="what was found",
        max_length=8000,
        help_text="How the children, adults and places hang together, and what is not known yet. Name no child.",
    )
    decision = LongTextField(
        label="What was decided?",
        called="what was decided",
        max_length=8000,
        help_text="Who leads, what happens with the people and places, when the meeting comes together again.",
    )

    def __init__(self, *args: Any, members: Iterable[ComplexMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("present", [(str(one.pk), f"{one.user.name}, {one.agency.name}") for one in members])


class OpenChild(Form):
    """To which members a child's file is opened, why and until when."""

    members = ChoicesField(label="To whom?", called="to whom it is opened", coerce=int)
    reason = LongTextField(label="Why do they need it?", called="why they need it", max_length=1000)
    until = DayField(label="Until when?", called="The last day", limit="future")

    def __init__(self, *args: Any, members: Iterable[ComplexMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = {one.pk: one.user for one in members}
        self.offer("members", [(str(one.pk), f"{one.user.name}, {one.agency.name}") for one in members])

    def people(self) -> list[User]:
        """Return whom was chosen."""
        return [self.chosen[pk] for pk in self.cleaned_data["members"]]
