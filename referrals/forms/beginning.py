"""What is asked before a referral begins: for which agency, on which form, to which authority."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from mase.agencies.models import Agency, Authority
from mase.web.fields import ChoiceField
from mase.web.forms import Form
from referrals import kinds
from referrals.models.vocabulary import Form as Kind

_HINTS = {
    Kind.PROFESSIONAL: "A worry about a child who lives in the borough.",
    Kind.POLICE: "With your references, and what the police have done.",
    Kind.EARLY_HELP: "When early help is no longer enough.",
    Kind.PLACED_HERE: "A child in care, placed in a borough by another authority.",
    Kind.DATA_ONLY: "Nothing is decided; the co-ordinator keeps it with what is known of the child.",
}


class Begin(Form):
    """Questions are asked only where there is a choice; what is not answered is the usual."""

    agency = ChoiceField(label="Which agency do you refer for?", called="your agency")
    form = ChoiceField(label="What do you want to send?", called="what you want to send", required=False)
    to = ChoiceField(
        label="Which authority receives it?",
        called="the authority that receives it",
        required=False,
        widget=forms.Select,
        help_text="Where the child lives or is placed.",
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], authorities: Sequence[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {agency.code: agency for agency in agencies}
        self.authorities = {authority.code: authority for authority in authorities}
        first = next(iter(self.agencies.values()))
        forms_offered = dict.fromkeys(form for agency in self.agencies.values() for form in kinds.offered(agency))
        self.offer("agency", [(agency.code, agency.name) for agency in self.agencies.values()])
        self.offer("form", [(form.value, form.label) for form in forms_offered])
        self.fields["form"].hints = {form.value: hint for form, hint in _HINTS.items()}  # type: ignore[attr-defined]
        self.offer("to", [(authority.code, authority.name) for authority in authorities])
        self.initial = {"agency": first.code, "form": kinds.offered(first)[0], "to": first.authority.code}

    @property
    def asked(self) -> list[forms.BoundField]:
        """Return the questions to which there is more than one answer."""
        elsewhere = any(kinds.may_send_elsewhere(agency) for agency in self.agencies.values())
        several = {
            "agency": len(self.agencies) > 1,
            "form": len(self.fields["form"].choices) > 1,  # type: ignore[attr-defined]
            "to": elsewhere and len(self.authorities) > 1,
        }
        return [self[name] for name, shown in several.items() if shown]

    def clean(self) -> dict[str, Any]:
        """Take what was chosen, or the usual of the agency; refuse what the agency does not send."""
        cleaned = super().clean() or self.cleaned_data
        if "agency" not in cleaned:
            return cleaned
        agency = self.agencies[cleaned["agency"]]
        form, to = cleaned.get("form") or kinds.offered(agency)[0], cleaned.get("to") or agency.authority.code
        if form not in kinds.offered(agency):
            self.add_error("form", f"{agency.name} does not send this: choose another")
        if to != agency.authority.code and not kinds.may_send_elsewhere(agency):
            self.add_error("to", f"{agency.name} sends to {agency.authority.name}")
        return cleaned | {"form": form, "to": to}

    def begun(self) -> dict[str, Any]:
        """Return what a draft begins with."""
        said = self.cleaned_data
        return {
            "agency": self.agencies[said["agency"]],
            "form": Kind(said["form"]),
            "to": self.authorities[said["to"]],
        }
