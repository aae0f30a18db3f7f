"""Scoring against a reckoning of our own, and what may never happen whatever the answers."""

from hypothesis import assume, given
from hypothesis import strategies as st

from riskscreening import scoring, tools
from riskscreening.scoring import Answer
from tests.riskscreening.test_scoring import HARM, HIGH, LOW, MEDIUM, YES, A, B, C

ANSWERS = st.sampled_from(list(Answer))
FACTS = st.fixed_dictionaries(
    {
        "age": st.none() | st.integers(8, 17),
        "learning_disability": st.booleans(),
        "sexual_harm_disclosed": st.booleans(),
    }
)


def answer_sheets(codes):
    """Draw sheets with few signs as well as many: most items repeat one drawn answer, some have their own."""
    return st.builds(
        lambda most, some: dict.fromkeys(codes, most) | some,
        st.sampled_from([Answer.NO, Answer.NO, Answer.NOT_KNOWN]) | ANSWERS,
        st.dictionaries(st.sampled_from(codes), ANSWERS, max_size=14),
    )


SHEETS = answer_sheets(A + B + C)
GATE_SHEETS = answer_sheets(LOW + MEDIUM + HIGH)
GRAVER = [
    (Answer.NO, Answer.PAST),
    (Answer.NO, Answer.CURRENT),
    (Answer.PAST, Answer.BOTH),
    (Answer.CURRENT, Answer.BOTH),
    (Answer.NO, Answer.NOT_KNOWN),
]
BOTH_TOOLS = st.one_of(st.tuples(st.just("cse-screening"), SHEETS), st.tuples(st.just("cse-stage2"), GATE_SHEETS))


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


@given(BOTH_TOOLS, FACTS, st.data())
def test_one_answer_graver_or_less_certain_never_lowers_the_band(tool_and_sheet, facts, data):
    code, sheet = tool_and_sheet
    before, after = data.draw(st.sampled_from(GRAVER))
    candidates = [item for item, answer in sheet.items() if answer == before]
    assume(candidates)
    graver = sheet | {data.draw(st.sampled_from(candidates)): after}
    first, second = (scoring.score(tools.get(code), answers, **facts) for answers in (sheet, graver))
    assert second.band.rank >= first.band.rank
    assert second.score >= first.score
    assert (second.level or 0) >= (first.level or 0)


@given(
    BOTH_TOOLS, FACTS, st.sampled_from([{"age": 12}, {"learning_disability": True}, {"sexual_harm_disclosed": True}])
)
def test_a_fact_that_makes_a_child_more_vulnerable_never_lowers_the_band(tool_and_sheet, facts, fact):
    code, sheet = tool_and_sheet
    first, second = (scoring.score(tools.get(code), sheet, **about) for about in (facts, facts | fact))
    # 12 is more vulnerable than every other age but the younger ones, for whom the same floors hold.
    assert second.band.rank >= first.band.rank
    assert (second.level or 0) >= (first.level or 0)


@given(BOTH_TOOLS, FACTS, st.data())
def test_leaving_an_item_out_is_the_same_as_not_knowing(tool_and_sheet, facts, data):
    code, sheet = tool_and_sheet
    left_out = data.draw(st.sets(st.sampled_from(sorted(sheet)), min_size=1))
    shorter = {item: answer for item, answer in sheet.items() if item not in left_out}
    silent = scoring.score(tools.get(code), shorter, **facts)
    said = scoring.score(tools.get(code), sheet | dict.fromkeys(left_out, Answer.NOT_KNOWN), **facts)
    assert (silent.score, silent.band, silent.not_known) == (said.score, said.band, said.not_known)
    assert set(silent.unanswered) == left_out
    assert said.unanswered == ()


@given(BOTH_TOOLS, FACTS)
def test_the_band_is_never_below_the_score_and_is_lifted_only_with_words(tool_and_sheet, facts):
    code, sheet = tool_and_sheet
    result = scoring.score(tools.get(code), sheet, **facts)
    assert result.band.rank >= result.band_by_score.rank
    assert (result.band == result.band_by_score) or result.floors
