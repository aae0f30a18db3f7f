"""A question that somebody of the cast has asked, or that waits for them."""

from datetime import datetime

from mase.demo.cast import AGENCIES, PARTS, Cast
from referrals.models import Adviser, Consultation

SHORTS = {part: (short, role) for part, short, role in PARTS}
_LEADING = {"social_care": Adviser.MASH}
_KINDS = {short: kind for short, kind, _ in AGENCIES}


def own(cast: Cast, part: str, *, at: datetime) -> Consultation:
    """Return what this person has asked MASH."""
    return _asked(cast, part, SHORTS[part][0], Adviser.MASH, at=at)


def waiting_for(cast: Cast, part: str, *, at: datetime) -> Consultation:
    """Return what a colleague of this person's agency has asked whom they would ask."""
    short = SHORTS[part][0]
    adviser = _LEADING.get(_KINDS[short], Adviser.SAFEGUARDING_LEAD)
    return _asked(cast, "minutes", short, adviser, at=at)


def _asked(cast: Cast, part: str, short: str, adviser: Adviser, *, at: datetime) -> Consultation:
    return Consultation.objects.create(
        authority=cast.authority,
        agency=cast.agency(short),
        asked_by=cast[part],
        asked_at=at,
        adviser=adviser,
        question="What would you do?",
    )
