"""Two versions of a text side by side: nothing is lost, what is alike is not marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from meetings.differences import Piece, compare

TEXT = some.lists(some.sampled_from(["the", "car", "stood", "there", "\n", " ", "  "]), max_size=12).map("".join)


def marked(pieces: list[Piece]) -> list[str]:
    return [piece.words for piece in pieces if piece.is_changed]


@pytest.mark.parametrize(
    ("before", "after", "went", "came"),
    [
        ("The car stood there.", "The car stood there.", [], []),
        ("The car stood there.", "The black car stood there.", [], [" black"]),
        ("The car is unknown.", "The car is known.", ["unknown."], ["known."]),
        ("One.\n\nTwo.", "One.", ["\n\nTwo."], []),
        ("", "New.", [], ["New."]),
    ],
)
def test_only_what_went_and_what_came_is_marked(before: str, after: str, went: list[str], came: list[str]) -> None:
    left, right = compare(before, after)
    assert (marked(left), marked(right)) == (went, came)


@given(TEXT, TEXT)
def test_both_texts_are_whole_and_what_is_unmarked_is_alike(before: str, after: str) -> None:
    left, right = compare(before, after)
    assert ("".join(one.words for one in left), "".join(one.words for one in right)) == (before, after)
    assert [one.words for one in left if not one.is_changed] == [one.words for one in right if not one.is_changed]
