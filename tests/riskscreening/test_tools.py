"""The tools that ship, and the faults that a tool's file may have."""

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from mase import profiles
from mase.profiles import vocabulary
from riskscreening import tools
from riskscreening.tools import Kind, Nature, Rag, Scoring, Window

SHIPPED = pytest.mark.parametrize("tool", tools.all_tools(), ids=lambda tool: f"{tool.code}-{tool.version}")
SMALL = """
code = "pocket"
version = 2
title = "Pocket screening"
kind = "screening"
scoring = "sum"
valid_from = 2027-01-01

[[band]]
min = 0
rag = "green"
label = "low"

[[band]]
min = 3
rag = "red"
label = "high"

[[floor]]
rule = "under_age"
age = 11
sections = ["X"]
rag = "red"
because = "The child is under 11."

[[floor]]
rule = "not_known"
percent = 50
rag = "red"
because = "Half is not known."

[[section]]
code = "X"
title = "Signs"
window = "now or in the last 6 months"
points = 4
points_past = 1
item = [
    { code = "X1", label = "One", hint = "The first.", nature = "risk" },
    { code = "X2", label = "Two", hint = "The second.", nature = "harm" },
]

[[section]]
code = "Y"
title = "Vulnerabilities"
window = "ever"
points = 1
item = [{ code = "Y1", label = "Three", hint = "The third.", nature = "vulnerability" }]
"""
GATE = (
    SMALL.replace('scoring = "sum"', 'scoring = "gate"')
    .replace("min = 3", "min = 2")
    .replace("points = 4", "points = 1\nlevel = 2")
    .replace('window = "ever"\n', 'window = "ever"\nlevel = 1\n')
    .replace('rag = "red"\nbecause', 'rag = "red"\nlevel = 2\nbecause')
)


@pytest.fixture
def pocket(tmp_path):
    """Return a small tool whose words a test can change: write it, and read it as a tool."""

    def load(old: str = "", new: str = "", *, text: str = SMALL, name: str = "pocket_v2.toml"):
        assert old in text
        path = tmp_path / name
        path.write_text(text.replace(old, new, 1) if old else text)
        return tools.load(path)

    return load


def test_two_tools_ship():
    assert [(tool.code, tool.version, tool.kind, tool.scoring) for tool in tools.all_tools()] == [
        ("cse-screening", 1, Kind.SCREENING, Scoring.SUM),
        ("cse-stage2", 1, Kind.ASSESSMENT, Scoring.GATE),
    ]


@pytest.mark.parametrize(
    ("code", "sections"),
    [
        (
            "cse-screening",
            [
                ("A", Window.EVER, 1, 0, 0, 11),
                ("B", Window.RECENT, 1, 0, 0, 16),
                ("C", Window.RECENT, 5, 1, 0, 9),
            ],
        ),
        (
            "cse-stage2",
            [("L", Window.EVER, 1, 0, 1, 11), ("M", Window.EVER, 1, 0, 2, 11), ("H", Window.EVER, 1, 0, 3, 12)],
        ),
    ],
)
def test_the_sections_weigh_what_is_published(code, sections):
    assert [
        (section.code, section.window, section.points, section.points_past, section.level, len(section.items))
        for section in tools.get(code).sections
    ] == sections


@pytest.mark.rule("SO-29")
@pytest.mark.parametrize(
    ("score", "rag", "label"),
    [
        (0, "green", "not at risk"),
        (5, "green", "not at risk"),
        (6, "amber", "vulnerable"),
        (15, "amber", "vulnerable"),
        (16, "red", "likely victim"),
        (81, "red", "likely victim"),
    ],
)
def test_a_score_has_its_band_and_the_band_its_name(score, rag, label):
    tool = tools.get("cse-screening")
    assert (tool.band_at(score).rag, tool.band_at(score).label) == (rag, label)
    assert tool.label(Rag(rag)) == label


@pytest.mark.parametrize(("level", "rag"), [(0, "green"), (1, "amber"), (2, "amber"), (3, "red")])
def test_a_level_of_the_gate_has_its_band(level, rag):
    assert tools.get("cse-stage2").band_at(level).rag == rag


