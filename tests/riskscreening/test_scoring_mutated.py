"""The test of the tests of scoring: whatever is changed in its source by one step, a row of the tables notices.

Each comparison, number, sum, condition and choice of riskscreening/scoring.py is turned into another, one at a time,
and the table below is worked through with what comes out.
"""

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from riskscreening import scoring, tools
from riskscreening.tools import Tool
from tests.riskscreening.test_scoring_ladder import TOOL as LADDER

SUM, GATE = tools.get("cse-screening"), tools.get("cse-stage2")
WIDER = replace(SUM, floors=(replace(SUM.floors[0], sections=("B", "C")), *SUM.floors[1:]))
NOTHING: dict[str, Any] = {"age": 15, "learning_disability": False, "sexual_harm_disclosed": False}
TURNED = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
RENAMED = {"any": "all", "max": "min", "_YES": "_NOW", "_NOW": "_YES", "_BACK_THEN": "_NOW"}
ROWS = [
    # the tool, what is not "no" (or step 0), facts; then score, level, band by score, band, floors, not known, harm
    (SUM, "", {}, 0, None, "green", "green", 0, 0, ()),
    (SUM, "A1", {}, 1, None, "green", "green", 0, 0, ()),
    (SUM, "A1:past", {}, 1, None, "green", "green", 0, 0, ()),
    (SUM, "A3:both", {}, 1, None, "green", "green", 0, 0, ("A3",)),
    (SUM, "A3:past C7:past", {}, 2, None, "green", "green", 0, 0, ()),
    (SUM, "B1", {}, 1, None, "green", "green", 0, 0, ()),
    (SUM, "B1:past", {}, 0, None, "green", "green", 0, 0, ()),
    (SUM, "B15 C7", {}, 6, None, "amber", "amber", 0, 0, ("B15", "C7")),
    (SUM, "C1", {}, 5, None, "green", "amber", 1, 0, ()),
    (SUM, "C1:past", {}, 1, None, "green", "green", 0, 0, ()),
    (SUM, "C1:both", {}, 6, None, "amber", "amber", 0, 0, ()),
    (SUM, "C1 C4 C5", {}, 15, None, "amber", "amber", 0, 0, ()),
    (SUM, "C1 C4 C5 B1", {}, 16, None, "red", "red", 0, 0, ()),
    (SUM, "A1", {"age": 12}, 1, None, "green", "green", 0, 0, ()),
    (SUM, "B1:past", {"age": 12}, 0, None, "green", "amber", 1, 0, ()),
    (SUM, "B1", {"age": 13}, 1, None, "green", "green", 0, 0, ()),
    (SUM, "B1", {"age": None}, 1, None, "green", "green", 0, 0, ()),
    (SUM, "", {"age": 12}, 0, None, "green", "green", 0, 0, ()),
    (SUM, "A1", {"learning_disability": True}, 1, None, "green", "green", 0, 0, ()),
    (SUM, "C2:past", {"learning_disability": True}, 1, None, "green", "amber", 1, 0, ()),
    (SUM, "", {"sexual_harm_disclosed": True}, 0, None, "green", "red", 1, 0, ()),
    (
        SUM,
        "C1",
        {"age": 12, "learning_disability": True, "sexual_harm_disclosed": True},
        5,
        None,
        "green",
        "red",
        4,
        0,
        (),
    ),
    (SUM, "C1:both", {"sexual_harm_disclosed": True, "age": 12}, 6, None, "amber", "red", 1, 0, ()),
    (SUM, " ".join(f"A{n}:not_known" for n in range(1, 10)), {}, 0, None, "green", "green", 0, 9, ()),
    (SUM, " ".join(f"A{n}:not_known" for n in range(1, 11)), {}, 0, None, "green", "amber", 1, 10, ()),
    (WIDER, "B1", {}, 1, None, "green", "amber", 1, 0, ()),
    (GATE, "", {}, 0, None, "green", "green", 0, 0, ()),
    (GATE, "", {"age": 12}, 0, None, "green", "green", 0, 0, ()),
    (GATE, "L1", {}, 1, 1, "amber", "amber", 0, 0, ()),
    (GATE, "L1:past", {"age": 12}, 1, 2, "amber", "amber", 1, 0, ()),
    (GATE, "L1 L2", {"learning_disability": True}, 2, 2, "amber", "amber", 1, 0, ()),
    (GATE, "L1 L2 L3 M1", {"age": 12}, 4, 2, "amber", "amber", 0, 0, ()),
    (GATE, "L1 H7:past", {}, 2, 3, "red", "red", 0, 0, ()),
    (GATE, "M1", {"sexual_harm_disclosed": True}, 1, 3, "amber", "red", 1, 0, ()),
    (LADDER, "", {}, 0, None, "green", "green", 0, 0, ()),
    (LADDER, "H1:5 H2:2", {}, 7, None, "green", "green", 0, 0, ()),
    (LADDER, "H1:5 H2:3", {}, 8, None, "amber", "amber", 0, 0, ()),
    (LADDER, "O1:1", {}, 1, None, "green", "amber", 1, 0, ()),
    (LADDER, "E1:3", {}, 3, None, "green", "green", 0, 0, ()),
    (LADDER, "E1:4", {}, 4, None, "green", "amber", 1, 0, ()),
    (LADDER, "E2:5", {}, 5, None, "green", "red", 2, 0, ("E2",)),
    (LADDER, "E1:1 E2:1", {"age": 12}, 2, None, "green", "amber", 1, 0, ("E2",)),
    (LADDER, "H1:not_known H2:not_known", {}, 0, None, "green", "amber", 1, 2, ()),
]


