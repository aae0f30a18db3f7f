"""My work, under the headings of when it presses: what a person answers for, and nothing that she may not see."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.cases import access, desk, queries
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from tests.cases.pages import links, texts

HOUR = timedelta(hours=1)
Owing = Callable[..., Deadline]
SignIn = Callable[[User], Client]


def _owed_by(user: User, at: datetime) -> list[Deadline]:
    return list(queries.owed_by(user, at=at))


def _piles(user: User, at: datetime) -> list[desk.Pile]:
    return desk.piles(queries.with_people(queries.owed_by(user, at=at)), at=at)


def _headings(page: HttpResponse) -> list[str]:
    return texts(page, "main .app-work caption")


def test_a_role_s_deadline_is_owed_by_everybody_in_the_role_and_by_nobody_else(
    owing: Owing, southwark: Cast, at: datetime
) -> None:
    deadline = owing()
    assert _owed_by(southwark["mash"], at) == [deadline]
    assert _owed_by(southwark["service"], at) == [], "who is told at breach does not owe it"
    assert _owed_by(southwark["team"], at) == []


def test_a_named_owner_owes_it_alone(owing: Owing, southwark: Cast, case: Case, at: datetime) -> None:
    deadline = owing(owner=southwark["worker"], owner_role="social_worker")
    access.open_to_person(case, southwark["worker"], [Section.CASE], by=southwark["mash"], at=at, reason="Test")
    assert _owed_by(southwark["worker"], at) == [deadline]
    assert _owed_by(southwark["second.worker"], at) == []


def test_what_she_may_not_see_is_not_on_her_desk(owing: Owing, southwark: Cast, barnet: Cast, at: datetime) -> None:
    owing()
    owing(owner=southwark["worker"])
    assert _owed_by(southwark["worker"], at) == []
    assert _owed_by(barnet["mash"], at) == []


def test_it_leaves_her_desk_when_it_ends(owing: Owing, southwark: Cast, at: datetime) -> None:
    owing(closed_at=at, closed_as="met")
    assert _owed_by(southwark["mash"], at) == []


def test_the_nearest_comes_first_and_ties_keep_their_order(owing: Owing, southwark: Cast, at: datetime) -> None:
    rows = [owing(due_at=at + hours * HOUR) for hours in (3, 1, 2, 1)]
    assert _owed_by(southwark["mash"], at) == [rows[1], rows[3], rows[2], rows[0]]


@pytest.mark.parametrize(
    ("due", "heading"),
    [
        ("2026-03-02T09:59:59+00:00", "Overdue"),
        ("2026-03-02T10:00:00+00:00", "Due today"),  # this very moment
        ("2026-03-02T23:59:59.999999+00:00", "Due today"),  # the last minute of a Monday
        ("2026-03-03T00:00:00+00:00", "This week"),
        ("2026-03-08T23:59:59.999999+00:00", "This week"),  # the last minute of Sunday
        ("2026-03-09T00:00:00+00:00", "Later"),  # Monday
        ("2027-03-02T10:00:00+00:00", "Later"),
    ],
)
def test_the_page_sorts_by_when_it_presses(
    owing: Owing, southwark: Cast, signed_in: SignIn, due: str, heading: str
) -> None:
    owing(due_at=datetime.fromisoformat(due))
    assert _headings(signed_in(southwark["mash"]).get("/")) == [f"{heading} (1)"]


@pytest.mark.parametrize(
    ("now", "due", "heading"),
    [
        # Summer: half past midnight in London on 2 June is still 1 June in UTC.
        ("2026-06-01T23:30:00+00:00", "2026-06-02T22:59:59+00:00", "Due today"),
        ("2026-06-01T23:30:00+00:00", "2026-06-02T23:00:00+00:00", "This week"),
        # Sunday: nothing of this week is left but today.
        ("2026-03-08T10:00:00+00:00", "2026-03-08T23:59:00+00:00", "Due today"),
        ("2026-03-08T10:00:00+00:00", "2026-03-09T00:00:00+00:00", "Later"),
        # The clocks go forward on Sunday 29 March 2026: that day has 23 hours.
        ("2026-03-29T00:30:00+00:00", "2026-03-29T22:59:00+00:00", "Due today"),
        ("2026-03-29T00:30:00+00:00", "2026-03-29T23:00:00+00:00", "Later"),
        ("2026-03-28T12:00:00+00:00", "2026-03-29T22:59:00+00:00", "This week"),
        ("2026-03-28T12:00:00+00:00", "2026-03-29T23:00:00+00:00", "Later"),
        # The clocks go back on Sunday 25 October 2026: that day has 25 hours.
        ("2026-10-25T00:30:00+00:00", "2026-10-25T23:59:00+00:00", "Due today"),
        ("2026-10-25T00:30:00+00:00", "2026-10-26T00:00:00+00:00", "Later"),
        ("2026-10-24T22:59:00+00:00", "2026-10-24T23:00:00+00:00", "This week"),
        ("2026-10-25T00:15:00+00:00", "2026-10-25T01:15:00+00:00", "Due today"),  # a quarter past one, twice
        # New Year: 31 December 2026 is a Thursday.
        ("2026-12-31T10:00:00+00:00", "2026-12-31T23:59:00+00:00", "Due today"),
        ("2026-12-31T10:00:00+00:00", "2027-01-01T00:00:00+00:00", "This week"),
        ("2026-12-31T10:00:00+00:00", "2027-01-03T23:59:00+00:00", "This week"),
        ("2026-12-31T10:00:00+00:00", "2027-01-04T00:00:00+00:00", "Later"),
    ],
)
def test_days_and_weeks_are_those_of_london(
    owing: Owing,
    southwark: Cast,
    signed_in: SignIn,
    clock: Any,
    now: str,
    due: str,
    heading: str,
) -> None:
    clock.move_to(datetime.fromisoformat(now))
    owing(due_at=datetime.fromisoformat(due))
    assert _headings(signed_in(southwark["mash"]).get("/")) == [f"{heading} (1)"]


def test_every_moment_of_a_fortnight_is_under_one_heading_alone(owing: Owing, southwark: Cast, at: datetime) -> None:
    rows = {owing(due_at=at + hours * HOUR).pk for hours in range(-48, 14 * 24, 3)}
    shown = [
        one.deadline.pk for pile in _piles(southwark["mash"], at) for bundle in pile.bundles for one in bundle.owed
    ]
    assert sorted(shown) == sorted(rows)


@pytest.mark.parametrize("hours", [-5, 1, 30, 500])
def test_what_is_paused_is_stopped_whenever_it_was_due(
    owing: Owing, southwark: Cast, signed_in: SignIn, at: datetime, hours: int
) -> None:
    owing(paused_at=at, due_at=at + hours * HOUR)
    page = signed_in(southwark["mash"]).get("/")
    assert _headings(page) == ["Paused (1)"]
    assert "Paused" in texts(page, "main .govuk-tag")
    assert "Nobody while the clock is stopped" in " ".join(texts(page, "main"))


def test_headings_come_in_the_order_in_which_they_press_and_count_their_lists(
    owing: Owing, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    for hours, number in ((-1, 3), (1, 2), (24, 1), (200, 4)):
        for _ in range(number):
            owing(due_at=at + hours * HOUR)
    owing(paused_at=at)
    page = signed_in(southwark["mash"]).get("/")
    assert _headings(page) == ["Overdue (3)", "Due today (2)", "This week (1)", "Later (4)", "Paused (1)"]
    for heading, rows in (("overdue", 3), ("due-today", 2), ("this-week", 1), ("later", 4), ("paused", 1)):
        assert len(texts(page, f"#{heading} th[scope=row]")) == rows


def test_the_figures_above_say_the_same_and_lead_to_the_lists(
    owing: Owing, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    owing(due_at=at - HOUR)
    owing(due_at=at + 1000 * HOUR)
    page = signed_in(southwark["mash"]).get("/")
    said = ["1 Overdue", "0 Due today", "0 This week", "1 Later", "0 Paused"]
    assert texts(page, "main .app-figures li") == said
    assert links(page, "main .app-figures a") == {"1 Overdue": "#overdue", "1 Later": "#later"}


@pytest.mark.parametrize(("number", "count", "says_so"), [(99, "99", False), (100, "100", False), (101, "100+", True)])
def test_a_heading_that_holds_more_than_a_hundred_says_so(
    owing: Owing,
    southwark: Cast,
    signed_in: SignIn,
    at: datetime,
    number: int,
    count: str,
    says_so: bool,
) -> None:
    for n in range(number):
        owing(key=f"many {n}", due_at=at - (n + 1) * HOUR)
    owing(due_at=at + HOUR)
    page = signed_in(southwark["mash"]).get("/")
    assert _headings(page) == [f"Overdue ({count})", "Due today (1)"]
    assert len(texts(page, "#overdue th[scope=row]")) == min(number, 100)
    assert ("There is more than fits here" in " ".join(texts(page, "main"))) is says_so
