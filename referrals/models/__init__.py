"""Contact and MASH: what was asked, referred, answered and decided; what the police know and share; the routes."""

from referrals.models.around import ContactPoint, HouseholdMember, PersonOfConcern, Place, Vehicle
from referrals.models.consultation import Advice, Adviser, Consultation
from referrals.models.intelligence import About, Assessment, Handling, Intelligence, IntelligenceText, Nature, Source
from referrals.models.mash import MashScreening, Priority, RequestLink, TakenUp
from referrals.models.police import (
    Considered,
    CrimeReport,
    Disclosure,
    ExternalReference,
    PoliceCategory,
    Report,
    System,
)
from referrals.models.referral import Colour, Draft, InformationRequest, Outcome, Referral, Reply
from referrals.models.routes import EarlyHelp, EarlyHelpReview, NrmDecision, NrmReferral, Route, RouteCode, RouteStep
from referrals.models.vocabulary import (
    Form,
    Ground,
    PlaceKind,
    Placement,
    PlaceType,
    Presentation,
    Safeguard,
    Standing,
    Violence,
)

__all__ = [
    "About",
    "Advice",
    "Adviser",
    "Assessment",
    "Colour",
    "Considered",
    "Consultation",
    "ContactPoint",
    "CrimeReport",
    "Disclosure",
    "Draft",
    "EarlyHelp",
    "EarlyHelpReview",
    "ExternalReference",
    "Form",
    "Ground",
    "Handling",
    "HouseholdMember",
    "InformationRequest",
    "Intelligence",
    "IntelligenceText",
    "MashScreening",
    "Nature",
    "NrmDecision",
    "NrmReferral",
    "Outcome",
    "PersonOfConcern",
    "Place",
    "PlaceKind",
    "PlaceType",
    "Placement",
    "PoliceCategory",
    "Presentation",
    "Priority",
    "Referral",
    "Reply",
    "Report",
    "RequestLink",
    "Route",
    "RouteCode",
    "RouteStep",
    "Safeguard",
    "Source",
    "Standing",
    "System",
    "TakenUp",
    "Vehicle",
    "Violence",
]
