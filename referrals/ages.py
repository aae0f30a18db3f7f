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
    if born_on is None or standing == Standing.LEAVER:
        return False
    return relativedelta(on, born_on).years >= ADULT
