"""The overview of a case: how many questions it asks, whatever the length of the file, and what stands on it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from tests.cases.pages import texts

MOST = 15
# What every request asks before and after its page: the session, who signed in, for whom the database answers, and the
# row that says who looked.
_AROUND = (
    "django_session",
    "SAVEPOINT",
    "set_config",
    'FROM "agencies_user" WHERE "agencies_user"."id"',
    "INSERT INTO",
)


def page_text(page: Any) -> str:
    return " ".join(texts(page, "main"))


def asked(client: Client, case: Case) -> list[str]:
    """Return what the page of the case asks the database."""
    client.get(case.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        assert client.get(case.get_absolute_url()).status_code == 200
    found = [query["sql"] for query in queries.captured_queries]
    return [sql for sql in found if not any(words in sql for words in _AROUND)]


@pytest.mark.rule("ALL-3")
def test_it_asks_fifteen_questions_at_most_whatever_the_length_of_the_file(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    case, clients = told("sign"), {part: signed_in(southwark[part]) for part in ("worker", "coordinator")}
    short = {part: asked(client, case) for part, client in clients.items()}
    running = case.deadlines.open().first()
    assert running
    fields = {field.name: getattr(running, field.name) for field in Deadline._meta.fields}
    for number in range(60):
        own = {"id": None, "ref": f"XXXX-{number:04}", "key": f"more-{number}", "due_at": at + timedelta(days=number)}
        Deadline.objects.create(**fields | own)
    for part, client in clients.items():
        now = asked(client, case)
        assert len(now) == len(short[part]) <= MOST, "\n".join(now)


def test_the_three_next_deadlines_stand_open_and_the_others_are_a_press_away(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    case = told("screen")
    page = signed_in(southwark["worker"]).get(case.get_absolute_url())
    more = case.deadlines.open().count() - 3
    assert ("more deadline" in page_text(page)) is (more > 0)


@pytest.mark.rule("ALL-3")
def test_risk_now_is_there_for_those_who_may_read_screenings(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("sign")
    band = case.assessments.latest("pk").get_judgement_display()
    text = page_text(signed_in(southwark["worker"]).get(case.get_absolute_url()))
    for words in ("Risk now", band, "First screening", "How the risk went, and why"):
        assert words in text
    school = page_text(signed_in(southwark["school"]).get(case.get_absolute_url()))
    assert "Risk now" not in school


def test_before_the_first_screening_it_says_so(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("allocate")
    assert "Not screened yet" in page_text(signed_in(southwark["worker"]).get(case.get_absolute_url()))


def test_it_names_the_agencies_that_the_file_is_open_to_for_whoever_may_read_its_history(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case: Any = told("allocate")
    text = page_text(signed_in(southwark["coordinator"]).get(case.get_absolute_url()))
    assert "Agencies with access" in text
    assert southwark.agency("police").name in text
    other = page_text(signed_in(southwark["police.mash"]).get(case.get_absolute_url()))
    assert "Agencies with access" not in other
