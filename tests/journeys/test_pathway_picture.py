"""The page of the pathway in a real browser: a picture where there is room, else a list with its marks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from mase.demo import stories
from mase.demo.cast import Cast
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.rule("ALL-1")
def test_everybody_can_use_the_pathway_at_any_width_and_on_paper(
    people: Cast, as_person: Callable[[str], Person], passing: Any, at: datetime
) -> None:
    case = stories.tell(people, 0, begins_at=at, until="sign")
    with as_person("team") as team:
        for name, address in (("overview", ""), ("pathway", "pathway/")):
            team.open(f"/cases/{case.ref}/{address}")
            team.picture(f"{name}-with-its-stations")
        picture, items = team.page.locator(".app-pathway--picture"), team.page.locator(".app-stations > li")
        expect(picture).to_be_visible()
        team.page.set_viewport_size({"width": 375, "height": 900})
        expect(picture).to_be_hidden()
        expect(items).to_have_count(12)
        team.page.emulate_media(media="print")
        expect(picture).to_be_visible()
        expect(items.last).to_be_visible()
