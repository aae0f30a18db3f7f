"""Giving a role."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mase.agencies import roles
from mase.agencies.models import Agency, Authority, Kind
from mase.web.fields import ChoiceField, EmailField, TextField
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
