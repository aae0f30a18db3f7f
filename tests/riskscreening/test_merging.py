"""What a page sends beside what was saved meanwhile: nothing is overwritten that its writer did not see."""

import pytest

from riskscreening.merging import merge, token, version

NO, YES, NOT_KNOWN = {"answer": "no"}, {"answer": "current", "evidence": "Seen"}, {"answer": "not_known"}
NAMES = ("A1", "A2")


@pytest.mark.parametrize(
    ("opened", "mine", "saved", "outcome"),
    [
        (NO, YES, NO, "changed"),  # only this page
        (NO, NO, YES, "untouched"),  # only the other
        (NO, YES, YES, "same"),  # both alike
        (NO, YES, NOT_KNOWN, "differing"),
        ({}, YES, NO, "differing"),  # nothing stood there when the page was opened
        (NO, NO, NO, "same"),
    ],
)
def test_an_answer_is_laid_beside_what_was_saved_meanwhile(opened, mine, saved, outcome) -> None:
    seen = token({"A1": opened}, NAMES)
    merged = merge(NAMES, mine={"A1": mine}, saved={"A1": saved}, seen=seen, chosen={})
    found = {"changed": list(merged.changed), "untouched": merged.untouched, "differing": merged.differing}
    assert [name for name, codes in found.items() if codes] == ([] if outcome == "same" else [outcome])


@pytest.mark.parametrize(("kept", "outcome"), [("mine", {"A1": YES}), ("saved", {})])
def test_a_choice_settles_what_both_changed(kept: str, outcome: dict) -> None:
    about = {"mine": {"A1": YES}, "saved": {"A1": NOT_KNOWN}, "seen": token({}, NAMES)}
    merged = merge(NAMES, **about, chosen={"A1": f"{kept}-{version(NOT_KNOWN)}"})
    assert (merged.changed, merged.differing) == (outcome, ())


def test_a_choice_made_before_it_was_saved_once_more_does_not_count() -> None:
    about = {"mine": {"A1": YES}, "saved": {"A1": NO}, "seen": token({}, NAMES)}
    assert merge(NAMES, **about, chosen={"A1": f"mine-{version(NOT_KNOWN)}"}).differing == ("A1",)


def test_a_page_that_says_nothing_sensible_overwrites_nothing() -> None:
    for seen in ("", "x", "a.b.c"):
        assert merge(NAMES, mine={"A1": YES}, saved={"A1": NO}, seen=seen, chosen={}).differing == ("A1",)


def test_empty_parts_make_no_difference() -> None:
    assert version({"answer": "no", "seen_on": "", "source": ""}) == version({"answer": "no"}) != version(None)