@pytest.mark.rule("SO-29")
def test_the_floors_are_those_that_are_published():
    floors = tools.get("cse-screening").floors
    assert [(floor.rule, floor.sections, floor.limit, floor.rag, floor.level) for floor in floors] == [
        ("current_sign", ("C",), 0, "amber", 0),
        ("under_age", ("B", "C"), 13, "amber", 0),
        ("learning_disability", ("B", "C"), 0, "amber", 0),
        ("not_known", (), 25, "amber", 0),
        ("disclosure", (), 0, "red", 0),
    ]


@SHIPPED
def test_items_are_numbered_in_the_order_of_their_section(tool):
    for section in tool.sections:
        assert [item.code for item in section.items] == [
            f"{section.code}{number}" for number in range(1, len(section.items) + 1)
        ]
    assert tool.items == tuple(item for section in tool.sections for item in section.items)


@SHIPPED
def test_every_item_has_a_label_and_a_hint_that_is_a_sentence(tool):
    for item in tool.items:
        assert item.label[0].isupper()
        assert not item.label.endswith(".")
        assert item.hint.endswith(".")
    labels = [item.label for item in tool.items]
    assert len(set(labels)) == len(labels)


@SHIPPED
def test_no_item_blames_the_child(tool):
    blaming = ("promiscuous", "prostitut", "lifestyle", "putting herself", "putting himself", "streetwise", "refuse")
    blaming += ("engage", "manipulative", "attention", "abscond", "consensual", "recruit", "choose", "her own fault")
    for item in tool.items:
        assert not [word for word in blaming if word in f"{item.label} {item.hint}".lower()]


def test_the_answers_about_harm_are_marked_as_harm():
    harm = {tool.code: [item.code for item in tool.items if item.nature is Nature.HARM] for tool in tools.all_tools()}
    assert harm == {
        "cse-screening": ["A3", "B15", "C3", "C7", "C8", "C9"],
        "cse-stage2": ["M4", "H1", "H2", "H3", "H4", "H5", "H6", "H10", "H11", "H12"],
    }


@pytest.mark.rule("BA-4", "SO-10", "HO-6")
@pytest.mark.parametrize("profile", profiles.all_profiles(on=date(2026, 4, 1)), ids=lambda profile: profile.code)
def test_every_borough_has_the_tool_that_its_profile_names(profile):
    assert tools.get(profile.screening_tool).code == profile.screening_tool


def test_a_profile_may_name_every_tool_that_ships_and_calls_it_by_its_title():
    assert {tool.code for tool in tools.all_tools()} == set(vocabulary.TOOLS)
    assert {code: tools.get(code).title for code in vocabulary.TOOLS} == vocabulary.TOOLS


@pytest.mark.parametrize(("code", "version"), [("seraf", None), ("cse-screening", 99), ("", 1)])
def test_a_tool_or_version_that_is_not_there_is_refused(code, version):
    with pytest.raises(tools.UnknownTool, match=f"^'{code}', version {version or 'any'}$"):
        tools.get(code, version)


def test_a_tool_is_found_by_its_version():
    assert tools.get("cse-screening", 1) is tools.get("cse-screening", version=1)


def test_the_newest_version_is_the_default(pocket):
    third = pocket("version = 2", "version = 3", name="pocket_v3.toml")
    tenth = pocket("version = 2", "version = 10", name="pocket_v10.toml")
    second = pocket()
    among = (tenth, *tools.all_tools(), second, third)
    assert tools.find(among, "pocket") == tenth
    assert tools.find(among, "pocket", 2) == second


def test_a_tool_is_read_as_it_is_written(pocket):
    tool = pocket()
    assert (tool.code, tool.version, tool.title, tool.valid_from) == ("pocket", 2, "Pocket screening", date(2027, 1, 1))
    assert [(band.minimum, band.rag, band.label) for band in tool.bands] == [(0, "green", "low"), (3, "red", "high")]
    assert [(floor.rule, floor.sections, floor.limit, floor.level) for floor in tool.floors] == [
        ("under_age", ("X",), 11, 0),
        ("not_known", (), 50, 0),
    ]
    assert [(item.code, item.label, item.hint, item.nature) for item in tool.sections[1].items] == [
        ("Y1", "Three", "The third.", Nature.VULNERABILITY)
    ]


