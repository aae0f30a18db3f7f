"""A piece of intelligence as the police type it in; every part of it is told apart from the others."""

from datetime import datetime
from typing import Any

from mase.cases.models import Case
from mase.demo.cast import Cast
from referrals import intelligence as operations
from referrals.models import About, Assessment, Handling, Intelligence, Nature, Source

TEXT = "An informant heard the keeper of the car say at the Canary Café that he collects her on Fridays."
LINE = "The keeper of the car may meet the young person on Fridays."
CONDITIONS = "Not to be told to the family without asking the police."
GRADING: dict[str, Any] = {
    "source": Source.UNTESTED,
    "assessment": Assessment.INDIRECTLY,
    "handling": Handling.CONDITIONS,
    "conditions": CONDITIONS,
    "about": About.SUSPECT,
    "nature": Nature.OPINION,
}
TYPED = {"text": TEXT, "line": LINE, **GRADING, "agency": "southwark-police"}


def recorded(cast: Cast, case: Case, *, at: datetime, by: str = "police.mash") -> Intelligence:
    """Record it for the police of the cast."""
    agency = cast.agency("police")
    return operations.record(case, agency=agency, line=LINE, text=TEXT, grading=GRADING, by=cast[by], at=at)
