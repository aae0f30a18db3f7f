"""Giving a role."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mase.agencies import roles
from mase.agencies.models import Agency
from mase.web.fields import ChoiceField, EmailField, TextField
from mase.web.forms import Form


class BeginMembership(Form):
    name = TextField(label="Full name", called="the person’s full name", max_length=120)
    email = EmailField(label="Work e-mail address")
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
