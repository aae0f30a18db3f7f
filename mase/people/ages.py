"""How old somebody is on a day. Pure."""

from datetime import date

from dateutil.relativedelta import relativedelta

OF_AGE = 18
_OLDEST = 25  # up to which care leavers are followed
TOO_OLD = f"The date of birth makes this person older than {_OLDEST}. Check the year."


def years(born_on: date | None, *, on: date) -> int | None:
    """Return the age in whole years, or None where the date of birth is not known."""
    return relativedelta(on, born_on).years if born_on else None


def is_of_age(born_on: date | None, *, on: date) -> bool:
    """Say whether the person is known to be 18 or over."""
    return (years(born_on, on=on) or 0) >= OF_AGE


def is_too_old(born_on: date | None, *, on: date) -> bool:
    """Say whether the person is known to be older than anybody who is followed here."""
    return (years(born_on, on=on) or 0) > _OLDEST
