"""Every component in a real browser: usable by everybody, at any width, with and without scripts, on paper."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.web.urls")]
WIDTHS = [1280, 375]
PICTURES = settings.BASE_DIR / "artefacts"
# GOV.UK's own radios and checkboxes say aria-expanded where they open a question; its team keeps that on purpose.
KNOWN = {("aria-allowed-attr", "#id_strategy")}

# What has the focus is on the screen, at least in part, and nothing lies over that part.
UNSEEN_FOCUS = """(() => {
    const focused = document.activeElement;
    const box = focused.getBoundingClientRect();
    const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
    const over = document.elementFromPoint(
        middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight)
    );
    return over && (focused.contains(over) || over.contains(focused)) ? [] : [focused.outerHTML.slice(0, 80)];
})()"""


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Serve pages that need no database; pytest-django's own fixture would empty one after every test."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def gallery(watched: Page, site: str) -> Page:
    watched.goto(f"{site}/gallery/")
    return watched


@pytest.fixture
def bare(browser: Browser, site: str) -> Iterator[Page]:
    """Give the gallery in a browser without scripts."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/gallery/")
    yield page
    context.close()


def findings(page: Page) -> set[tuple[str, str]]:
    violations = Axe().run(page).response["violations"]
    return {(found["id"], node["target"][0]) for found in violations for node in found["nodes"]} - KNOWN


