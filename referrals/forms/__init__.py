"""The sections of the referral form and what MASH and the police fill in."""

from referrals.forms.agreeing import Consent, Referrer
from referrals.forms.child import Child
from referrals.forms.disclosures import RecordDisclosure, SettleDisclosure
from referrals.forms.mash import (
    AddToAnswer,
    Agree,
    AnswerRequest,
    Code,
    DecideChecks,
    Propose,
    SendLink,
    Sharing,
    WithdrawRequest,
)
from referrals.forms.parts import Rows, SectionForm
from referrals.forms.police import Categorise
from referrals.forms.references import AddReference, WithdrawReference
from referrals.forms.sections import SECTIONS, Discard, Section, sections_of
from referrals.forms.worry import Concern, Signs

__all__ = [
    "SECTIONS",
    "AddReference",
    "AddToAnswer",
    "Agree",
    "AnswerRequest",
    "Categorise",
    "Child",
    "Code",
    "Concern",
    "Consent",
    "DecideChecks",
    "Discard",
    "Propose",
    "RecordDisclosure",
    "Referrer",
    "Rows",
    "Section",
    "SectionForm",
    "SendLink",
    "SettleDisclosure",
    "Sharing",
    "Signs",
    "WithdrawReference",
    "WithdrawRequest",
    "sections_of",
]
