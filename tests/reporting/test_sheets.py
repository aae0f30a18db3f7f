"""Tables as CSV: read back as they were, and no cell a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting import sheets

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def _read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "cell",
    ['=HYPERLINK("x")', "+441234", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1"],
)
def test_what_begins_like_a_formula_is_marked_as_text(cell: str) -> None:
    ((read,),) = _read(sheets.csv_of(["Head"], [[cell]]))[1:]
    assert read == f"'{cell}"


@pytest.mark.parametrize("cell", ["Smith-Jones", "a=b", "Children’s social care", "", "1-2"])
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert _read(sheets.csv_of(["Head"], [[cell, ""]]))[1] == [cell, ""]


def test_a_number_stays_a_number() -> None:
    assert _read(sheets.csv_of(["Head"], [[-2, 1.5, 0]]))[1] == ["-2", "1.5", "0"]


def test_commas_quotes_and_line_breaks_stay_inside_their_cell() -> None:
    cells = ["Quill, Samir", 'the "late" ones', "one\ntwo"]
    assert _read(sheets.csv_of(["A", "B", "C"], [cells])) == [["A", "B", "C"], cells]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_text_comes_out_as_a_formula(text: str) -> None:
    (read,) = _read(sheets.csv_of(["Head"], [[text, "end"]]))[1:]
    assert not read[0].lstrip().startswith(FORMULAS)
    assert read[0].removeprefix("'") == text.removeprefix("'")


def test_a_file_is_saved_under_its_name_and_read_as_utf_8() -> None:
    response = sheets.download("numbers.csv", ["What"], [["Ö"]])
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="numbers.csv"'
    assert response.content == b"\xef\xbb\xbfWhat\r\n\xc3\x96\r\n"
