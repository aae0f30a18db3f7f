"""The sections of the referral form and what MASH and the police fill in."""

from referrals.forms.agreeing import Consent, Referrer
from referrals.forms.child import Child
from referrals.forms.disclosures import RecordDisclosure, SettleDisclosure
from referrals.forms.mash import Agree, AnswerRequest, Propose, Sharing, WithdrawRequest
from referrals.forms.parts import Rows, SectionForm
from referrals.forms.police import Categorise
from referrals.forms.references import AddReference, WithdrawReference
from referrals.forms.sections import SECTIONS, AgencyChoice, Discard, Section, sections
from referrals.forms.worry import Concern, Signs

__all__ = [
    "SECTIONS",
    "AddReference",
    "AgencyChoice",
    "Agree",
    "AnswerRequest",
    "Categorise",
    "Child",
    "Concern",
    "Consent",
    "Discard",
    "Propose",
    "RecordDisclosure",
    "Referrer",
    "Rows",
    "Section",
    "SectionForm",
    "SettleDisclosure",
    "Sharing",
    "Signs",
    "WithdrawReference",
    "WithdrawRequest",
    "sections",
]
