"""What the answers to a screening tool come to. Pure: a tool and answers in, a result out.

The score never stands alone: the result carries how much is not known, and in words every floor that lifted the band.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from riskscreening.tools.tool import Floor, FloorRule, Nature, Rag, Scoring, Section, Tool, Window


class Answer(StrEnum):
    """`PAST` is 6–12 months ago, `BOTH` that and now. Where a section asks "ever", any yes says the same.

    On a ladder an item stands on a step: the first says that there is nothing, any other is a sign of today.
    """

    NO = "no"
    CURRENT = "current"
    PAST = "past"
    BOTH = "both"
    NOT_KNOWN = "not_known"
    STEP_0 = "0"
    STEP_1 = "1"
    STEP_2 = "2"
    STEP_3 = "3"
    STEP_4 = "4"
    STEP_5 = "5"

    @property
    def step(self) -> int:
        """Return how high on a ladder; what is no step counts as the lowest."""
        return int(self) if self in _STEPS else 0


_STEPS = tuple(answer for answer in Answer if answer.isdecimal())
_NOW = frozenset({Answer.CURRENT, Answer.BOTH, *_STEPS[1:]})
_YES = _NOW | {Answer.PAST}
_BACK_THEN = frozenset({Answer.PAST, Answer.BOTH})
_LEVELS: Mapping[Rag, tuple[int, ...]] = {Rag.GREEN: (), Rag.AMBER: (1, 2), Rag.RED: (2, 3)}


class UnknownItem(LookupError):
    """An answer was given to an item that the tool does not have."""


class UnknownAnswer(ValueError):
    """A step was given where there is no ladder, or anything else where there is one."""


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
    """Score the answers, counting what was not answered as not known.

    Raises UnknownItem for an item of another tool, UnknownAnswer for an answer that its section does not have.

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
    if section.steps:
        return answer.step
    if section.window == Window.EVER:
        return section.points * (answer in _YES)
    return section.points * (answer in _NOW) + section.points_past * (answer in _BACK_THEN)


def _every_answer(tool: Tool, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    codes = [item.code for item in tool.items]
    if strangers := answers.keys() - set(codes):
        raise UnknownItem(f"{tool.code} version {tool.version} has no {', '.join(sorted(strangers))}")
    return {
        item.code: _answer(section, item.code, answers.get(item.code, Answer.NOT_KNOWN))
        for section in tool.sections
        for item in section.items
    }


def _answer(section: Section, code: str, given: str) -> Answer:
    answer = Answer(given)
    if answer != Answer.NOT_KNOWN and (answer in _STEPS) != bool(section.steps):
        raise UnknownAnswer(f"{code} cannot be answered with {answer}")
    return answer


def _lifting(tool: Tool, by_score: Rag, level: int) -> list[Floor]:
    return [floor for floor in tool.floors if floor.rag.rank > by_score.rank or floor.level > level]


def _points(tool: Tool, given: Mapping[str, Answer]) -> int:
    return sum(points_of(section, given[item.code]) for section in tool.sections for item in section.items)


def _level(tool: Tool, given: Mapping[str, Answer]) -> int:
    signs = (section.level for section in tool.sections for item in section.items if given[item.code] in _YES)
    return max(signs, default=0)


def _not_known(given: Mapping[str, Answer]) -> int:
    return sum(answer == Answer.NOT_KNOWN for answer in given.values())


def _holds(floor: Floor, tool: Tool, about: _Circumstances) -> bool:
    watched = _watched(floor, tool, about.answers)
    sign = any(answer in _YES for answer in watched)
    match floor.rule:
        case FloorRule.CURRENT_SIGN:
            return any(answer in _NOW for answer in watched)
        case FloorRule.UNDER_AGE:
            return sign and about.age is not None and about.age < floor.limit
        case FloorRule.LEARNING_DISABILITY:
            return sign and about.learning_disability
        case FloorRule.NOT_KNOWN:
            return _not_known(about.answers) * 100 > floor.limit * len(about.answers)
        case FloorRule.DISCLOSURE:
            return about.sexual_harm_disclosed
        case FloorRule.ANY_AT_LEAST:
            return any(answer.step >= floor.limit for answer in watched)


def _watched(floor: Floor, tool: Tool, given: Mapping[str, Answer]) -> list[Answer]:
    """Return the answers that the floor looks at: of whole sections, and of single items."""
    return [
        given[item.code]
        for section in tool.sections
        for item in section.items
        if section.code in floor.sections or item.code in floor.items
    ]
