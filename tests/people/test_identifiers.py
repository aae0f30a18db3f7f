"""An NHS number and a pupil number are taken as people write them and refused where a digit was mistyped."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mase.people import identifiers

VALID = "9434765919"
UPN = "B801200005001"
UPN_LETTERS = [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if letter not in "IOS"]
nine_digits = st.text("0123456789", min_size=9, max_size=9)


def _check_digit(nine: str) -> int | None:
    """Reckon it the long way, as the NHS data dictionary words it; None where there can be no such number."""
    total = 0
    for position, digit in enumerate(nine):
        total += int(digit) * (10 - position)
    rest = 11 - total % 11
    return None if rest == 10 else 0 if rest == 11 else rest


@pytest.mark.parametrize("typed", [VALID, "943 476 5919", "943-476-5919", " 943 476 5919 ", "9 4 3 4 7 6 5 9 1 9"])
def test_it_is_taken_however_it_is_spaced(typed: str) -> None:
    assert identifiers.nhs_number(typed) == VALID


@pytest.mark.parametrize(
    "typed",
    ["", "943476591", "94347659190", "943476591O", "９４３４７６５９１９", "٩٤٣٤٧٦٥٩١٩", "943.476.5919", "²434765919"],
)
def test_what_is_not_ten_digits_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="10 digits"):
        identifiers.nhs_number(typed)


@given(nine_digits, st.integers(0, 9))
def test_one_last_digit_fits_and_no_other(nine: str, last: int) -> None:
    if last == _check_digit(nine):
        assert identifiers.nhs_number(f"{nine}{last}") == f"{nine}{last}"
    else:
        with pytest.raises(ValueError, match="mistyped"):
            identifiers.nhs_number(f"{nine}{last}")


@given(nine_digits, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(nine: str, place: int, off_by: int) -> None:
    last = _check_digit(nine)
    assume(last is not None)
    right = f"{nine}{last}"
    wrong = right[:place] + str((int(right[place]) + off_by) % 10) + right[place + 1 :]
    with pytest.raises(ValueError, match="mistyped"):
        identifiers.nhs_number(wrong)


@given(nine_digits, st.integers(0, 7))
def test_two_neighbours_exchanged_are_always_noticed(nine: str, place: int) -> None:
    last = _check_digit(nine)
    assume(last is not None)
    right = f"{nine}{last}"
    assume(right[place] != right[place + 1])
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    with pytest.raises(ValueError, match="mistyped"):
        identifiers.nhs_number(wrong)


def test_it_is_shown_as_people_read_it() -> None:
    assert identifiers.shown(VALID) == "943 476 5919"
    assert identifiers.shown("") == ""
    assert identifiers.nhs_number(identifiers.shown(VALID)) == VALID


def _check_letter(rest: str) -> str:
    """Reckon it the long way: the second sign counts twice, the third three times, and so on; a letter by its place."""
    total = 0
    for place, sign in zip(range(2, 14), rest, strict=True):
        total += place * (int(sign) if sign in "0123456789" else UPN_LETTERS.index(sign))
    return UPN_LETTERS[total % 23]


twelve = st.text("0123456789", min_size=12, max_size=12)
temporary = st.builds(
    lambda digits, last: digits + last, st.text("0123456789", min_size=11, max_size=11), st.sampled_from(UPN_LETTERS)
)


@pytest.mark.parametrize("typed", [UPN, "b801200005001", "B801 2000 05001", " B801-200005001 "])
def test_a_pupil_number_is_taken_however_it_is_written(typed: str) -> None:
    assert identifiers.upn(typed) == UPN


UPNS = [
    pytest.param("B801200005001", True, id="valid"),
    pytest.param("A801200005001", False, id="another check letter"),
    pytest.param("P207000016049", True, id="an example that is often printed wrongly, put right"),
    pytest.param("Q207000016049", False, id="as it is often printed"),
]


@pytest.mark.parametrize(("typed", "fits"), UPNS)
def test_a_pupil_number_fits_its_check_letter_or_is_named(typed: str, fits: bool) -> None:
    if fits:
        assert identifiers.upn(typed) == typed
    else:
        with pytest.raises(ValueError, match="mistyped letter or digit"):
            identifiers.upn(typed)


NOT_LIKE_A_PUPIL_NUMBER = [
    "", "B", "B80120000500", "B8012000050011", "8012000050011", "I801200005001", "O801200005001", "S801200005001",
    "B80120000500I", "B80120000500O", "B80120000500S", "B8012A0005001", "B80120000500?", "B80120000500١",
    "В801200005001", "ß80120000500",
]  # fmt: skip


@pytest.mark.parametrize("typed", NOT_LIKE_A_PUPIL_NUMBER)
def test_what_is_not_a_letter_and_twelve_digits_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="letter and 12 digits"):
        identifiers.upn(typed)


@given(twelve | temporary, st.sampled_from(UPN_LETTERS))
def test_one_check_letter_fits_and_no_other(rest: str, letter: str) -> None:
    if letter == _check_letter(rest):
        assert identifiers.upn(letter + rest) == letter + rest
    else:
        with pytest.raises(ValueError, match="mistyped"):
            identifiers.upn(letter + rest)


@given(twelve, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_of_a_pupil_number_is_always_noticed(rest: str, place: int, off_by: int) -> None:
    wrong = rest[:place] + str((int(rest[place]) + off_by) % 10) + rest[place + 1 :]
    with pytest.raises(ValueError, match="mistyped"):
        identifiers.upn(_check_letter(rest) + wrong)


@given(twelve, st.integers(0, 10))
def test_two_neighbours_exchanged_in_a_pupil_number_are_always_noticed(rest: str, place: int) -> None:
    assume(rest[place] != rest[place + 1])
    wrong = rest[:place] + rest[place + 1] + rest[place] + rest[place + 2 :]
    with pytest.raises(ValueError, match="mistyped"):
        identifiers.upn(_check_letter(rest) + wrong)
