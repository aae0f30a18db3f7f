"""Three months after a case closed somebody looks back: nothing new, or it opens again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import closing, operations
from mase.cases.closing import LookedBack
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case, Closure, Outcome
from mase.cases.stages import Stage
from mase.demo.cast import Cast
from tests.cases.ledger import kinds, only
from tests.cases.pages import error_of, texts
from tests.together import overlapping

DAY = timedelta(days=1)
LATER = 95 * DAY
WELL = {"found": LookedBack.NOTHING_NEW, "finding": "School sees her every day; no contact with the adult."}


@pytest.fixture
def closed(told: Callable[..., Case], southwark: Cast, at: datetime) -> Case:
    case = told("inform")
    operations.close(case, outcome=Outcome.RISK_REDUCED, by=southwark["team"], at=at + DAY, reason="Plan completed")
    return case


@pytest.mark.rule("ALL-4")
def test_closing_starts_the_look_back_three_months_on_for_the_team_manager(closed: Case) -> None:
    owed = only(closed, "look_back")
    assert (owed.owner_role, owed.due_at.date().isoformat()) == ("team_manager", "2026-06-03")
    assert owed.path == f"/cases/{closed.ref}/look-back/"


@pytest.mark.rule("ALL-4")
def test_a_finding_is_kept_and_meets_what_was_owed(closed: Case, southwark: Cast, at: datetime) -> None:
    closing.look_back(closed, **WELL, by=southwark["team"], at=at + 60 * DAY)
    kept = Closure.objects.get(case=closed)
    assert (kept.looked_back_by, kept.looked_back_finding) == (southwark["team"], WELL["finding"])
    assert kinds(only(closed, "look_back")) == ["started", "met"]
    assert Event.objects.get(verb="case_looked_back").reason == WELL["finding"]
    closed.refresh_from_db()
    assert closed.stage == Stage.CLOSED


def test_late_it_is_breached_first(closed: Case, southwark: Cast, at: datetime) -> None:
    closing.look_back(closed, **WELL, by=southwark["team"], at=at + LATER)
    assert kinds(only(closed, "look_back")) == ["started", "breached", "met"]


@pytest.mark.rule("ALL-4")
def test_where_the_worry_is_back_the_case_opens_again_in_the_same_act(
    closed: Case, southwark: Cast, at: datetime
) -> None:
    why = "The car is outside the school again."
    closing.look_back(closed, found=LookedBack.OPEN_AGAIN, finding=why, by=southwark["team"], at=at + 60 * DAY)
    closed.refresh_from_db()
    kept = Closure.objects.get(case=closed)
    assert (closed.stage, kept.looked_back_finding, kept.reopened_because) == (Stage.ALLOCATION, why, why)
    assert kinds(only(closed, "look_back")) == ["started", "met"]


def test_a_second_look_is_refused(closed: Case, southwark: Cast, at: datetime) -> None:
    closing.look_back(closed, **WELL, by=southwark["team"], at=at + 60 * DAY)
    with pytest.raises(AlreadyDone, match="looked back"):
        closing.look_back(closed, **WELL, by=southwark["atm"], at=at + 61 * DAY)
    assert Closure.objects.get().looked_back_by == southwark["team"]


@pytest.mark.django_db(transaction=True)
def test_two_who_look_back_at_once_record_one_finding(closed: Case, southwark: Cast, at: datetime) -> None:
    _, second = overlapping(
        lambda: closing.look_back(closed, **WELL, by=southwark["team"], at=at + LATER),
        lambda: closing.look_back(Case.objects.get(pk=closed.pk), **WELL, by=southwark["atm"], at=at + LATER),
    )
    assert isinstance(second, AlreadyDone)


def test_an_open_case_is_not_looked_back_at(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    with pytest.raises(AlreadyDone, match="open"):
        closing.look_back(told("inform"), **WELL, by=southwark["team"], at=at + DAY)


def test_the_database_keeps_the_facts_of_a_look_together(closed: Case, at: datetime) -> None:
    kept = Closure.objects.get(case=closed)
    kept.looked_back_at = at
    with pytest.raises(IntegrityError, match="looked_back_facts"), transaction.atomic():
        kept.save()


def test_the_database_holds_one_closure_at_a_time(closed: Case, southwark: Cast, at: datetime) -> None:
    facts: dict[str, Any] = {"closed_by": southwark["team"], "outcome": Outcome.MOVED, "reason": "x"}
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        Closure.objects.create(case=closed, closed_at=at, **facts)


def test_a_manager_looks_back_on_the_page_and_the_case_says_so(
    closed: Case, southwark: Cast, at: datetime, clock: Any, signed_in: Callable[[User], Client]
) -> None:
    clock.move_to(at + LATER)
    browser = signed_in(southwark["team"])
    assert "Plan completed" in " ".join(texts(browser.get(f"/cases/{closed.ref}/look-back/"), "main"))
    answer = browser.post(f"/cases/{closed.ref}/look-back/", WELL, follow=True)
    assert WELL["finding"] in " ".join(texts(answer, "main"))
    assert browser.get(f"/cases/{closed.ref}/look-back/").status_code == 409


@pytest.mark.parametrize("name", ["found", "finding"])
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    closed: Case, southwark: Cast, signed_in: Callable[[User], Client], name: str
) -> None:
    page = signed_in(southwark["team"]).post(f"/cases/{closed.ref}/look-back/", WELL | {name: ""})
    assert error_of(page, name)
    assert texts(page, "textarea[name=finding]") == [(WELL | {name: ""})["finding"]]
    assert Closure.objects.get().looked_back_at is None


def test_only_whoever_may_open_it_again_looks_back(
    closed: Case, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    expected = dict.fromkeys(("team", "atm", "service", "mash"), 200) | {
        "coordinator": 403,
        "worker": 404,
        "school": 403,
    }
    for part, status in expected.items():
        for page in ("look-back", "reopen"):
            found = signed_in(southwark[part]).get(f"/cases/{closed.ref}/{page}/").status_code
            assert found == status, (part, page)
