"""What each social worker carries, for whoever allocates: cases by stage, what is overdue, who is away and covered."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies import operations as agencies
from mase.agencies.models import Leave, User
from mase.cases import load, operations
from mase.cases.models import Case
from mase.cases.stages import Stage
from mase.demo.cast import Cast
from tests.cases.pages import links, texts

SignIn = Callable[[User], Client]
TODAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


def _away(cast: Cast, at: datetime, begins_on: date = TODAY, cover: str = "") -> Leave:
    covered_by = cast[cover] if cover else None
    person = cast["worker"]
    return Leave.objects.create(
        user=person, begins_on=begins_on, ends_on=FRIDAY, covered_by=covered_by, noted_by=person, noted_at=at
    )


def test_cases_are_counted_by_stage_and_overdue_deadlines_by_owner(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    told("allocate")
    told("screen", number=1)
    told("decide", number=2)
    late = at + timedelta(days=60)
    mine, theirs = load.of([southwark["worker"], southwark["second.worker"]], at=late)
    assert mine.by_stage == {Stage.SCREENING: 1, Stage.SIGN_OFF: 1}
    assert mine.open == 2
    assert mine.overdue >= 1
    assert (theirs.open, theirs.overdue, theirs.by_stage) == (0, 0, {})


def test_a_case_that_was_given_away_counts_for_the_other(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    operations.allocate(told("allocate"), southwark["second.worker"], by=southwark["team"], at=at + timedelta(days=3))
    assert [one.open for one in load.of([southwark["worker"], southwark["second.worker"]], at=at)] == [0, 1]


@pytest.mark.parametrize(
    ("begins_on", "cover", "words"),
    [
        (TODAY, "", "0 open cases, none overdue. Away until 6 March 2026; nobody covers."),
        (date(2026, 3, 4), "", "0 open cases, none overdue. Away from 4 March 2026 until 6 March 2026; nobody covers."),
        (TODAY, "second.worker", "0 open cases, none overdue. Away until 6 March 2026; covered by {}."),
    ],
)
def test_it_says_who_is_away_until_when_and_who_covers(
    southwark: Cast, at: datetime, begins_on: date, cover: str, words: str
) -> None:
    _away(southwark, at, begins_on, cover)
    (one,) = load.of([southwark["worker"]], at=at)
    assert one.words == words.format(southwark["second.worker"].name)
    assert one.is_away is (begins_on == TODAY)


@pytest.mark.parametrize("after", [timedelta(days=5), timedelta(days=-20)])
def test_days_that_are_over_or_far_ahead_are_not_told(southwark: Cast, at: datetime, after: timedelta) -> None:
    _away(southwark, at)
    (one,) = load.of([southwark["worker"]], at=at + after)
    assert one.words == "0 open cases, none overdue."


def test_beside_each_name_on_the_allocate_page_stands_what_they_carry(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    told("screen", number=1)
    _away(southwark, at, cover="second.worker")
    page = signed_in(southwark["team"]).get(f"/cases/{told('decide').ref}/allocate/")
    hints = " ".join(texts(page, ".govuk-radios__hint"))
    assert "1 open case, none overdue. Away until 6 March 2026; covered by" in hints
    assert "0 open cases" in hints
    assert links(page)["See what every social worker carries"] == "/load/"


def test_the_page_of_the_load_names_no_child(told: Callable[..., Case], southwark: Cast, signed_in: SignIn) -> None:
    case = told("screen")
    page = signed_in(southwark["team"]).get("/load/")
    shown = " ".join(texts(page, "tbody"))
    assert southwark["worker"].name in shown
    assert "Screening awaiting sign-off: 1" in shown
    assert case.ref not in page.content.decode()
    assert case.child.family_name not in page.content.decode()


@pytest.mark.parametrize(
    ("part", "status"),
    [("team", 200), ("atm", 200), ("service", 200), ("worker", 403), ("school", 403), ("admin", 403)],
)
def test_it_is_for_whoever_allocates(southwark: Cast, signed_in: SignIn, part: str, status: int) -> None:
    assert signed_in(southwark[part]).get("/load/").status_code == status
    assert signed_in(southwark[part]).post("/load/").status_code == 405


def test_another_authority_s_workers_are_not_on_it(southwark: Cast, barnet: Cast, signed_in: SignIn) -> None:
    names = texts(signed_in(barnet["team"]).get("/load/"), "tbody th")
    assert sorted(names) == sorted([barnet["worker"].name, barnet["second.worker"].name])


def test_a_restricted_record_is_not_counted_for_who_is_not_named_on_it(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    operations.restrict(told("allocate"), by=southwark["mash"], at=at + timedelta(days=3), reason="Staff")
    page = signed_in(southwark["team"]).get("/load/")
    assert "Risk screening: 1" not in " ".join(texts(page, "tbody"))


def test_thirty_workers_cost_no_more_queries_than_three(
    southwark: Cast, signed_in: SignIn, at: datetime, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(southwark["team"])
    for number in range(28):
        if number in (1, 27):
            with django_assert_max_num_queries(16):
                assert browser.get("/load/").status_code == 200
        name = {"name": f"Worker {number}", "email": f"w{number}@example.org", "role": "social_worker"}
        agencies.begin_membership(southwark.agency("csc"), **name, by=None, at=at)
    assert len(texts(browser.get("/load/"), "tbody tr")) == 30
