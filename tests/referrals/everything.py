"""A referral with an answer to everything, as the operations take it."""

from datetime import date, datetime
from typing import Any

from mase.demo import stories
from mase.demo.cast import Cast
from mase.people.models import Answer, Gender
from referrals import operations
from referrals.indicators import Indicator
from referrals.models import Form, Referral

CHILD: dict[str, Any] = {
    "given_names": "Maya",
    "family_name": "Hartwell",
    "known_as": "May",
    "born_on": date(2011, 7, 9),
    "gender": Gender.FEMALE,
    "nhs_number": "9434765919",
    "upn": "B801200005001",
    "address": "3 Invented Street\nLondon",
    "placement_address": "8 Made-up Road",
    "school": "Harbour Lane School",
    "gp": "The Invented Practice",
    "language": "Portuguese",
    "interpreter": Answer.YES,
    "ethnicity": "MWBA",
    "ethnicity_basis": "self",
    "nationality": "Portuguese",
    "religion": "None",
    "disabilities": ["HEAR"],
    "learning_disability": Answer.NO,
}
REFERRAL: dict[str, Any] = stories.REFERRAL | {
    "presentation": ["missing", "cse"],
    "grounds": ["disclosure"],
    "happened_on": date(2026, 2, 27),
    "signs": {Indicator.MISSING: {"seen_on": "2026-02-20", "note": "Away for a night"}},
    "safeguard": ["A1", "R"],
    "violence": ["domestic"],
    "offence_disclosed": Answer.YES,
    "in_their_words": "I can’t say no to him.",
    "asked_for": "A visit before the weekend",
    "standing": "cin",
    "placement": "own_here",
    "legal_status": "V2",
    "responsible_authority": "Southwark",
    "known_worker": "Ama Boateng, north team",
    "trafficking_suspected": Answer.YES,
    "consent_reason": "Her stepfather may know the adult.",
}
AROUND: dict[str, list[dict[str, Any]]] = {
    "household": [
        {"name": "Ines Hartwell", "relationship": "Mother", "born_on": date(1984, 4, 1), "protects": Answer.YES},
        {"name": "Leo Hartwell", "relationship": "Younger brother"},
    ],
    "people_of_concern": [
        {"known_as": "Rico", "age_band": "26_45", "description": "Drives a dark car.", "address": "9 Nowhere Lane"}
    ],
    "places": [{"kind": "first_met", "type": "fast_food", "where": "By the station"}],
    "vehicles": [{"registration": "AB12", "description": "Dark Corsa"}],
    "contact_points": [{"kind": "online", "number": "rico.99", "service": "Snapchat"}],
}
SHOWN = (  # everything that is not covered, as it is read
    *("Maya Hartwell", "May", "9 July 2011", "Girl", "Harbour Lane School", "The Invented Practice", "Portuguese"),
    *("White and Black African. The person said so", "Hearing", "in a dark car"),
    *("I can’t say no to him.", "Sexual exploitation", "The child told somebody", "27 February 2026"),
    *("Missing from home or care", "Seen on 20 February 2026", "Away for a night", "Absent from school, or away from"),
    *("Domestic abuse at home", "A visit before the weekend", "With family, child in need plan", "V2: accommodated"),
    *("Ama Boateng, north team", "Ines Hartwell", "Relationship: Mother", "1 April 1984", "Leo Hartwell", "Rico"),
    *("26 to 45", "9 Nowhere Lane", "Fast food outlet", "By the station", "AB12", "Dark Corsa", "rico.99", "Snapchat"),
    *("Her stepfather may know the adult.", "Harbour Lane School"),
)
COVERED = ("9434765919", "943 476 5919", "B801200005001", "3 Invented Street", "8 Made-up Road")
INFORMANT = ("Designated safeguarding lead", "020 7946 0000", "Head of year for three years")


def sent(cast: Cast, *, at: datetime, form: Form = Form.PROFESSIONAL, **differs: Any) -> Referral:
    """Send it for the school; ``differs`` is what the referral says otherwise."""
    draft = operations.start_draft(cast.agency("harbour"), by=cast["school"], at=at, form=form)
    facts = {"child": CHILD, "referral": REFERRAL | differs, "around": AROUND}
    return operations.send(draft, by=cast["school"], at=at, **facts)
