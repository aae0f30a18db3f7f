"""How the risk went: what drove each change, and where on the chart each thing stands."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from mase.cases.models import Case
from mase.demo.cast import Cast
from riskscreening import chart, trajectory
from riskscreening.models import Assessment
from riskscreening.tools.tool import Rag
from tests.web.html import every, one, read, words

GREEN, AMBER, RED = Rag
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def screening(judgement: str = "amber", floors: tuple[str, ...] = (), **answers: str) -> Assessment:
    """Return a screening with Southwark's tool, as it would be completed: C1="current"."""
    given = {code: {"answer": answer} for code, answer in answers.items()}
    return Assessment(
        tool_code="cse-screening", tool_version=1, answers=given, floors=list(floors), judgement=judgement
    )


def driven(before: Assessment, after: Assessment) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.what, tuple(words[:2] for words in one.about)) for one in trajectory.drives(before, after)]


DRIVES = [  # before, after, what drove it
    ({"C1": "no"}, {"C1": "current"}, [("Newly yes", ("C1",))]),
    ({"C1": "not_known", "B1": "no"}, {"C1": "past", "B1": "both"}, [("Newly yes", ("B1", "C1"))]),
    ({"C1": "both"}, {"C1": "no"}, [("No longer", ("C1",))]),
    ({"C1": "not_known"}, {"C1": "no"}, [("Newly known: no", ("C1",))]),
    ({"C1": "current"}, {"C1": "not_known"}, [("Not known any more", ("C1",))]),
    ({"C1": "current"}, {"C1": "past"}, [("Yes as before, but changed", ("C1",))]),
    ({"C1": "no"}, {"C1": "no"}, []),
    ({"B16": "no"}, {"B16": "current"}, []),  # an answer about sexual health stays covered
]


@pytest.mark.rule("ALL-3")
def test_the_table_of_what_drove_a_change() -> None:
    for before, after, expected in DRIVES:
        assert driven(screening(**before), screening(**after)) == expected, (before, after)


@pytest.mark.rule("ALL-3")
def test_floors_and_the_judgement_drive_it_too() -> None:
    before = screening("green", ("Little is known",))
    after = screening("red", ("Under 13",))
    assert trajectory.drives(before, after) == (
        trajectory.Driver(what="A floor that applies now", about=("Under 13",)),
        trajectory.Driver(what="A floor that no longer applies", about=("Little is known",)),
        trajectory.Driver(what="Own judgement", about=("Red, before it was Green",)),
    )


def test_answers_to_another_tool_are_not_laid_beside_each_other() -> None:
    other = Assessment(tool_code="cse-stage2", tool_version=1, answers={"L1": {"answer": "current"}}, floors=[])
    assert [one.what for one in trajectory.drives(screening(C1="current"), other)] == ["Another tool"]


def plotted(day: int, *, score: int = 5, counts: Rag = AMBER) -> chart.Screening:
    return chart.Screening(
        at=NOON + timedelta(days=day), score=score, tool=AMBER, judgement=counts, counts=counts, level=1, is_signed=True
    )


def test_each_screening_and_category_has_a_column_in_its_order() -> None:
    drawn = chart.drawn([plotted(0, score=5), plotted(9, score=20, counts=RED)], [chart.Category(at=NOON, number=2)])
    assert [(one.day, one.year, bool(one.screening)) for one in drawn.columns] == [
        ("4 Mar", 2026, True),
        ("4 Mar", 2026, False),
        ("13 Mar", 2026, True),
    ]
    assert [one.bar for one in drawn.columns] == [round(chart.TALLEST / 4), 0, chart.TALLEST]
    (line,) = drawn.lines
    assert (line.y1, line.y2) == (chart.y_of(AMBER), chart.y_of(RED))
    assert line.y2 < line.y1
    assert 0 < line.x1 < line.x2 < 100


def test_the_chart_keeps_to_the_newest() -> None:
    drawn = chart.drawn([plotted(day, score=0) for day in range(chart.MOST + 3)], [])
    assert len(drawn.columns) == chart.MOST
    assert drawn.columns[-1].at == NOON + timedelta(days=chart.MOST + 2)
    assert {one.bar for one in drawn.columns} == {0}


@pytest.mark.rule("ALL-3", "BA-1")
def test_the_tab_shows_the_chart_and_says_it_in_words(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable
) -> None:
    case = told("sign")
    page = read(signed_in(southwark["worker"]).get(reverse("screenings", args=[case.ref])).content.decode())
    says = words(one(page, "svg desc"))
    for fact in ("score 15", "tool amber", "own judgement red", "red counts", "Level 2"):
        assert fact in says
    assert "The first screening." in words(one(page, "main"))
    assert every(page, "main script") == []
