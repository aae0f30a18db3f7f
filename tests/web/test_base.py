"""The page around every page: marked, named without a person, usable by keyboard, and free of anything inline."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.test import Client, RequestFactory

from mase.web import fields
from mase.web.forms import Form
from tests.web.gallery import frame
from tests.web.html import Element, draw, every, links, one, read, texts, words

pytestmark = pytest.mark.urls("tests.web.urls")
PAGE = '{% extends "base.html" %}{% block title %}Referral BAR-1{% endblock %}{% block content %}Body{% endblock %}'
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


def page(source: str = PAGE, **context: Any) -> Element:
    return draw(source, **frame(RequestFactory().get("/")) | {"messages": []} | context)


def test_the_marking_stands_at_the_top_and_at_the_bottom() -> None:
    assert texts(page(), "header .app-marking") == ["OFFICIAL-SENSITIVE"]
    assert texts(page(), "footer .app-marking") == ["OFFICIAL-SENSITIVE"]


def test_the_tab_and_the_heading_share_their_words() -> None:
    assert words(one(page(), "title")) == "Referral BAR-1 – MASE"
    assert texts(page(), "h1") == ["Referral BAR-1"]


def test_a_page_without_a_title_is_an_error() -> None:
    with pytest.raises(Exception, match="title"):
        page('{% extends "base.html" %}')


def test_a_form_with_errors_says_so_in_the_tab_and_above_the_heading() -> None:
    class Name(Form):
        name = fields.TextField(label="Name")

    wrong = page(form=Name({}))

    assert words(one(wrong, "title")).startswith("Error: ")
    assert links(wrong, "main .govuk-error-summary a") == {"Enter name": "#id_name"}
    assert words(one(page(form=Name()), "title")) == "Referral BAR-1 – MASE"


def test_the_first_thing_a_keyboard_meets_skips_to_the_page() -> None:
    first = every(page(), "a, button, input")[0]

    assert first.get("href") == "#main-content"
    assert one(page(), "main").get("id") == "main-content"


def test_who_is_signed_in_and_for_whom_stands_at_the_top() -> None:
    assert words(one(page(), ".app-person__who")) == "Amina Khan Social worker, Barnet children's social care"


def test_signing_out_is_a_form_and_not_a_link() -> None:
    form = one(page(), ".app-person form")

    assert (form.get("method"), form.get("action")) == ("post", "/account/sign-out/")
    assert [box.get("name") for box in form.iter("input")] == ["csrfmiddlewaretoken"]


def test_a_stranger_sees_no_person_and_no_way_in() -> None:
    stranger = page(person=None, navigation=[])

    assert every(stranger, ".app-person, nav, [data-hide-page], [data-curtain]") == []


def test_where_one_is_stands_out_in_the_navigation() -> None:
    assert texts(page(), "nav a") == ["My work", "Cases", "New referral", "MASE", "Notices (3)"]
    assert texts(page(), "nav [aria-current]") == ["My work"]


def test_help_is_in_the_same_place_on_every_page() -> None:
    for_everybody = [("Help", "/help/"), ("Procedures", "/procedures/")]
    for_everybody += [("Points of contact", "/contacts/"), ("People I know", "/conflicts/")]
    assert list(links(page(), "footer a").items()) == for_everybody
    assert links(page(person=None, navigation=[]), "footer a") == {"Help": "/help/"}


def test_messages_are_announced_by_their_weight() -> None:
    told = page(messages=[Message(25, "Saved <b>"), Message(20, "Closing soon")])

    assert texts(told, "[role=alert] .govuk-notification-banner__heading") == ["Saved <b>"]
    assert texts(told, "[role=region] .govuk-notification-banner__heading") == ["Closing soon"]
    ids = [element.get("id") for element in every(told, ".govuk-notification-banner__title")]
    assert len(set(ids)) == 2


def test_scripts_come_from_files_and_carry_the_nonce() -> None:
    request = RequestFactory().get("/")
    request.csp_nonce = "n0nce"
    scripts = every(page(request=request), "script")

    assert [script.get("src") for script in scripts] == ["/static/js/enabled.js", "/static/js/site.js"]
    assert {script.get("nonce") for script in scripts} == {"n0nce"}
    assert {script.text for script in scripts} == {None}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_no_template_of_ours_has_anything_inline_or_unescaped(path: Path) -> None:
    source = path.read_text()

    for forbidden in ("|safe", "| safe", " style=", "<style", " onclick=", "javascript:", "http://", "https://"):
        assert forbidden not in source


@pytest.mark.parametrize(
    ("address", "status", "heading", "said"),
    [
        ("/refused/", 403, "You cannot do this", "Only the duty manager decides on a referral."),
        ("/nowhere/", 404, "Page not found", "check that it is whole"),
        ("/broken/", 500, "Something went wrong", "The fault is ours"),
    ],
)
def test_a_page_that_cannot_be_shown_says_why_and_where_to_go(
    settings: Any, address: str, status: int, heading: str, said: str
) -> None:
    settings.DEBUG = False
    response = Client(raise_request_exception=False).get(address)
    shown = read(response.content.decode())

    assert response.status_code == status
    assert texts(shown, "h1") == [heading]
    assert said in words(one(shown, "main"))
    assert links(shown, "main a") == {"Go to my work": "/"}


def test_a_form_that_was_open_too_long_says_so() -> None:
    response = Client(enforce_csrf_checks=True).post("/gallery/", {})

    assert response.status_code == 403
    assert texts(read(response.content.decode()), "h1") == ["This page was open too long"]
