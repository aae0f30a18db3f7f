"""The bar chart: lengths as shares, parts after one another, told apart without colour, said in words."""

from typing import Any

import pytest
from django.template import engines
from lxml import html

KEYS = [("in_time", "Met in time"), ("met_late", "Met late"), ("overdue", "Open and overdue")]
ROWS = [
    ("Allocate", {"in_time": 3, "met_late": 1, "overdue": 4}, "3 of 8 in time, 1 met late, 4 open and overdue"),
    ("Screen", {"in_time": 0, "met_late": 2, "overdue": 0}, "0 of 2 in time, 2 met late"),
]


def _drawn(rows: list[Any], *, most: int, **more: Any) -> html.HtmlElement:
    page = "{% from 'components/_bars.html' import bars %}{{ bars('How late', keys, rows, most, **more) }}"
    context = {"keys": KEYS, "rows": rows, "most": most, "more": more}
    return html.fromstring(engines["jinja2"].from_string(page).render(context))


def _parts(bar: html.HtmlElement) -> list[tuple[str, str, str]]:
    """Return the parts of a bar as they are drawn: what, from where, how long."""
    found = bar.xpath("./rect")
    return [(rect.get("class").split("--")[1], rect.get("x"), rect.get("width")) for rect in found]


def test_the_longest_bar_fills_the_width_and_its_parts_follow_one_another() -> None:
    first, _ = _drawn(ROWS, most=8).find_class("app-bars__bar")
    assert _parts(first) == [
        ("in_time", "0.00%", "37.50%"),
        ("met_late", "37.50%", "12.50%"),
        ("overdue", "50.00%", "50.00%"),
    ]


def test_a_part_of_nothing_is_not_drawn() -> None:
    _, second = _drawn(ROWS, most=8).find_class("app-bars__bar")
    assert _parts(second) == [("met_late", "0.00%", "25.00%")]


def test_every_bar_is_a_picture_with_its_sentence() -> None:
    chart = _drawn(ROWS, most=8)
    for bar, (label, _, sentence) in zip(chart.find_class("app-bars__bar"), ROWS, strict=True):
        assert bar.get("role") == "img"
        (title,) = bar.xpath(f"./title[@id='{bar.get('aria-labelledby')}']")
        assert title.text == sentence
        assert bar.getparent().find_class("app-bars__label")[0].text == label


def test_late_parts_are_striped_in_the_chart_and_in_its_key() -> None:
    chart = _drawn(ROWS, most=8)
    striped = chart.xpath("//rect[contains(@class, 'met_late')]/@fill")
    assert striped == ["url(#bars-striped)"] * 3
    assert len(chart.xpath("//pattern[@id='bars-striped']")) == 1


def test_two_charts_of_a_page_share_no_id() -> None:
    ids = [_drawn(ROWS, most=8, id=name).xpath("//@id") for name in ("one", "two")]
    assert len(ids[0]) == len(set(ids[0]))
    assert not set(ids[0]) & set(ids[1])


@pytest.mark.parametrize("text", ["<script>", 'a "quoted" & <b>name</b>'])
def test_words_are_escaped(text: str) -> None:
    chart = _drawn([(text, {"in_time": 1, "met_late": 0, "overdue": 0}, text)], most=1)
    assert chart.find_class("app-bars__label")[0].text == text
    assert not chart.xpath("//script | //b")


def test_the_chart_needs_no_style_and_no_script_of_its_own() -> None:
    chart = html.tostring(_drawn(ROWS, most=8), encoding="unicode")
    assert "style=" not in chart
    assert "<script" not in chart
