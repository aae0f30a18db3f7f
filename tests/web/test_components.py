"""The components say in words what they show, and show gaps rather than hide them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.web.html import Element, draw, every, links, one, texts, words

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


def component(name: str, call: str, **context: Any) -> Element:
    return draw(f'{{% from "components/_{name}.html" import {name} %}}{{{{ {call} }}}}', **context)


def test_a_summary_is_pairs() -> None:
    page = component("summary", "summary(pairs)", pairs=[("Age", 14), ("School", "Hill & Dale")])

    assert texts(page, "dt") == ["Age", "School"]
    assert texts(page, "dd") == ["14", "Hill & Dale"]


@pytest.mark.parametrize("value", ["", None])
def test_a_gap_in_a_summary_is_shown(value: str | None) -> None:
    assert texts(component("summary", "summary(pairs)", pairs=[("School", value)]), "dd") == ["Not recorded"]


@pytest.mark.parametrize("value", [0, False])
def test_nought_is_not_a_gap(value: object) -> None:
    assert texts(component("summary", "summary(pairs)", pairs=[("Count", value)]), "dd") == [str(value)]


def test_what_a_summary_is_handed_is_escaped() -> None:
    page = component("summary", "summary(pairs)", pairs=[("Note", "<script>alert(1)</script>")])

    assert words(one(page, "dd")) == "<script>alert(1)</script>"
    assert every(page, "script") == []


def test_a_summary_can_be_a_card_with_a_heading() -> None:
    page = component("summary", 'summary([("Age", 14)], title="Child", level=3)')

    assert words(one(page, ".govuk-summary-card h3")) == "Child"


def test_a_change_link_says_what_it_changes() -> None:
    page = component("summary", 'summary([("Age", 14), ("Ref", "X")], changes={"Age": "/age"})')

    assert links(page, "a") == {"Change age": "/age"}


@pytest.mark.parametrize("tone", ["bad", "warn", "good", "info", "quiet", ""])
def test_a_tag_says_its_status_in_words(tone: str) -> None:
    page = component("tag", "tag('Overdue', tone)", tone=tone)

    assert words(one(page, "strong.govuk-tag")) == "Overdue"


def test_a_tone_that_is_not_one_is_an_error() -> None:
    with pytest.raises(Exception, match="sad"):
        component("tag", "tag('Overdue', 'sad')")


@pytest.mark.parametrize("level", ["red", "amber", "green", "blue"])
def test_a_risk_is_said_in_words_and_not_by_colour_alone(level: str) -> None:
    page = draw('{% from "components/_tag.html" import risk %}{{ risk(level) }}', level=level)

    assert words(one(page, ".govuk-tag")) == level.capitalize()


TABLE = """
{% from "components/_table.html" import table, row_heading, cell, number %}
{% set due = {"text": "Due", "href": "?by=due", "sort": "ascending"} %}
{% set columns = ["Reference", {"text": "Age", "numeric": true}, due] %}
{% call(item) table("Cases", columns, items, empty="None.") %}
{{ row_heading("Reference", item.ref) }}{{ number("Age", item.age) }}{{ cell("Due", item.due) }}
{% endcall %}
"""


def rows(count: int) -> list[dict[str, object]]:
    return [{"ref": f"R{n}", "age": n, "due": "<today>"} for n in range(count)]


def test_a_table_has_a_caption_and_headings_both_ways() -> None:
    page = draw(TABLE, items=rows(2))

    assert words(one(page, "caption")) == "Cases"
    assert texts(page, "thead th[scope=col]") == ["Reference", "Age", "Due"]
    assert texts(page, "tbody th[scope=row]") == ["R0", "R1"]
    assert texts(page, "td") == ["0", "<today>", "1", "<today>"]


def test_every_cell_says_its_column_where_rows_are_stacked() -> None:
    page = draw(TABLE, items=rows(1))

    assert [element.get("data-label") for element in every(page, "tbody [data-label]")] == ["Reference", "Age", "Due"]


def test_a_stacked_table_is_still_a_table_to_a_screen_reader() -> None:
    page = draw(TABLE, items=rows(1))

    assert [one(page, tag).get("role") for tag in ("table", "thead", "tbody")] == ["table", "rowgroup", "rowgroup"]
    assert {element.get("role") for element in every(page, "td")} == {"cell"}
    assert {element.get("role") for element in every(page, "tr")} == {"row"}


def test_how_a_table_is_sorted_is_announced() -> None:
    page = draw(TABLE, items=rows(1))

    assert one(page, "[aria-sort]").get("aria-sort") == "ascending"
    assert links(page, "th a") == {"Due": "?by=due"}


def test_a_column_of_numbers_is_headed_where_its_numbers_stand() -> None:
    assert words(one(draw(TABLE, items=rows(1)), ".govuk-table__header--numeric")) == "Age"


def test_an_empty_table_says_so_in_words() -> None:
    page = draw(TABLE, items=[])

    assert every(page, "table") == []
    assert (words(one(page, "h2")), words(one(page, "p"))) == ("Cases", "None.")


ENTRY = {"verb": "Referral accepted", "by": "Amina Khan, Barnet", "at": NOON, "detail": "Red <b>"}


def test_a_timeline_says_what_happened_by_whom_and_when() -> None:
    page = component("timeline", "timeline(entries)", entries=[ENTRY])

    assert words(one(page, "h2")) == "Referral accepted"
    assert words(one(page, ".moj-timeline__byline")) == "by Amina Khan, Barnet"
    assert words(one(page, "time")) == "12 March 2026 at 12:00"
    assert words(one(page, ".moj-timeline__description")) == "Red <b>"


def test_a_day_without_a_time_is_given_none_by_the_timeline() -> None:
    page = component("timeline", "timeline(entries)", entries=[ENTRY | {"at": date(2026, 3, 11), "detail": ""}])

    assert (words(one(page, "time")), one(page, "time").get("datetime")) == ("11 March 2026", "2026-03-11")
    assert every(page, ".moj-timeline__description") == []


def test_the_tab_that_is_open_is_announced() -> None:
    page = component("tabs", 'tabs([("Summary", "/s", true), ("Timeline", "/t", false)])')

    assert links(page, "a") == {"Summary": "/s", "Timeline": "/t"}
    assert texts(page, "[aria-current=page]") == ["Summary"]


def test_the_identity_of_a_case_is_its_name_facts_and_flags() -> None:
    page = component("identity", 'identity("Kezia", [("Age", 14)], [("Restricted", "bad")])')

    assert words(one(page, ".app-identity__name")) == "Kezia"
    assert (texts(page, "dt"), texts(page, "dd")) == (["Age"], ["14"])
    assert texts(page, ".app-tags li") == ["Restricted"]


def test_a_case_without_flags_has_no_empty_list() -> None:
    assert every(component("identity", 'identity("Kezia", [])'), "ul") == []


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ('pagination(newer="/n", older="/o")', {"Newer cases": "/n", "Older cases": "/o"}),
        ('pagination(older="/o", what="notices")', {"Older notices": "/o"}),
        ('pagination(newer="/n")', {"Newer cases": "/n"}),
        ("pagination()", {}),
    ],
)
def test_a_list_goes_on_to_newer_and_older(call: str, found: dict[str, str]) -> None:
    page = component("pagination", call)

    assert links(page, "a") == found
    assert len(every(page, "nav")) == bool(found)


def test_an_empty_place_says_what_to_do_next() -> None:
    page = component("empty", 'empty("No meetings", "None planned.", "/new", "Plan one")')

    assert texts(page, "p") == ["No meetings", "None planned.", "Plan one"]
    assert links(page, "a") == {"Plan one": "/new"}


def test_an_empty_place_may_have_no_next_step() -> None:
    assert links(component("empty", 'empty("No meetings", "None planned.")'), "a") == {}


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("completed", "Completed"),
        ("in_progress", "In progress"),
        ("not_started", "Not yet started"),
        ("cannot_start", "Cannot start yet"),
    ],
)
def test_a_part_of_a_long_form_says_how_far_it_is(status: str, said: str) -> None:
    items = [{"text": "The child", "href": "/c", "hint": "Names and home", "status": status}]
    page = component("task_list", "task_list(items)", items=items)

    assert words(one(page, ".govuk-task-list__status")) == said
    assert words(one(page, ".govuk-task-list__hint")) == "Names and home"
    assert links(page, "a") == {"The child": "/c"}


def test_a_part_that_cannot_start_is_not_a_link() -> None:
    items = [{"text": "Send", "href": "", "hint": "", "status": "cannot_start"}]

    assert links(component("task_list", "task_list(items)", items=items), "a") == {}


def test_a_confirmation_gives_the_reference_and_what_happens_next() -> None:
    page = component("confirmation", 'confirmation("Referral sent", "BAR-1 <x>", ["We check.", "You hear."])')

    assert words(one(page, "h1")) == "Referral sent"
    assert "BAR-1 <x>" in words(one(page, ".govuk-panel__body"))
    assert texts(page, "ol li") == ["We check.", "You hear."]


def test_a_confirmation_may_have_no_reference() -> None:
    page = component("confirmation", 'confirmation("Password changed")')

    assert every(page, ".govuk-panel__body, ol") == []


def test_a_deadline_says_its_rule_its_moment_what_is_left_and_its_source() -> None:
    page = component("deadline", 'deadline("Meet in 3 days", at, "2 days left", "warn", "Procedure 4")', at=NOON)

    assert texts(page, "p") == ["Meet in 3 days", "Due 12 March 2026 at 12:00 2 days left", "Procedure 4"]
    assert words(one(page, ".govuk-tag--yellow")) == "2 days left"


def test_an_overdue_deadline_is_marked_and_says_so() -> None:
    page = component("deadline", 'deadline("Meet", at, "Overdue by 1 day", "bad")', at=NOON)

    assert words(one(page, ".app-deadline--bad .govuk-tag--red")) == "Overdue by 1 day"
    assert len(every(page, "p")) == 2


def test_a_link_has_words_for_those_who_hear_it_alone() -> None:
    page = component("link", 'link("Change", "/c?a=1&b=2", "date of <birth>")')

    assert links(page, "a") == {"Change date of <birth>": "/c?a=1&b=2"}


ARABIC = "ليلى الحسن"
PLACES = [
    ("prose", "prose(words)", ".app-prose"),
    ("summary", 'summary([("Name", words)])', "dd > span"),
    ("identity", "identity(words, [])", ".app-identity__name > span"),
    ("timeline", "timeline([{'verb': 'Said', 'by': 'x', 'at': at, 'detail': words}])", ".moj-timeline__description"),
]


@pytest.mark.parametrize(("name", "call", "place"), PLACES)
def test_what_somebody_wrote_stands_in_the_direction_of_its_own_letters(name: str, call: str, place: str) -> None:
    found = one(component(name, call, words=ARABIC, at=NOON), place)

    assert (found.get("dir"), words(found)) == ("auto", ARABIC)


def test_a_name_in_a_table_stands_in_the_direction_of_its_own_letters() -> None:
    source = (
        '{% from "components/_table.html" import cell, number, row_heading, table %}'
        '{% call(name) table("Names", ["Name", "Also", "Age"], [words]) %}'
        '{{ row_heading("Name", name) }}{{ cell("Also", name) }}{{ number("Age", 14) }}{% endcall %}'
    )
    page = draw(source, words=ARABIC)

    assert [box.get("dir") for box in every(page, "tbody div")] == ["auto", "auto", None]


def test_a_name_beside_other_words_keeps_its_direction_to_itself() -> None:
    page = draw('<p>{% from "components/_prose.html" import written %}{{ written(words) }} 4WJM</p>', words=ARABIC)

    assert (one(page, "p > span").get("dir"), words(one(page, "p"))) == ("auto", f"{ARABIC} 4WJM")


def test_markup_of_ours_is_not_turned_round() -> None:
    page = draw(
        '{% from "components/_summary.html" import summary %}{% from "components/_tag.html" import tag %}'
        '{{ summary([("State", tag(words))]) }}',
        words=ARABIC,
    )

    assert every(page, "dd [dir]") == []