def test_a_gate_is_read_with_its_levels(pocket):
    tool = pocket(text=GATE)
    assert [section.level for section in tool.sections] == [2, 1]
    assert [floor.level for floor in tool.floors] == [2, 2]


def test_nothing_can_change_a_tool(pocket):
    tool = pocket()
    for thing, field in (
        (tool, "title"),
        (tool.items[0], "label"),
        (tool.bands[0], "minimum"),
        (tool.floors[0], "rag"),
    ):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, field, "other")


FAULTS = [
    # what the file says, what it says instead, the key, what is told of the value, what is allowed
    ('code = "pocket"', 'code = "Pocket"', "code", "is 'Pocket'", "a code such as cse-screening"),
    ('code = "pocket"', 'code = "wallet"', "version", "is 2", "as wallet_v2.toml does"),
    ("version = 2", "version = 3", "version", "is 3", "as pocket_v3.toml does"),
    ("version = 2", "version = 0", "version", "is 0", "a whole number from 1"),
    ("version = 2", "version = true", "version", "is True", "a whole number from 1"),
    ("version = 2", 'version = "2"', "version", "is '2'", "a whole number from 1"),
    ('title = "Pocket screening"\n', "", "title", "is missing", "text"),
    ('kind = "screening"', 'kind = "quiz"', "kind", "is 'quiz'", "screening, assessment"),
    ('"sum"', '"mean"', "scoring", "is 'mean'", "sum, gate, ladder"),
    ("2027-01-01", '"2027"', "valid_from", "is '2027'", "a date such as 2026-04-01"),
    ("version = 2", "version = 2\ncolour = 1", "colour", "is not a setting", "band, code, floor, kind, scoring"),
    ("min = 0", "min = 1", "band[1].min", "is 1", "0 in the first band, so that every score has one"),
    ("min = 3", "min = 0", "band[2].min", "is 0", "more than 0 and at most 11, the highest there is"),
    ("min = 3", "min = 12", "band[2].min", "is 12", "more than 0 and at most 11, the highest there is"),
    ("min = 3", "min = -1", "band[2].min", "is -1", "a whole number from 0"),
    ('rag = "red"', 'rag = "green"', "band[2].rag", "is 'green'", "a graver band than green"),
    ('rag = "red"', 'rag = "purple"', "band[2].rag", "is 'purple'", "green, amber, red"),
    ('label = "low"', 'label = ""', "band[1].label", "is ''", "text"),
    ('label = "low"', 'label = "low"\nmax = 2', "band[1].max", "is not a setting", "label, min, rag"),
    ('"under_age"', '"too_young"', "floor[1].rule", "is 'too_young'", "current_sign, under_age, learning_disability"),
    ("age = 11", "age = 0", "floor[1].age", "is 0", "a whole number from 1"),
    ("age = 11", "years = 11", "floor[1].age", "is missing", "a whole number from 1"),
    ('sections = ["X"]', 'sections = ["Z"]', "floor[1].sections", "is ['Z']", "a list of X, Y, each once"),
    ('sections = ["X"]', "", "floor[1].sections", "is missing", "a list of X, Y, each once"),
    ('rag = "red"\nbec', 'rag = "amber"\nbec', "floor[1].rag", "is 'amber'", "green, red"),
    ('because = "The child is under 11."', "", "floor[1].because", "is missing", "text"),
    (
        "percent = 50",
        'percent = 50\nsections = ["X"]',
        "floor[2].sections",
        "is not a setting",
        "because, percent, rag",
    ),
    ("percent = 50", "percent = 50\nlevel = 2", "floor[2].level", "is not a setting", "because, percent, rag"),
    ('"ever"', '"lately"', "section[2].window", "is 'lately'", "ever, now or in the last 6 months"),
    ("points = 1", "points = 0", "section[2].points", "is 0", "a whole number from 1"),
    ("points = 1", "points = 1\npoints_past = 1", "section[2].points_past", "is not a setting", "code, item, points"),
    ("points_past = 1", "", "section[1].points_past", "is missing", "a whole number from 0"),
    ("points = 1", "points = 1\nlevel = 1", "section[2].level", "is not a setting", "code, item, points"),
    ('code = "Y"', 'code = "X"', "section", "has the code 'X' twice", "each code once in the tool"),
    ('code = "Y1"', 'code = "X2"', "section", "has the code 'X2' twice", "each code once in the tool"),
    ('code = "Y1"', "code = 1", "section[2].item[1].code", "is 1", "up to ten capitals and figures such as A1"),
    ('code = "Y1"', 'code = "y 1"', "section[2].item[1].code", "is 'y 1'", "up to ten capitals and figures such as A1"),
    ('code = "Y"', 'code = "sign"', "section[2].code", "is 'sign'", "up to ten capitals and figures such as A"),
    ("version = 2", "version = 1000", "version", "is 1000", "a whole number from 1 to 999"),
    ("points = 4", "points = 4999", "section", "comes to 10001 points", "at most 9999 points in all"),
    ("points = 1", 'points = 1\nsteps = ["a"]', "section[2].steps", "is not a setting", "code, item, points"),
    ('"under_age"', '"any_at_least"', "floor[1].rule", "is 'any_at_least'", "current_sign, under_age"),
    ('sections = ["X"]', 'items = ["X9"]', "floor[1].items", "is ['X9']", "a list of X1, X2, Y1, each once"),
    ('hint = "The third."', 'hint = " "', "section[2].item[1].hint", "is ' '", "text"),
    ('nature = "harm"', 'nature = "bad"', "section[1].item[2].nature", "is 'bad'", "vulnerability, risk, harm"),
    (
        'nature = "harm"',
        'nature = "harm", weight = 3',
        "section[1].item[2].weight",
        "is not a setting",
        "code, field_class, hint, label",
    ),
    (
        'nature = "harm"',
        'nature = "harm", field_class = "secret"',
        "section[1].item[2].field_class",
        "is 'secret'",
        "sexual_health",
    ),
    ("item = [{", "item = []\nitems = [{", "section[2].item", "is []", "at least one"),
    ("item = [{", 'item = "Y1"\nitems = [{', "section[2].item", "is 'Y1'", "a list of tables"),
]


