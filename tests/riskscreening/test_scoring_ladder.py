"""A borough's own tool on a ladder from 0 to 5: read, answered, scored."""

import re
from pathlib import Path

import pytest

from riskscreening import scoring, tools
from riskscreening.scoring import UnknownAnswer
from riskscreening.tools import Rag

LADDER = Path(__file__).with_name("ladder_v1.toml")
TOOL = tools.load(LADDER)
GRAVE = "At least amber: exploitation stands on step 4 or 5."
HARMED = "Red: harm by others stands on the highest step."
ONLINE = "At least amber: something happens online."
YOUNG = "At least amber: the child is under 13 and there is a sign of exploitation."
LITTLE_KNOWN = "At least amber: little is known."
STEPS = [str(number) for number in range(6)]


def climb(answers="", *, tool=TOOL, age=15, learning_disability=False, sexual_harm_disclosed=False):
    """Score the ladder with 0 everywhere but for "H1:3 O1:not_known"."""
    given = dict.fromkeys((item.code for item in tool.items), "0")
    given |= dict(word.split(":") for word in answers.split())
    facts = {"learning_disability": learning_disability, "sexual_harm_disclosed": sexual_harm_disclosed}
    return scoring.score(tool, given, age=age, **facts)


@pytest.mark.rule("SO-29", "HO-6")
@pytest.mark.parametrize(
    ("answers", "also", "score", "by_score", "band", "floors"),
    [
        ("", {}, 0, "green", "green", ()),
        ("H1:5 H2:2", {}, 7, "green", "green", ()),
        ("H1:5 H2:3", {}, 8, "amber", "amber", ()),
        ("H1:5 H2:5 E1:3 E3:3", {}, 16, "amber", "amber", ()),
        ("H1:5 H2:5 O1:3 E1:3 E3:2", {}, 18, "red", "red", ()),
        ("E1:3", {}, 3, "green", "green", ()),
        ("E1:4", {}, 4, "green", "amber", (GRAVE,)),
        ("E2:4", {}, 4, "green", "amber", (GRAVE,)),
        ("E2:5", {}, 5, "green", "red", (GRAVE, HARMED)),
        ("E3:5", {}, 5, "green", "amber", (GRAVE,)),
        ("H1:5 H2:3 E2:5", {}, 13, "amber", "red", (HARMED,)),
        ("H1:5", {}, 5, "green", "green", ()),
        ("O1:1", {}, 1, "green", "amber", (ONLINE,)),
        ("E1:1", {"age": 12}, 1, "green", "amber", (YOUNG,)),
        ("E1:1", {"age": 13}, 1, "green", "green", ()),
        ("H1:1", {"age": 12}, 1, "green", "green", ()),
        ("H1:not_known", {}, 0, "green", "green", ()),
        ("H1:not_known H2:not_known", {}, 0, "green", "amber", (LITTLE_KNOWN,)),
        (" ".join(f"{item.code}:5" for item in TOOL.items), {}, 30, "red", "red", ()),
    ],
)
def test_the_table_of_the_ladder_comes_out(answers, also, score, by_score, band, floors):
    result = climb(answers, **also)
    assert (result.score, result.band_by_score, result.band, result.floors) == (score, by_score, band, floors)
    assert result.level is None


def test_harm_on_any_step_but_the_first_asks_for_a_crime_reference():
    assert [climb(f"E2:{step}").harm_items for step in STEPS] == [(), *[("E2",)] * 5]


def test_what_is_left_out_of_the_ladder_is_not_known():
    result = scoring.score(TOOL, {"H1": "2"}, age=15, learning_disability=False, sexual_harm_disclosed=False)
    assert (result.score, result.not_known, result.unanswered) == (2, 5, ("H2", "O1", "E1", "E2", "E3"))


@pytest.mark.parametrize("answer", ["no", "current", "past", "both"])
def test_a_ladder_is_not_answered_with_yes_or_no(answer):
    with pytest.raises(UnknownAnswer, match=f"^H2 cannot be answered with {answer}$"):
        climb(f"H2:{answer}")


@pytest.mark.parametrize("step", STEPS)
def test_what_is_no_ladder_is_not_answered_with_a_step(step):
    facts = {"age": 15, "learning_disability": False, "sexual_harm_disclosed": False}
    with pytest.raises(UnknownAnswer, match=f"^C1 cannot be answered with {step}$"):
        scoring.score(tools.get("cse-screening"), {"C1": step}, **facts)


def test_the_steps_are_offered_in_the_tools_own_words_and_not_known_is_among_them():
    section = TOOL.sections[1]
    assert tools.choices_of(section)[0] == ("0", "0 Nothing of concern")
    assert [value for value, _ in tools.choices_of(section)] == [*STEPS, "not_known"]
    assert tools.signs_of(section) == set(STEPS[1:])


