"""The list of cases on its page: filtered, leafed through, written down."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import access
from mase.cases.models import Case
from mase.cases.stages import Stage
from mase.demo.cast import Cast
from tests.cases.pages import links, texts
from tests.factories import CaseFactory


@pytest.fixture
def browser(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["team"])


@pytest.fixture
def many(southwark: Cast, at: datetime) -> list[Case]:
    """Two pages and a bit, three opened at each moment, every other in screening."""
    return [
        CaseFactory(
            cast=southwark,
            opened_at=at - timedelta(minutes=n // 3),
            stage=(Stage.SCREENING, Stage.STRATEGY)[n % 2],
            opened=southwark,
        )
        for n in range(2 * access.SHOWN_AT_ONCE + 4)
    ]


def _leaf(browser: Client, address: str) -> list[str]:
    """Follow the way to older cases to its end and return every reference that was shown."""
    shown: list[str] = []
    while address:
        page = browser.get(address)
        assert page.status_code == 200
        shown += texts(page, "tbody th a")
        (older,) = [href for text, href in links(page).items() if text.startswith("Older")] or [""]
        address = f"/cases/{older}" if older.startswith("?") else older
    return shown


def test_following_the_links_shows_every_case_once(browser: Client, many: list[Case]) -> None:
    shown = _leaf(browser, "/cases/")
    assert sorted(shown) == sorted(case.ref for case in many)


def test_the_filter_holds_from_page_to_page(browser: Client, many: list[Case]) -> None:
    shown = _leaf(browser, "/cases/?stage=screening")
    assert sorted(shown) == sorted(case.ref for case in many if case.stage == Stage.SCREENING)


def test_each_page_writes_down_exactly_what_it_showed(browser: Client, southwark: Cast, many: list[Case]) -> None:
    shown = texts(browser.get("/cases/"), "tbody th a")
    rows = Event.objects.filter(verb="listed", actor=southwark["team"].pk)
    assert sorted(row.case for row in rows) == sorted(shown)
    assert {row.detail["page"] for row in rows} == {"cases"}


def test_a_stage_that_does_not_exist_shows_all(browser: Client, many: list[Case]) -> None:
    assert len(texts(browser.get("/cases/?stage=nowhere"), "tbody tr")) == access.SHOWN_AT_ONCE


def test_an_empty_stage_says_so(browser: Client, many: list[Case]) -> None:
    assert "No case stands at this stage" in " ".join(texts(browser.get("/cases/?stage=mase"), "main"))


@pytest.mark.parametrize(
    "before",
    [
        "yesterday",
        "_",
        "_5",
        "2026-03-02_5",
        "2026-03-02T10:00:00_5",  # without its zone
        "2026-03-02T10:00:00+00:00",
        "2026-03-02T10:00:00+00:00_",
        "2026-03-02T10:00:00+00:00_-1",
        "2026-03-02T10:00:00+00:00_x",
        "2026-13-02T10:00:00+00:00_5",
        "\x00",
        "2026-03-02T10:00:00+00:00_" + "9" * 30,
        "0001-01-01T00:00:00+14:00_5",
        "9999-12-31T23:59:59-14:00_5",
    ],
)
def test_a_place_that_nobody_was_sent_to_is_not_an_error_of_ours(browser: Client, before: str) -> None:
    assert browser.get("/cases/", {"before": before}).status_code in {200, 404}


def test_an_administrator_has_no_list(southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    answer = signed_in(southwark["admin"]).get("/cases/")
    assert answer.status_code == 403
    assert "Your role does not include this page." in " ".join(texts(answer, "main"))
    assert Event.objects.get(verb="refused").detail == {"page": "cases"}


def test_a_name_stands_in_the_list_and_never_in_title_or_address(browser: Client, many: list[Case]) -> None:
    page = browser.get("/cases/")
    newest = many[0].child
    assert newest.name in " ".join(texts(page, "td"))
    assert newest.family_name not in " ".join(texts(page, "title"))
    assert not any(newest.family_name in href for href in links(page, "a").values())
