"""A reference can be read over the telephone, says nothing, and is not guessed."""

import re

from mase import references

MANY = 5000


def test_it_has_two_groups_of_four_without_vowels_or_doubtful_letters() -> None:
    for _ in range(MANY):
        assert re.fullmatch(r"[2-9B-DF-HJ-NP-TV-Z]{4}-[2-9B-DF-HJ-NP-TV-Z]{4}", reference := references.new())
        assert not set("01AEIOULS") & set(reference)


def test_no_two_are_alike() -> None:
    assert len({references.new() for _ in range(MANY)}) == MANY


def test_every_place_takes_every_letter() -> None:
    drawn = [references.new().replace("-", "") for _ in range(MANY)]
    for place in range(8):
        assert len({reference[place] for reference in drawn}) == 27


def test_it_is_known_by_its_shape_from_whatever_else_somebody_types() -> None:
    assert all(references.is_one(references.new()) for _ in range(100))
    for typed in ("", "BCDF2345", "BCDF-234", "BCDF-23456", "bcdf-2345", "MAYA-LANE", "BCDF-2345\n", "x BCDF-2345"):
        assert not references.is_one(typed), typed
