"""How much speaks for two descriptions being of the same child, in points and in words. Pure.

What agrees gives points, what contradicts takes a few, what is not known does neither. The same either way round.
"""

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
LIKELY = 7.0  # both names a slip away, or more; less, and somebody else may be meant

SAME, SOUNDS, ONE_SLIP, SHORT, TWO_SLIPS, OTHER = 1.0, 0.88, 0.85, 0.7, 0.6, 0.0  # what a word keeps of its points
_LONGER = 4  # letters by which a spelling of a name is longer than another
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

    @property
    def given(self) -> frozenset[str]:
        """Return the words of the given names."""
        return _words(self.given_names)

    @property
    def family(self) -> frozenset[str]:
        """Return the words of the family name."""
        return _words(self.family_name)

    @property
    def alias(self) -> frozenset[str]:
        """Return the words by which somebody is known beside."""
        return _words(self.known_as)


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
    if _may_be_near(one, other) and (other in slips.dates(one) or one in slips.dates(other)):
        return BIRTH_NEAR, "Date of birth differs by one slip"
    return BIRTH_OTHER, "Dates of birth differ"


def _may_be_near(one: date, other: date) -> bool:
    """Rule out cheaply what is no slip: that has two parts of the date right, or is within a month."""
    same = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    return same == 2 or abs((one - other).days) <= 31


def _names(one: Sought, other: Sought) -> list[Part]:
    """Return what speaks for it in the names: in order, or with given and family names in each other's place."""
    straight = [_given(one, other), _family(one, other)]
    if all(points for points, _ in straight):
        return straight
    crossed = _alike(one.given, other.family), _alike(one.family, other.given)
    swapped = SWAPPED * sum(crossed) * (GIVEN + FAMILY) / 2 if all(crossed) else 0.0
    if swapped <= sum(points for points, _ in straight):
        return straight
    spelling = "" if sum(crossed) == 2 * SAME else ", and spelled another way"
    return [(swapped, f"Given names and family name swapped{spelling}")]


def _given(one: Sought, other: Sought) -> Part:
    by_name = _name(one.given, other.given, GIVEN, "given name")
    if not one.alias and not other.alias:
        return by_name
    alike = _alike(one.given | one.alias, other.given | other.alias)
    return max(by_name, (alike * GIVEN, _said(alike, "alias")))


def _family(one: Sought, other: Sought) -> Part:
    """Return what speaks for it in the family's name; an alias of several words may hold another one."""
    by_name = _name(one.family, other.family, FAMILY, "family name")
    aliases = [who.alias if len(who.alias) > 1 else frozenset() for who in (one, other)]
    if not any(aliases):
        return by_name
    alike = _alike(one.family | aliases[0], other.family | aliases[1])
    return max(by_name, (alike * FAMILY, _said(alike, "alias")))


def _name(words: frozenset[str], others: frozenset[str], weight: float, what: str) -> Part:
    shared = len(words & others) / (len(words | others) or 1)
    alike = _alike(words, others)
    return alike * weight + WHOLE * shared, f"Same {what}" if shared == 1 else _said(alike, what)


def _said(alike: float, what: str) -> str:
    return _IN_WORDS[alike].format(what).capitalize() if alike else ""


@lru_cache(maxsize=8192)
def _alike(words: frozenset[str], others: frozenset[str]) -> float:
    if words & others:
        return SAME
    return max((word_likeness(one, other) for one in words for other in others), default=OTHER)


@lru_cache(maxsize=8192)
def word_likeness(one: str, other: str) -> float:
    """Return how much of its points a word keeps against another."""
    if one == other:
        return SAME
    if abs(len(one) - len(other)) > _LONGER and not one.startswith(other) and not other.startswith(one):
        return OTHER
    if one.isascii() and other.isascii() and _sound(one) == _sound(other):
        return SOUNDS
    if slips.one_apart(one, other):
        return ONE_SLIP
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _SHORTEST and longer.startswith(shorter):
        return SHORT
    return TWO_SLIPS if len(shorter) >= _SHORTEST + 2 and slips.two_apart(one, other) else OTHER


_sound = lru_cache(maxsize=8192)(names.sound)


@lru_cache(maxsize=8192)
def _words(name: str) -> frozenset[str]:
    """Return the words of a name; of those who are compared with one child, many are called the same."""
    return frozenset(names.words(name))
