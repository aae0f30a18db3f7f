"""The sections of the referral form and what MASH and the police fill in."""

from referrals.forms.disclosures import RecordDisclosure, SettleDisclosure
from referrals.forms.mash import Agree, AnswerRequest, Propose, Sharing, WithdrawRequest
from referrals.forms.police import Categorise
from referrals.forms.references import AddReference, WithdrawReference
from referrals.forms.sections import SECTIONS, AgencyChoice, Child, Concern, Consent, Discard, Referrer

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
    "SettleDisclosure",
    "Sharing",
    "WithdrawReference",
    "WithdrawRequest",
]
