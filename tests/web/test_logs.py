"""The log says what happened and where, and nothing of what people wrote, whichever way it goes wrong."""

import enum
import logging
import sys
from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils.functional import SimpleLazyObject

from mase.agencies.models import User
from mase.web import logs
from mase.web.logs import LEFT_OUT, Lines
from tests import lines
from tests.lines import EVERYTHING, FAMILY, Log
from tests.web.breaking import FAILING, RAISED

pytestmark = [pytest.mark.urls("tests.web.breaking"), pytest.mark.django_db]
OURS = logging.getLogger("mase.of_these_tests")


class Colour(enum.Enum):
    AMBER = "amber"


@pytest.fixture
def visitor() -> Client:
    """A browser that is shown the page of an error, as people are."""
    return Client(raise_request_exception=False)


# Which errors


@pytest.mark.parametrize("name", [*RAISED, *FAILING])
def test_an_error_says_what_kind_it_is_and_where_and_not_a_word_more(visitor: Client, log: Log, name: str) -> None:
    visitor.post(f"/{name}/?who={FAMILY}", {"concern": EVERYTHING}, headers={"User-Agent": EVERYTHING[:20]})

    assert log.would_have_sung() or name == "missing"
    assert log.sung() == []
    assert log.lines[-1]["route"] == name


def test_the_kind_and_every_place_are_named(visitor: Client, log: Log) -> None:
    visitor.get("/behind_another/")
    (line,) = log.lines

    nearest, behind = line["errors"]
    assert (nearest["type"], behind["type"]) == ("builtins.ValueError", "builtins.KeyError")
    assert nearest["stack"][-1].startswith("tests/web/breaking.py:")
    assert nearest["stack"][-1].endswith(":behind_another")
    assert nearest["stack"][0].startswith("django/core/handlers/exception.py:")


def test_a_row_that_the_database_refuses_is_not_quoted(visitor: Client, log: Log) -> None:
    visitor.get("/against_a_rule/")

    kinds = [error["type"] for error in log.lines[0]["errors"]]
    assert kinds == ["django.db.utils.IntegrityError", "psycopg.errors.UniqueViolation"]
    assert "DETAIL" in log.stock.getvalue()
    assert "DETAIL" not in log.ours.getvalue()


@pytest.mark.parametrize(
    ("method", "address", "status", "route"),
    [
        ("get", f"/{FAMILY}/", 404, None),
        ("get", f"/only/{FAMILY}/?who={FAMILY}", 405, "only_by_post"),
        ("get", "/missing/", 404, "missing"),
        ("get", "/forbidden/", 403, "forbidden"),
        ("get", "/bad/", 400, "bad"),
        ("get", "/suspicious/", 400, "suspicious"),
        ("get", "/broken/", 500, "broken"),
    ],
)
def test_a_request_is_its_method_its_route_and_its_status(
    visitor: Client, log: Log, method: str, address: str, status: int, route: str | None
) -> None:
    assert getattr(visitor, method)(address).status_code == status

    line = log.lines[-1]
    assert (line["method"], line.get("route"), line["status"]) == ("GET", route, status)
    assert log.would_have_sung() or route == "missing"
    assert log.sung() == []


def test_a_method_that_somebody_makes_up_is_not_named(visitor: Client, log: Log) -> None:
    visitor.generic(FAMILY.upper(), "/only/x/")

    assert log.lines[-1]["method"] == LEFT_OUT
    assert log.sung() == []


def test_a_form_from_elsewhere_leaves_no_word_of_it(log: Log) -> None:
    visitor = Client(enforce_csrf_checks=True)

    answer = visitor.post(f"/only/{FAMILY}/", {"concern": EVERYTHING}, headers={"Referer": f"http://x/{FAMILY}"})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert log.lines[0]["logger"] == "django.security.csrf"
    assert log.would_have_sung()
    assert log.sung() == []


def test_a_host_that_is_not_ours_is_not_quoted(visitor: Client, log: Log) -> None:
    assert visitor.get("/", headers={"Host": f"{FAMILY}.example"}).status_code == HTTPStatus.BAD_REQUEST

    assert log.lines[0]["logger"] == "django.security.DisallowedHost"
    assert log.would_have_sung()
    assert log.sung() == []


