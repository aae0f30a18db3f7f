"""What is different between two screenings with the same tool."""

import pytest

from riskscreening import tools
from riskscreening.changes import changes

TOOL = tools.get("cse-screening")


@pytest.mark.rule("ALL-3")
@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        ("no", "current", "New"),
        ("not_known", "past", "New"),
        ("current", "no", "No longer"),
        ("current", "past", "Changed"),
        ("not_known", "no", "Known now"),
        ("current", "not_known", "Not known now"),
    ],
)
def test_a_change_says_in_which_way_it_is_one(before: str, now: str, kind: str) -> None:
    (found,) = changes(TOOL, {"C1": {"answer": now, "evidence": "Seen"}}, {"C1": {"answer": before}})
    assert (found.item.code, found.before, found.now, found.kind, found.evidence) == ("C1", before, now, kind, "Seen")


def test_what_is_as_before_is_not_listed() -> None:
    same = {"C1": {"answer": "current", "evidence": "Then"}}
    assert changes(TOOL, {"C1": {"answer": "current", "evidence": "Now"}}, same) == []
    assert changes(TOOL, {}, same) == []


def test_whether_a_covered_answer_changed_is_not_told_by_its_place_in_the_list() -> None:
    for before in ("no", "current"):
        (found,) = changes(TOOL, {"B16": {"answer": "no"}}, {"B16": {"answer": before}})
        assert found.item.code == "B16"