def send(page: Page) -> None:
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_can_use_every_component(gallery: Page, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    gallery.screenshot(path=PICTURES / f"gallery-{width}.png", full_page=True)

    assert findings(gallery) == set()


@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_can_put_errors_right(gallery: Page, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    send(gallery)
    gallery.screenshot(path=PICTURES / f"errors-{width}.png", full_page=True)

    assert findings(gallery) == set()


@pytest.mark.parametrize(
    "address", ["/account/sign-in/", "/account/password/reset/", "/account/sign-up/", "/refused/", "/nowhere/"]
)
def test_everybody_can_use_the_pages_before_sign_in_and_the_refusals(watched: Page, site: str, address: str) -> None:
    watched.goto(f"{site}{address}")

    assert findings(watched) == set()


@pytest.mark.parametrize("width", [1280, 768, 375, 320])
def test_nothing_runs_off_the_side_of_the_page(gallery: Page, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})

    assert gallery.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_asks_nobody_but_us_for_anything(watched: Page, site: str) -> None:
    asked: list[str] = []
    watched.on("request", lambda request: asked.append(request.url))
    watched.goto(f"{site}/gallery/")
    watched.wait_for_load_state("networkidle")

    assert len(asked) > 4
    assert [address for address in asked if not address.startswith(site)] == []


def test_everything_a_page_asks_for_is_there(watched: Page, site: str) -> None:
    missing: list[str] = []
    watched.on("response", lambda response: missing.append(response.url) if response.status >= 400 else None)
    watched.goto(f"{site}/gallery/")
    watched.wait_for_load_state("networkidle")

    assert missing == []


@pytest.mark.parametrize(
    ("link", "box"),
    [
        ("Enter the child's family name", "id_family_name"),
        ("Enter the child's date of birth", "id_born_on-day"),
        ("Select whether a strategy meeting has been held", "id_strategy"),
        ("Upload the completed screening form", "id_document"),
    ],
)
def test_a_link_in_the_error_summary_puts_the_cursor_into_the_box(gallery: Page, link: str, box: str) -> None:
    send(gallery)
    gallery.get_by_role("link", name=link).click()

    assert gallery.evaluate("document.activeElement.id") == box


def test_the_error_summary_is_read_out_first(gallery: Page) -> None:
    send(gallery)

    assert gallery.evaluate("document.activeElement.dataset.module") == "govuk-error-summary"
    assert gallery.title() == "Error: Everything – MASE"


def test_what_was_typed_is_still_there_after_an_error(gallery: Page) -> None:
    gallery.get_by_label("Family name").fill("Adebayo")
    gallery.get_by_label("What are you worried about?").fill("He said:\n  come here")
    gallery.locator("#id_born_on-month").fill("Febuary")
    gallery.get_by_label("Amber").check()
    send(gallery)

    expect(gallery.get_by_label("Family name")).to_have_value("Adebayo")
    expect(gallery.get_by_label("What are you worried about?")).to_have_value("He said:\n  come here")
    expect(gallery.locator("#id_born_on-month")).to_have_value("Febuary")
    expect(gallery.get_by_label("Amber")).to_be_checked()


def test_an_answer_opens_its_questions(gallery: Page) -> None:
    question = gallery.get_by_label("What was agreed?")

    expect(question).to_be_hidden()
    gallery.get_by_label("Yes").check()
    expect(question).to_be_visible()
    gallery.get_by_label("No", exact=True).check()
    expect(question).to_be_hidden()


def test_the_counter_says_what_is_left(gallery: Page) -> None:
    gallery.get_by_label("What are you worried about?").fill("x" * 1990)

    expect(gallery.get_by_text("You have 10 characters remaining").first).to_be_visible()


def test_a_password_can_be_shown(gallery: Page) -> None:
    gallery.get_by_role("button", name="Show password").click()

    expect(gallery.locator("#id_secret")).to_have_attribute("type", "text")


def test_without_scripts_every_question_is_on_the_page_and_errors_come_back(bare: Page) -> None:
    expect(bare.get_by_label("What was agreed?")).to_be_visible()
    expect(bare.get_by_role("button", name="Hide this page")).to_be_hidden()
    bare.get_by_label("Family name").fill("Adebayo")
    send(bare)

    expect(bare.get_by_label("Family name")).to_have_value("Adebayo")
    expect(bare.get_by_role("link", name="Cases", exact=True)).to_be_visible()


def test_the_page_hides_at_a_click_and_comes_back_as_it_was(gallery: Page) -> None:
    gallery.get_by_label("Family name").fill("Adebayo")
    gallery.get_by_role("button", name="Hide this page").click()

    expect(gallery.get_by_role("dialog")).to_be_visible()
    assert gallery.title() == "Hidden"
    gallery.get_by_role("button", name="Show the page again").click()
    expect(gallery.get_by_role("dialog")).to_be_hidden()
    assert gallery.title() == "Everything – MASE"
    expect(gallery.get_by_label("Family name")).to_have_value("Adebayo")


def test_the_page_hides_at_two_quick_escapes_and_not_at_one(gallery: Page) -> None:
    gallery.keyboard.press("Escape")
    expect(gallery.get_by_role("dialog")).to_be_hidden()
    gallery.keyboard.press("Escape")

    expect(gallery.get_by_role("dialog")).to_be_visible()


def test_nothing_behind_the_hidden_page_can_be_reached_or_seen(gallery: Page) -> None:
    gallery.get_by_role("button", name="Hide this page").click()
    gallery.keyboard.press("Tab")

    assert gallery.evaluate(
        "document.activeElement.closest('[data-curtain]') !== null || document.activeElement === document.body"
    )
    corner = "document.elementFromPoint(5, 300).closest('[data-curtain]') !== null"
    assert gallery.evaluate(corner)


def test_the_keyboard_skips_to_the_page(watched: Page, site: str) -> None:
    watched.goto(f"{site}/account/sign-in/")
    watched.keyboard.press("Tab")
    expect(watched.get_by_role("link", name="Skip to main content")).to_be_in_viewport()
    watched.keyboard.press("Enter")

    assert watched.evaluate("document.activeElement.id") == "main-content"


@pytest.mark.parametrize("width", [1280, 320])
def test_what_has_the_focus_can_always_be_seen(gallery: Page, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 600})
    gallery.locator(".govuk-back-link").focus()
    unseen, steps = [], 0
    while gallery.evaluate("document.activeElement !== document.body"):
        unseen += gallery.evaluate(UNSEEN_FOCUS)
        gallery.keyboard.press("Tab")
        steps += 1

    assert steps > 40
    assert unseen == []


def test_paper_keeps_the_marking_and_loses_what_only_a_screen_can_use(gallery: Page) -> None:
    gallery.emulate_media(media="print")
    gallery.pdf(path=PICTURES / "gallery.pdf", format="A4")

    expect(gallery.get_by_text("OFFICIAL-SENSITIVE").first).to_be_visible()
    expect(gallery.get_by_text("Amina Khan").first).to_be_visible()
    for gone in (".govuk-service-navigation", ".govuk-back-link", ".moj-sub-navigation", "button", ".app-footer__list"):
        assert not any(gone.is_visible() for gone in gallery.locator(gone).all())
