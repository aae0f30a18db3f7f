"""The board and timeliness ask the database as often with a thousand rows as with ten."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from tests.factories import DeadlineFactory
from tests.reporting.conftest import TITLES

ADDRESSES = (
    "/board/",
    "/board/?sort=agency",
    "/board/?state=overdue",
    "/board/by-rule/",
    "/board/by-person/",
    "/board/by-agency/",
    "/board/deadlines.csv",
    "/timeliness/",
    "/timeliness/deadlines/",
    "/timeliness/deadlines/?outcome=late",
    "/timeliness/numbers.csv",
)
CODES = ("mash_check", "screening", "action", "icpc", "mase_submission")


@pytest.fixture
def fill(southwark: Cast, child: Callable[..., Case], at: datetime) -> Callable[[int, int], None]:
    """Add deadlines of several rules, people and agencies: late, met late, to come; a case for every ten of them."""
    people = [southwark["worker"], southwark["second.worker"], None]
    agencies = [southwark.agency("csc"), southwark.agency("health")]

    def row(case: Case, number: int) -> Deadline:
        due_at = at + timedelta(hours=number % 90 - 60)
        met = {"closed_at": due_at + timedelta(hours=1), "closed_as": "met", "breached_at": due_at}
        code = CODES[number % 5]
        return DeadlineFactory.build(
            case=case,
            authority=case.authority,
            agency=agencies[number % 2],
            owner=people[number % 3],
            code=code,
            label=TITLES[code],
            key=f"row {number}",
            started_at=due_at - timedelta(days=1),
            due_at=due_at,
            **(met if number % 4 == 0 else {}),
        )

    def add(first: int, last: int) -> None:
        for start in range(first, last, 10):
            case = child()
            Deadline.objects.bulk_create(row(case, number) for number in range(start, start + 10))

    return add


@pytest.mark.parametrize("part", ["team", "health"])
def test_a_thousand_rows_cost_as_many_queries_as_ten(
    southwark: Cast, signed_in: Callable[[User], Client], fill: Callable[[int, int], None], part: str
) -> None:
    browser = signed_in(southwark[part])
    fill(0, 10)
    few = {address: _queries(browser, address) for address in ADDRESSES}
    fill(10, 1000)
    assert {address: _queries(browser, address) for address in ADDRESSES} == few
    assert max(few.values()) <= 26


def _queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)
