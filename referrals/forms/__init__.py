"""The sections of the referral form and what MASH and the police fill in."""

from referrals.forms.mash import Agree, AnswerRequest, Propose, Sharing, Tell, WithdrawRequest
from referrals.forms.police import Categorise
from referrals.forms.sections import SECTIONS, AgencyChoice, Child, Concern, Consent, Discard, Referrer

__all__ = [
    "SECTIONS",
    "AgencyChoice",
    "Agree",
    "AnswerRequest",
    "Categorise",
    "Child",
    "Concern",
    "Consent",
    "Discard",
    "Propose",
    "Referrer",
    "Sharing",
    "Tell",
    "WithdrawRequest",
]
