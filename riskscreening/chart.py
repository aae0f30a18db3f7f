"""Where on the chart of the risk each thing stands. Pure: what happened in, columns and lines out.

Each screening and each category of the police has a column, in their order. Lengths across are shares of the width, so
that the chart fits every screen and every sheet; lengths down are pixels.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from mase.timescales import london_day
from riskscreening.tools.tool import Rag

MOST = 12
TALLEST = 46
_MARGIN = 15.0  # per cent, for the names of the bands
_TOP, _STRIPE = 118, 30
_BANDS = ("tool", "judgement", "counts")


@dataclass(frozen=True, kw_only=True)
class Screening:
    """What the chart shows of a screening: the score, the three bands, the level that counts."""

    at: datetime
    score: int
    tool: Rag
    judgement: Rag
    counts: Rag
    level: int | None
    is_signed: bool


@dataclass(frozen=True, kw_only=True)
class Category:
    """A category of the police."""

    at: datetime
    number: int


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: how far across it stands, how tall the bar of its score is, how far down each band.

    It is of a screening or of a category.
    """

    x: float
    at: datetime
    bar: int
    heights: Mapping[str, int]
    screening: Screening | None
    category: Category | None

    @property
    def day(self) -> str:
        """Return the day without its year, as short as it can be said: "4 Mar"."""
        day = london_day(self.at)
        return f"{day.day} {day:%b}"

    @property
    def year(self) -> int:
        return london_day(self.at).year


@dataclass(frozen=True, kw_only=True)
class Line:
    """A stretch of the band that counts: straight on to the next screening, then up or down to its band."""

    x1: float
    x2: float
    y1: int
    y2: int


@dataclass(frozen=True, kw_only=True)
class Chart:
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    @property
    def is_wide(self) -> bool:
        """Say whether a telephone has to scroll it."""
        return len(self.columns) > MOST // 2


def drawn(screenings: Iterable[Screening], categories: Iterable[Category]) -> Chart:
    """Return the chart of the newest of these, the oldest of them first."""
    found: list[Screening | Category] = [*screenings, *categories]
    shown = sorted(found, key=lambda one: one.at)[-MOST:]
    highest = max((one.score for one in shown if isinstance(one, Screening)), default=0)
    columns = tuple(_column(one, number, len(shown), highest) for number, one in enumerate(shown))
    return Chart(columns=columns, lines=tuple(_lines([one for one in columns if one.screening])))


def y_of(band: Rag) -> int:
    """Return how far down the middle of a band's stripe is; the gravest is on top."""
    return _TOP + _STRIPE * (Rag.RED.rank - band.rank) + _STRIPE // 2


def _column(one: Screening | Category, number: int, of: int, highest: int) -> Column:
    screening = one if isinstance(one, Screening) else None
    return Column(
        x=round(_MARGIN + (100 - _MARGIN) * (number + 0.5) / of, 2),
        at=one.at,
        bar=round(TALLEST * screening.score / highest) if screening and highest else 0,
        heights={name: y_of(getattr(screening, name)) for name in _BANDS} if screening else {},
        screening=screening,
        category=one if isinstance(one, Category) else None,
    )


def _lines(columns: Sequence[Column]) -> Iterable[Line]:
    for one, following in pairwise(columns):
        yield Line(x1=one.x, x2=following.x, y1=one.heights["counts"], y2=following.heights["counts"])
