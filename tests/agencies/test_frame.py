"""The frame of every page: who is signed in, for whom they act, where they may go, what is new."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.demo.cast import Cast
from mase.notifications import operations as notices
from tests.cases.pages import links, texts


@pytest.mark.parametrize(
    ("part", "places"),
    [
        ("mash", ["My work", "MASH", "Cases", "Actions", "Board", "Timeliness", "New referral", "Advice", "Notices"]),
        (
            "school",
            [
                "My work",
                "Cases",
                "Actions",
                "Board",
                "Timeliness",
                "New referral",
                "Advice",
                "MASE meetings",
                "MASE list",
                "Trail",
                "Notices",
            ],
        ),
        (
            "coordinator",
            [
                *(
                    "My work",
                    "MASH",
                    "Cases",
                    "Actions",
                    "Board",
                    "Timeliness",
                    "New referral",
                    "Advice",
                    "MASE meetings",
                    "MASE list",
                    "At risk",
                ),
                *("Complex abuse", "Contexts", "Notices"),
            ],
        ),
        (
            "team",
            [
                "My work",
                "Cases",
                "Actions",
                "Board",
                "Timeliness",
                "Advice",
                "MASE meetings",
                "MASE list",
                "Workload",
                "Contexts",
                "Notices",
            ],
        ),
        ("health.member", ["My work", "Cases", "Actions", "MASE meetings", "MASE list", "Notices"]),
        ("privacy", ["My work", "Emergency access", "Conflicts", "Trail", "Notices"]),
        ("admin", ["My work", "People and roles", "Screening tools", "Service", "Notices"]),
    ],
)
def test_the_navigation_holds_what_the_person_may_open(
    southwark: Cast, signed_in: Callable[[User], Client], part: str, places: list[str]
) -> None:
    browser = signed_in(southwark[part])
    found = links(browser.get("/"), "nav[aria-label=Main] a")
    assert list(found) == places
    for href in found.values():
        assert browser.get(href, follow=True).status_code == 200, href


def test_the_place_where_one_is_is_marked(southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    browser = signed_in(southwark["mash"])
    for address, text in (("/", "My work"), ("/cases/", "Cases"), ("/notices/", "Notices")):
        assert texts(browser.get(address), "nav[aria-label=Main] a[aria-current]") == [text]


def test_new_notices_are_counted(southwark: Cast, at: datetime, signed_in: Callable[[User], Client]) -> None:
    for key in ("one", "two"):
        notices.tell([southwark["mash"]], "Something happened", url="/", at=at, key=key)
    assert "Notices (2)" in texts(signed_in(southwark["mash"]).get("/"), "nav[aria-label=Main] a")
    assert "Notices" in texts(signed_in(southwark["team"]).get("/"), "nav[aria-label=Main] a")


def test_it_says_for_whom_the_person_acts(southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    (who,) = texts(signed_in(southwark["mash"]).get("/"), ".app-person__who")
    assert who == f"{southwark['mash'].name} MASH duty manager, Southwark children’s social care"


def test_the_help_is_there_for_everybody(client: Client, southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    assert client.get("/help/").status_code == 200
    assert signed_in(southwark["admin"]).get("/help/").status_code == 200
    assert client.post("/help/").status_code == 405


def test_whoever_lost_every_role_keeps_an_empty_desk(southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    southwark["mash"].memberships.get().delete()
    page = signed_in(southwark["mash"]).get("/")
    assert page.status_code == 200
    assert texts(page, "nav[aria-label=Main] a") == ["My work", "Notices"]
