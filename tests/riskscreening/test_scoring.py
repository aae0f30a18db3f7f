"""What answers come to: the published table, the floors and the gate."""

from dataclasses import FrozenInstanceError, replace

import pytest

from riskscreening import scoring, tools
from riskscreening.scoring import Answer, UnknownItem, allowed_levels
from riskscreening.tools import Rag

A = [f"A{number}" for number in range(1, 12)]
B = [f"B{number}" for number in range(1, 17)]
C = [f"C{number}" for number in range(1, 10)]
LOW = [f"L{number}" for number in range(1, 12)]
MEDIUM = [f"M{number}" for number in range(1, 12)]
HIGH = [f"H{number}" for number in range(1, 13)]
HARM = {"A3", "B15", "C3", "C7", "C8", "C9"}
GATE_HARM = {"M4", "H1", "H2", "H3", "H4", "H5", "H6", "H10", "H11", "H12"}
SIGN = "At least amber: there is a current significant sign."
YOUNG = "At least amber: the child is under 13 and there is a warning sign or a significant sign."
DISABILITY = "At least amber: the child has a learning disability and there is a warning sign or a significant sign."
LITTLE_KNOWN = "At least amber: the score is low because little is known."
DISCLOSED = "Red: the child has disclosed sexual harm and has not withdrawn it."
YES = [Answer.CURRENT, Answer.PAST, Answer.BOTH]


def screen(
    answers="", *, code="cse-screening", not_known=(), age=15, learning_disability=False, sexual_harm_disclosed=False
):
    """Score a tool in which everything is answered "no" but for "C1 A8:past" and what is not known."""
    tool = tools.get(code)
    given = {item.code: Answer.NO for item in tool.items}
    given |= {item: Answer(how or "current") for item, _, how in (word.partition(":") for word in answers.split())}
    given |= dict.fromkeys(not_known, Answer.NOT_KNOWN)
    return scoring.score(
        tool,
        given,
        age=age,
        learning_disability=learning_disability,
        sexual_harm_disclosed=sexual_harm_disclosed,
    )


@pytest.mark.rule("SO-29")
@pytest.mark.parametrize(
    ("answers", "also", "score", "by_score", "band", "floors"),
    [
        ("", {}, 0, "green", "green", ()),
        ("", {"not_known": (A + B)[:10]}, 0, "green", "amber", (LITTLE_KNOWN,)),
        ("C1", {}, 5, "green", "amber", (SIGN,)),
        ("C1:both", {}, 6, "amber", "amber", ()),
        ("A1 B1 B2 B3 B4 B5", {}, 6, "amber", "amber", ()),
        ("C1 C4 A8", {}, 11, "amber", "amber", ()),
        ("C1 C4 C5 B1", {}, 16, "red", "red", ()),
        ("A1 B1", {"age": 12}, 2, "green", "amber", (YOUNG,)),
        ("C1:past", {}, 1, "green", "green", ()),
    ],
)
def test_the_published_table_comes_out(answers, also, score, by_score, band, floors):
    result = screen(answers, **also)
    assert (result.score, result.band_by_score, result.band, result.floors) == (score, by_score, band, floors)


@pytest.mark.rule("SO-29")
@pytest.mark.parametrize(
    ("answers", "score", "band"),
    [
        ("A1 A2 A4 A5 A6", 5, "green"),
        ("A1 A2 A4 A5 A6 A7", 6, "amber"),
        ("C1:both C2:both A1 A2 A4", 15, "amber"),
        ("C1:both C2:both A1 A2 A4 A5", 16, "red"),
    ],
)
def test_a_band_begins_at_its_own_score(answers, score, band):
    result = screen(answers)
    assert (result.score, result.band) == (score, band)


def test_everything_at_once_is_81():
    assert screen(" ".join(f"{code}:both" for code in A + B + C)).score == 11 + 16 + 9 * 6


@pytest.mark.parametrize(
    ("code", "points"),
    [
        ("A1", (1, 1, 1)),
        ("A11", (1, 1, 1)),
        ("B1", (1, 0, 1)),
        ("B16", (1, 0, 1)),
        ("C1", (5, 1, 6)),
        ("C9", (5, 1, 6)),
    ],
)
def test_a_sign_weighs_what_its_section_says_now_then_and_both(code, points):
    assert tuple(screen(f"{code}:{how}").score for how in YES) == points


