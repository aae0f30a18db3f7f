"""Uncovering and police intelligence in a real browser: by keyboard, without scripts, at two widths."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from tests.journeys.person import Person
from tests.referrals import secret

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS = "3 Invented Street"


@pytest.fixture
def case(people: Cast, passing: Any, at: datetime) -> Case:
    return stories.tell(people, 0, begins_at=at, until="allocate")


def test_an_address_is_uncovered_by_keyboard_once(case: Case, as_person: Callable[[str], Person]) -> None:
    with as_person("team") as team:
        team.open(f"/cases/{case.ref}/")
        assert ADDRESS not in team.page.content()
        team.picture("covered")
        team.page.get_by_role("button", name="Show address", exact=True).focus()
        team.page.keyboard.press("Enter")
        expect(team.page.locator("#covered-address")).to_have_text(f"{ADDRESS}, London")
        team.picture("uncovered")
        team.page.reload()
        team.does_not_see(ADDRESS)


def test_without_scripts_it_works_alike(
    case: Case, people: Cast, as_person: Callable[[str], Person], browser: Browser, live_server: LiveServer
) -> None:
    with as_person("team") as team:
        plain = browser.new_context(java_script_enabled=False, storage_state=team.context.storage_state())
        page = plain.new_page()
        page.goto(f"{live_server.url}/cases/{case.ref}/")
        page.get_by_role("button", name="Show address", exact=True).click()
        expect(page.get_by_text(ADDRESS)).to_be_visible()
        plain.close()


def test_the_police_record_it_and_others_read_the_line(case: Case, as_person: Callable[[str], Person]) -> None:
    with as_person("inspector") as police:
        police.open(f"/cases/{case.ref}/")
        police.follow("Record police intelligence")
        police.press("Record the intelligence")
        police.sees("There is a problem", "Enter the line for others")
        police.fill("The intelligence in full", secret.TEXT)
        police.fill("The line for others", secret.LINE)
        police.choose("Is it fact or opinion?", "Opinion or personal assessment")
        police.choose("Who is it about?", "Somebody suspected of an offence")
        police.choose("How reliable is the source?", "2: untested")
        police.choose("How well is it known?", "C: known indirectly")
        police.choose("How may the line be handled?", "C: may be shared on conditions")
        police.fill("On what conditions?", secret.CONDITIONS)
        police.picture("record-intelligence")
        police.press("Record the intelligence")
        police.sees("The intelligence has been recorded.", secret.LINE)
        police.does_not_see(secret.TEXT)
        police.picture("intelligence-of-the-originator")
        police.page.get_by_role("button", name="Read in full").click()
        police.sees(secret.TEXT)
        police.picture("intelligence-in-full")
    with as_person("worker") as worker:
        worker.open(f"/cases/{case.ref}/intelligence/")
        worker.sees(secret.LINE, "2: untested", secret.CONDITIONS)
        worker.does_not_see(secret.TEXT, "Read in full")
        worker.picture("intelligence-for-others")
