"""Contact and MASH: what was referred, asked, answered and decided; and what the police know and share with care."""

from referrals.models.intelligence import About, Assessment, Handling, Intelligence, IntelligenceText, Nature, Source
from referrals.models.referral import (
    Colour,
    CrimeReport,
    Draft,
    InformationRequest,
    Outcome,
    PoliceCategory,
    Referral,
    Reply,
)

__all__ = [
    "About",
    "Assessment",
    "Colour",
    "CrimeReport",
    "Draft",
    "Handling",
    "InformationRequest",
    "Intelligence",
    "IntelligenceText",
    "Nature",
    "Outcome",
    "PoliceCategory",
    "Referral",
    "Reply",
    "Source",
]
