"""The risks that a screening found beside the plans: what is a gap, what is covered and never counted (HO-6)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from riskscreening import risks, tools
from riskscreening.risks import Carried, State

TOOL = tools.get("cse-screening")
AT = datetime(2026, 3, 10, 12, tzinfo=UTC)


def carried(item: str, **differs: Any) -> Carried:
    said = {"tool": TOOL.code, "plan": "Care plan", "href": "/plan/", "is_in_force": True, "words": "So", "by": "A"}
    return Carried(**said | {"item": item, "at": AT} | differs)


def answers(**given: str) -> dict[str, dict[str, str]]:
    """Return answers as they are stored, all "no" but for those given."""
    return {item.code: {"answer": given.get(item.code, "no")} for item in TOOL.items}


def found(*rows: Carried, **given: str) -> dict[str, risks.Risk]:
    return {risk.item.code: risk for risk in risks.against_plans(TOOL, answers(**given), rows)}


ANSWERS = [("current", True), ("past", True), ("both", True), ("no", False), ("not_known", False), ("", False)]


@pytest.mark.rule("HO-6")
@pytest.mark.parametrize(("answer", "is_risk"), ANSWERS)
def test_a_yes_of_any_kind_is_a_risk_and_not_known_is_none(answer: str, is_risk: bool) -> None:
    assert ("C1" in found(C1=answer)) is is_risk


STATES = [  # what was recorded of it, where it stands, whether that is a gap
    ((), State.MISSING, True),
    ((carried("C1"),), State.CARRIED, False),
    ((carried("C1", plan="", is_in_force=False),), State.NONE_NEEDED, False),
    ((carried("C1", is_in_force=False),), State.PLAN_ENDED, True),
    ((carried("C1", tool="another-tool"),), State.MISSING, True),
    ((carried("C4"),), State.MISSING, True),
    ((carried("C1"), carried("C1", is_in_force=False, at=AT + timedelta(days=1))), State.PLAN_ENDED, True),
    ((carried("C1", is_in_force=False, at=AT + timedelta(days=1)), carried("C1")), State.PLAN_ENDED, True),
    ((carried("C1", is_in_force=False), carried("C1", at=AT + timedelta(days=1))), State.CARRIED, False),
]


@pytest.mark.rule("HO-6")
@pytest.mark.parametrize(("rows", "state", "is_gap"), STATES)
def test_the_newest_row_says_where_a_risk_stands(rows: tuple[Carried, ...], state: State, is_gap: bool) -> None:
    of_all = found(*rows, C1="current")
    assert (of_all["C1"].state, of_all["C1"].is_gap) == (state, is_gap)
    assert [risk.item.code for risk in risks.gaps(of_all.values())] == (["C1"] if is_gap else [])


def test_signs_of_harm_come_first_and_vulnerabilities_before_what_is_covered() -> None:
    assert list(found(A1="current", C1="current", C3="past", B11="both")) == ["C3", "B11", "C1", "A1", "B16"]


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("answer", ["current", "no", "not_known"])
def test_a_covered_item_stands_there_whatever_its_answer_and_is_never_counted(answer: str) -> None:
    of_all = found(B16=answer, C1="current")
    assert of_all["B16"].is_covered
    assert [risk.item.code for risk in risks.counted(of_all.values())] == ["C1"]
    assert [risk.item.code for risk in risks.gaps(of_all.values())] == ["C1"]


def test_what_was_carried_stays_carried_from_one_screening_to_the_next() -> None:
    row = carried("C1")
    assert not found(row, C1="past")["C1"].is_gap
    assert "C1" not in found(row, C1="no")
    assert not found(row, C1="current")["C1"].is_gap
