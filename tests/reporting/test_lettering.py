"""The letters of a stamp: every text is set, as wide as it is drawn, in lines that fit; a copy without cases is one."""

from datetime import datetime

import page
import pytest

from mase.clock import LONDON
from reporting import binding, ics, lettering
from reporting.binding import Copy
from reporting.diary import Entry, State
from tests.reporting import reading

SIZE = 10.5


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        ("Zoe\u0308", "Zoë"),  # the dots written behind the letter
        ("Łuczak–O’Neill", "Łuczak–O’Neill"),
        ("\u5c71", "?"),
        ("a\u00adb", "a\u00adb"),
        ("", ""),
    ],
)
def test_a_letter_is_set_as_it_is_or_as_the_nearest_that_the_font_has(text: str, set_as: str) -> None:
    assert lettering.face("regular", text).writable(text) == set_as


def test_an_accent_that_the_font_lacks_falls_away_and_the_letter_stays() -> None:
    usual = lettering.face("regular", "")
    assert usual.writable("\u1e9d") in {"?", "ſ"}
    assert "\u0430" not in usual.glyphs  # Cyrillic, as nobody asked for it
    assert usual.writable("\u0430") == "?"


def test_a_text_is_as_wide_as_its_letters_and_grows_with_their_size() -> None:
    face = lettering.face("bold", "MASE")
    assert face.width("MASE", SIZE) == pytest.approx(sum(face.width(letter, SIZE) for letter in "MASE"))
    assert face.width("MASE", 2 * SIZE) == pytest.approx(2 * face.width("MASE", SIZE))
    assert face.width("", SIZE) == 0
    assert face.width("MASE", SIZE) > lettering.face("regular", "MASE").width("MASE", SIZE)


@pytest.mark.parametrize("width", [40.0, 120.0, 470.0])
def test_lines_fit_and_no_word_is_lost(width: float) -> None:
    text = "Copy 3 of Zoë Łuczak, Southwark health.\n\nThere  are 2 cases in this copy."
    face = lettering.face("regular", text)
    lines = list(face.wrapped(text, size=SIZE, width=width))
    assert " ".join(lines).split() == text.split()
    assert all(face.width(line, SIZE) <= width for line in lines if " " in line)


def test_a_word_that_is_wider_than_the_line_has_one_to_itself_and_nothing_is_one_empty_line() -> None:
    face = lettering.face("regular", "")
    assert list(face.wrapped("a Llanfairpwllgwyngyll b", size=SIZE, width=30)) == ["a", "Llanfairpwllgwyngyll", "b"]
    assert list(face.wrapped("", size=SIZE, width=30)) == [""]


def test_a_copy_in_which_nothing_is_open_to_its_holder_is_one_accessible_page_that_says_so() -> None:
    copy = Copy(
        title="MASE agenda pack BCDF-2345",
        heading="MASE meeting, 8 April 2026 at 10:00",
        says=["There are 0 cases in this copy. 2 more on the list are not open to you and not in it."],
        holder="Copy 1 of Ada Ward, Borough police",
        foot="Made on 22 March 2026 at 10:00, London time.",
    )
    bound = binding.bind(copy, [])
    (words,) = reading.words(bound)
    assert copy.says[0] in words
    assert "Page 1 of 1" in words
    assert page.validate_pdf_bytes(bound, profile="ua1").is_compliant


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-03-29T00:59", "20260329T005900Z"),
        ("2026-03-29T02:00", "20260329T010000Z"),  # an hour is left out between the two
        ("2026-10-25T00:59", "20261024T235900Z"),
        ("2026-10-25T02:00", "20261025T020000Z"),
    ],
)
def test_a_meeting_stands_in_a_calendar_at_its_moment_whatever_the_clocks_do(local: str, utc: str) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=LONDON)
    entry = Entry(name="meeting-X", title="MASE: meeting X", at=at, path="/x/", changes=2, state=State.CANCELLED)
    lines = ics.single(entry, at=at).decode().split("\r\n")
    for line in (
        f"DTSTART:{utc}",
        f"DTSTAMP:{utc}",
        "UID:meeting-X@localhost",
        "SEQUENCE:2",
        "STATUS:CANCELLED",
        "CLASS:PRIVATE",
        "URL:http://localhost:8000/x/",
    ):
        assert line in lines
    assert not [line for line in lines if line.startswith(("LOCATION", "DESCRIPTION", "ATTENDEE", "ORGANIZER"))]
