"""What the answers to a screening tool come to. Pure: a tool and answers in, a result out.

The score never stands alone: the result carries how much is not known, and in words every floor that lifted the band.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from riskscreening.tools.tool import Floor, FloorRule, Nature, Rag, Scoring, Section, Tool, Window


class Answer(StrEnum):
    """`PAST` is 6–12 months ago, `BOTH` that and now. Where a section asks "ever", any yes says the same."""

    NO = "no"
    CURRENT = "current"
    PAST = "past"
    BOTH = "both"
    NOT_KNOWN = "not_known"


_YES = frozenset({Answer.CURRENT, Answer.PAST, Answer.BOTH})
_NOW = frozenset({Answer.CURRENT, Answer.BOTH})
_BACK_THEN = frozenset({Answer.PAST, Answer.BOTH})
_LEVELS: Mapping[Rag, tuple[int, ...]] = {Rag.GREEN: (), Rag.AMBER: (1, 2), Rag.RED: (2, 3)}


class UnknownItem(LookupError):
    """An answer was given to an item that the tool does not have."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """`level` is None where the tool states none; `harm_items` are the codes that ask for a crime reference."""

    score: int
    level: int | None
    band_by_score: Rag
    band: Rag
    floors: tuple[str, ...]
    not_known: int
    total: int
    unanswered: tuple[str, ...]
    harm_items: tuple[str, ...]

    @property
    def completeness(self) -> str:
        """Say how much is known: "9 of 36 not known"."""
        return f"{self.not_known} of {self.total} not known" if self.not_known else f"all {self.total} known"


@dataclass(frozen=True, kw_only=True)
class _Circumstances:
    answers: Mapping[str, Answer]
    age: int | None
    learning_disability: bool
    sexual_harm_disclosed: bool


def score(
    tool: Tool,
    answers: Mapping[str, Answer],
    *,
    age: int | None,
    learning_disability: bool,
    sexual_harm_disclosed: bool,
) -> Result:
    """Score the answers, counting what was not answered as not known; raise UnknownItem for an item of another tool.

    In a gate the score is the number of signs, and the level decides the band: none is green, 1 and 2 amber, 3 red.
    An unknown age applies no floor. `sexual_harm_disclosed`: the child has told of it and has not withdrawn it.
    """
    given = _every_answer(tool, answers)
    points, level = _points(tool, given), _level(tool, given)
    by_score = tool.band_at(level if tool.scoring == Scoring.GATE else points).rag
    about = _Circumstances(
        answers=given,
        age=age,
        learning_disability=learning_disability,
        sexual_harm_disclosed=sexual_harm_disclosed,
    )
    floors = [floor for floor in _lifting(tool, by_score, level) if _holds(floor, tool, about)]
    return Result(
        score=points,
        level=max([level, *(floor.level for floor in floors)]) or None,
        band_by_score=by_score,
        band=max([by_score, *(floor.rag for floor in floors)], key=lambda rag: rag.rank),
        floors=tuple(floor.because for floor in floors),
        not_known=_not_known(given),
        total=len(given),
        unanswered=tuple(code for code in given if code not in answers),
        harm_items=tuple(item.code for item in tool.items if item.nature == Nature.HARM and given[item.code] in _NOW),
    )


def allowed_levels(band: Rag) -> tuple[int, ...]:
    """Return the risk levels that an assessor may state for a band: none for green, 1 or 2, 2 or 3."""
    return _LEVELS[band]


def points_of(section: Section, answer: Answer) -> int:
    """Return what one answer in the section adds to a score."""
    if section.window == Window.EVER:
        return section.points * (answer in _YES)
    return section.points * (answer in _NOW) + section.points_past * (answer in _BACK_THEN)


def _every_answer(tool: Tool, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    codes = [item.code for item in tool.items]
    if strangers := answers.keys() - set(codes):
        raise UnknownItem(f"{tool.code} version {tool.version} has no {', '.join(sorted(strangers))}")
    return {code: Answer(answers.get(code, Answer.NOT_KNOWN)) for code in codes}


def _lifting(tool: Tool, by_score: Rag, level: int) -> list[Floor]:
    return [floor for floor in tool.floors if floor.rag.rank > by_score.rank or floor.level > level]


def _points(tool: Tool, given: Mapping[str, Answer]) -> int:
    return sum(points_of(section, given[item.code]) for section in tool.sections for item in section.items)


def _level(tool: Tool, given: Mapping[str, Answer]) -> int:
    return max((section.level for section in tool.sections if _any(section, given, _YES)), default=0)


def _any(section: Section, given: Mapping[str, Answer], wanted: frozenset[Answer]) -> bool:
    return any(given[item.code] in wanted for item in section.items)


def _not_known(given: Mapping[str, Answer]) -> int:
    return sum(answer == Answer.NOT_KNOWN for answer in given.values())


def _holds(floor: Floor, tool: Tool, about: _Circumstances) -> bool:
    sections = [section for section in tool.sections if section.code in floor.sections]
    sign = any(_any(section, about.answers, _YES) for section in sections)
    match floor.rule:
        case FloorRule.CURRENT_SIGN:
            return any(_any(section, about.answers, _NOW) for section in sections)
        case FloorRule.UNDER_AGE:
            return sign and about.age is not None and about.age < floor.limit
        case FloorRule.LEARNING_DISABILITY:
            return sign and about.learning_disability
        case FloorRule.NOT_KNOWN:
            return _not_known(about.answers) * 100 > floor.limit * len(about.answers)
        case FloorRule.DISCLOSURE:
            return about.sexual_harm_disclosed
