"""How much speaks for two descriptions being of the same child, in points and in words. Pure.

What agrees gives points, what contradicts takes a few, what is not known does neither. The same either way round.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mase.people import names, slips

NUMBER, NUMBER_SLIP, NUMBER_OTHER = 12.0, 9.0, -3.0
BIRTH, BIRTH_SLIP, BIRTH_NEAR, BIRTH_OTHER = 6.0, 4.0, 3.0, -2.0
GIVEN, FAMILY = 4.0, 5.0
WHOLE = 0.5  # for a name that agrees in all its words; its share where some agree
SWAPPED = 0.9  # of the points of names in order
WORTH_SHOWING = 3.0  # one name alone, a slip away; less is chance

SAME, SOUNDS, ONE_SLIP, SHORT, TWO_SLIPS, OTHER = 1.0, 0.88, 0.85, 0.7, 0.6, 0.0  # what a word keeps of its points
_SHORTEST = 3  # letters that a short form has, and a word that two slips leave recognisable two more
_IN_WORDS = {
    SAME: "one {} is the same",
    SOUNDS: "{} sounds alike",
    ONE_SLIP: "{} differs in one letter",
    SHORT: "{} is a short form",
    TWO_SLIPS: "{} differs in two letters",
}


@dataclass(frozen=True)
class Sought:
    """What is known of somebody who is looked for; whatever is not known is empty."""

    given_names: str = ""
    family_name: str = ""
    known_as: str = ""
    born_on: date | None = None
    nhs_number: str = ""
    upn: str = ""


@dataclass(frozen=True)
class Likeness:
    """How much speaks for it, and what."""

    score: float
    reasons: tuple[str, ...]


Part = tuple[float, str]
_NOTHING: Part = (0.0, "")


def likeness(one: Sought, other: Sought) -> Likeness:
    """Return what speaks for these being the same child, the weightiest reason first."""
    parts = [
        _number(one.nhs_number, other.nhs_number, "NHS number"),
        _number(one.upn, other.upn, "unique pupil number"),
        *_names(one, other),
        _birth(one.born_on, other.born_on),
    ]
    weightiest = sorted((part for part in parts if part[1]), key=lambda part: -part[0])
    return Likeness(sum(points for points, _ in parts), tuple(reason for _, reason in weightiest))


def _number(one: str, other: str, what: str) -> Part:
    if not one or not other:
        return _NOTHING
    if one == other:
        return NUMBER, f"Same {what}"
    if slips.one_apart(one, other):
        kind = "digit" if what.startswith("NHS") else "character"
        return NUMBER_SLIP, f"{what[0].upper()}{what[1:]} {_slip(one, other, kind)}"
    return NUMBER_OTHER, f"{what[0].upper()}{what[1:]}s differ"


def _slip(one: str, other: str, kind: str) -> str:
    if len(one) != len(other):
        return f"has one {kind} more or less"
    return f"has two {kind}s swapped" if sorted(one) == sorted(other) else f"differs in one {kind}"


def _birth(one: date | None, other: date | None) -> Part:
    if one is None or other is None:
        return _NOTHING
    if one == other:
        return BIRTH, "Same date of birth"
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return BIRTH_SLIP, "Date of birth: day and month swapped"
    if (one.month, one.day) == (other.month, other.day) and abs(one.year - other.year) == 1:
        return BIRTH_SLIP, "Date of birth: year differs by one"
    if other in slips.dates(one) or one in slips.dates(other):
        return BIRTH_NEAR, "Date of birth differs by one slip"
    return BIRTH_OTHER, "Dates of birth differ"


def _names(one: Sought, other: Sought) -> list[Part]:
    """Return what speaks for it in the names: in order, or with given and family names in each other's place."""
    straight = [_given(one, other), _family(one, other)]
    crossed = [
        _alike(names.given(one.given_names), names.words(other.family_name)),
        _alike(names.words(one.family_name), names.given(other.given_names)),
    ]
    swapped = SWAPPED * sum(crossed) * (GIVEN + FAMILY) / 2 if all(crossed) else 0.0
    if swapped <= sum(points for points, _ in straight):
        return straight
    spelling = "" if sum(crossed) == 2 * SAME else ", and spelled another way"
    return [(swapped, f"Given names and family name swapped{spelling}")]


def _given(one: Sought, other: Sought) -> Part:
    by_name = _name(one.given_names, other.given_names, GIVEN, "given name")
    aliases = names.given(one.given_names, one.known_as), names.given(other.given_names, other.known_as)
    alike = _alike(*aliases)
    return max(by_name, (alike * GIVEN, _said(alike, "alias")), key=lambda part: part[0])


def _family(one: Sought, other: Sought) -> Part:
    by_name = _name(one.family_name, other.family_name, FAMILY, "family name")
    aliases = names.family(one.family_name, one.known_as), names.family(other.family_name, other.known_as)
    alike = _alike(*aliases)
    return max(by_name, (alike * FAMILY, _said(alike, "alias")), key=lambda part: part[0])


def _name(one: str, other: str, weight: float, what: str) -> Part:
    words, others = set(names.words(one)), set(names.words(other))
    shared = len(words & others) / (len(words | others) or 1)
    alike = _alike(words, others)
    reason = f"Same {what}" if shared == 1 else _said(alike, what)
    return alike * weight + WHOLE * shared, reason


def _said(alike: float, what: str) -> str:
    return _IN_WORDS[alike].format(what).capitalize() if alike else ""


def _alike(words: Iterable[str], others: Iterable[str]) -> float:
    return max((word_likeness(*sorted((one, other))) for one in words for other in others), default=OTHER)


@lru_cache(maxsize=8192)
def word_likeness(one: str, other: str) -> float:
    """Return how much of its points a word keeps against another."""
    if one == other:
        return SAME
    if one.isascii() and other.isascii() and names.sound(one) == names.sound(other):
        return SOUNDS
    if slips.one_apart(one, other):
        return ONE_SLIP
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _SHORTEST and longer.startswith(shorter):
        return SHORT
    return TWO_SLIPS if len(shorter) >= _SHORTEST + 2 and slips.two_apart(one, other) else OTHER
