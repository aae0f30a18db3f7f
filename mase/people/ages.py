"""How old somebody is on a day. Pure."""

from datetime import date

OF_AGE = 18
_OLDEST = 25  # up to which care leavers are followed
TOO_OLD = f"The date of birth makes this person older than {_OLDEST}. Check the year."


def years(born_on: date | None, *, on: date) -> int | None:
    """Return the age in whole years, or None where the date of birth is not known.

    Whoever is born on 29 February is a year older from 1 March where the year has no such day: a child until then.
    """
    if born_on is None:
        return None
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def is_of_age(born_on: date | None, *, on: date) -> bool:
    """Say whether the person is known to be 18 or over."""
    return (years(born_on, on=on) or 0) >= OF_AGE


def is_too_old(born_on: date | None, *, on: date) -> bool:
    """Say whether the person is known to be older than anybody who is followed here."""
    return (years(born_on, on=on) or 0) > _OLDEST
