"""Invented people of many naming cultures, the same for the same seed, and the slips that people make over them.

Their names are put together from the beginnings and endings of tests/people/cultures.py.
"""

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, product

from mase.people.scoring import Sought
from tests.people.cultures import CULTURES, Culture

FIRST_BORN, DAYS = date(2001, 1, 1), 9_190  # the children and young people of one day in 2026
SHARES = {"second name": 0.2, "two family names": 0.12, "alias": 0.1, "NHS number": 0.9}


def people(number: int, *, seed: int = 7) -> Iterator[Sought]:
    """Invent so many people, each with an NHS number of their own where they have one."""
    chance = random.Random(seed)  # noqa: S311 the same people every time
    cultures = chance.choices(CULTURES, [culture.share for culture in CULTURES], k=number)
    for serial, culture in enumerate(cultures):
        yield Sought(
            given_names=_given_names(culture, chance),
            family_name=_family_name(culture, chance),
            known_as=_one(culture.given, chance) if chance.random() < SHARES["alias"] else "",
            born_on=FIRST_BORN + timedelta(days=int(chance.random() * DAYS)),
            nhs_number=_nhs_number(serial) if chance.random() < SHARES["NHS number"] else "",
        )


def slip(word: str, chance: random.Random) -> str:
    """Return the word as somebody writes it who slips once: a letter wrong, missing, too many, moved, or by ear."""
    by_ear = [(written, heard) for written, heard in _BY_EAR if written in word]
    if by_ear and chance.random() < 0.3:
        written, heard = chance.choice(by_ear)
        return word.replace(written, heard, 1)
    place = chance.randrange(len(word))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    other = chance.choice(_alphabet(letter).replace(letter.lower(), ""))
    moved = before + after[:1] + letter + after[1:]
    kinds = [before + other + after, before + letter + other + after]
    kinds += [moved] * (moved != word) + [before + after] * (len(word) > 2)
    return chance.choice(kinds)


def wrong_digit(number: str, chance: random.Random) -> str:
    """Return the number with one digit another."""
    place = chance.randrange(len(number))
    return number[:place] + str((int(number[place]) + chance.randrange(1, 10)) % 10) + number[place + 1 :]


def swapped_digits(number: str, chance: random.Random) -> str:
    """Return the number with two neighbouring digits in each other's place, two that differ."""
    places = [n for n in range(len(number) - 1) if number[n] != number[n + 1]]
    place = chance.choice(places)
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def missing_digit(number: str, chance: random.Random) -> str:
    """Return the number without one of its digits."""
    place = chance.randrange(len(number))
    return number[:place] + number[place + 1 :]


def misspelled(person: Sought, chance: random.Random) -> Sought:
    """Return who is looked for when every part of the name was written with one slip, and nothing else is known."""
    return Sought(_slip_in(person.given_names, chance), _slip_in(person.family_name, chance))


def with_birth(sought: Sought, born_on: date | None) -> Sought:
    """Return the same with a date of birth."""
    return replace(sought, born_on=born_on)


_BY_EAR = (
    ("ph", "f"), ("f", "ph"), ("ck", "k"), ("k", "c"), ("c", "k"), ("ie", "y"), ("y", "ie"), ("ee", "i"), ("oo", "u"),
    ("ou", "u"), ("z", "s"), ("w", "v"), ("sh", "ch"), ("h", ""), ("ll", "l"), ("ss", "s"), ("mm", "m"), ("nn", "n"),
    ("tt", "t"), ("a", "e"), ("e", "a"), ("u", "o"), ("i", "y"), ("x", "ks"),
)  # fmt: skip


def _alphabet(letter: str) -> str:
    if letter.isascii():
        return "abcdefghijklmnopqrstuvwxyz"
    scripts = ("абвгдежзиклмнопрстуф", "ابتثجحدرسشعفقكلمنهوي", "אבגדהוזחטיכלמנסעפצקר")
    return next((script for script in scripts if letter.lower() in script), "abcdefghijklmnopqrstuvwxyz")


def _slip_in(name: str, chance: random.Random) -> str:
    """Slip in one of the words."""
    words = name.split()
    place = chance.randrange(len(words))
    return " ".join([*words[:place], slip(words[place], chance), *words[place + 1 :]])


def _given_names(culture: Culture, chance: random.Random) -> str:
    first = _one(culture.given, chance)
    return f"{first} {_one(culture.given, chance)}" if chance.random() < SHARES["second name"] else first


def _family_name(culture: Culture, chance: random.Random) -> str:
    first = chance.choice(culture.before) + _one(culture.family, chance)
    if chance.random() >= SHARES["two family names"]:
        return first
    return first + chance.choice("- ") + _one(culture.family, chance)


def _one(made_of: tuple[str, str], chance: random.Random) -> str:
    every, weights = _weighted(made_of)
    return every[bisect(weights, chance.random() * weights[-1])]


@cache
def _weighted(made_of: tuple[str, str]) -> tuple[Sequence[str], Sequence[float]]:
    """Return every name that can be made, a few of them common and most of them rare, as names are."""
    beginnings, endings = (text.split("|") if "|" in text else text.split() for text in made_of)
    every = sorted({f"{one}{other}" for one, other in product(beginnings, endings)})
    random.Random(len(every)).shuffle(every)  # noqa: S311
    return every, list(accumulate(1 / (rank + 8) for rank in range(len(every))))


def _nhs_number(serial: int) -> str:
    """Return a number of its own for each serial number, spread over a third of all there are."""
    nine = 400_000_000 + serial * 48_271 * 4 % 299_999_977
    for number in range(nine, nine + 4):
        last = -sum(int(digit) * weight for digit, weight in zip(str(number), range(10, 1, -1), strict=True)) % 11
        if last < 10:
            return f"{number}{last}"
    raise ValueError(serial)
