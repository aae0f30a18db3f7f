"""Scoring against a reckoning of our own, and what may never happen whatever the answers."""

from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from riskscreening import scoring, tools
from riskscreening.scoring import Answer
from tests.riskscreening import test_scoring_ladder
from tests.riskscreening.test_scoring import HARM, HIGH, LOW, MEDIUM, YES, A, B, C

STEPS = [answer for answer in Answer if answer.isdecimal()]
ANSWERS = st.sampled_from([answer for answer in Answer if answer not in STEPS])
FACTS = st.fixed_dictionaries(
    {
        "age": st.none() | st.integers(8, 17),
        "learning_disability": st.booleans(),
        "sexual_harm_disclosed": st.booleans(),
    }
)


def answer_sheets(codes, *, nothing=Answer.NO, answers=ANSWERS):
    """Draw sheets with few signs as well as many: most items repeat one drawn answer, some have their own."""
    return st.builds(
        lambda most, some: dict.fromkeys(codes, most) | some,
        st.sampled_from([nothing, nothing, Answer.NOT_KNOWN]) | answers,
        st.dictionaries(st.sampled_from(codes), answers, max_size=14),
    )


SHEETS = answer_sheets(A + B + C)
GATE_SHEETS = answer_sheets(LOW + MEDIUM + HIGH)
GRAVER = [
    (Answer.NO, Answer.PAST),
    (Answer.NO, Answer.CURRENT),
    (Answer.PAST, Answer.BOTH),
    (Answer.CURRENT, Answer.BOTH),
    (Answer.NO, Answer.NOT_KNOWN),
    (Answer.STEP_0, Answer.NOT_KNOWN),
    *pairwise(STEPS),
]
LADDER = test_scoring_ladder.TOOL
LADDER_SHEETS = answer_sheets(
    [item.code for item in LADDER.items],
    nothing=Answer.STEP_0,
    answers=st.sampled_from([*STEPS, Answer.NOT_KNOWN]),
)
EVERY_TOOL = st.one_of(
    st.tuples(st.just(tools.get("cse-screening")), SHEETS),
    st.tuples(st.just(tools.get("cse-stage2")), GATE_SHEETS),
    st.tuples(st.just(LADDER), LADDER_SHEETS),
)


def points(code: str, answer: Answer) -> int:
    if code.startswith("A"):
        return 0 if answer in ("no", "not_known") else 1
    by_answer = {"B": (1, 0, 1), "C": (5, 1, 6)}[code[0]]
    return dict(zip(YES, by_answer, strict=True)).get(answer, 0)


def colour(sheet, total, *, age, learning_disability, sexual_harm_disclosed) -> str:
    """Reckon the band after floors, written from the published rules and not from the tool."""
    signs = {code: answer for code, answer in sheet.items() if code[0] in "BC" and answer in YES}
    current = any(code[0] == "C" and answer != "past" for code, answer in signs.items())
    vulnerable = bool(signs) and ((age is not None and age <= 12) or learning_disability)
    little_known = sum(answer == "not_known" for answer in sheet.values()) >= 10
    if total >= 16 or sexual_harm_disclosed:
        return "red"
    return "amber" if total >= 6 or current or vulnerable or little_known else "green"


@given(SHEETS, FACTS)
def test_an_independent_reckoning_comes_to_the_same(sheet, facts):
    result = scoring.score(tools.get("cse-screening"), sheet, **facts)
    total = sum(points(code, answer) for code, answer in sheet.items())
    assert result.score == total
    assert result.band == colour(sheet, total, **facts)
    assert set(result.harm_items) == {code for code in HARM if sheet[code] in ("current", "both")}


@given(GATE_SHEETS, FACTS)
def test_an_independent_reckoning_of_the_gate_comes_to_the_same(sheet, facts):
    letters = {code[0] for code, answer in sheet.items() if answer in YES}
    level = 3 if "H" in letters else 2 if "M" in letters else 1 if "L" in letters else None
    if level == 1 and (facts["learning_disability"] or (facts["age"] or 99) < 13):
        level = 2
    if facts["sexual_harm_disclosed"]:
        level = 3
    little_known = sum(answer == "not_known" for answer in sheet.values()) > 34 / 4
    result = scoring.score(tools.get("cse-stage2"), sheet, **facts)
    assert result.level == level
    assert result.band == ("red" if level == 3 else "amber" if level or little_known else "green")


@given(LADDER_SHEETS, FACTS)
def test_an_independent_reckoning_of_the_ladder_comes_to_the_same(sheet, facts):
    steps = {code: int(answer) for code, answer in sheet.items() if answer != "not_known"}
    total, grave = sum(steps.values()), max(steps.get(code, 0) for code in ("E1", "E2", "E3"))
    young = grave > 0 and facts["age"] is not None and facts["age"] <= 12
    little_known = len(steps) <= 4
    amber = total >= 8 or grave >= 4 or steps.get("O1", 0) > 0 or young or little_known
    result = scoring.score(LADDER, sheet, **facts)
    assert result.score == total
    assert result.band == ("red" if total >= 18 or steps.get("E2") == 5 else "amber" if amber else "green")


@given(EVERY_TOOL, FACTS, st.data())
def test_one_answer_graver_or_less_certain_never_lowers_the_band(tool_and_sheet, facts, data):
    tool, sheet = tool_and_sheet
    steps = [(item, after) for before, after in GRAVER for item, answer in sheet.items() if answer == before]
    assume(steps)
    item, after = data.draw(st.sampled_from(steps))
    graver = sheet | {item: after}
    first, second = (scoring.score(tool, answers, **facts) for answers in (sheet, graver))
    assert second.band.rank >= first.band.rank
    assert second.score >= first.score
    assert (second.level or 0) >= (first.level or 0)


@given(
    EVERY_TOOL, FACTS, st.sampled_from([{"age": 12}, {"learning_disability": True}, {"sexual_harm_disclosed": True}])
)
def test_a_fact_that_makes_a_child_more_vulnerable_never_lowers_the_band(tool_and_sheet, facts, fact):
    tool, sheet = tool_and_sheet
    first, second = (scoring.score(tool, sheet, **about) for about in (facts, facts | fact))
    # 12 is more vulnerable than every other age but the younger ones, for whom the same floors hold.
    assert second.band.rank >= first.band.rank
    assert (second.level or 0) >= (first.level or 0)


@given(EVERY_TOOL, FACTS, st.data())
def test_leaving_an_item_out_is_the_same_as_not_knowing(tool_and_sheet, facts, data):
    tool, sheet = tool_and_sheet
    left_out = data.draw(st.sets(st.sampled_from(sorted(sheet)), min_size=1))
    shorter = {item: answer for item, answer in sheet.items() if item not in left_out}
    silent = scoring.score(tool, shorter, **facts)
    said = scoring.score(tool, sheet | dict.fromkeys(left_out, Answer.NOT_KNOWN), **facts)
    assert (silent.score, silent.band, silent.not_known) == (said.score, said.band, said.not_known)
    assert set(silent.unanswered) == left_out
    assert said.unanswered == ()


@given(EVERY_TOOL, FACTS)
def test_the_band_is_never_below_the_score_and_is_lifted_only_with_words(tool_and_sheet, facts):
    tool, sheet = tool_and_sheet
    result = scoring.score(tool, sheet, **facts)
    assert result.band.rank >= result.band_by_score.rank
    assert (result.band == result.band_by_score) or result.floors
