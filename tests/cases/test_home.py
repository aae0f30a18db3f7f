"""The home page: case by case what is owed, and what each line of it says."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from tests.cases.pages import links, texts
from tests.factories import CaseFactory, DeadlineFactory

HOUR = timedelta(hours=1)
Owing = Callable[..., Deadline]
SignIn = Callable[[User], Client]


def _cells(page: HttpResponse, column: str) -> list[str]:
    return texts(page, f'main td[data-label="{column}"]')


def _in_order(page: HttpResponse) -> list[str]:
    """Return the references of cases and what is owed on them, as they follow one another down the page."""
    found = texts(page, "main .app-work__ref a, main th[scope=row] a")
    return [words.partition(" for case ")[0] for words in found]


# Case by case


def test_what_is_owed_on_one_case_stands_together_the_nearest_case_first(
    owing: Owing, case: Case, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    nearest = CaseFactory(cast=southwark, opened_at=at, opened=southwark)
    owing(due_at=at + 2 * HOUR, label="Second")
    owing(case=nearest, due_at=at + HOUR, label="First")
    owing(case=nearest, due_at=at + 3 * HOUR, label="Third")
    page = signed_in(southwark["mash"]).get("/")
    assert _in_order(page) == [nearest.ref, "First", "Third", case.ref, "Second"]


def test_a_case_stands_under_each_heading_where_something_is_owed_on_it(
    owing: Owing, case: Case, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    owing(due_at=at - HOUR, label="Late")
    owing(due_at=at + HOUR, label="Today")
    assert _in_order(signed_in(southwark["mash"]).get("/")) == [case.ref, "Late", case.ref, "Today"]


def test_what_an_agency_owes_to_a_meeting_stands_under_the_agency(
    southwark: Cast, signed_in: SignIn, at: datetime
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
    owing: Owing, case: Case, southwark: Cast, signed_in: SignIn
) -> None:
    owing(owner=southwark["worker"])
    owing(owner=southwark["worker"], due_at=case.opened_at - HOUR)
    page = signed_in(southwark["worker"]).get("/")
    assert case.ref not in page.content.decode()
    assert case.child.family_name not in page.content.decode()
    assert texts(page, "main .app-work caption") == []
    assert not Event.objects.filter(verb="listed", case=case.ref).exists()


# What a line says


def test_the_next_step_and_the_deadline_are_one_click_away(
    owing: Owing, case: Case, southwark: Cast, signed_in: SignIn
) -> None:
    row = owing(path=f"/cases/{case.ref}/referrals/1/share/")
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
    owing: Owing,
    southwark: Cast,
    signed_in: SignIn,
    at: datetime,
    rung: int,
    said: str,
) -> None:
    due_at = at + 2 * HOUR
    moments = [at + HOUR, due_at, due_at + 24 * HOUR, due_at + 48 * HOUR]
    owing(due_at=due_at, moments=moments, rung=rung, ladder=["team_manager", "service_manager", "co_ordinator"])
    assert _cells(signed_in(southwark["mash"]).get("/"), "Who is told next") == [said]


def test_a_manager_who_was_named_is_named(
    owing: Owing, southwark: Cast, hers: Callable[[str], User], signed_in: SignIn
) -> None:
    worker = hers("worker")
    owing(owner=worker, manager=southwark["team"])
    (told,) = _cells(signed_in(worker).get("/"), "Who is told next")
    assert told.startswith(f"{worker.name}, {southwark['team'].name} On ")


def test_after_the_last_rung_it_says_that_all_have_been_told(owing: Owing, southwark: Cast, signed_in: SignIn) -> None:
    owing(rung=2, next_at=None)
    told = _cells(signed_in(southwark["mash"]).get("/"), "Who is told next")
    assert told == ["Everybody on the ladder has been told"]


@pytest.mark.parametrize(("due", "said"), [("2027-12-31T12:00:00+00:00", False), ("2028-01-01T12:00:00+00:00", True)])
def test_a_moment_that_a_bank_holiday_may_still_move_is_called_provisional(
    owing: Owing, southwark: Cast, signed_in: SignIn, due: str, said: bool
) -> None:
    owing(due_at=datetime.fromisoformat(due))
    assert ("Provisional" in _cells(signed_in(southwark["mash"]).get("/"), "Due")[0]) is said


@pytest.mark.parametrize(
    ("hours", "left", "colour"),
    [(-3, "3 hours overdue", "red"), (2, "Due today at 12:00", "yellow"), (72, "3 days left", "blue")],
)
def test_what_is_left_is_said_in_words_beside_the_moment(
    owing: Owing,
    southwark: Cast,
    signed_in: SignIn,
    at: datetime,
    hours: int,
    left: str,
    colour: str,
) -> None:
    owing(due_at=at + hours * HOUR)
    page = signed_in(southwark["mash"]).get("/")
    assert texts(page, f"main .govuk-tag--{colour}") == [left]


def test_each_line_names_the_rule_and_leads_to_the_work(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn
) -> None:
    case = told("refer")
    page = signed_in(southwark["mash"]).get("/")
    shown = " ".join(texts(page, "main"))
    assert "24 hours from referral or police MERLIN received (SO-11)" in shown
    assert case.child.name in shown
    assert case.child.family_name not in " ".join(texts(page, "title"))
    assert links(page)[case.ref] == f"/cases/{case.ref}/"


# The page as a whole


@pytest.mark.rule("ALL-5")
def test_every_case_on_the_page_leaves_one_row(owing: Owing, case: Case, southwark: Cast, signed_in: SignIn) -> None:
    for _ in range(3):
        owing()
    signed_in(southwark["mash"]).get("/")
    rows = Event.objects.filter(verb="listed", actor=southwark["mash"].pk)
    assert [(row.case, row.detail) for row in rows] == [(case.ref, {"page": "my work"})]


def test_an_empty_desk_says_so(southwark: Cast, signed_in: SignIn) -> None:
    for part in ("mash", "school", "admin"):
        assert "You have no deadlines" in " ".join(texts(signed_in(southwark[part]).get("/"), "main"))


@pytest.mark.parametrize("address", ["/", "/cases/", "/notices/"])
def test_a_full_page_costs_no_more_queries_than_a_short_one(
    southwark: Cast, at: datetime, signed_in: SignIn, address: str
) -> None:
    def fill(number: int) -> None:
        for _ in range(number):
            case = CaseFactory(cast=southwark, opened_at=at, opened=southwark)
            deadline = DeadlineFactory(case=case, started_at=at, due_at=at + HOUR)
            southwark["mash"].messages.create(
                key=f"told-{deadline.pk}", text="Told", url="/", reference=case.ref, created_at=at, try_after=at
            )

    def queries_of() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    browser = signed_in(southwark["mash"])
    fill(10)
    browser.get(address)
    few = queries_of()
    fill(100)
    assert queries_of() == few
