"""My work: what she answers for, overdue first; and nothing of a case that she may not see."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit.models import Event
from mase.cases import access, desk, queries
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


def _piles(user: User, at: datetime) -> list[desk.Pile]:
    return desk.piles(queries.with_people(queries.owed_by(user, at=at)), at=at)


def _headings(page: HttpResponse) -> list[str]:
    return texts(page, "main .app-work caption")


def _cells(page: HttpResponse, column: str) -> list[str]:
    return texts(page, f'main td[data-label="{column}"]')


def _in_order(page: HttpResponse) -> list[str]:
    """Return the references of cases and what is owed on them, as they follow one another down the page."""
    found = texts(page, "main .app-work__ref a, main th[scope=row] a")
    return [words.partition(" for case ")[0] for words in found]


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
        ("2026-03-02T23:59:59.999999+00:00", "Due today"),  # the last minute of a Monday
        ("2026-03-03T00:00:00+00:00", "This week"),
        ("2026-03-08T23:59:59.999999+00:00", "This week"),  # the last minute of Sunday
        ("2026-03-09T00:00:00+00:00", "Later"),  # Monday
        ("2027-03-02T10:00:00+00:00", "Later"),
    ],
)
def test_the_page_sorts_by_when_it_presses(
    owed: Callable[..., Deadline], southwark: Cast, signed_in: Callable[[User], Client], due: str, heading: str
) -> None:
    owed(due_at=datetime.fromisoformat(due))
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
    owed: Callable[..., Deadline],
    southwark: Cast,
    signed_in: Callable[[User], Client],
    clock: Any,
    now: str,
    due: str,
    heading: str,
) -> None:
    clock.move_to(datetime.fromisoformat(now))
    owed(due_at=datetime.fromisoformat(due))
    assert _headings(signed_in(southwark["mash"]).get("/")) == [f"{heading} (1)"]


def test_every_moment_of_a_fortnight_is_under_one_heading_alone(
    owed: Callable[..., Deadline], southwark: Cast, at: datetime
) -> None:
    rows = {owed(due_at=at + hours * HOUR).pk for hours in range(-48, 14 * 24, 3)}
    shown = [
        one.deadline.pk for pile in _piles(southwark["mash"], at) for bundle in pile.bundles for one in bundle.owed
    ]
    assert sorted(shown) == sorted(rows)


@pytest.mark.parametrize("hours", [-5, 1, 30, 500])
def test_what_is_paused_is_stopped_whenever_it_was_due(
    owed: Callable[..., Deadline], southwark: Cast, signed_in: Callable[[User], Client], at: datetime, hours: int
) -> None:
    owed(paused_at=at, due_at=at + hours * HOUR)
    page = signed_in(southwark["mash"]).get("/")
    assert _headings(page) == ["Paused (1)"]
    assert "Paused" in texts(page, "main .govuk-tag")
    assert "Nobody while the clock is stopped" in " ".join(texts(page, "main"))


def test_headings_come_in_the_order_in_which_they_press_and_count_their_lists(
    owed: Callable[..., Deadline], southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    for hours, number in ((-1, 3), (1, 2), (24, 1), (200, 4)):
        for _ in range(number):
            owed(due_at=at + hours * HOUR)
    owed(paused_at=at)
    page = signed_in(southwark["mash"]).get("/")
    assert _headings(page) == ["Overdue (3)", "Due today (2)", "This week (1)", "Later (4)", "Paused (1)"]
    for heading, rows in (("overdue", 3), ("due-today", 2), ("this-week", 1), ("later", 4), ("paused", 1)):
        assert len(texts(page, f"#{heading} th[scope=row]")) == rows


def test_the_figures_above_say_the_same_and_lead_to_the_lists(
    owed: Callable[..., Deadline], southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    owed(due_at=at - HOUR)
    owed(due_at=at + 1000 * HOUR)
    page = signed_in(southwark["mash"]).get("/")
    said = ["1 Overdue", "0 Due today", "0 This week", "1 Later", "0 Paused"]
    assert texts(page, "main .app-figures li") == said
    assert links(page, "main .app-figures a") == {"1 Overdue": "#overdue", "1 Later": "#later"}


# Case by case


def test_what_is_owed_on_one_case_stands_together_the_nearest_case_first(
    owed: Callable[..., Deadline], case: Case, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    nearest = CaseFactory(cast=southwark, opened_at=at, opened=southwark)
    owed(due_at=at + 2 * HOUR, label="Second")
    owed(case=nearest, due_at=at + HOUR, label="First")
    owed(case=nearest, due_at=at + 3 * HOUR, label="Third")
    page = signed_in(southwark["mash"]).get("/")
    assert _in_order(page) == [nearest.ref, "First", "Third", case.ref, "Second"]


def test_a_case_stands_under_each_heading_where_something_is_owed_on_it(
    owed: Callable[..., Deadline], case: Case, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    owed(due_at=at - HOUR, label="Late")
    owed(due_at=at + HOUR, label="Today")
    assert _in_order(signed_in(southwark["mash"]).get("/")) == [case.ref, "Late", case.ref, "Today"]


def test_what_an_agency_owes_to_a_meeting_stands_under_the_agency(
    southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    health = southwark.agency("health")
    whose = {"case": None, "authority": southwark.authority, "agency": health, "owner_role": "partner_lead"}
    row = DeadlineFactory(
        **whose, started_at=at, due_at=at + HOUR, label="Send information", path="/meetings/BCDF-2345/send/"
    )
    page = signed_in(southwark["health"]).get("/")
    assert texts(page, "main th[scope=rowgroup]") == [f"{health.name} for MASE"]
    found = links(page)
    assert found["Send information for MASE"] == "/meetings/BCDF-2345/send/"
    assert found["See this deadline Send information for MASE"] == f"/deadlines/{row.ref}/"
    assert "Send information" not in " ".join(texts(signed_in(southwark["education"]).get("/"), "main"))


def test_a_case_she_may_not_see_is_on_no_page_of_hers(
    owed: Callable[..., Deadline], case: Case, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    owed(owner=southwark["worker"])
    owed(owner=southwark["worker"], due_at=case.opened_at - HOUR)
    page = signed_in(southwark["worker"]).get("/")
    assert case.ref not in page.content.decode()
    assert case.child.family_name not in page.content.decode()
    assert _headings(page) == []
    assert not Event.objects.filter(verb="listed", case=case.ref).exists()


# What a line says


def test_the_next_step_and_the_deadline_are_one_click_away(
    owed: Callable[..., Deadline], case: Case, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    row = owed(path=f"/cases/{case.ref}/referrals/1/share/")
    found = links(signed_in(southwark["mash"]).get("/"))
    assert found[f"{row.label} for case {case.ref}"] == row.path
    assert found[f"See this deadline {row.label} for case {case.ref}"] == f"/cases/{case.ref}/deadlines/{row.ref}/"
    assert found[case.ref] == f"/cases/{case.ref}/"


@pytest.mark.parametrize(
    ("rung", "said"),
    [
        (0, "MASH duty manager Reminder on 2 March 2026 at 11:00"),
        (1, "MASH duty manager, Team manager On 2 March 2026 at 12:00"),
        (2, "Service manager On 3 March 2026 at 12:00"),
        (3, "Co-ordinator On 4 March 2026 at 12:00"),
    ],
)
def test_who_is_told_next_is_said_with_the_moment(
    owed: Callable[..., Deadline],
    southwark: Cast,
    signed_in: Callable[[User], Client],
    at: datetime,
    rung: int,
    said: str,
) -> None:
    due_at = at + 2 * HOUR
    moments = [at + HOUR, due_at, due_at + 24 * HOUR, due_at + 48 * HOUR]
    owed(due_at=due_at, moments=moments, rung=rung, ladder=["team_manager", "service_manager", "co_ordinator"])
    assert _cells(signed_in(southwark["mash"]).get("/"), "Who is told next") == [said]


def test_a_manager_who_was_named_is_named(
    owed: Callable[..., Deadline], southwark: Cast, hers: Callable[[str], User], signed_in: Callable[[User], Client]
) -> None:
    worker = hers("worker")
    owed(owner=worker, manager=southwark["team"])
    (told,) = _cells(signed_in(worker).get("/"), "Who is told next")
    assert told.startswith(f"{worker.name}, {southwark['team'].name} On ")


def test_after_the_last_rung_it_says_that_all_have_been_told(
    owed: Callable[..., Deadline], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    owed(rung=2, next_at=None)
    told = _cells(signed_in(southwark["mash"]).get("/"), "Who is told next")
    assert told == ["Everybody on the ladder has been told"]


@pytest.mark.parametrize(("due", "said"), [("2027-12-31T12:00:00+00:00", False), ("2028-01-01T12:00:00+00:00", True)])
def test_a_moment_that_a_bank_holiday_may_still_move_is_called_provisional(
    owed: Callable[..., Deadline], southwark: Cast, signed_in: Callable[[User], Client], due: str, said: bool
) -> None:
    owed(due_at=datetime.fromisoformat(due))
    assert ("Provisional" in _cells(signed_in(southwark["mash"]).get("/"), "Due")[0]) is said


@pytest.mark.parametrize(
    ("hours", "left", "colour"),
    [(-3, "3 hours overdue", "red"), (2, "Due today at 12:00", "yellow"), (72, "3 days left", "blue")],
)
def test_what_is_left_is_said_in_words_beside_the_moment(
    owed: Callable[..., Deadline],
    southwark: Cast,
    signed_in: Callable[[User], Client],
    at: datetime,
    hours: int,
    left: str,
    colour: str,
) -> None:
    owed(due_at=at + hours * HOUR)
    page = signed_in(southwark["mash"]).get("/")
    assert texts(page, f"main .govuk-tag--{colour}") == [left]


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


@pytest.mark.parametrize(("number", "count", "says_so"), [(99, "99", False), (100, "100", False), (101, "100+", True)])
def test_a_heading_that_holds_more_than_a_hundred_says_so(
    owed: Callable[..., Deadline],
    southwark: Cast,
    signed_in: Callable[[User], Client],
    at: datetime,
    number: int,
    count: str,
    says_so: bool,
) -> None:
    for n in range(number):
        owed(key=f"many {n}", due_at=at - (n + 1) * HOUR)
    owed(due_at=at + HOUR)
    page = signed_in(southwark["mash"]).get("/")
    assert _headings(page) == [f"Overdue ({count})", "Due today (1)"]
    assert len(texts(page, "#overdue th[scope=row]")) == min(number, 100)
    assert ("There is more than fits here" in " ".join(texts(page, "main"))) is says_so


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