def test_too_many_fields_are_not_listed(visitor: Client, log: Log, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2

    visitor.post("/only/x/", {"a": EVERYTHING, "b": EVERYTHING, "c": EVERYTHING})

    assert log.lines[-1]["status"] == HTTPStatus.BAD_REQUEST
    assert log.sung() == []


def test_who_fails_to_sign_in_is_not_named_and_neither_is_the_password(visitor: Client, log: Log) -> None:
    answer = visitor.post("/account/sign-in/", {"login": lines.EMAIL, "password": lines.PASSWORD})

    assert b"not correct" in answer.content
    assert log.sung() == []


# What others write


def test_what_somebody_else_writes_into_a_message_is_left_out(visitor: Client, log: Log) -> None:
    visitor.get("/talkative/")

    found = f"could not find {LEFT_OUT}"
    assert [line["message"] for line in log.lines] == [LEFT_OUT, found, found, "could not find", LEFT_OUT, LEFT_OUT]
    assert {line["logger"] for line in log.lines} == {"somebody.else"}
    assert all(line["place"].startswith("tests/web/breaking.py:") for line in log.lines)
    assert len(log.would_have_sung()) == len(lines.CANARIES)
    assert log.sung() == []


@pytest.mark.parametrize(
    "name",
    ["django.db.backends", "django.template", "django.server", "celery.worker", "kombu", "weasyprint", "allauth", "x"],
)
def test_every_logger_writes_the_same_lines(log: Log, name: str) -> None:
    logging.getLogger(name).error("%s", EVERYTHING)
    (line,) = log.lines

    assert (line["logger"], line["message"]) == (name, LEFT_OUT)


def test_statements_and_what_was_filled_into_them_are_never_written(log: Log) -> None:
    logging.getLogger("django.db.backends").error(
        "(%.3f) %s; args=%s; alias=%s", 0.25, f"SELECT '{FAMILY}'", (FAMILY,), "default"
    )

    assert log.lines[0]["message"] == f"(0.250) {LEFT_OUT}; args={LEFT_OUT}; alias={LEFT_OUT}"


# What may be filled in


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (3, "3"),
        (-2.5, "-2.5"),
        (True, "True"),
        (None, "None"),
        ("K7QF-3MTX", "K7QF-3MTX"),
        ("0b5f6d0e-8f2c-4c6e-9d66-3b8c5c0b1a11", "0b5f6d0e-8f2c-4c6e-9d66-3b8c5c0b1a11"),
        ("/srv/mase/reporting/press.py:61", "/srv/mase/reporting/press.py:61"),
        (Colour.AMBER, "amber"),
        (ValueError, "ValueError"),
        (["K7QF-3MTX", FAMILY, 7], f"K7QF-3MTX {LEFT_OUT} 7"),
        ((3, (FAMILY, "K7QF-3MTX")), f"3 {LEFT_OUT} K7QF-3MTX"),
        (FAMILY, LEFT_OUT),
        ("", LEFT_OUT),
        ("K7QF-3MTX ", LEFT_OUT),
        ("K7QF-3MTX\n", LEFT_OUT),
        ("A7QF-3MTX", LEFT_OUT),
        ("k7qf-3mtx", LEFT_OUT),
        (f"{FAMILY}/press.py", LEFT_OUT),
        (9_434_765_919, LEFT_OUT),
        (-9_434_765_919, LEFT_OUT),
        (float("nan"), LEFT_OUT),
        (date(2011, 5, 17), LEFT_OUT),
        (ValueError(FAMILY), LEFT_OUT),
        ({"name": FAMILY, "age": 3}, LEFT_OUT),
        (b"K7QF-3MTX", LEFT_OUT),
    ],
)
def test_numbers_references_and_codes_are_filled_in_and_nothing_else(log: Log, value: Any, written: str) -> None:
    OURS.error("of %s and %s", 1, value)

    assert log.lines[0]["message"] == f"of 1 and {written}"


@pytest.mark.parametrize(
    ("text", "arguments", "written"),
    [
        ("%d waiting", (3,), "3 waiting"),
        ("%d were waiting", (FAMILY,), "%d were waiting"),
        ("%(number)d of %(name)s", ({"number": 3, "name": FAMILY},), f"3 of {LEFT_OUT}"),
        ("%(number)d of them", ({"name": FAMILY},), "%(number)d of them"),
        ("too few: %s %s", (3,), "too few: %s %s"),
        ("nothing to fill in: 100%", (), "nothing to fill in: 100%"),
    ],
)
def test_a_text_is_filled_in_where_it_can_be(log: Log, text: str, arguments: tuple[Any, ...], written: str) -> None:
    OURS.error(text, *arguments)

    assert log.lines[0]["message"] == written


