"""Up to which age somebody is referred: children, and care leavers of 18 and over (ALL-2)."""

from datetime import date

from mase.people import ages
from referrals.models.vocabulary import Standing

WORDS = (
    "Somebody of 18 or over is referred here only as a care leaver. Check the date of birth, and where the person "
    "stands with social care. For any other adult, contact adult safeguarding."
)


def are_for_adults(born_on: date | None, *, standing: str, on: date) -> bool:
    """Say whether this person is for adult services: of age on that day, and no care leaver."""
    return standing != Standing.LEAVER and ages.is_of_age(born_on, on=on)
