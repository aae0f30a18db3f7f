"""What the times a child was missing have in common: the weekday, the part of the day, where from, how often. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from dateutil.relativedelta import relativedelta

from mase.timescales import elapsed_in_words, london_day
from mase.timescales.calendars import LONDON

OFTEN = 3
"""So many times within WITHIN_DAYS are a pattern that asks for a review."""
WITHIN_DAYS = 90
MONTHS = 12
IN_TIME = timedelta(hours=72)
"""The return interview is owed within so many hours of the return (statutory guidance)."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PARTS = ("Night, 0 to 6", "Morning, 6 to 12", "Afternoon, 12 to 18", "Evening, 18 to 24")
_HOURS = 6


class Collected(StrEnum):
    """How the data set of MASE sums it up, in one code (RE-9)."""

    NOW = "Currently missing"
    EPISODES = "Episodes from care or home"
    EPISODES_AND_SCHOOL = "Episodes from care or home and school"
    ABSENCES = "Absences from care or home"
    ABSENCES_FROM_SCHOOL = "Absences from school"
    NONE = "Not applicable"


@dataclass(frozen=True, kw_only=True)
class Time:
    """One time the child was missing or away; what is not known yet is None or empty."""

    since: datetime
    until: datetime | None = None
    kind: str = "missing"
    place: str = "home"
    came_from: str = ""
    found_where: str = ""
    offered_at: datetime | None = None
    held_at: datetime | None = None
    declined_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Day:
    """How often it began on this weekday, by the part of the day."""

    name: str
    parts: tuple[int, ...]

    @property
    def times(self) -> int:
        """Return how often it began on this weekday."""
        return sum(self.parts)

    @property
    def in_words(self) -> str:
        """Say how often that is."""
        return times_in_words(self.times)


@dataclass(frozen=True, kw_only=True)
class Interviews:
    """What became of the interviews that were owed: one for each return."""

    owed: int
    held_in_time: int
    held: int
    offered_in_time: int
    declined: int


def starts_at(today: date) -> date:
    """Return the first day of the twelve months that end today."""
    return today - relativedelta(months=MONTHS)


def week(times: Iterable[Time]) -> list[Day]:
    """Return the seven weekdays with how often it began in each part of the day, in London."""
    found = Counter(_when(time.since) for time in times)
    return [
        Day(name=name, parts=tuple(found[day, part] for part in range(len(PARTS)))) for day, name in enumerate(WEEKDAYS)
    ]


def recent(moments: Iterable[datetime], *, today: date) -> int:
    """Return how many of the moments lie within the last WITHIN_DAYS days, today included."""
    first = today - timedelta(days=WITHIN_DAYS - 1)
    return sum(first <= london_day(moment) <= today for moment in moments)


def is_often(count: int) -> bool:
    """Say whether it is so often that a review is suggested."""
    return count >= OFTEN


def lasted(times: Iterable[Time]) -> tuple[str, str, str] | None:
    """Return the shortest, the middle and the longest in words, or None while nobody has come back."""
    lengths = sorted(time.until - time.since for time in times if time.until)
    if not lengths:
        return None
    seconds = median(length.total_seconds() for length in lengths)
    shortest, middle, longest = lengths[0], timedelta(seconds=seconds), lengths[-1]
    return elapsed_in_words(shortest), elapsed_in_words(middle), elapsed_in_words(longest)


def places(names: Iterable[str]) -> list[tuple[str, int]]:
    """Return each place with how often it is named, the most often first; capitals and spaces make no difference."""
    written: dict[str, str] = {}
    found: Counter[str] = Counter()
    for name in names:
        if plain := " ".join(name.split()):
            written.setdefault(plain.casefold(), plain)
            found[plain.casefold()] += 1
    return sorted(((written[key], count) for key, count in found.items()), key=lambda place: (-place[1], place[0]))


def interviews(times: Iterable[Time]) -> Interviews:
    """Return how many interviews were owed, and what became of them; what was held was offered."""
    back = [time for time in times if time.until]
    return Interviews(
        owed=len(back),
        held_in_time=sum(_within(time.until, time.held_at) for time in back),
        held=sum(time.held_at is not None for time in back),
        offered_in_time=sum(_within(time.until, time.offered_at or time.held_at) for time in back),
        declined=sum(time.declined_at is not None for time in back),
    )


def collected(times: Iterable[Time]) -> Collected:
    """Return the code of the data set (RE-9): what is now goes before what was, missing before away."""
    found = list(times)
    known = {(time.kind, time.place == "school") for time in found}
    if any(time.until is None and time.kind == "missing" for time in found):
        return Collected.NOW
    if ("missing", False) in known:
        at_school = ("missing", True) in known or ("away", True) in known
        return Collected.EPISODES_AND_SCHOOL if at_school else Collected.EPISODES
    if ("away", False) in known:
        return Collected.ABSENCES
    return Collected.ABSENCES_FROM_SCHOOL if known else Collected.NONE


def times_in_words(count: int) -> str:
    """Say "never", "once", "twice", "3 times"."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _when(moment: datetime) -> tuple[int, int]:
    local = moment.astimezone(LONDON)
    return local.weekday(), local.hour // _HOURS


def _within(until: datetime | None, moment: datetime | None) -> bool:
    return until is not None and moment is not None and moment - until <= IN_TIME
