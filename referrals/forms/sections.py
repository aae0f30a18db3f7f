"""The sections of the referral form, in their order."""

from dataclasses import dataclass

from mase.web.fields import ConfirmField
from mase.web.forms import Form
from referrals.forms import around, particulars
from referrals.forms.agreeing import Consent, Referrer
from referrals.forms.child import Child, Where
from referrals.forms.parts import Rows, SectionForm
from referrals.forms.worry import Concern, Signs
from referrals.models import Draft


@dataclass(frozen=True)
class Section:
    """A page of the referral form; one that is not needed may be left alone."""

    title: str
    form: type[SectionForm] | type[Rows]
    needed: bool = False
    hint: str = ""

    @property
    def repeats(self) -> bool:
        """Say whether it asks the same questions row by row."""
        return issubclass(self.form, Rows)


SECTIONS: dict[str, Section] = {
    "child": Section("The child", Child, needed=True),
    "concern": Section("The worry", Concern, needed=True),
    "consent": Section("Who knows and agrees", Consent, needed=True),
    "referrer": Section("About you", Referrer, needed=True),
    "standing": Section("Social care and legal status", Where, hint="Social worker, placement, legal status"),
    "signs": Section("Signs you have seen", Signs, hint="What may show that exploitation happens already"),
    "household": Section("Family and household", around.Household, hint="Parents, carers, brothers and sisters"),
    "people_of_concern": Section("People of concern", around.PeopleOfConcern, hint="Who may be harming the child"),
    "places": Section("Places", around.Places, hint="Where it happens, where the child was found"),
    "vehicles": Section("Vehicles", around.Vehicles),
    "contact_points": Section("Telephones and accounts online", around.ContactPoints),
}
PARTICULARS: dict[str, Section] = {  # by the form of the referral, what only it asks for
    kind: Section(title, form, needed=True) for kind, (title, form) in particulars.FORMS.items()
}


def sections_of(draft: Draft) -> dict[str, Section]:
    """Return the sections of the draft's form; what only its form asks for comes before who refers."""
    own = PARTICULARS.get(draft.form)
    if own is None:
        return SECTIONS
    names = list(SECTIONS)
    place = names.index("consent")
    return {
        name: own if name == "particulars" else SECTIONS[name]
        for name in [*names[:place], "particulars", *names[place:]]
    }


class Discard(Form):
    """The question before a draft is thrown away."""

    sure = ConfirmField(label="Throw this draft away", called="that you want to throw it away")
