"""The minutes as PDF: what each page says, what a screen reader is told, and that text stays text."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import page
import pytest

from mase.demo.cast import Cast
from tests.reporting import reading
from tests.reporting.conftest import SHA256, case_minutes

Printed = Callable[..., bytes]


def test_every_page_says_whose_copy_it_is_and_since_when(printed: Printed, southwark: Cast) -> None:
    pages = reading.words(printed(case_minutes(), case_minutes(1)))

    assert len(pages) == 3
    for number, words in enumerate(pages, 1):
        assert f"Copy of {southwark['inspector'].name}" in words
        assert "Southwark police" in words
        assert "Made on 10 June 2026 at 09:05, London time." in words
        assert f"MASE minutes MNPQ-2345, fingerprint {SHA256[:16]}." in words
        assert words.count("OFFICIAL-SENSITIVE") >= 2
        assert f"Page {number} of 3" in words


def test_the_first_page_says_who_approved_the_minutes_and_when(printed: Printed, southwark: Cast) -> None:
    first = reading.words(printed(case_minutes()))[0]

    assert "Minutes of the MASE meeting on 3 June 2026" in first
    assert "Held 3 June 2026 at 10:00, Room 1.10" in first
    name = southwark["chair"].name
    assert f"Approved By {name}, Southwark children’s social care, on 4 June 2026 at 16:30" in first
    assert SHA256 in first


def test_who_came_and_who_sent_apologies_is_listed(printed: Printed) -> None:
    first = reading.words(printed())[0]

    assert "Ada Ward Borough police Present Ben Lowe Borough health Present" in first
    assert "Cleo Hart Harbour Lane School Apologies" in first


def test_nobody_noted_as_present_is_said_in_words(printed: Printed) -> None:
    assert "No attendance was recorded." in reading.words(printed(present=[], apologies=[]))[0]


@pytest.mark.rule("RE-8")
def test_a_case_has_its_discussion_five_answers_and_actions(printed: Printed) -> None:
    told = reading.words(printed(case_minutes()))[1]

    assert "1. Robin Example0 BCDF-0000 Why the case was listed New to the cohort." in told
    assert "Discussion Missing twice. Seen in a dark car." in told
    assert all(f"Answer {place}" in told for place in range(1, 6))
    assert "The meeting was not satisfied with the plan." in told
    assert "What Who Agency By when Visit the flat. Ada Ward Borough police 24 June 2026" in told


@pytest.mark.rule("RE-8")
def test_a_case_without_actions_says_so(printed: Printed) -> None:
    told = reading.words(printed(case_minutes(actions=[], satisfied=True)))[1]

    assert "The meeting was satisfied with the plan. Actions No actions were agreed." in told


def test_no_page_but_the_list_on_the_first_tells_of_two_children(printed: Printed) -> None:
    long = case_minutes(discussion="A long discussion. " * 400)

    pages = reading.words(printed(long, case_minutes(1)))

    assert len(pages) > 3
    assert all("Robin Example1" not in words for words in pages[1:-1])
    assert "Robin Example0" not in pages[-1]


def test_a_page_that_goes_on_with_a_case_says_which(printed: Printed) -> None:
    pages = reading.words(printed(case_minutes(discussion="A long discussion. " * 400), case_minutes(1)))

    continued = ["Case BCDF-0000, continued" in words for words in pages]
    assert continued == [False, False, *[True] * (len(pages) - 3), False]
    assert "BCDF-0001, continued" not in " ".join(pages)


def test_the_list_of_cases_says_on_which_page_each_begins(printed: Printed) -> None:
    pages = reading.words(printed(case_minutes(discussion="A long discussion. " * 400), case_minutes(1)))

    assert "1 BCDF-0000 Robin Example0 1 2" in pages[0]
    assert f"2 BCDF-0001 Robin Example1 1 {len(pages)}" in pages[0]


@pytest.mark.parametrize(
    ("left_out", "said"), [(0, None), (1, "1 case is not shown to you."), (2, "2 cases are not shown to you.")]
)
def test_cases_left_out_are_counted_in_words(printed: Printed, left_out: int, said: str | None) -> None:
    first = reading.words(printed(case_minutes(), left_out=left_out))[0]

    assert (said in first) if said else ("not shown" not in first)


def test_minutes_of_which_every_case_is_left_out_can_still_be_printed(printed: Printed) -> None:
    pages = reading.words(printed(left_out=2))

    assert len(pages) == 1
    assert "2 cases are not shown to you. No case was discussed that is shown to you." in pages[0]


def test_the_file_is_accessible_by_pdf_ua_1(printed: Printed) -> None:
    long = case_minutes(2, discussion="A long discussion.\n\n" * 80, actions=case_minutes()["actions"] * 40)

    report = page.validate_pdf_bytes(printed(case_minutes(), case_minutes(1, actions=[]), long), profile="ua1")

    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.is_compliant


@pytest.mark.rule("RE-8", "BA-6", "SO-34")
def test_a_whole_record_of_a_meeting_is_printed_and_accessible(printed: Printed) -> None:
    added = [{"words": "It was the 3rd.", "by": "Ada Ward", "at": datetime(2026, 6, 5, 9, tzinfo=UTC)}]
    returns = {"reference": "QRST-2345", "held_at": "2026-07-01T09:00:00+00:00", "because": "To hear of the notice."}
    theme = {"about": "Locations", "title": "The arcade", "known": "Three children.", "discussion": "Closed at ten."}
    heard = {"reference": "BCDF-0000", "text": "Ring the aunt.", "owner": "Ada Ward", "agency": "Borough police"}
    heard |= {"words": "She was away.", "carried_to": "2026-07-02"}
    case = case_minutes(worker="The social worker did not attend.", returns=returns, addenda=added)

    not_there = case_minutes(1, satisfied=None, discussion=None, actions=[])

    pdf = printed(
        case,
        not_there,
        present=[["Ada Ward", "Borough police", "Chair, left at 11:30"]],
        unheard=["Borough housing"],
        quorum={"held": False, "missing": ["Health"], "chaired": True},
        interests=2,
        checked=[heard],
        heard_left_out=2,
        themes=[theme | {"actions": case_minutes()["actions"]}],
        distribution=["Borough health", "Borough police"],
        addenda=[added[0] | {"words": "The room was 1.12."}],
        version=3,
        approvals=[("Ada Ward", "Borough police", added[0]["at"]), ("Cleo Hart", "Social care", added[0]["at"])],
    )

    told = " ".join(reading.words(pdf))
    for words in (
        "Approved By Ada Ward, Borough police, on 5 June 2026 at 10:00",
        "By Cleo Hart, Social care, on 5 June 2026 at 10:00",
        "Version 3",
        "Ada Ward Borough police Present: Chair, left at 11:30",
        "Asked, and not heard from: Borough housing.",
        "Quorum: Not held: missing Health. Interests declared: 2.",
        "Go to Borough health; Borough police.",
        "2 actions agreed before are not shown to you.",
        "Ring the aunt. BCDF-0000 Ada Ward, Borough police She was away. Carried forward to 2 July 2026.",
        "The arcade Locations Three children. What was said Closed at ten.",
        "The social worker did not attend.",
        "The case comes back at the meeting of 1 July 2026: To hear of the notice.",
        "Added after approval by Ada Ward on 5 June 2026 at 10:00 It was the 3rd.",
        "The room was 1.12.",
    ):
        assert words in told, words
    assert "Discussion Nothing was recorded. Actions No actions were agreed." in told
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant


def test_a_screen_reader_is_told_headings_and_tables_with_their_headers(printed: Printed) -> None:
    structure = reading.structure(printed(case_minutes()))

    headings = [kind for kind in structure if kind in {"H1", "H2", "H3"}]
    assert headings == ["H1", "H2", "H2", "H2", "H3", "H3", "H3", "H3"]
    assert structure.count("Table") == 5
    assert structure.count("THead") == 4  # the facts about the meeting have headers at the left only
    assert structure.count("Caption") == 0
    assert structure.count("TH") == 6 + (3 + 3) + (5 + 1) + (2 + 5) + 4


def test_a_screen_reader_does_not_speak_the_margins_of_each_page(printed: Printed) -> None:
    spoken = reading.read_aloud(printed(case_minutes()))

    assert "Page 1 of 2" not in spoken
    assert "Copy of" not in spoken
    assert spoken.count("OFFICIAL-SENSITIVE") == 1
    assert "This copy Made for" in spoken


def test_the_file_is_in_british_english_and_its_title_names_no_child(printed: Printed) -> None:
    facts = reading.facts(printed(case_minutes()))

    assert facts["language"] == "en-GB"
    assert facts["Title"] == "MASE minutes MNPQ-2345, 3 June 2026"
    assert "Robin" not in str(facts)


def test_letters_of_londons_languages_are_set_in_the_font_that_comes_with_us(printed: Printed) -> None:
    names = "Łucja Wiśniewska, Thanh Nguyễn, Ece Güneş, Дмитро Коваленко, Ελένη Παππά"

    pdf = printed(case_minutes(child=names))

    assert names in reading.words(pdf)[0]
    assert all(font.startswith("Source-Sans-3") for font in reading.fonts(pdf))


def test_two_copies_for_the_same_person_and_moment_are_the_same_file(printed: Printed) -> None:
    assert printed(case_minutes()) == printed(case_minutes())


def test_what_people_typed_is_printed_and_never_understood(printed: Printed, tmp_path: Path) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text("yellow bird")
    typed = f'{{{{7*7}}}} {{% load x %}} <img src="file://{canary}"></p></section><style>@page{{size:1e9cm}}</style>'

    pdf = printed(case_minutes(child=typed, discussion=typed, answers=[[typed, typed]], listed_because=typed))

    told = _without_blanks(reading.words(pdf)[1])
    assert told.count(_without_blanks(typed)) == 5
    assert "yellowbird" not in told
    assert "Page2of2" in told


def test_a_word_without_end_stays_on_the_page(printed: Printed) -> None:
    pdf = printed(case_minutes(discussion="x" * 500, actions=[case_minutes()["actions"][0] | {"owner": "y" * 90}]))

    told = _without_blanks(reading.words(pdf)[1])
    assert "x" * 500 in told
    assert "Page2of2" in told


def test_line_breaks_inside_a_paragraph_are_kept_and_blank_lines_part_paragraphs(printed: Printed) -> None:
    before = reading.structure(printed(case_minutes(discussion="One\r\nTwo"))).count("P")

    assert reading.structure(printed(case_minutes(discussion="One\r\n\r\nTwo"))).count("P") == before + 1


def _without_blanks(text: str) -> str:
    """Return the text as it is whatever line it was broken into."""
    return text.replace(" ", "")
