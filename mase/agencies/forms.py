"""Giving a role; noting days away."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mase.agencies import roles
from mase.agencies.models import Agency, Authority, Kind, User
from mase.agencies.rights import ObjectKind
from mase.web.fields import ChoiceField, DayField, EmailField, TextField
from mase.web.forms import Form


class OpenAgency(Form):
    authority = ChoiceField(label="Authority", called="the authority", widget=forms.Select)
    name = TextField(label="Name of the agency", called="the name of the agency", max_length=120)
    kind = ChoiceField(label="Kind of agency", called="the kind of agency", choices=Kind.choices)

    def __init__(self, *args: Any, authorities: Iterable[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authorities = {authority.code: authority for authority in authorities}
        self.offer("authority", [(code, authority.name) for code, authority in self.authorities.items()])

    def clean_authority(self) -> Authority:
        return self.authorities[self.cleaned_data["authority"]]


class BeginMembership(Form):
    name = TextField(label="Full name", called="the person’s full name", max_length=120)
    email = EmailField(label="Work e-mail address", max_length=254)
    agency = ChoiceField(label="Agency", called="the agency", widget=forms.Select)
    role = ChoiceField(
        label="Role",
        called="the role",
        choices=roles.CHOICES,
        hints={role.code: role.sentence for role in roles.ROLES.values()},
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {agency.code: agency for agency in agencies}
        self.offer("agency", [("", ""), *((agency.code, agency.name) for agency in self.agencies.values())])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        agency, role = self.agencies.get(cleaned.get("agency", "")), roles.ROLES.get(cleaned.get("role", ""))
        if agency and role and agency.kind not in role.kinds:
            self.add_error("role", f"“{role.label}” is not a role of this kind of agency")
        return cleaned


class NoteLeave(Form):
    """Days away: of the person who asks or, where there is a choice, of somebody of their agency."""

    person = ChoiceField(label="Who is away?", called="who is away", widget=forms.Select)
    begins_on = DayField(label="First day away", called="The first day away")
    ends_on = DayField(
        label="Last day away",
        called="The last day away",
        help_text="The last day on which the person is not at work",
        limit="today or future",
    )

    covered_by = ChoiceField(
        label="Who covers?",
        called="who covers",
        required=False,
        widget=forms.Select,
        help_text="Somebody of the same agency with the same role. They see the cases and are told what is due "
        "from the first day to the last.",
    )

    def __init__(self, *args: Any, people: Iterable[User], covers: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.covers = {str(person.pk): person for person in covers}
        self.offer("person", [(pk, person.name) for pk, person in self.people.items()])
        self.offer("covered_by", [("", "Nobody yet"), *((pk, person.name) for pk, person in self.covers.items())])
        if len(self.people) == 1:
            self.fields["person"].widget = forms.HiddenInput()

    def clean_person(self) -> User:
        return self.people[self.cleaned_data["person"]]

    def clean_covered_by(self) -> User | None:
        return self.covers.get(self.cleaned_data["covered_by"])


class FilterRights(Form):
    """Narrows the page of rights to one role or one kind of object."""

    role = ChoiceField(label="Role", required=False, choices=[("", "All roles"), *roles.CHOICES], widget=forms.Select)
    kind = ChoiceField(
        label="What the right is about",
        required=False,
        choices=[("", "Everything"), *ObjectKind.choices],
        widget=forms.Select,
    )
