"""The child's page says who has looked, to those who may read the history of the case."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import queries
from mase.cases.models import Case
from mase.demo.cast import Cast
from tests.cases.pages import texts
from tests.reporting.looking import looked

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


def everything(right: object) -> bool:
    """The rights of somebody who has them all."""
    return True


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("share")


@pytest.mark.rule("ALL-5")
def test_the_page_names_who_has_looked_with_agency_and_last_time(
    case: Case, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    looked(southwark["health"], [case.ref], at=at - 2 * DAY, agency="southwark-health")
    looked(southwark["health"], [case.ref], at=at - DAY, agency="southwark-health")
    page = signed_in(southwark["team"]).get(case.get_absolute_url())
    (said,) = texts(page, "section[aria-labelledby=who-looked] ul")
    assert said == f"{southwark['health'].name}Southwark health, 1 March 2026 at 10:00"


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["health", "police.mash", "minutes"])
def test_without_the_history_nobody_learns_who_has_looked(
    case: Case, southwark: Cast, signed_in: SignIn, at: datetime, part: str
) -> None:
    looked(southwark["worker"], [case.ref], at=at - DAY, agency="southwark-csc")
    page = signed_in(southwark[part]).get(case.get_absolute_url())
    assert page.status_code == 200
    assert texts(page, "section[aria-labelledby=who-looked]") == []
    assert southwark["worker"].name not in page.content.decode()


def test_nobody_has_looked_at_a_new_case(case: Case, southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["team"]).get(case.get_absolute_url())
    assert "Nobody before you." in " ".join(texts(page, "section[aria-labelledby=who-looked]"))
    again = signed_in(southwark["team"]).get(case.get_absolute_url())
    assert southwark["team"].name in " ".join(texts(again, "section[aria-labelledby=who-looked]"))


def test_a_person_stands_once_for_each_agency_and_the_last_to_look_first(
    case: Case, southwark: Cast, at: datetime
) -> None:
    for hours in range(5):
        looked(southwark["health"], [case.ref], at=at - hours * DAY, agency="southwark-health")
    looked(southwark["health"], [case.ref], at=at - 3 * DAY, agency="southwark-yjs")
    looked(southwark["team"], [case.ref], at=at - DAY, agency="southwark-csc")
    found = queries.lookers(case, may=everything, since=at - 30 * DAY)
    assert [(one.who, one.agency, one.at) for one in found] == [
        (southwark["health"].name, "Southwark health", at),
        (southwark["team"].name, "Southwark children’s social care", at - DAY),
        (southwark["health"].name, "Southwark youth justice", at - 3 * DAY),
    ]


def test_what_is_older_and_what_was_not_opened_is_left_out(case: Case, southwark: Cast, at: datetime) -> None:
    looked(southwark["team"], [case.ref], at=at - 31 * DAY, agency="southwark-csc")
    looked(southwark["team"], ["BCDF-2345"], at=at, agency="southwark-csc")
    for verb in (Verb.LISTED, Verb.REFUSED, Verb.CASE_ALLOCATED):
        looked(southwark["team"], [case.ref], at=at, agency="southwark-csc", verb=verb)
    assert queries.lookers(case, may=everything, since=at - 30 * DAY) == []


def test_it_costs_one_query(case: Case, southwark: Cast, at: datetime, django_assert_num_queries: Callable) -> None:
    for person in southwark.people.values():
        looked(person, [case.ref] * 20, at=at, agency="southwark-csc")
    with django_assert_num_queries(1):
        assert len(queries.lookers(case, may=everything, since=at - DAY)) == 20