def test_elsewhere_an_item_is_answered_with_yes_or_no_and_where_it_counts_with_when():
    ever, _, recent = tools.get("cse-screening").sections
    assert [value for value, _ in tools.choices_of(ever)] == ["no", "current", "not_known"]
    assert [value for value, _ in tools.choices_of(recent)] == ["no", "current", "past", "both", "not_known"]
    assert (tools.signs_of(ever), tools.signs_of(recent)) == ({"current"}, {"current", "past", "both"})


@pytest.mark.parametrize(
    ("section", "words"),
    [
        (tools.get("cse-screening").sections[0], "Ever, at any age."),
        (tools.get("cse-screening").sections[2], "Now or in the last 6 months, and 6 to 12 months ago."),
        (TOOL.sections[0], "Ever, at any age: choose the step that fits."),
        (TOOL.sections[1], "Now or in the last 6 months: choose the step that fits."),
    ],
)
def test_a_section_says_which_time_it_asks_about(section, words):
    assert tools.asks_about(section) == words


def test_every_score_of_the_ladder_has_a_band():
    assert [TOOL.band_at(score).rag for score in (0, 7, 8, 17, 18, 30)] == [
        *(Rag.GREEN, Rag.GREEN, Rag.AMBER, Rag.AMBER, Rag.RED, Rag.RED)
    ]


@pytest.mark.parametrize(
    ("old", "new", "key", "value", "allowed"),
    [
        ("min = 18", "min = 31", "band[3].min", "is 31", "at most 30, the highest there is"),
        ('"Safe and settled", ', "", "section[1].steps", "is [", "six texts, for the steps from 0 to 5"),
        ('"Some strain"', '"Safe and settled"', "section[1].steps", "is [", "a list of texts, each once"),
        ('code = "O"\n', 'code = "O"\npoints = 1\n', "section[2].points", "is not a setting", "code, item, steps"),
        ("step = 5", "step = 6", "floor[2].step", "is 6", "a step from 1 to 5"),
        ("step = 5", "step = 0", "floor[2].step", "is 0", "a whole number from 1"),
        ('items = ["E2"]', 'items = ["E4"]', "floor[2].items", "is ['E4']", "a list of H1, H2, O1, E1, E2, E3"),
        ('items = ["E2"]', "", "floor[2].sections", "is missing", "a list of H, O, E"),
    ],
)
def test_a_fault_in_a_ladder_is_named(old, new, key, value, allowed):
    text = LADDER.read_text()
    assert old in text
    with pytest.raises(tools.ToolError) as refusal:
        tools.read(text.replace(old, new, 1).encode(), name="ours.toml")
    assert (refusal.value.file, refusal.value.key) == ("ours.toml", key)
    assert refusal.value.value.startswith(value)
    assert allowed in refusal.value.allowed


def test_all_that_is_wrong_is_told_at_once_and_in_words():
    text = re.sub(r'nature = "(risk|harm)"', 'nature = "bad"', LADDER.read_text()).replace('code = "H2"', 'code = "h"')
    text = text.replace("version = 1", 'version = "1"').replace('label = "concern"', 'label = ""')
    with pytest.raises(tools.ToolError) as refusal:
        tools.read(text.encode(), name="ours.toml")
    assert [fault.key for fault in refusal.value.every] == [
        "version",
        "section[1].item[2].code",
        "section[2].item[1].nature",
        *(f"section[3].item[{number}].nature" for number in (1, 2, 3)),
        "band[2].label",
    ]
    assert refusal.value.also[1].in_words == ("Section 2, item 1, nature is 'bad'. Allowed: vulnerability, risk, harm.")


@pytest.mark.rule("BA-4")
def test_an_assessment_asks_for_a_narrative_on_each_domain_a_danger_statement_and_a_safety_goal():
    asked = tools.narratives_of(tools.get("cse-stage2"))
    assert [(one.code, one.label) for one in asked] == [
        *((section.code, section.title) for section in tools.get("cse-stage2").sections),
        ("danger", "Danger statement"),
        ("goal", "Safety goal"),
    ]
    assert all(one.hint.endswith(".") for one in asked)


def test_a_screening_asks_for_no_narrative():
    assert tools.narratives_of(tools.get("cse-screening")) == tools.narratives_of(TOOL) == ()


def test_what_is_wrong_of_bands_and_floors_is_told_together():
    text = LADDER.read_text().replace("min = 18", "min = 31").replace("step = 5", "step = 6") + "\n[more]\n"
    with pytest.raises(tools.ToolError) as refusal:
        tools.read(text.encode(), name="ours.toml")
    assert [fault.key for fault in refusal.value.every] == ["band[3].min", "floor[2].step", "more"]
