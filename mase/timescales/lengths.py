"""The length of a timescale: a number and a unit, and the words practitioners use for the two."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"
    SAME_DAY = "same_day"
    DAYS_BEFORE = "days_before"
    WORKING_DAYS_BEFORE = "working_days_before"

    @property
    def counts_back(self) -> bool:
        """Tell whether the unit is counted back from a meeting rather than on from a start."""
        return self in (Unit.DAYS_BEFORE, Unit.WORKING_DAYS_BEFORE)


_ONE_OF = {
    Unit.HOURS: "hour",
    Unit.WORKING_HOURS: "working hour",
    Unit.WORKING_DAYS: "working day",
    Unit.DAYS: "day",
    Unit.MONTHS: "month",
    Unit.DAYS_BEFORE: "day before",
    Unit.WORKING_DAYS_BEFORE: "working day before",
}
_MANY_OF = {unit: unit.replace("_", " ") for unit in _ONE_OF}
_UNIT_CALLED = {words: unit for names in (_ONE_OF, _MANY_OF) for unit, words in names.items()}


class UnreadableLength(ValueError):
    """What was given is no length that a timescale can have."""


@dataclass(frozen=True)
class Length:
    """So many of a unit, at least one; "same day" alone has nothing to count and takes the amount 0."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0 or (self.amount == 0) != (self.unit == Unit.SAME_DAY):
            raise UnreadableLength(f"{self.amount} {self.unit}: the amount is 0 for same_day and 1 or more otherwise")


def parse(words: str) -> Length:
    """Read "3 working days", "10 days before" or "same day"; raise UnreadableLength for anything else."""
    if words == "same day":
        return Length(0, Unit.SAME_DAY)
    amount, _, called = words.partition(" ")
    if called not in _UNIT_CALLED or not (amount.isascii() and amount.isdigit()):
        raise UnreadableLength(f"{words!r} is not a length such as '24 hours', '3 working days' or 'same day'")
    return Length(int(amount), _UNIT_CALLED[called])


def in_words(length: Length) -> str:
    """Say the length as the procedures do: "1 working day", "10 days before", "same day"."""
    if length.unit == Unit.SAME_DAY:
        return "same day"
    return f"{length.amount} {(_ONE_OF if length.amount == 1 else _MANY_OF)[length.unit]}"
