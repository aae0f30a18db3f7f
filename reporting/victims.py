"""The month's analysis of the victim profile (SO-30): who the children on the list are, in counts. Pure.

Whoever may see every case of the list reads every count. Others read counts with the small ones kept back; where only
a few children are not open to them, the analysis is of the others, whom they could count themselves.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from mase.cases.exploitation import ExploitationModel
from mase.people.models import Gender
from meetings.victims import Facts
from referrals.models import Placement
from reporting import suppression
from reporting.suppression import Cell
from riskscreening.trajectory import NO_LEVEL

NOT_RECORDED = "Not recorded"
_AGES = ((12, "Under 12"), (14, "12 to 13"), (16, "14 to 15"), (18, "16 to 17"))
_ADULT = "18 and over"
_STAGES = ((7, "Primary school"), (10, "Years 7 to 9"), (12, "Years 10 to 11"))
_AFTER_SCHOOL = "Beyond year 11"
_ETHNICITIES = {"W": "White", "M": "Mixed", "A": "Asian", "B": "Black", "O": "Any other ethnic group"}
_PREFERRED_NOT = "Asked, and preferred not to say"
_CARE = {"family": "With family", "looked_after": "Looked after", "care_leaver": "Care leaver"}
_HOMES = {code: label for code, label in Placement.choices if code != Placement.NOT_KNOWN}
_MISSING = {"yes": "Missing or away in the last 90 days", "no": "Not missing in the last 90 days"}
_MODELS = {code: label for code, label in ExploitationModel.choices if code != ExploitationModel.NOT_KNOWN}
_GENDERS = {code: label for code, label in Gender.choices if code != Gender.NOT_KNOWN}


@dataclass(frozen=True, kw_only=True)
class Row:
    """An answer and how many children gave it; None where the number is kept back."""

    label: str
    number: int | None


@dataclass(frozen=True, kw_only=True)
class Table:
    """The children by one answer."""

    title: str
    rows: tuple[Row, ...]

    @property
    def keeps_back(self) -> bool:
        """Say whether some of its numbers are kept back."""
        return any(row.number is None for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The analysis as one reader may read it: of how many children, and how many it leaves out."""

    number: int
    left_out: int
    tables: tuple[Table, ...]

    @property
    def keeps_back(self) -> bool:
        """Say whether some numbers are kept back."""
        return any(table.keeps_back for table in self.tables)


def profile(children: Sequence[Facts], *, levels: Mapping[int, str]) -> Profile:
    """Return the analysis of these children for whoever sees those that are open to them."""
    closed = sum(not child.is_open for child in children)
    if closed in suppression.SMALL:
        counted = [child for child in children if child.is_open]
        return Profile(number=len(counted), left_out=closed, tables=_tables(counted, levels, _every))
    how = suppression.shown if closed else _every
    return Profile(number=len(children), left_out=0, tables=_tables(children, levels, how))


def age_band(age: int | None) -> str:
    """Return the band of an age in years."""
    return NOT_RECORDED if age is None else next((label for until, label in _AGES if age < until), _ADULT)


def school_stage(year: int | None) -> str:
    """Return the stage of a year of school."""
    return NOT_RECORDED if year is None else next((label for until, label in _STAGES if year < until), _AFTER_SCHOOL)


def ethnic_group(code: str) -> str:
    """Return the broad group of a code of the children's list; what was not asked counts as not recorded."""
    if code in ("", "NOBT"):
        return NOT_RECORDED
    if code == "REFU":
        return _PREFERRED_NOT
    return _ETHNICITIES["A" if code == "CHNE" else code[0]]


Answer = Callable[[Facts], str]


def _questions(levels: Mapping[int, str]) -> list[tuple[str, list[str], Answer]]:
    """Return what the children are counted by: the title, the answers in their order, a child's own."""
    by_level = {str(number): label for number, label in levels.items()} | {NO_LEVEL: "No level"}
    models = _MODELS | {"several": "Several, none of them mainly"}
    return [
        ("Age", [*(label for _, label in _AGES), _ADULT], lambda child: age_band(child.age)),
        ("Stage of school", [*(label for _, label in _STAGES), _AFTER_SCHOOL], _stage),
        ("Gender", list(_GENDERS.values()), lambda child: _GENDERS.get(child.gender, "")),
        ("Ethnicity", [*_ETHNICITIES.values(), _PREFERRED_NOT], lambda child: ethnic_group(child.ethnicity)),
        ("Care", list(_CARE.values()), lambda child: _CARE.get(child.care, "")),
        ("Where the child lives", list(_HOMES.values()), lambda child: _HOMES.get(child.home, "")),
        ("Missing", list(_MISSING.values()), lambda child: _MISSING.get(child.missing, "")),
        ("How exploited, mainly", list(models.values()), lambda child: models.get(child.model, "")),
        ("Risk level", list(by_level.values()), lambda child: by_level.get(child.level, "")),
    ]


def _stage(child: Facts) -> str:
    return school_stage(child.school_year)


def _tables(
    children: Sequence[Facts], levels: Mapping[int, str], how: Callable[[Sequence[Cell]], list[int | None]]
) -> tuple[Table, ...]:
    return tuple(_table(title, labels, answer, children, how) for title, labels, answer in _questions(levels))


def _table(
    title: str,
    labels: Iterable[str],
    answer: Answer,
    children: Sequence[Facts],
    how: Callable[[Sequence[Cell]], list[int | None]],
) -> Table:
    places = [*labels, NOT_RECORDED]
    given = [(answer(child) or NOT_RECORDED, child.is_open) for child in children]
    cells = [
        Cell(count=sum(said == place for said, _ in given), known=sum(said == place and known for said, known in given))
        for place in places
    ]
    rows = (Row(label=label, number=number) for label, number in zip(places, how(cells), strict=True))
    return Table(title=title, rows=tuple(rows))


def _every(cells: Sequence[Cell]) -> list[int | None]:
    return [cell.count for cell in cells]
