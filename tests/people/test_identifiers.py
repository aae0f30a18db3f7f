"""An NHS number is taken as people write it and refused where a digit was mistyped."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mase.people import identifiers

VALID = "9434765919"
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
