"""A screening tool: its items, what each weighs, and what the sum or the gate comes to. Values only."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Rag(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def rank(self) -> int:
        """Return how grave the band is; green is 0."""
        return list(Rag).index(self)


class Kind(StrEnum):
    """An `ASSESSMENT` asks for narratives beside its answers, a `SCREENING` does not."""

    SCREENING = "screening"
    ASSESSMENT = "assessment"


class Scoring(StrEnum):
    """`SUM` adds the points up; `GATE` takes the level of the gravest section in which there is a sign.

    `LADDER` asks of each item on which of six steps it stands, from 0 to 5, and adds the steps up.
    """

    SUM = "sum"
    GATE = "gate"
    LADDER = "ladder"


class Window(StrEnum):
    """The time a section asks about. Where it is `EVER`, there is nothing to tell apart: any yes is one yes."""

    EVER = "ever"
    RECENT = "now or in the last 6 months"


class Nature(StrEnum):
    VULNERABILITY = "vulnerability"
    RISK = "risk"
    HARM = "harm"


class FloorRule(StrEnum):
    """What lifts the band, whatever the score says."""

    CURRENT_SIGN = "current_sign"
    UNDER_AGE = "under_age"
    LEARNING_DISABILITY = "learning_disability"
    NOT_KNOWN = "not_known"
    DISCLOSURE = "disclosure"
    ANY_AT_LEAST = "any_at_least"


@dataclass(frozen=True, kw_only=True)
class Item:
    """What is asked. Where its answer is of a kind that is covered, `field_class` says which; else it is empty."""

    code: str
    label: str
    hint: str
    nature: Nature
    field_class: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """Items that weigh the same: `points` for now (or ever), `points_past` for 6–12 months ago, a `level` in a gate.

    In a ladder each item is answered with one of the `steps`, which weigh 0, 1, 2 and so on; elsewhere there are none.
    """

    code: str
    title: str
    window: Window
    points: int
    points_past: int
    level: int
    items: tuple[Item, ...]
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Band:
    """What the tool says from this score (in a gate: from this level) up to where the next band begins."""

    minimum: int
    rag: Rag
    label: str


@dataclass(frozen=True, kw_only=True)
class Floor:
    """The least band, and in a gate the least level (0: none), where the rule holds.

    `sections` and `items` are where the rule looks for a sign; `limit` is the age, the share in percent or the step of
    a ladder that it names.
    """

    rule: FloorRule
    rag: Rag
    level: int
    because: str
    sections: tuple[str, ...]
    limit: int
    items: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Tool:
    code: str
    version: int
    title: str
    kind: Kind
    scoring: Scoring
    valid_from: date
    sections: tuple[Section, ...]
    bands: tuple[Band, ...]
    floors: tuple[Floor, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Return every item, in the order in which they are asked."""
        return tuple(item for section in self.sections for item in section.items)

    def band_at(self, measure: int) -> Band:
        """Return the band of a score (in a gate: of a level)."""
        return [band for band in self.bands if band.minimum <= measure][-1]

    def label(self, rag: Rag) -> str:
        """Return what the tool calls a band: "vulnerable"."""
        return next(band.label for band in self.bands if band.rag == rag)
