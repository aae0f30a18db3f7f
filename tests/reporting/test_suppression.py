"""Small numbers are kept back, and nothing that is published gives them away (SO-30)."""

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reporting import suppression
from reporting.suppression import SMALL, Cell

CELLS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda two: Cell(count=max(two), known=min(two))),
    min_size=2,
    max_size=5,
)


def _cells(*counts: int) -> list[Cell]:
    return [Cell(count=count) for count in counts]


@pytest.mark.rule("SO-30")
@pytest.mark.parametrize(
    ("counts", "published"),
    [
        ((10, 20, 30), [10, 20, 30]),
        ((10, 0, 30), [10, 0, 30]),
        ((5, 5), [5, 5]),
        ((10, 3, 30), [None, None, 30]),
        ((10, 4, 0), [None, None, 0]),
        ((4, 4, 30), [None, None, 30]),
        ((1, 1, 30, 12), [None, None, 30, None]),
        ((1, 2, 0, 0), [None, None, None, None]),
        ((0, 0, 0), [0, 0, 0]),
    ],
)
def test_a_small_number_takes_others_with_it(counts: tuple[int, ...], published: list[int | None]) -> None:
    assert suppression.shown(_cells(*counts)) == published


@pytest.mark.rule("SO-30")
def test_what_is_small_without_those_the_reader_knows_is_kept_back() -> None:
    cells = [Cell(count=20, known=18), Cell(count=15, known=15), Cell(count=30, known=10)]
    assert suppression.shown(cells) == [None, 15, None]


@pytest.mark.rule("SO-30")
@given(CELLS)
def test_nothing_small_is_published_and_the_rest_leaves_no_small_sum(cells: list[Cell]) -> None:
    published = suppression.shown(cells)
    kept = [cell for cell, number in zip(cells, published, strict=True) if number is None]
    for cell, number in zip(cells, published, strict=True):
        assert number in (None, cell.count)
        assert number is None or (number not in SMALL and cell.unknown not in SMALL)
    if kept and len(kept) < len(cells):
        assert len(kept) > 1
        assert sum(cell.unknown for cell in kept) not in SMALL


@pytest.mark.rule("SO-30")
@given(CELLS)
def test_every_number_kept_back_could_be_another_for_all_the_reader_can_work_out(cells: list[Cell]) -> None:
    """The reader knows the total, every published number, and the children that are open to them."""
    published = suppression.shown(cells)
    kept = [cell for cell, number in zip(cells, published, strict=True) if number is None]
    unknown = sum(cell.unknown for cell in kept)
    assume(0 < len(kept) <= 4 and 0 < unknown <= 24)
    possible = [
        numbers for numbers in product(range(unknown + 1), repeat=len(kept)) if sum(numbers) == unknown
    ]  # of the children the reader does not know
    assert len(kept) > 1
    for place in range(len(kept)):
        assert len({numbers[place] for numbers in possible}) > 1


def test_the_same_numbers_are_kept_back_whoever_else_is_in_the_order() -> None:
    assert suppression.shown(_cells(30, 3, 10)) == [30, None, None]
    assert suppression.shown(_cells(3, 10, 30)) == [None, None, 30]