def outcomes(module: Any) -> Iterator[Any]:
    """Work through the table with that module's functions, and through what stands beside a score."""
    for tool, answers, facts, *_ in ROWS:
        found = module.score(tool, sheet(tool, answers), **NOTHING | facts)
        yield (
            found.score,
            found.level,
            found.band_by_score,
            found.band,
            len(found.floors),
            found.not_known,
            found.harm_items,
        )
    left_out = module.score(SUM, {"A1": "no"}, **NOTHING)
    yield len(left_out.unanswered), "A1" in left_out.unanswered, left_out.total, left_out.completeness
    yield module.score(SUM, sheet(SUM, ""), **NOTHING).completeness
    yield [module.allowed_levels(band) for band in tools.Rag]
    yield [refused(module, SUM, {"L1": "no"}), refused(module, SUM, {"C1": "5"}), refused(module, LADDER, {"H1": "no"})]


EXPECTED = [tuple(row[3:]) for row in ROWS] + [
    (35, False, 36, "35 of 36 not known"),
    "all 36 known",
    [(), (1, 2), (2, 3)],
    ["UnknownItem", "UnknownAnswer", "UnknownAnswer"],
]


def sheet(tool: Tool, answers: str) -> dict[str, str]:
    """Answer every item "no", or with the first step of a ladder, but for "C1 A8:past"."""
    given = {item.code: "0" if section.steps else "no" for section in tool.sections for item in section.items}
    return given | {code: how or "current" for code, _, how in (word.partition(":") for word in answers.split())}


def refused(module: Any, tool: Tool, answers: dict[str, str]) -> str:
    """Return by which error the module refuses the answers."""
    try:
        module.score(tool, answers, **NOTHING)
    except (LookupError, ValueError) as refusal:
        return type(refusal).__name__
    return ""


def mutants() -> Iterator[tuple[str, str]]:
    """Yield the source once for each place in which it can be turned, with what was turned."""
    source = inspect.getsource(scoring)
    places = sum(1 for _ in _turns(ast.parse(source)))
    for place in range(places):
        tree = ast.parse(source)
        line, name, turn = list(_turns(tree))[place]
        turn()
        yield f"line {line}: {name}", ast.unparse(tree)


def _turns(tree: ast.Module) -> Iterator[tuple[int, str, Callable[[], None]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield node.lineno, ast.unparse(node), _setter(node.ops, 0, TURNED[type(node.ops[0])]())
        elif isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in TURNED:
            yield node.lineno, ast.unparse(node), _setter(node, "op", TURNED[type(node.op)]())
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            yield node.lineno, ast.unparse(node), _setter(node, "value", node.value + 1)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in RENAMED:
            yield node.lineno, node.id, _setter(node, "id", RENAMED[node.id])
        elif isinstance(node, ast.IfExp):
            yield node.lineno, ast.unparse(node), _swapper(node)


def _setter(holder: Any, name: Any, value: Any) -> Callable[[], None]:
    def turn() -> None:
        if isinstance(holder, list):
            holder[name] = value
        else:
            setattr(holder, name, value)

    return turn


def _swapper(node: ast.IfExp) -> Callable[[], None]:
    def turn() -> None:
        node.body, node.orelse = node.orelse, node.body

    return turn


def _run(source: str) -> SimpleNamespace:
    names: dict[str, Any] = {"__name__": "turned"}
    exec(compile(source, "turned", "exec"), names)  # noqa: S102 our own source, changed in one place
    return SimpleNamespace(**names)


def _notices(source: str) -> bool:
    try:
        return list(outcomes(_run(source))) != EXPECTED
    except Exception:  # whatever it breaks of, it is noticed
        return True


def test_the_table_comes_out_of_the_source_as_it_is() -> None:
    assert list(outcomes(scoring)) == EXPECTED
    assert not _notices(inspect.getsource(scoring))


@pytest.mark.rule("SO-29")
def test_no_change_of_one_step_in_scoring_goes_unnoticed() -> None:
    tried = list(mutants())
    assert len(tried) > 40
    assert [what for what, source in tried if not _notices(source)] == []