@pytest.mark.parametrize("code", ["A1", "B1", "C1"])
@pytest.mark.parametrize("how", ["no", "not_known"])
def test_no_and_not_known_weigh_nothing(code, how):
    assert screen(f"{code}:{how}").score == 0


@pytest.mark.parametrize(
    ("age", "answers", "band"),
    [
        (12, "A1", "green"),  # a vulnerability is no sign
        (12, "B1", "amber"),
        (12, "B1:past", "amber"),  # weighs nothing, and is a sign none the less
        (12, "C1:past", "amber"),
        (13, "B1", "green"),
        (None, "B1", "green"),  # nothing is made of an age that nobody knows
        (0, "", "green"),
    ],
)
def test_under_13_any_sign_is_at_least_amber(age, answers, band):
    result = screen(answers, age=age)
    assert (result.band, result.floors) == (band, (YOUNG,) if band == "amber" else ())


@pytest.mark.parametrize(
    ("answers", "band"),
    [("", "green"), ("A1 A2", "green"), ("B9", "amber"), ("B9:past", "amber"), ("C2:past", "amber")],
)
def test_with_a_learning_disability_any_sign_is_at_least_amber(answers, band):
    result = screen(answers, learning_disability=True)
    assert (result.band, result.floors) == (band, (DISABILITY,) if band == "amber" else ())


@pytest.mark.parametrize(("how", "band"), [("current", "amber"), ("both", "amber"), ("past", "green"), ("no", "green")])
def test_a_significant_sign_is_at_least_amber_while_it_is_current(how, band):
    assert screen(f"C4:{how}").band == band


def test_a_floor_over_several_sections_needs_a_sign_in_one_of_them():
    tool = tools.get("cse-screening")
    wider = replace(tool, floors=(replace(tool.floors[0], sections=("B", "C")),))
    given = dict.fromkeys(A + B + C, Answer.NO) | {"B1": Answer.CURRENT}
    facts = {"age": 15, "learning_disability": False, "sexual_harm_disclosed": False}
    assert [scoring.score(which, given, **facts).band for which in (tool, wider)] == ["green", "amber"]


@pytest.mark.rule("SO-29")
@pytest.mark.parametrize(("number", "band"), [(0, "green"), (9, "green"), (10, "amber"), (36, "amber")])
def test_more_than_a_quarter_not_known_is_never_green(number, band):
    result = screen(not_known=(A + B + C)[:number])
    assert (result.score, result.not_known, result.total, result.band) == (0, number, 36, band)


def test_how_much_is_known_is_said_in_words():
    assert screen(not_known=A[:9]).completeness == "9 of 36 not known"
    assert screen().completeness == "all 36 known"


def test_a_disclosure_is_red_whatever_the_score():
    result = screen(sexual_harm_disclosed=True)
    assert (result.score, result.band_by_score, result.band, result.floors) == (0, "green", "red", (DISCLOSED,))


def test_every_floor_that_lifted_the_band_is_told_and_no_other():
    everything = {"age": 12, "learning_disability": True, "sexual_harm_disclosed": True, "not_known": A}
    assert screen("C1", **everything).floors == (SIGN, YOUNG, DISABILITY, LITTLE_KNOWN, DISCLOSED)
    assert screen("C1:both B1", **everything).floors == (DISCLOSED,)
    assert screen("C1 C2 C4 C5", **everything).floors == ()


def test_what_was_not_answered_is_not_known_and_is_listed():
    given = dict.fromkeys(A + B, Answer.NO)
    result = scoring.score(
        tools.get("cse-screening"), given, age=15, learning_disability=False, sexual_harm_disclosed=False
    )
    assert result.unanswered == tuple(C)
    assert (result.not_known, result.completeness, result.band) == (9, "9 of 36 not known", "green")


def test_an_answer_not_known_is_an_answer():
    assert screen(not_known=["A1"]).unanswered == ()


def test_without_answers_there_is_no_green():
    result = scoring.score(
        tools.get("cse-screening"), {}, age=15, learning_disability=False, sexual_harm_disclosed=False
    )
    assert (result.band_by_score, result.band, result.not_known) == ("green", "amber", 36)
    assert result.unanswered == tuple(A + B + C)


