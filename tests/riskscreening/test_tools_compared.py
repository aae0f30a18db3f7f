"""Two versions of a tool side by side, and a tool's weights, bands and floors in words."""

from dataclasses import replace

import pytest

from riskscreening import tools
from riskscreening.tools import comparing, wording
from riskscreening.tools.comparing import Change
from tests.riskscreening.test_scoring_ladder import LADDER, TOOL

FIRST = LADDER.read_text()


def second(*changes):
    """Return the next version of the ladder with these words changed."""
    text = FIRST.replace("version = 1", "version = 2")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return tools.read(text.encode(), name="ladder")


def found(*changes):
    """Return by sort which parts differ, and how."""
    groups = comparing.compare(TOOL, second(*changes))
    return {group.title: {one.code: [*one.changes] for one in group.differences} for group in groups}


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        ('label = "Home"', 'label = "The home"', {"Items": {"H1": ["reworded"]}}),
        ('hint = "Hurt, threatened', 'hint = "Beaten, threatened', {"Items": {"E2": ["reworded"]}}),
        ('nature = "harm"', 'nature = "risk"', {"Items": {"E2": ["weighed otherwise"]}}),
        ('nature = "risk"', 'nature = "risk"\nfield_class = "sexual_health"', {"Items": {"O1": ["weighed otherwise"]}}),
        ('code = "E3"', 'code = "E4"', {"Items": {"E4": ["added"], "E3": ["gone"]}}),
        ('"A suspicion"', '"A first suspicion"', {"Sections": {"E": ["reworded"]}}),
        ("min = 8", "min = 9", {"Bands": {"Green": ["weighed otherwise"], "Amber": ["weighed otherwise"]}}),
        ('label = "concern"', 'label = "worry"', {"Bands": {"Amber": ["reworded"]}}),
        ("step = 5", "step = 4", {"Floors": {"Any at least 2": ["weighed otherwise"]}}),
        ('because = "Red: harm', 'because = "Red: any harm', {"Floors": {"Any at least 2": ["reworded"]}}),
        ("percent = 25", "percent = 20", {"Floors": {"Not known": ["weighed otherwise"]}}),
    ],
)
def test_what_differs_is_named_and_nothing_else(old, new, differs):
    nothing = {"Sections": {}, "Items": {}, "Bands": {}, "Floors": {}}
    assert found((old, new)) == nothing | differs


def test_two_versions_that_say_the_same_differ_in_nothing():
    groups = comparing.compare(TOOL, second())
    assert [(group.title, group.differences, group.same) for group in groups] == [
        ("Sections", (), 3),
        ("Items", (), 6),
        ("Bands", (), 3),
        ("Floors", (), 5),
    ]


def test_an_item_that_is_asked_in_another_section_weighs_otherwise():
    home, online, exploitation = TOOL.sections
    sections = (
        replace(home, items=home.items[:1]),
        replace(online, items=(*online.items, home.items[1])),
        exploitation,
    )
    items = comparing.compare(TOOL, replace(TOOL, version=2, sections=sections))[1]
    assert [(one.code, one.changes) for one in items.differences] == [("H2", (Change.WEIGHED,))]


def test_each_side_says_its_name_and_what_the_other_does_not_say():
    (difference,) = comparing.compare(TOOL, second(("Where the child sleeps", "Where she sleeps")))[1].differences
    assert difference.sides == (
        ("Home", "Where the child sleeps and who cares for them."),
        ("Home", "Where she sleeps and who cares for them."),
    )


def test_what_is_gone_or_came_is_told_in_full_on_its_side():
    came, gone = comparing.compare(TOOL, second(('code = "E3"', 'code = "E4"')))[1].differences
    told = ("Missing", "How often, how long, with whom.", "Section E: 0 to 5 points, one for each step", "Risk")
    assert (came.sides, gone.sides) == (((), told), (told, ()))


def test_what_a_section_weighs_is_said_in_words():
    assert [wording.weight(section) for section in tools.get("cse-screening").sections] == [
        "1 point for each, ever",
        "1 point now, nothing 6 to 12 months ago",
        "5 points now, 1 point 6 to 12 months ago",
    ]
    assert [wording.weight(section) for section in tools.get("cse-stage2").sections] == [
        *(f"Any sign is level {level}" for level in (1, 2, 3))
    ]


def test_the_bands_are_said_with_their_scores_or_levels():
    assert wording.bands(tools.get("cse-screening")) == [
        ("green", "Score 0 to 5", "not at risk"),
        ("amber", "Score 6 to 15", "vulnerable"),
        ("red", "Score 16 and over", "likely victim"),
    ]
    assert [words for _, words, _ in wording.bands(tools.get("cse-stage2"))] == [
        *("Level 0", "Level 1 to 2", "Level 3 and over")
    ]


def test_the_floors_are_said_in_words():
    assert [wording.floor(floor) for floor in tools.get("cse-screening").floors] == [
        "A current sign in section C: at least amber",
        "Under 13, with a sign in section B or section C: at least amber",
        "A learning disability, with a sign in section B or section C: at least amber",
        "More than 25% not known: at least amber",
        "The child has disclosed sexual harm and has not withdrawn it: at least red",
    ]
    assert wording.floor(tools.get("cse-stage2").floors[0]).endswith(": at least amber, level 2")
    assert [wording.floor(floor) for floor in TOOL.floors[:2]] == [
        "Step 4 or higher in section E: at least amber",
        "Step 5 or higher in item E2: at least red",
    ]
