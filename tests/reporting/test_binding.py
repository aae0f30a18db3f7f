"""A recipient's copy: parts that were printed once, behind their own contents, each page stamped with whose it is."""

import re
from dataclasses import replace
from io import BytesIO

import page
import pikepdf
import pytest

from reporting import binding
from reporting.binding import Copy, Leaf
from reporting.packing import case_page
from reporting.printing import pdfs_of
from tests.reporting import reading

COPY = Copy(
    title="MASE agenda pack BCDF-2345",
    heading="MASE meeting, 8 April 2026 at 10:00",
    says=["Copy 3 of Zoë Łuczak, Southwark health.", "There are 2 cases in this copy."],
    holder="Copy 3 of Zoë Łuczak, Southwark health",
    foot="Made on 22 March 2026 at 10:00, London time.",
)
ACTION = {
    "text": "Visit the flat.",
    "owner": "Ada Ward",
    "agency": "Borough police",
    "due_on": "2026-04-01",
    "state": "Under way",
    "evidence": "",
    "heard": "Heard on 23 March 2026: Nobody was in. Carried forward once.",
}


def _case(name: str, *, long: int = 1) -> str:
    texts = [("All concerns", f"What is known of {name}.\n\n" * long)]
    said = {"child": name, "reference": "BCDF-2345", "facts": [("Age", "15")], "texts": texts}
    return case_page(said | {"updates": [("Borough police", "Nothing new.")], "actions": [ACTION]})


@pytest.fixture(scope="module")
def leaves() -> list[Leaf]:
    """Two cases, the first of them on several pages."""
    printed = list(pdfs_of([_case("Maya", long=90), _case("Tobias")]))
    return [
        Leaf(title=f"{number}. {name}", pdf=pdf)
        for number, (name, pdf) in enumerate(zip("MT", printed, strict=True), 1)
    ]


def test_every_page_says_whose_copy_it_is_which_page_of_how_many_and_how_it_is_handled(leaves: list[Leaf]) -> None:
    words = reading.words(binding.bind(COPY, leaves))
    assert len(words) > 4
    for number, text in enumerate(words, start=1):
        assert COPY.holder in text
        assert COPY.foot in text
        assert f"Page {number} of {len(words)}" in text
        assert text.count("OFFICIAL-SENSITIVE") == 2


def test_the_contents_name_the_page_on_which_each_part_begins_however_long_they_are(leaves: list[Leaf]) -> None:
    many = [replace(leaves[number % 2], title=f"{number}. Part") for number in range(80)]
    words = reading.words(binding.bind(COPY, many))
    named = dict(re.findall(r"(\d+)\. Part (\d+)", " ".join(words[:4])))
    assert len(named) == 80
    for number, first in named.items():
        assert ("Maya" if int(number) % 2 == 0 else "Tobias") in words[int(first) - 1]


def test_a_copy_is_as_accessible_as_its_parts_by_pdf_ua_1(leaves: list[Leaf]) -> None:
    bound = binding.bind(COPY, leaves)
    report = page.validate_pdf_bytes(bound, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    headings = [kind for kind in reading.structure(bound) if kind in {"H1", "H2"}]
    assert headings == ["H1", "H2", "H2", "H2"]
    assert reading.facts(bound)["Title"] == COPY.title


def test_a_screen_reader_hears_the_contents_and_every_case_but_not_the_stamp(leaves: list[Leaf]) -> None:
    spoken = reading.read_aloud(binding.bind(COPY, leaves))
    for said in ("There are 2 cases in this copy.", "What is known of Maya.", "What is known of Tobias."):
        assert said in spoken
    assert COPY.foot not in spoken
    assert "Page 1 of" not in spoken


def test_what_is_left_out_of_a_copy_is_nowhere_in_the_file(leaves: list[Leaf]) -> None:
    bound = binding.bind(COPY, leaves[1:])
    assert not [text for text in reading.words(bound) if "Maya" in text]
    assert "Maya" not in reading.read_aloud(bound)


def test_bookmarks_lead_to_the_parts(leaves: list[Leaf]) -> None:
    with pikepdf.open(BytesIO(binding.bind(COPY, leaves))) as book, book.open_outline() as outline:
        assert [item.title for item in outline.root] == [COPY.heading, "1. M", "2. T"]


def test_a_name_in_letters_that_the_font_lacks_spoils_nothing(leaves: list[Leaf]) -> None:
    holder = "Copy 1 of Zo\u00eb \u5c71 \u0627\u0644, " + "A very long name of an agency " * 8
    words = reading.words(binding.bind(replace(COPY, holder=holder), leaves[1:]))
    assert all("Copy 1 of Zoë ? ??" in text for text in words)
