"""Somebody at a browser: signs in, fills in forms by the words beside the boxes, presses buttons, keeps pictures."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from mase.clock import LONDON
from mase.demo.cast import PASSWORD
from tests.browser import NOTE_VIOLATIONS

PICTURES = Path(__file__).resolve().parent.parent.parent / "artefacts" / "journey"
# GOV.UK's own radios and checkboxes say aria-expanded where they open a question; its team keeps that on purpose.
KNOWN_FINDINGS = {"aria-allowed-attr"}

CHILD = ("Maya", "Hartwell")
TUESDAY = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


class Person:
    """One signed-in person in a browser of their own."""

    taken = 0

    def __init__(self, browser: Browser, address: str, email: str) -> None:
        self.context = browser.new_context(locale="en-GB", timezone_id="Europe/London", accept_downloads=True)
        self.address = address
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(8_000)
        self.page.add_init_script(NOTE_VIOLATIONS)
        self.page.goto(f"{address}/account/sign-in/")
        self.fill("E-mail address", email)
        self.fill("Password", PASSWORD)
        self.press("Sign in")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("My work")

    def __enter__(self) -> "Person":
        return self

    def __exit__(self, *exception: object) -> None:
        self.context.close()

    def open(self, path: str) -> int:
        """Go to an address and return the status."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return answer.status

    def follow(self, text: str) -> None:
        """Follow the link with these words."""
        self.page.get_by_role("link", name=text, exact=True).first.click()

    def press(self, text: str) -> None:
        """Press the button with these words."""
        self.page.get_by_role("button", name=text, exact=True).first.click()

    def fill(self, label: str, text: str) -> None:
        """Type into the box with this label."""
        self.page.get_by_label(label, exact=True).first.fill(text)

    def pick(self, label: str, option: str) -> None:
        """Pick an option of a drop-down list by its words, or by the beginning of them."""
        box = self.page.get_by_label(label, exact=True)
        box.locator("option").first.wait_for(state="attached")
        texts = box.locator("option").all_text_contents()
        box.select_option(label=next(text for text in texts if text.strip().startswith(option)))

    def choose(self, question: str, *answers: str) -> None:
        """Tick answers to the question."""
        for answer in answers:
            self.page.get_by_role("group", name=question).get_by_label(answer, exact=True).first.check()

    def day(self, question: str, day: date) -> None:
        """Fill in the three boxes of a day."""
        group = self.page.get_by_role("group", name=question)
        for box, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(box, exact=True).fill(str(number))

    def moment(self, question: str, moment: datetime) -> None:
        """Fill in the four boxes of a moment, in London time."""
        local = moment.astimezone(LONDON)
        self.day(question, local.date())
        self.page.get_by_role("group", name=question).get_by_label("Time", exact=True).fill(f"{local:%H:%M}")

    def sees(self, *texts: str) -> None:
        """Expect each of these words somewhere on the page."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text, ignore_case=True)

    def does_not_see(self, *texts: str) -> None:
        """Expect none of these words on the page."""
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def picture(self, name: str) -> None:
        """Keep a picture at two widths; the page breaks no rule of accessibility and of the security policy."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        Person.taken += 1
        for width in (375, 1280):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.screenshot(path=PICTURES / f"{Person.taken:02}-{name}-{width}.png", full_page=True)
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
        found = {violation["id"] for violation in Axe().run(self.page).response["violations"]}
        assert found <= KNOWN_FINDINGS, f"{name}: {found}"
        assert self.page.evaluate("window.violations ?? []") == []


SignIn = Callable[[str], Person]
