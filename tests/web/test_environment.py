"""The environment refuses what is undefined, escapes what is handed in, and keeps text as it was typed."""

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from jinja2 import UndefinedError

from mase.web import environment
from tests.web.html import draw, one

LATE = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)


def test_an_undefined_name_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(UndefinedError, match="chid"):
        draw("{{ chid.name }}", child={"name": "Kezia"})


def test_an_undefined_attribute_is_an_error_even_in_a_condition() -> None:
    with pytest.raises(UndefinedError, match="decided"):
        draw("{% if referral.decided %}decided{% endif %}", referral={"ref": "X"})


def test_the_macros_of_govuk_may_leave_options_out() -> None:
    source = '{% from "govuk_frontend_jinja/components/button/macro.html" import govukButton %}'
    page = draw(source + '{{ govukButton({"text": "Go"}) }}')

    assert one(page, "button").text.strip() == "Go"


def test_what_is_handed_in_is_escaped() -> None:
    assert one(draw("<p>{{ name }}</p>", name="<b>Kezia</b>"), "p").text == "<b>Kezia</b>"


def test_what_a_person_typed_is_never_read_as_a_template() -> None:
    assert one(draw("<p>{{ text }}</p>", text="{{ 7 * 7 }}{% do x %}"), "p").text == "{{ 7 * 7 }}{% do x %}"


def test_django_makes_one_environment_and_keeps_it() -> None:
    assert engines["jinja2"].env is engines["jinja2"].env
    assert engines["jinja2"].env.get_template("base.html") is engines["jinja2"].env.get_template("base.html")


@pytest.mark.parametrize(
    ("source", "value", "written"),
    [
        ("{{ value | day }}", date(2026, 3, 2), "2 March 2026"),
        ("{{ value | day }}", LATE, "1 July 2026"),
        ("{{ value | time }}", LATE, "00:30"),
        ("{{ value | moment }}", LATE, "1 July 2026 at 00:30"),
        ("{{ value | moment }}", datetime(2026, 3, 12, 14, 5, tzinfo=UTC), "12 March 2026 at 14:05"),
        ("{{ value | plural('day') }}", 1, "1 day"),
        ("{{ value | plural('day') }}", 0, "0 days"),
        ("{{ value | plural('child', 'children') }}", 1200, "1,200 children"),
    ],
)
def test_values_are_written_as_people_say_them_in_london(source: str, value: object, written: str) -> None:
    assert one(draw(f"<p>{source}</p>", value=value), "p").text == written


def test_a_day_that_is_not_there_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(AttributeError):
        draw("{{ value | day }}", value=None)


@pytest.mark.urls("tests.web.urls")
def test_addresses_are_made_from_names() -> None:
    assert environment.url("home") == "/"
    assert environment.url("account_reset_password_from_key", uidb36="1", key="a-b").endswith("/1-a-b/")


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Leila", "ltr"),
        ("ליلى 14", "rtl"),
        ("«لا أستطيع»", "rtl"),
        ("07700 900123, לילי", "rtl"),
        ("Name: فاطمة", "ltr"),
        ("07700 900123", "ltr"),
        ("", "ltr"),
    ],
)
def test_a_text_runs_the_way_of_its_first_letter(text: str, way: str) -> None:
    assert environment.direction(text) == way
