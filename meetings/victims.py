"""What the analysis of the victim profile knows of a child: no name, no reference, no day of birth (SO-30). Pure."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

_TURNS_FOUR = (9, 1)  # who is four before this day of the year begins school on it


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One child of the list in codes; an empty code is what nobody has recorded.

    ``is_open``: the case is open to whoever asks, who could count this child without the analysis.
    """

    is_open: bool
    age: int | None
    school_year: int | None
    gender: str
    ethnicity: str
    care: str
    home: str
    missing: str
    model: str
    level: str


def school_year(day: date, born_on: date | None) -> int | None:
    """Return the year of school in England, 0 for reception; it begins on the first of September."""
    if born_on is None:
        return None
    begins = date(day.year if (day.month, day.day) >= _TURNS_FOUR else day.year - 1, *_TURNS_FOUR)
    return relativedelta(begins - relativedelta(days=1), born_on).years - 4