@pytest.mark.parametrize("code", sorted(HARM))
def test_harm_that_is_current_asks_for_a_crime_reference(code):
    ways = ("no", "current", "past", "both", "not_known")
    assert [screen(f"{code}:{how}").harm_items for how in ways] == [(), (code,), (), (code,), ()]


def test_only_items_of_harm_are_harm_items():
    assert set(screen(" ".join(A + B + C)).harm_items) == HARM
    assert screen("C9 A3 B1 B15").harm_items == ("A3", "B15", "C9")


def test_an_item_of_another_tool_is_refused_by_name():
    with pytest.raises(UnknownItem, match=r"^cse-screening version 1 has no L1, M2$"):
        screen("A1 M2 L1")


def test_an_answer_read_as_text_counts_and_any_other_text_is_refused():
    tool = tools.get("cse-screening")
    facts = {"age": 15, "learning_disability": False, "sexual_harm_disclosed": False}
    assert scoring.score(tool, {"C1": "both"}, **facts).score == 6
    with pytest.raises(ValueError, match="perhaps"):
        scoring.score(tool, {"C1": "perhaps"}, **facts)


def test_a_result_is_frozen():
    with pytest.raises(FrozenInstanceError):
        screen().band = Rag.GREEN


@pytest.mark.parametrize(("band", "levels"), [(Rag.GREEN, ()), (Rag.AMBER, (1, 2)), (Rag.RED, (2, 3))])
def test_a_band_excludes_the_levels_that_contradict_it(band, levels):
    assert allowed_levels(band) == levels


@pytest.mark.rule("BA-4")
@pytest.mark.parametrize(
    ("answers", "score", "level", "band"),
    [
        ("", 0, None, "green"),
        ("L1", 1, 1, "amber"),
        ("L1 L2 L11", 3, 1, "amber"),
        ("L1:past", 1, 1, "amber"),  # the gate knows no window
        ("M1", 1, 2, "amber"),
        ("M11 L1 L2", 3, 2, "amber"),
        ("H1", 1, 3, "red"),
        ("H12:past", 1, 3, "red"),
        ("L1 M1 H7:both", 3, 3, "red"),
        (" ".join(LOW), 11, 1, "amber"),
        (" ".join(LOW + MEDIUM), 22, 2, "amber"),
    ],
)
def test_the_gravest_sign_sets_the_level(answers, score, level, band):
    result = screen(answers, code="cse-stage2")
    assert (result.score, result.level, result.band_by_score, result.band) == (score, level, band, band)
    assert (result.total, result.floors) == (34, ())


@pytest.mark.rule("BA-4")
@pytest.mark.parametrize(
    ("facts", "because"),
    [
        ({"age": 12}, "At least level 2: the child is under 13."),
        ({"learning_disability": True}, "At least level 2: the child has a learning disability."),
    ],
)
@pytest.mark.parametrize(
    ("answers", "level", "lifted"), [("", None, False), ("L1", 2, True), ("M1", 2, False), ("H9", 3, False)]
)
def test_under_13_or_with_a_learning_disability_the_level_is_never_1(facts, because, answers, level, lifted):
    result = screen(answers, code="cse-stage2", **facts)
    assert (result.level, result.floors) == (level, (because,) if lifted else ())


@pytest.mark.parametrize(("number", "band"), [(8, "green"), (9, "amber")])
def test_a_gate_in_which_little_is_known_is_amber_without_a_level(number, band):
    result = screen(code="cse-stage2", not_known=LOW[:number])
    assert (result.band, result.level) == (band, None)
    assert bool(result.floors) == (band == "amber")


@pytest.mark.parametrize("answers", ["", "L1", "M1"])
def test_a_disclosure_is_level_3_in_a_gate(answers):
    result = screen(answers, code="cse-stage2", sexual_harm_disclosed=True)
    assert (result.level, result.band) == (3, "red")
    assert result.floors == ("Level 3: the child has disclosed sexual harm and has not withdrawn it.",)


def test_the_harm_items_of_the_gate_are_those_of_nature_harm():
    assert set(screen(" ".join(LOW + MEDIUM + HIGH), code="cse-stage2").harm_items) == GATE_HARM


def test_a_tool_that_adds_up_states_no_level():
    assert screen("C1 C2 C4 C5").level is None
