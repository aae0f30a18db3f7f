"""What somebody may have meant who wrote something slightly else: numbers and dates one slip away. Pure."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date

from dateutil.relativedelta import relativedelta

from mase.people import identifiers

_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # of a UPN: no I, O and S
_NHS_DIGITS, _UPN_CHARACTERS = 10, 13


def digits(typed: str) -> str:
    """Return what an NHS number may have in it of what was typed."""
    return "".join(sign for sign in typed if sign in _DIGITS)


def characters(typed: str) -> str:
    """Return what a UPN may have in it of what was typed."""
    return "".join(sign for sign in typed.upper() if sign in _DIGITS + _LETTERS)


def nhs_numbers(typed: str) -> list[str]:
    """Return the ten digits typed, and every NHS number that was meant if one digit is wrong, missing or moved."""
    return _meant(digits(typed), identifiers.nhs_number, alphabet=_DIGITS, length=_NHS_DIGITS)


def upns(typed: str) -> list[str]:
    """Return the UPN typed, and every one that was meant if one character is wrong, missing or moved."""
    return _meant(characters(typed), identifiers.upn, alphabet=_DIGITS + _LETTERS, length=_UPN_CHARACTERS)


def one_apart(one: str, other: str) -> bool:
    """Say whether one character changed, left out, put in or exchanged with its neighbour makes one the other."""
    if len(one) > len(other):
        one, other = other, one
    if one == other or len(other) - len(one) > 1:
        return False
    start = next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    exchanged = one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
    return exchanged or one[start + 1 :] == other[start + 1 :]


def two_apart(one: str, other: str) -> bool:
    """Say whether two letters wrong, missing or too many make one the other, or fewer."""
    if abs(len(one) - len(other)) > 2 or len(set(one) - set(other)) > 2 or len(set(other) - set(one)) > 2:
        return False
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, another in enumerate(other, start=1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != another)))
        if min(now) > 2:
            return False
        before = now
    return before[-1] <= 2


def dates(born_on: date) -> list[date]:
    """Return the dates of birth that this one may stand for, the likeliest first: itself, then a dozen slips."""
    day, month, year = born_on.day, born_on.month, born_on.year
    written = [
        (year, day, month),  # the American way
        *((year + off, month, day) for off in (-1, 1, -10, 10)),
        (year, month, int(f"{day:02}"[::-1])),
        (year, int(f"{month:02}"[::-1]), day),
    ]
    near = [date(*parts) for parts in written if _is_a_date(*parts)]
    steps = [relativedelta(days=off) for off in (-1, 1)] + [relativedelta(months=off) for off in (-1, 1)]
    return list(
        dict.fromkeys(
            [born_on, *near, *(born_on + step for step in steps if date.min.year < born_on.year < date.max.year)]
        )
    )


def _is_a_date(year: int, month: int, day: int) -> bool:
    with suppress(ValueError):
        date(year, month, day)
        return True
    return False


def _meant(typed: str, checked: Callable[[str], str], *, alphabet: str, length: int) -> list[str]:
    if abs(len(typed) - length) > 1:
        return []
    as_typed = [typed] if len(typed) == length else []
    return list(dict.fromkeys(as_typed + [near for near in _near(typed, alphabet, length) if _fits(near, checked)]))


def _near(typed: str, alphabet: str, length: int) -> Iterator[str]:
    for n in range(len(typed) + 1):
        before, after = typed[:n], typed[n:]
        if len(typed) < length:
            yield from (before + put_in + after for put_in in alphabet)
        elif len(typed) > length:
            yield before + after[1:]
        else:
            yield from (before + other + after[1:] for other in alphabet if after)
            yield before + after[1::-1] + after[2:]


def _fits(number: str, checked: Callable[[str], str]) -> bool:
    with suppress(ValueError):
        return checked(number) == number
    return False
