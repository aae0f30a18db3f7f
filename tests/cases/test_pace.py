"""Whoever opens one file after another is stopped: said in plain words, written down, told to the privacy officer."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import pace
from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.pages import texts
from tests.factories import CaseFactory
from tests.reporting.looking import looked

MINUTE = timedelta(minutes=1)
SignIn = Callable[[User], Client]


@pytest.fixture
def case(southwark: Cast, at: datetime) -> Case:
    return CaseFactory(cast=southwark, opened=southwark, opened_at=at)


@pytest.fixture
def opened(southwark: Cast, at: datetime) -> Callable[..., None]:
    """The manager opened so many files, each a minute ago unless told otherwise: opened(59)."""

    def open_files(number: int, *, ago: timedelta = MINUTE, **fields: object) -> None:
        refs = [f"BCDF-{n:04}" for n in range(number)]
        looked(southwark["team"], refs, at=at - ago, agency="southwark-csc", **fields)

    return open_files


def test_the_next_file_after_the_most_of_an_hour_does_not_open(
    case: Case, southwark: Cast, signed_in: SignIn, opened: Callable[..., None]
) -> None:
    opened(pace.IN_AN_HOUR - 1)
    browser = signed_in(southwark["team"])
    assert browser.get(case.get_absolute_url()).status_code == 200
    other = CaseFactory(cast=southwark, opened=southwark, opened_at=case.opened_at)
    page = browser.get(other.get_absolute_url())
    assert page.status_code == 429
    assert "60 records within an hour" in " ".join(texts(page, "main"))
    assert "privacy officer" in " ".join(texts(page, "main"))


def test_what_is_shown_instead_holds_nothing_of_the_child(
    case: Case, southwark: Cast, signed_in: SignIn, opened: Callable[..., None]
) -> None:
    opened(pace.IN_AN_HOUR)
    text = signed_in(southwark["team"]).get(case.get_absolute_url()).content.decode()
    assert case.child.family_name not in text
    assert case.child.given_names not in text


def test_a_file_that_was_opened_in_that_hour_opens_again(
    case: Case, southwark: Cast, signed_in: SignIn, opened: Callable[..., None]
) -> None:
    browser = signed_in(southwark["team"])
    browser.get(case.get_absolute_url())
    opened(pace.IN_AN_HOUR)
    assert browser.get(f"/cases/{case.ref}/pathway/").status_code == 200


@pytest.mark.parametrize(
    ("ago", "status"), [(60 * MINUTE - timedelta(seconds=1), 429), (60 * MINUTE, 200), (90 * MINUTE, 200)]
)
def test_an_hour_is_counted_back_from_now(
    case: Case, southwark: Cast, signed_in: SignIn, opened: Callable[..., None], ago: timedelta, status: int
) -> None:
    opened(pace.IN_AN_HOUR, ago=ago)
    assert signed_in(southwark["team"]).get(case.get_absolute_url()).status_code == status


def test_one_file_many_times_and_files_seen_in_a_list_do_not_count(
    case: Case, southwark: Cast, signed_in: SignIn, opened: Callable[..., None], at: datetime
) -> None:
    looked(southwark["team"], ["BCDF-2345"] * 200, at=at, agency="southwark-csc")
    opened(200, verb=Verb.LISTED)
    opened(200, verb=Verb.REFUSED)
    assert signed_in(southwark["team"]).get(case.get_absolute_url()).status_code == 200


def test_what_a_colleague_opens_does_not_count(
    case: Case, southwark: Cast, signed_in: SignIn, opened: Callable[..., None]
) -> None:
    opened(pace.IN_AN_HOUR)
    assert signed_in(southwark["service"]).get(case.get_absolute_url()).status_code == 200


def test_an_act_is_stopped_as_a_page_is(
    case: Case, southwark: Cast, signed_in: SignIn, opened: Callable[..., None]
) -> None:
    opened(pace.IN_AN_HOUR)
    assert signed_in(southwark["team"]).post(f"/cases/{case.ref}/close/", {"reason": "Because"}).status_code == 429
    case.refresh_from_db()
    assert case.closed_at is None


def test_each_stop_leaves_a_row_and_no_viewing(
    case: Case, southwark: Cast, signed_in: SignIn, opened: Callable[..., None]
) -> None:
    opened(pace.IN_AN_HOUR)
    browser = signed_in(southwark["team"])
    for _ in range(3):
        browser.get(case.get_absolute_url())
    rows = Event.objects.filter(case=case.ref, actor=southwark["team"].pk)
    assert [(row.verb, row.agency, row.detail) for row in rows] == [
        ("pace_exceeded", "southwark-csc", {"page": "case", "number": 60})
    ] * 3


def test_the_privacy_officer_is_told_once_and_without_a_name(
    case: Case, southwark: Cast, barnet: Cast, signed_in: SignIn, opened: Callable[..., None]
) -> None:
    opened(pace.IN_AN_HOUR)
    browser = signed_in(southwark["team"])
    for _ in range(3):
        browser.get(case.get_absolute_url())
    told = Message.objects.get()
    assert told.recipient == southwark["privacy"]
    assert told.text == "Somebody was stopped after opening 60 records within an hour."
    assert signed_in(southwark["privacy"]).get(told.url).status_code == 200


@pytest.mark.rule("ALL-5")
def test_two_hundred_records_in_a_row_end_at_the_limit(
    southwark: Cast, signed_in: SignIn, opened: Callable[..., None], at: datetime
) -> None:
    opened(pace.IN_AN_HOUR - 5)
    cases = [CaseFactory(cast=southwark, opened=southwark, opened_at=at) for _ in range(12)]
    browser = signed_in(southwark["team"])
    statuses = [browser.get(case.get_absolute_url()).status_code for case in cases]
    assert statuses == [200] * 5 + [429] * 7


def test_counting_costs_one_query_however_many_were_opened(
    case: Case, southwark: Cast, opened: Callable[..., None], at: datetime
) -> None:
    opened(50)
    looked(southwark["team"], ["BCDF-2345"] * 300, at=at, agency="southwark-csc")
    with CaptureQueriesContext(connection) as captured:
        assert not pace.is_exceeded(southwark["team"], case, at=at)
    assert len(captured) == 1
