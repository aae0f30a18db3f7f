"""What somebody may have meant: numbers and dates of birth one slip away."""

import random
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mase.people import identifiers, slips
from tests.people import invented

NHS, UPN = "9434765919", "B801200005001"
words = st.text("abcde", max_size=8)


def _valid(number: str) -> bool:
    try:
        return identifiers.nhs_number(number) == number
    except ValueError:
        return False


valid_numbers = st.integers(0, 10**9 - 1).map(
    lambda nine: next((f"{nine:09}{last}" for last in range(10) if _valid(f"{nine:09}{last}")), None)
)


@pytest.mark.parametrize("typed", [NHS, "943 476 5919", "943-476-5919", "NHS no. 943 476 5919"])
def test_a_number_as_it_should_be_is_the_first_that_may_be_meant(typed: str) -> None:
    assert slips.nhs_numbers(typed)[0] == NHS


def test_a_right_number_has_no_neighbour_for_one_digit_wrong_or_moved() -> None:
    assert slips.nhs_numbers(NHS) == [NHS]


@given(valid_numbers, st.integers(0, 9), st.integers(1, 9))
def test_a_number_with_one_digit_wrong_leads_to_the_right_one(right: str | None, place: int, off: int) -> None:
    assume(right)
    typed = right[:place] + str((int(right[place]) + off) % 10) + right[place + 1 :]
    assert right in slips.nhs_numbers(typed)
    assert slips.one_apart(typed, right)


@given(valid_numbers, st.integers(0, 8))
def test_a_number_with_neighbours_exchanged_leads_to_the_right_one(right: str | None, place: int) -> None:
    assume(right and right[place] != right[place + 1])
    typed = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert right in slips.nhs_numbers(typed)
    assert slips.one_apart(typed, right)


@given(valid_numbers, st.integers(0, 9))
def test_a_number_with_a_digit_missing_leads_to_the_right_one(right: str | None, place: int) -> None:
    assume(right)
    assert right in slips.nhs_numbers(right[:place] + right[place + 1 :])


@given(valid_numbers, st.integers(0, 10), st.integers(0, 9))
def test_a_number_with_a_digit_too_many_leads_to_the_right_one(right: str | None, place: int, digit: int) -> None:
    assume(right)
    assert right in slips.nhs_numbers(right[:place] + str(digit) + right[place:])


@given(st.text("0123456789", min_size=9, max_size=11))
def test_whatever_may_be_meant_is_a_number_and_one_slip_away(typed: str) -> None:
    meant = slips.nhs_numbers(typed)
    assert len(meant) == len(set(meant)) < 40
    for number in meant:
        assert len(number) == 10
        assert number == typed or (_valid(number) and slips.one_apart(number, typed))


@pytest.mark.parametrize("typed", ["", "94347659", "943476591912", "none", "٩٤٣٤٧٦٥٩١٩"])
def test_what_is_further_off_leads_nowhere(typed: str) -> None:
    assert slips.nhs_numbers(typed) == []


@pytest.mark.parametrize(
    "typed", ["B801200005001", "b801200005001", "B80120000500", "B801200005011", "B810200005001", "A801200005001"]
)
def test_a_unique_pupil_number_is_found_through_one_slip(typed: str) -> None:
    assert UPN in slips.upns(typed)


def test_unique_pupil_numbers_that_may_be_meant_have_a_check_letter_that_fits() -> None:
    meant = slips.upns("B801200005011")
    assert all(identifiers.upn(number) == number for number in meant if number != "B801200005011")
    assert slips.upns("B80120000") == slips.upns("") == []


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("amara", "amara", False),
        ("amara", "amarra", True),
        ("amara", "amra", True),
        ("amara", "amata", True),
        ("amara", "amaar", True),
        ("amara", "maara", True),
        ("amara", "amar", True),
        ("amara", "bmara", True),
        ("amara", "amarab", True),
        ("amara", "amrraa", False),
        ("amara", "arama", False),
        ("amara", "amatb", False),
        ("a", "", True),
        ("ab", "ba", True),
        ("ab", "cd", False),
        ("", "", False),
    ],
)
def test_one_slip_is_told_from_none_and_from_two(one: str, other: str, apart: bool) -> None:
    assert slips.one_apart(one, other) is apart
    assert slips.one_apart(other, one) is apart


def _edits(one: str, other: str) -> int:
    """Count the slow way, by trying everything."""
    if not one or not other:
        return len(one) + len(other)
    if one[0] == other[0]:
        return _edits(one[1:], other[1:])
    return 1 + min(_edits(one[1:], other), _edits(one, other[1:]), _edits(one[1:], other[1:]))


@given(words.filter(lambda word: len(word) < 6), words.filter(lambda word: len(word) < 6))
def test_two_slips_are_what_trying_everything_finds(one: str, other: str) -> None:
    assert slips.two_apart(one, other) is (_edits(one, other) <= 2)
    assert slips.two_apart(one, other) is slips.two_apart(other, one)


@given(words, words)
def test_one_slip_is_the_same_either_way_round(one: str, other: str) -> None:
    assert slips.one_apart(one, other) is slips.one_apart(other, one)


@given(st.text("abcdefghij", min_size=2, max_size=10), st.integers())
def test_an_invented_slip_by_hand_is_never_far(word: str, seed: int) -> None:
    assert slips.two_apart(word, invented.slip(word, random.Random(seed)))  # noqa: S311


def test_a_date_of_birth_stands_for_a_dozen_others() -> None:
    near = slips.dates(date(2012, 3, 7))
    assert near[0] == date(2012, 3, 7)
    assert near[1] == date(2012, 7, 3)
    assert set(near[2:]) == {
        *(date(year, 3, 7) for year in (2011, 2013, 2002, 2022)),
        *(date(2012, 3, day) for day in (6, 8)),
        *(date(2012, month, 7) for month in (2, 4)),
    }


@pytest.mark.parametrize(
    ("born", "near"),
    [
        ("2012-03-21", "2012-03-12"),  # digits of the day exchanged
        ("2012-01-09", "2012-10-09"),  # and of the month
        ("2012-02-29", "2012-02-28"),
        ("2012-12-31", "2013-01-01"),
        ("2012-01-31", "2012-02-29"),
    ],
)
def test_a_near_date_is_among_them(born: str, near: str) -> None:
    assert date.fromisoformat(near) in slips.dates(date.fromisoformat(born))


@given(st.dates())
def test_every_date_has_some_and_no_more_than_fourteen(born_on: date) -> None:
    near = slips.dates(born_on)
    assert near[0] == born_on
    assert 1 <= len(near) == len(set(near)) <= 14
