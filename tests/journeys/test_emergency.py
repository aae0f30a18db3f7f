"""An emergency in a real browser: every page at two widths, an hour counted down aloud that ends by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from mase.cases import operations
from mase.demo import stories
from mase.demo.cast import PASSWORD, Cast
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "The child has not come home and her worker does not answer."


def test_a_record_is_opened_in_an_emergency_counted_down_and_reviewed(
    people: Cast, as_person: Callable[[str], Person], passing: Any, at: datetime
) -> None:
    case = stories.tell(people, 0, begins_at=at, until="allocate")
    passing.shift(timedelta(days=1))
    operations.restrict(case, by=people["service"], at=at + timedelta(days=1), reason="Related to a member of staff")
    with as_person("second.worker") as person:
        assert person.open(f"/cases/{case.ref}/") == 404
        person.picture("not-there-with-the-way-in")
        person.follow("open a record in an emergency")
        person.picture("emergency-interruption")
        person.page.get_by_role("button", name="Continue").click()
        person.choose("What do you know of the record?", "Its reference")
        person.press("Continue")
        person.sees("There is a problem")
        person.picture("emergency-reason-with-errors")
        person.fill("Reference", case.ref.lower())
        person.choose("Why can this not wait?", "A child is missing now")
        person.fill("What has happened, and what do you need to know?", WHY)
        person.press("Continue")
        person.sees("Show that it is you")
        person.picture("emergency-step-up")
        person.fill("Password", PASSWORD)
        person.press("Continue")
        person.sees(case.ref, WHY, "Nobody has been told yet")
        person.picture("emergency-confirm")
        person.page.clock.install()
        person.press("Open the record")
        banner = person.page.get_by_label("Emergency access")
        expect(banner).to_contain_text("60 minutes left")
        person.picture("emergency-banner")
        _counts_down(person)
        passing.shift(timedelta(minutes=61))
        person.open(f"/cases/{case.ref}/")
        person.does_not_see("Hartwell")
    passing.shift(timedelta(days=3))
    with as_person("privacy") as officer:
        officer.sees("Review an emergency access")
        officer.open("/emergencies/")
        officer.sees(case.ref, "1 review overdue")
        officer.picture("emergencies")
        officer.follow(f"{case.ref} review")
        officer.does_not_see("Hartwell")
        officer.choose("What did you find?", "Justified")
        officer.fill("How did you come to this?", "Spoke to her manager.")
        officer.picture("emergency-review")
        officer.press("Record the review")
        officer.sees("The review has been recorded.", "Every emergency access has been reviewed.")
        officer.follow(f"{case.ref} as reviewed")
        officer.picture("emergency-reviewed")


def _counts_down(person: Person) -> None:
    """The minutes go by; at ten and at one it is said aloud, and at the end the page is left."""
    banner, said = person.page.get_by_label("Emergency access"), person.page.locator("[data-countdown-said]")
    for minutes, left, aloud in (
        (49, "11 minutes left", ""),
        (1, "10 minutes left", "Your emergency access ends in 10 minutes."),
        (9, "1 minute left", "Your emergency access ends in 1 minute."),
    ):
        person.page.clock.fast_forward(minutes * 60_000)
        expect(banner).to_contain_text(left)
        expect(said).to_have_text(aloud)
    person.page.clock.fast_forward(61_000)
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Cases")