@pytest.mark.parametrize(("old", "new", "key", "value", "allowed"), FAULTS)
def test_a_fault_is_named_with_file_key_value_and_what_is_allowed(pocket, old, new, key, value, allowed):
    with pytest.raises(tools.ToolError) as refusal:
        pocket(old, new)
    error = refusal.value
    assert (error.file, error.key, error.value) == ("pocket_v2.toml", key, value)
    assert allowed in error.allowed
    assert str(error) == f"pocket_v2.toml: {key} {value}; allowed: {error.allowed}"


@pytest.mark.parametrize(
    ("old", "new", "key", "allowed"),
    [
        ("level = 2\n", "", "floor[1].level", "a whole number from 0"),
        ("level = 1\n", "", "section[2].level", "a whole number from 1"),
        ("level = 1\n", "level = 0\n", "section[2].level", "a whole number from 1"),
        ("min = 2", "min = 3", "band[2].min", "more than 0 and at most 2, the highest there is"),
    ],
)
def test_a_fault_in_a_gate_is_named(pocket, old, new, key, allowed):
    with pytest.raises(tools.ToolError) as refusal:
        pocket(old, new, text=GATE)
    assert (refusal.value.key, refusal.value.allowed) == (key, allowed)


def test_a_file_that_is_no_toml_is_named(pocket):
    with pytest.raises(
        tools.ToolError, match=r"^pocket_v2\.toml: the file cannot be read \(.+\); allowed: TOML in UTF-8"
    ):
        pocket(text="code = ")


def test_what_the_tools_ask_of_sexual_health_is_covered() -> None:
    covered = {tool.code: [item.code for item in tool.items if item.field_class] for tool in tools.all_tools()}
    assert covered == {"cse-screening": ["B16"], "cse-stage2": ["L7"]}
    assert {item.field_class for tool in tools.all_tools() for item in tool.items} == {"", "sexual_health"}


@SHIPPED
def test_an_item_about_infection_or_pregnancy_is_covered(tool: tools.Tool) -> None:
    told = [item for item in tool.items if "infection" in f"{item.label} {item.hint}".lower()]
    assert told
    assert all(item.field_class == "sexual_health" for item in told)