def test_a_text_that_does_not_stand_in_the_source_is_left_out(log: Log) -> None:
    OURS.error("".join(["put ", "together"]))
    OURS.error("as it stands")

    assert [line["message"] for line in log.lines] == [LEFT_OUT, "as it stands"]


@pytest.mark.parametrize("path", ["/nowhere/at_all.py", __file__.replace("test_logs.py", "gallery.html"), "<string>"])
def test_without_a_source_every_text_is_left_out(path: str) -> None:
    record = logging.LogRecord("x", logging.ERROR, path, 1, "as it stands", (), None)

    assert f'"message": "{LEFT_OUT.encode("unicode_escape").decode()}"' in Lines().format(record)


def test_a_line_stays_one_line(log: Log) -> None:
    OURS.error("one\r\ntwo\u2028three")

    assert log.ours.getvalue().count("\n") == 1
    assert "\u2028" not in log.ours.getvalue()
    assert log.lines[0]["message"] == "one\r\ntwo\u2028three"


def test_a_line_says_when_how_bad_who_says_so_and_where(log: Log, clock: Any) -> None:
    OURS.warning("as it stands")

    assert log.lines == [
        {
            "time": "2026-03-02T10:00:00.000+00:00",
            "level": "WARNING",
            "logger": "mase.of_these_tests",
            "message": "as it stands",
            "place": log.lines[0]["place"],
        }
    ]
    assert log.lines[0]["place"].startswith("tests/web/test_logs.py:")
    assert log.lines[0]["place"].endswith(":test_a_line_says_when_how_bad_who_says_so_and_where")


def test_an_error_that_goes_on_for_ever_has_an_end_in_the_log(log: Log) -> None:
    def deeper() -> None:
        deeper()

    try:
        deeper()
    except RecursionError as error:
        error.__cause__ = error
        OURS.exception("too deep")
    errors = log.lines[0]["errors"]
    assert len(errors) == 5
    assert len(errors[0]["stack"]) == 40


def test_where_there_is_no_error_none_is_told(log: Log) -> None:
    OURS.error("as it stands", exc_info=sys.exc_info())

    assert "errors" not in log.lines[0]


def test_an_error_hidden_on_purpose_stays_hidden(log: Log) -> None:
    try:
        try:
            raise KeyError(EVERYTHING)
        except KeyError:
            raise ValueError(EVERYTHING) from None
    except ValueError:
        OURS.exception("as it stands")

    assert [error["type"] for error in log.lines[0]["errors"]] == ["builtins.ValueError"]


# Which request


def test_the_page_the_answer_and_the_line_name_the_same_number(visitor: Client, log: Log) -> None:
    answer = visitor.get("/broken/")

    number = answer["X-Request-ID"]
    assert len(number) == 16
    assert f"<strong>{number}</strong>" in answer.content.decode()
    assert {line["request"] for line in log.lines} == {number}


def test_every_request_has_a_number_of_its_own_whatever_it_claims(visitor: Client, log: Log) -> None:
    numbers = {visitor.get("/talkative/", headers={"X-Request-ID": FAMILY})["X-Request-ID"] for _ in range(3)}

    assert len(numbers) == 3
    assert {line["request"] for line in log.lines} == numbers
    assert log.sung() == []


def test_what_a_line_says_of_who_is_a_number(log: Log, southwark: Any, signed_in: Any) -> None:
    signed_in(southwark["mash"]).get("/knowing_who_asks/")

    assert log.lines[-1]["person"] == southwark["mash"].pk


def test_a_line_never_asks_the_database_who_it_is(log: Log, django_assert_num_queries: Any) -> None:
    request = RequestFactory().get("/")
    request.user = SimpleLazyObject(User.objects.get)  # type: ignore[assignment]

    with logs.about(request), django_assert_num_queries(0):
        OURS.error("as it stands")

    assert "person" not in log.lines[0]


def test_after_the_request_lines_belong_to_nobody(visitor: Client, log: Log) -> None:
    visitor.get("/broken/")
    OURS.error("as it stands")

    assert "request" not in log.lines[-1]
    assert logs.request_id() == ""


def test_a_request_inside_another_does_not_take_its_place() -> None:
    outer, inner = (RequestFactory().get("/") for _ in range(2))
    outer.META[logs.REQUEST_ID], inner.META[logs.REQUEST_ID] = "outer", "inner"
    with logs.about(outer):
        with logs.about(inner):
            assert logs.request_id() == "inner"
        assert logs.request_id() == "outer"
