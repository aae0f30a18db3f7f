"""Everybody reads the procedures of the authorities they work with, and where each setting stands."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from mase import profiles
from mase.agencies import operations
from mase.agencies.models import User
from mase.demo.cast import PARTS, Cast
from mase.profiles import loader
from tests.cases.pages import links, texts

ADDRESS = "/procedures/"
SignIn = Callable[[User], Client]


@pytest.fixture
def next_year(tmp_path: Path) -> Iterator[None]:
    """From 1 April 2027 Southwark looks at every case and gives the MASH check 12 hours."""
    shipped = (loader.COMMON.parent / "southwark.toml").read_text()
    later = shipped.replace("2026-04-01", "2027-04-01").replace('"by_exception"', '"every_case"')
    (tmp_path / "southwark.2027-04-01.toml").write_text(f'{later}\n[timescales.mash_check]\nlength = "12 hours"\n')
    profiles.use(tmp_path)
    yield
    profiles.use()


@pytest.mark.parametrize("part", [part for part, _, _ in PARTS])
def test_it_opens_to_everybody_who_has_signed_in(southwark: Cast, signed_in: SignIn, part: str) -> None:
    page = signed_in(southwark[part]).get(ADDRESS)
    assert page.status_code == 200
    assert texts(page, "h1") == ["Procedures of Southwark"]


def test_a_stranger_is_asked_to_sign_in(db: None, client: Client) -> None:
    assert client.get(ADDRESS).url == f"/account/sign-in/?next={ADDRESS}"


def test_it_is_only_read(southwark: Cast, signed_in: SignIn) -> None:
    assert signed_in(southwark["admin"]).post(ADDRESS).status_code == 405


def test_it_is_reached_from_the_foot_of_every_page_and_from_the_help(southwark: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["school"])
    assert links(browser.get("/"), "footer a")["Procedures"] == ADDRESS
    assert links(browser.get("/help/"))["Procedures"] == ADDRESS


def test_a_stranger_sees_no_link_to_it(db: None, client: Client) -> None:
    assert ADDRESS not in client.get("/help/").content.decode()


def test_a_setting_stands_beside_what_holds_and_its_source(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["worker"]).get(ADDRESS)
    rows = texts(page, "tbody tr")
    assert (
        "Which cases it looks at MASE looks at a single case only for a common theme, a difficulty or a blockage. "
        "Southwark procedure, SO-34"
    ) in rows
    assert "Office hours Monday to Friday, 09:00 to 17:00 Our default" in rows


@pytest.mark.rule("SO-11")
def test_a_timescale_says_when_who_and_who_is_told(southwark: Cast, signed_in: SignIn) -> None:
    rows = texts(signed_in(southwark["worker"]).get(ADDRESS), "tbody tr")
    assert (
        "Start information sharing with partner agencies Done when: information sharing started "
        "24 hours from referral or police MERLIN received MASH duty manager Service manager at once "
        "Southwark procedure, SO-11"
    ) in rows
    assert any("10 working days from allocation May be paused, with a reason Social worker" in row for row in rows)


def test_every_timescale_of_the_borough_has_its_row(southwark: Cast, signed_in: SignIn) -> None:
    rows = texts(signed_in(southwark["worker"]).get(ADDRESS), "section[id^=timescales] tbody tr")
    assert len(rows) == len(southwark.authority.profile.timescales)


def test_the_links_of_the_page_lead_to_its_parts(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["worker"]).get(ADDRESS)
    for href in links(page, ".app-contents a").values():
        assert len(texts(page, f'[id="{href.removeprefix("#")}"]')) == 1


def test_without_a_coming_version_it_says_that_there_is_none(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["worker"]).get(ADDRESS)
    assert texts(page, ".govuk-summary-list__value") == ["southwark 2026-04-01", "1 April 2026", "None is written down"]
    assert not [title for title in texts(page, "caption") if "changes" in title]


def test_what_will_change_is_shown_before_its_day(southwark: Cast, signed_in: SignIn, next_year: None) -> None:
    page = signed_in(southwark["worker"]).get(ADDRESS)
    assert texts(page, ".govuk-summary-list__value")[2] == "1 April 2027"
    assert texts(page, "table")[0] == (
        "What changes on 1 April 2027 Setting Until then From 1 April 2027 "
        "Which cases it looks at MASE looks at a single case only for a common theme, a difficulty or a blockage. "
        "MASE looks at every case on its list. "
        "Start information sharing with partner agencies 24 hours from referral or police MERLIN received "
        "12 hours from referral or police MERLIN received"
    )


def test_on_its_day_the_new_version_is_the_one_in_force(southwark: Cast, signed_in: SignIn, clock, next_year) -> None:
    clock.move_to("2027-04-01T10:00:00+00:00")
    page = signed_in(southwark["worker"]).get(ADDRESS)
    assert texts(page, ".govuk-summary-list__value")[0] == "southwark 2027-04-01"
    assert "MASE looks at every case on its list." in page.content.decode()


def test_whoever_works_with_two_authorities_reads_both(
    southwark: Cast, barnet: Cast, signed_in: SignIn, at: datetime
) -> None:
    person = southwark["health"]
    operations.begin_membership(
        barnet.agency("health"), name=person.name, email=person.email, role="panel_member", by=None, at=at
    )
    browser = signed_in(person)
    page = browser.get(ADDRESS)
    assert texts(page, "h1") == ["Procedures of Barnet"]
    tabs = links(page, "nav[aria-label='Your authorities'] a")
    assert tabs == {"Barnet": "?of=barnet", "Southwark": "?of=southwark"}
    assert texts(browser.get(ADDRESS + tabs["Southwark"]), "h1") == ["Procedures of Southwark"]


@pytest.mark.parametrize("code", ["barnet", "camden", "<b>"])
def test_an_authority_with_which_one_does_not_work_is_not_there(southwark: Cast, barnet: Cast, signed_in, code) -> None:
    assert signed_in(southwark["worker"]).get(ADDRESS, {"of": code}).status_code == 404


def test_whoever_lost_every_role_is_told_whom_to_ask(southwark: Cast, signed_in: SignIn) -> None:
    southwark["mash"].memberships.get().delete()
    page = signed_in(southwark["mash"]).get(ADDRESS)
    assert texts(page, "h1") == ["Procedures"]
    assert texts(page, ".app-empty p")[0] == "You hold no role"
