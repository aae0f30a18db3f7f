"""The referral form in a real browser: by keyboard alone, with rows that come and go, and with words that are kept."""

import math
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from mase.demo.cast import PASSWORD, Cast
from referrals import operations
from referrals.models import Draft, Referral
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[str], Person]

A_MINUTE = 200  # key presses, of somebody who types slowly
A_PAGE = 2  # seconds to take a page in
WORRY = (
    "On Tuesday and Thursday a man in a dark car waited for her at the gate. She has a new telephone. "
    "She said: “I can’t say no to him.”"
)


class Keys:
    """Somebody at the keyboard alone; every press counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed, self.pages = page, 0, 1

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def to(self, css: str) -> None:
        """Tab until this has the focus."""
        for _ in range(60):
            self.press("Tab")
            if self.page.evaluate("css => document.activeElement.matches(css)", css):
                return
        raise AssertionError(f"{css} is out of reach")

    def fill(self, css: str, text: str) -> None:
        self.to(css)
        self.type(text)

    def go(self, heading: str) -> None:
        """Press Enter and arrive on the next page."""
        self.press("Enter")
        self.pages += 1
        expect(self.page.get_by_role("heading", level=1)).to_have_text(re.compile(heading))
        self.page.wait_for_load_state()

    @property
    def seconds(self) -> int:
        return math.ceil(self.pressed * 60 / A_MINUTE + self.pages * A_PAGE)


@pytest.fixture
def draft(people: Cast, at: datetime) -> Draft:
    return operations.start_draft(people.agency("harbour"), by=people["school"], at=at)


@pytest.mark.rule("SO-7")
def test_what_mash_needs_is_filled_in_by_keyboard_in_under_four_minutes(
    passing: object, people: Cast, as_person: SignIn, capsys: pytest.CaptureFixture
) -> None:
    with as_person("school") as school:
        school.open("/referrals/new/")
        keys = Keys(school.page)
        keys.to("form:not([action]) button")
        keys.go("Your referral")
        keys.to("a[href$='/child/']")
        keys.go("The child")
        _the_child(keys)
        keys.go("The worry")
        keys.to("[name=immediate_danger]")
        keys.press("ArrowDown")
        keys.fill("#id_concern", WORRY)
        keys.to("#id_happened_on-day")
        keys.go("Who knows and agrees")
        for question in ("child_aware", "child_agrees", "carers_aware", "carers_agree"):
            keys.to(f"[name={question}]")
            keys.press("Space")
        keys.go("About you")
        keys.fill("#id_referrer_role", "Safeguarding lead")
        keys.fill("#id_referrer_telephone", "020 7946 0123")
        keys.fill("#id_relationship", "Head of year")
        keys.go("Your referral")
        keys.to("a[href$='/check/']")
        keys.go("Check your answers")
        keys.to("a[href='#send']")
        keys.press("Enter")
        keys.to("form:not([action]) button")
        keys.go("Referral sent")
    with capsys.disabled():
        print(f"\nby keyboard: {keys.pressed} presses on {keys.pages} pages, {keys.seconds} seconds")  # noqa: T201
    assert Referral.objects.get().concern == WORRY
    assert keys.seconds < 4 * 60


def _the_child(keys: Keys) -> None:
    keys.fill("#id_given_names", "Maya")
    keys.fill("#id_family_name", "O’Hartwell-Ng")
    keys.to("[name=birth]")
    keys.press("Space")
    for part, text in (("day", "14"), ("month", "6"), ("year", "2011")):
        keys.fill(f"#id_born_on-{part}", text)
    keys.to("[name=gender]")
    keys.press("Space")


def test_rows_come_and_go_on_the_page(passing: object, draft: Draft, as_person: SignIn) -> None:
    with as_person("school") as school:
        school.open(f"/referrals/new/{draft.ref}/people_of_concern/")
        page = school.page
        school.fill("Also known as", "Rico")
        school.press("Add another person")
        second = page.get_by_role("group", name="Person 2")
        expect(second.locator("legend").first).to_be_focused()
        second.get_by_label("Also known as").fill("Dee")
        second.get_by_label("Somebody saw them").check()
        expect(second.get_by_label("What was seen, by the police’s list")).to_be_visible()
        school.picture("people-of-concern")
        page.get_by_role("button", name="Remove person 1").click()
        expect(page.get_by_role("group", name="Person 1").get_by_label("Also known as")).to_have_value("Dee")
        expect(page.locator("[data-rows-said]")).to_have_text("Person removed")
        page.get_by_label("What was seen, by the police’s list").select_option("IC2")
        school.press("Save and continue")
        expect(page.get_by_role("heading", level=1)).to_have_text("The child")
    draft.refresh_from_db()
    (person,) = draft.answers["people_of_concern"]
    assert (person["known_as"], person["seen"]) == ("Dee", "IC2")


def test_words_are_kept_while_they_are_typed_and_after_the_session_has_ended(
    passing: object, draft: Draft, as_person: SignIn
) -> None:
    section = f"/referrals/new/{draft.ref}/concern/"
    with as_person("school") as school:
        school.open(section)
        page, said = school.page, school.page.locator("[data-keep-said]")
        page.locator("#id_concern").press_sequentially("She told me")
        expect(said).to_have_text(re.compile(r"Saved \d\d:\d\d"), timeout=15_000)
        school.picture("worry-kept")
        page.reload()
        expect(page.locator("#id_concern")).to_have_value("She told me")
        school.sees("not checked yet")
        Session.objects.all().delete()
        page.locator("#id_concern").press("Control+End")
        page.keyboard.type(" that")
        expect(page.get_by_text("You are signed out.")).to_be_visible(timeout=15_000)
        school.picture("worry-signed-out")
        school.press("Save and continue")
        expect(page.locator("#id_concern")).to_have_value("She told me that")
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Sign in (opens in a new tab)").click()
        again = opened.value
        again.get_by_label("E-mail address").fill("school@southwark.example")
        again.get_by_label("Password", exact=True).fill(PASSWORD)
        again.get_by_role("button", name="Sign in").click()
        expect(again.get_by_role("heading", level=1)).to_have_text("The worry")
        again.close()
        page.evaluate("window.dispatchEvent(new Event('focus'))")
        expect(page.get_by_text("You are signed out.")).to_be_hidden(timeout=15_000)
        expect(said).to_have_text(re.compile(r"Saved \d\d:\d\d"))
        school.choose("Is the child in immediate danger?", "No")
        page.wait_for_timeout(2000)  # the button takes no second press within a second of the one above
        school.press("Save and continue")
        expect(page.get_by_role("heading", level=1)).to_have_text("The child")
    draft.refresh_from_db()
    assert (draft.answers["concern"]["concern"], draft.typed) == ("She told me that", {})


def test_words_stay_on_the_page_while_there_is_no_connection(passing: object, draft: Draft, as_person: SignIn) -> None:
    with as_person("school") as school:
        school.open(f"/referrals/new/{draft.ref}/concern/")
        page, said = school.page, school.page.locator("[data-keep-said]")
        page.context.set_offline(True)
        page.locator("#id_concern").fill("She told me")
        expect(said).to_contain_text("there is no connection", timeout=15_000)
        school.press("Save and continue")
        expect(page.locator("#id_concern")).to_have_value("She told me")
        page.context.set_offline(False)
        expect(said).to_have_text(re.compile(r"Saved \d\d:\d\d"), timeout=15_000)
    draft.refresh_from_db()
    assert draft.typed["concern"]["data"]["concern"] == ["She told me"]
