"""The board and timeliness in a real browser: usable at any width and by anybody, on paper, as a file."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def weeks(people: Cast, passing: Any, at: datetime) -> list[Case]:
    """Two weeks of a borough: cases that are on their way, and cases nobody has touched."""
    found = [stories.tell(people, number, begins_at=at, until=act) for number, act in enumerate(("refer", "share"))]
    found.append(stories.tell(people, 2, begins_at=at, until="sign"))
    passing.move_to(at + timedelta(days=14))
    return found


def test_a_manager_finds_what_is_late_at_any_width_and_on_paper(
    weeks: list[Case], as_person: Callable[[str], Person], tmp_path: Path
) -> None:
    with as_person("team") as team:
        team.follow("Board")
        team.picture("board")
        team.pick("State", "Overdue")
        team.press("Show")
        expect(team.page.locator("main tbody tr").first).to_contain_text("overdue")
        due = team.page.get_by_role("columnheader", name="Due")
        expect(due).to_have_attribute("aria-sort", "ascending")
        due.get_by_role("link").click()
        expect(team.page.get_by_role("columnheader", name="Due")).to_have_attribute("aria-sort", "descending")
        team.sees("Only state: Overdue")
        with team.page.expect_download() as download:
            team.follow("Download these deadlines (CSV)")
        download.value.save_as(tmp_path / "deadlines.csv")
        text = (tmp_path / "deadlines.csv").read_text("utf-8-sig")
        assert weeks[0].ref in text
        assert weeks[0].child.family_name not in text
        team.page.emulate_media(media="print")
        expect(team.page.locator("form.app-choose")).to_be_hidden()
        expect(team.page.locator("main tbody tr").first).to_be_visible()
        team.sees("Only state: Overdue", "As it stood on")


def test_a_number_of_the_board_is_one_click_from_its_list(
    weeks: list[Case], as_person: Callable[[str], Person]
) -> None:
    with as_person("coordinator") as coordinator:
        coordinator.open("/board/")
        coordinator.follow("Numbers by task")
        coordinator.picture("board-numbers")
        number = coordinator.page.locator("main tbody td a").first
        said = int(number.text_content().split()[0])
        number.click()
        expect(coordinator.page.locator("main tbody tr")).to_have_count(said)


def test_timeliness_is_a_chart_a_table_and_the_lists_behind_them(
    weeks: list[Case], as_person: Callable[[str], Person]
) -> None:
    with as_person("service") as service:
        service.follow("Timeliness")
        service.picture("timeliness")
        bars = service.page.get_by_role("img")
        assert bars.count() > 2
        expect(bars.first).to_have_accessible_name(service.page.locator(".app-bars__words").first.text_content())
        for part in service.page.locator(".app-bars__bar rect").all():
            assert part.bounding_box()["width"] > 1, "every part of a bar is drawn"
        number = service.page.locator("main tbody tr:last-child td a").first
        said = int(number.text_content().split()[0])
        number.click()
        expect(service.page.locator("main tbody tr")).to_have_count(said)
        service.picture("timeliness-list")
        service.follow("Back to the numbers")
        service.page.emulate_media(media="print")
        expect(bars.first).to_be_visible()
        expect(service.page.locator("form.app-choose")).to_be_hidden()


def test_a_wrong_period_is_explained_beside_its_boxes(weeks: list[Case], as_person: Callable[[str], Person]) -> None:
    with as_person("team") as team:
        team.open("/timeliness/")
        team.day("From", datetime(2026, 5, 1).date())
        team.press("Show")
        team.sees("The last day must be the same as or after the first day")
        team.picture("timeliness-wrong-period")
