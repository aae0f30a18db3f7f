"""Up to which age somebody is referred: children, and care leavers of 18 and over (ALL-2)."""

from datetime import date

from dateutil.relativedelta import relativedelta

from referrals.models.vocabulary import Standing

ADULT = 18
WORDS = (
    "Somebody of 18 or over is referred here only as a care leaver. Check the date of birth, and where the person "
    "stands with social care. For any other adult, contact adult safeguarding."
)


def are_for_adults(born_on: date | None, *, standing: str, on: date) -> bool:
    """Say whether this person is for adult services: of age on that day, and no care leaver."""
    return standing != Standing.LEAVER and is_of_age(born_on, on=on)


def is_of_age(born_on: date | None, *, on: date) -> bool:
    """Say whether the person is known to be 18 or over on that day."""
    return born_on is not None and relativedelta(on, born_on).years >= ADULT
