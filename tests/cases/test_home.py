"""My work: what she answers for, overdue first; and nothing of a case that she may not see."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit.models import Event
from mase.cases import access, queries
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from tests.cases.pages import links, texts
from tests.factories import CaseFactory, DeadlineFactory

HOUR = timedelta(hours=1)


@pytest.fixture
def owed(case: Case, at: datetime) -> Callable[..., Deadline]:
    def start(**fields: Any) -> Deadline:
        return DeadlineFactory(**{"case": case, "started_at": at, "due_at": at + HOUR} | fields)

    return start


def _owed_by(user: User, at: datetime) -> list[Deadline]:
    return list(queries.owed_by(user, at=at))


def test_a_role_s_deadline_is_owed_by_everybody_in_the_role_and_by_nobody_else(
    owed: Callable[..., Deadline], southwark: Cast, at: datetime
) -> None:
    deadline = owed()
    assert _owed_by(southwark["mash"], at) == [deadline]
    assert _owed_by(southwark["service"], at) == [], "who is told at breach does not owe it"
    assert _owed_by(southwark["team"], at) == []


def test_a_named_owner_owes_it_alone(owed: Callable[..., Deadline], southwark: Cast, case: Case, at: datetime) -> None:
    deadline = owed(owner=southwark["worker"], owner_role="social_worker")
    access.open_to_person(case, southwark["worker"], [Section.CASE], by=southwark["mash"], at=at, reason="Test")
    assert _owed_by(southwark["worker"], at) == [deadline]
    assert _owed_by(southwark["second.worker"], at) == []


def test_what_she_may_not_see_is_not_on_her_desk(
    owed: Callable[..., Deadline], southwark: Cast, barnet: Cast, at: datetime
) -> None:
    owed()
    owed(owner=southwark["worker"])
    assert _owed_by(southwark["worker"], at) == []
    assert _owed_by(barnet["mash"], at) == []


def test_it_leaves_her_desk_when_it_ends(owed: Callable[..., Deadline], southwark: Cast, at: datetime) -> None:
    owed(closed_at=at, closed_as="met")
    assert _owed_by(southwark["mash"], at) == []


def test_the_nearest_comes_first_and_ties_keep_their_order(
    owed: Callable[..., Deadline], southwark: Cast, at: datetime
) -> None:
    rows = [owed(due_at=at + hours * HOUR) for hours in (3, 1, 2, 1)]
    assert _owed_by(southwark["mash"], at) == [rows[1], rows[3], rows[2], rows[0]]


@pytest.mark.parametrize(
    ("due", "heading"),
    [
        ("2026-03-02T09:59:59+00:00", "Overdue"),
        ("2026-03-02T10:00:00+00:00", "Due today"),  # this very moment
        ("2026-03-02T23:59:59+00:00", "Due today"),
        ("2026-03-03T00:00:00+00:00", "To come"),
    ],
)
def test_the_page_sorts_by_what_is_late_today_and_to_come(
    owed: Callable[..., Deadline], southwark: Cast, signed_in: Callable[[User], Client], due: str, heading: str
) -> None:
    owed(due_at=datetime.fromisoformat(due))
    assert f"{heading} (1)" in texts(signed_in(southwark["mash"]).get("/"), "caption, h2")


def test_today_is_the_day_in_london(
    owed: Callable[..., Deadline], southwark: Cast, signed_in: Callable[[User], Client], clock: Any
) -> None:
    clock.move_to(datetime.fromisoformat("2026-06-01T23:30:00+00:00"))  # half past midnight in London on 2 June
    owed(due_at=datetime.fromisoformat("2026-06-02T22:30:00+00:00"))
    assert "Due today (1)" in texts(signed_in(southwark["mash"]).get("/"), "caption, h2")


def test_each_line_names_the_rule_and_leads_to_the_work(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("refer")
    page = signed_in(southwark["mash"]).get("/")
    shown = " ".join(texts(page, "main"))
    assert "24 hours from referral or police MERLIN received (SO-11)" in shown
    assert case.child.name in shown
    assert case.child.family_name not in " ".join(texts(page, "title"))
    assert links(page)[case.ref] == f"/cases/{case.ref}/"


@pytest.mark.rule("ALL-5")
def test_every_case_on_the_page_leaves_one_row(
    owed: Callable[..., Deadline], case: Case, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    for _ in range(3):
        owed()
    signed_in(southwark["mash"]).get("/")
    rows = Event.objects.filter(verb="listed", actor=southwark["mash"].pk)
    assert [(row.case, row.detail) for row in rows] == [(case.ref, {"page": "my work"})]


def test_an_empty_desk_says_so(southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    for part in ("mash", "school", "admin"):
        assert "You have no deadlines" in " ".join(texts(signed_in(southwark[part]).get("/"), "main"))


def test_more_than_a_page_says_so(
    owed: Callable[..., Deadline], southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    for n in range(101):
        owed(key=f"many {n}", due_at=at - n * HOUR)
    page = signed_in(southwark["mash"]).get("/")
    assert "There is more than fits here" in " ".join(texts(page, "main"))
    assert len(texts(page, "main tbody tr")) == 100


@pytest.mark.parametrize("address", ["/", "/cases/", "/notices/"])
def test_a_full_page_costs_no_more_queries_than_a_short_one(
    southwark: Cast, at: datetime, signed_in: Callable[[User], Client], address: str
) -> None:
    def fill(number: int) -> None:
        for _ in range(number):
            case = CaseFactory(cast=southwark, opened_at=at, opened=southwark)
            deadline = DeadlineFactory(case=case, started_at=at, due_at=at + HOUR)
            southwark["mash"].messages.create(
                key=f"told-{deadline.pk}", text="Told", url="/", reference=case.ref, created_at=at, try_after=at
            )

    def queries_of() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    browser = signed_in(southwark["mash"])
    fill(10)
    browser.get(address)
    few = queries_of()
    fill(100)
    assert queries_of() == few
