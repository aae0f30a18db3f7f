"""The orders of the board and its pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.cases.models import Deadline
from mase.demo.cast import Cast
from reporting import obligations
from tests.cases.pages import links, texts
from tests.reporting.listing import leafed, refs

Owed = Callable[..., Deadline]
Key = Callable[[Deadline], Any]

SAID: dict[str, Key] = {
    "due": lambda row: "",
    "rule": lambda row: row.label,
    "who": lambda row: row.owner.name if row.owner else {"mash_manager": "MASH duty manager"}[row.owner_role],
    "agency": lambda row: row.agency.name,
}


@pytest.fixture
def browser(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["team"])


@pytest.fixture
def many(southwark: Cast, child: Callable[..., Any], at: datetime, owed: Owed) -> list[Deadline]:
    """Two pages and a bit: a few rules, people and agencies, three due at each moment."""
    case = child()
    people = [southwark["worker"], southwark["second.worker"], None]
    agencies = [southwark.agency("csc"), southwark.agency("health")]
    codes = ("mash_check", "screening", "action", "icpc")
    return [
        owed(
            codes[n % 4],
            case=case,
            days=(n // 3) - 10,
            owner=people[n % 3],
            agency=agencies[n % 2],
        )
        for n in range(2 * obligations.SHOWN_AT_ONCE + 7)
    ]


@pytest.mark.parametrize("code", obligations.ORDERS)
def test_following_the_links_shows_every_deadline_once_in_its_order(
    browser: Client, many: list[Deadline], code: str
) -> None:
    key = SAID[code.removeprefix("-")]
    expected = sorted(many, key=lambda row: (key(row), row.due_at, row.pk), reverse=code.startswith("-"))
    assert leafed(browser, f"/board/?sort={code}") == [row.ref for row in expected]


def test_the_order_is_that_of_when_it_is_due_unless_another_is_chosen(browser: Client, many: list[Deadline]) -> None:
    assert refs(browser.get("/board/")) == refs(browser.get("/board/?sort=due"))


def test_a_choice_holds_from_page_to_page(browser: Client, southwark: Cast, many: list[Deadline]) -> None:
    agency = southwark.agency("health")
    expected = [row.ref for row in many if row.agency == agency]
    assert len(expected) > obligations.SHOWN_AT_ONCE
    assert leafed(browser, f"/board/?agency={agency.pk}") == expected


def test_the_second_page_leads_back_to_the_first(browser: Client, many: list[Deadline]) -> None:
    onward = links(browser.get("/board/?sort=who"))["Next page"]
    back = links(browser.get(onward))["First page"]
    assert refs(browser.get(back)) == refs(browser.get("/board/?sort=who"))
    assert "First page" not in links(browser.get(back))


def test_what_comes_in_between_two_pages_loses_and_repeats_nothing(
    browser: Client, owed: Owed, many: list[Deadline]
) -> None:
    first = browser.get("/board/")
    earlier = owed(case=many[0].case, days=-30)
    moved = many[obligations.SHOWN_AT_ONCE - 1]  # the very row after which the next page goes on
    Deadline.objects.filter(pk=moved.pk).update(due_at=many[-1].due_at)
    onward = leafed(browser, links(first)["Next page"])
    assert set(onward) == {row.ref for row in many[obligations.SHOWN_AT_ONCE :]} | {moved.ref}
    assert earlier.ref not in onward


def test_a_list_of_one_page_has_no_links_to_others(browser: Client, owed: Owed) -> None:
    case = owed().case
    for _ in range(obligations.SHOWN_AT_ONCE - 1):
        owed(case=case)
    assert len(refs(browser.get("/board/"))) == obligations.SHOWN_AT_ONCE
    assert not {"Next page", "First page"} & links(browser.get("/board/")).keys()


@pytest.mark.parametrize(
    ("address", "sorted_by", "turned"),
    [
        ("/board/", {"Due": "ascending"}, "/board/?sort=-due"),
        ("/board/?sort=-due", {"Due": "descending"}, "/board/?sort=due"),
        ("/board/?sort=who&state=week", {"Who answers": "ascending"}, "/board/?state=week&sort=-who"),
        ("/board/?sort=-agency", {"Agency": "descending"}, "/board/?sort=agency"),
        ("/board/?sort=rule", {"What has to be done": "ascending"}, "/board/?sort=-rule"),
    ],
)
def test_the_heading_says_how_the_list_is_sorted_and_turns_it_round(
    browser: Client, owed: Owed, address: str, sorted_by: dict[str, str], turned: str
) -> None:
    owed()
    page = browser.get(address)
    ((heading, _),) = sorted_by.items()
    for way in ("ascending", "descending"):
        found = texts(page, f"thead th[aria-sort={way}]")
        assert found == [name for name, how in sorted_by.items() if how == way]
    assert links(page, "thead a")[heading] == turned
    assert len(texts(page, "thead th[aria-sort]")) == 4


@pytest.mark.parametrize(
    "after",
    [
        "yesterday",
        "_",
        "_5",
        "2026-03-02_5_",
        "2026-03-02T10:00:00_5_",  # without its zone
        "2026-03-02T10:00:00+00:00",
        "2026-03-02T10:00:00+00:00_-1_",
        "2026-03-02T10:00:00+00:00_x_",
        "2026-13-02T10:00:00+00:00_5_",
        "2026-03-02T10:00:00+00:00_5_\x00",
        "2026-03-02T10:00:00+00:00_" + "9" * 30 + "_",
        "0001-01-01T00:00:00+14:00_5_",
        "9999-12-31T23:59:59-14:00_5_",
    ],
)
@pytest.mark.parametrize("address", ["/board/", "/timeliness/deadlines/"])
def test_a_place_that_nobody_was_sent_to_is_not_an_error_of_ours(browser: Client, address: str, after: str) -> None:
    assert browser.get(address, {"after": after}).status_code in {200, 404}
