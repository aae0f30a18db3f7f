"""Small numbers kept back, so that no count says who a child is, nor a difference between counts. Pure.

A table counts children by one answer each. Its reader knows how many they are together, and may know some of them
(``known``), whom they can take away from every count: what is left over must not be small either.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SMALL = range(1, 5)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """How many children gave an answer, and how many of them the reader knows otherwise."""

    count: int
    known: int = 0

    @property
    def unknown(self) -> int:
        """Return how many the reader would learn of."""
        return self.count - self.known


def shown(cells: Sequence[Cell]) -> list[int | None]:
    """Return the counts with None for those that are kept back.

    Kept back is what is small, and what is small once the reader takes away whom they know; then as many others, the
    smallest first, as it takes that what is kept back is more than one count and together no small number either.
    """
    kept = {place for place, cell in enumerate(cells) if _is_small(cell)}
    while kept and not _is_safe(cells, kept) and len(kept) < len(cells):
        kept.add(min(_others(cells, kept), key=lambda place: (cells[place].unknown == 0, cells[place].count, place)))
    return [None if place in kept else cell.count for place, cell in enumerate(cells)]


def _is_small(cell: Cell) -> bool:
    return cell.count in SMALL or cell.unknown in SMALL


def _is_safe(cells: Sequence[Cell], kept: set[int]) -> bool:
    return len(kept) > 1 and sum(cells[place].unknown for place in kept) not in SMALL


def _others(cells: Sequence[Cell], kept: set[int]) -> list[int]:
    return [place for place in range(len(cells)) if place not in kept]
