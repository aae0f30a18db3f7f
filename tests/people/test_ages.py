"""Of age, and older than anybody who is followed, from the birthday on; never where the day of birth is not known."""

from datetime import date

import pytest

from mase.people import ages

BORN = date(2008, 3, 2)


@pytest.mark.parametrize(
    ("day", "years", "of_age", "too_old"),
    [
        (date(2026, 3, 1), 17, False, False),
        (date(2026, 3, 2), 18, True, False),
        (date(2034, 3, 1), 25, True, False),
        (date(2034, 3, 2), 26, True, True),
    ],
)
def test_an_age_is_reached_on_the_birthday(day: date, years: int, of_age: bool, too_old: bool) -> None:
    assert ages.years(BORN, on=day) == years
    assert (ages.is_of_age(BORN, on=day), ages.is_too_old(BORN, on=day)) == (of_age, too_old)


@pytest.mark.parametrize(("day", "of_age"), [(date(2026, 2, 28), False), (date(2026, 3, 1), True)])
def test_whoever_is_born_on_the_29th_of_february_is_a_child_until_march(day: date, of_age: bool) -> None:
    assert ages.is_of_age(date(2008, 2, 29), on=day) is of_age


def test_whose_day_of_birth_is_not_known_counts_as_a_child() -> None:
    assert ages.years(None, on=date(2026, 3, 2)) is None
    assert not ages.is_of_age(None, on=date(2026, 3, 2))
    assert not ages.is_too_old(None, on=date(2026, 3, 2))


def test_a_child_on_the_day_of_birth_is_no_year_old() -> None:
    assert ages.years(BORN, on=BORN) == 0
    assert not ages.is_of_age(BORN, on=BORN)
