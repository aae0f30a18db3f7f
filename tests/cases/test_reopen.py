"""A closed case opens again under its own reference; how it was closed before stays readable."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import closing, operations
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case, Closure, Outcome, Transition
from mase.cases.stages import Stage
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.ledger import kinds, only
from tests.cases.pages import error_of, texts
from tests.together import overlapping

DAY = timedelta(days=1)
WHY = "The school has seen the car again, and she was missing on Friday."
CLOSE: dict[str, Any] = {"outcome": Outcome.RISK_REDUCED, "reason": "The plan is complete"}


@pytest.fixture
def closed(told: Callable[..., Case], southwark: Cast, at: datetime) -> Case:
    case = told("inform")
    operations.close(case, **CLOSE, by=southwark["team"], at=at + DAY)
    return case


@pytest.mark.rule("ALL-4")
def test_the_reference_stays_and_the_case_waits_for_a_social_worker(
    closed: Case, southwark: Cast, at: datetime
) -> None:
    closing.reopen(closed, reason=WHY, by=southwark["team"], at=at + 30 * DAY)
    kept = Case.objects.get(ref=closed.ref)
    assert (kept.stage, kept.closed_at, kept.closed_by, kept.closed_as, kept.closed_because) == (
        Stage.ALLOCATION,
        None,
        None,
        None,
        None,
    )
    assert set(kept.agency_grants.values_list("stage", flat=True)) == {Stage.ALLOCATION}
    assert kinds(kept.deadlines.open().get(code="allocation")) == ["started"]
    assert kinds(only(kept, "look_back")) == ["started", "met"]
    assert (kept.transitions.latest("pk").step, kept.transitions.latest("pk").reason) == ("reopened", WHY)


def test_how_it_was_closed_stays_with_who_opened_it_again_and_why(closed: Case, southwark: Cast, at: datetime) -> None:
    closing.reopen(closed, reason=WHY, by=southwark["atm"], at=at + 30 * DAY)
    kept = Closure.objects.get(case=closed)
    assert (kept.reason, kept.reopened_by, kept.reopened_because) == (CLOSE["reason"], southwark["atm"], WHY)
    event = Event.objects.get(verb="case_reopened")
    assert (event.case, event.reason, event.actor) == (closed.ref, WHY, southwark["atm"].pk)


def test_the_team_managers_are_told_a_reference_and_no_name(closed: Case, southwark: Cast, at: datetime) -> None:
    closing.reopen(closed, reason=WHY, by=southwark["mash"], at=at + 30 * DAY)
    message = Message.objects.get(key__startswith="reopened-")
    assert (message.recipient, message.reference) == (southwark["team"], closed.ref)
    assert closed.child.family_name not in message.text


def test_it_is_allocated_worked_and_closed_a_second_time(closed: Case, southwark: Cast, at: datetime) -> None:
    closing.reopen(closed, reason=WHY, by=southwark["team"], at=at + 30 * DAY)
    operations.allocate(closed, southwark["second.worker"], by=southwark["team"], at=at + 31 * DAY)
    assert Case.objects.get(pk=closed.pk).stage == Stage.SCREENING
    operations.close(closed, outcome=Outcome.MOVED, reason="Moved away", by=southwark["team"], at=at + 40 * DAY)
    assert list(closed.closures.order_by("pk").values_list("outcome", flat=True)) == ["risk_reduced", "moved"]
    assert closed.deadlines.open().get().code == "look_back"


@pytest.mark.rule("HO-3")
def test_what_mash_closed_can_be_opened_again_without_a_red_outcome(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    case = operations.open_case(told("refer").child, authority=southwark.authority, by=southwark["mash"], at=at)
    operations.close(case, outcome=Outcome.NO_FURTHER_ACTION, reason="Nothing", by=southwark["mash"], at=at)
    closing.reopen(case, reason=WHY, by=southwark["mash"], at=at + DAY)
    operations.allocate(case, southwark["worker"], by=southwark["team"], at=at + DAY)
    assert Case.objects.get(pk=case.pk).stage == Stage.SCREENING


def test_a_second_time_is_refused_even_from_a_stale_page(closed: Case, southwark: Cast, at: datetime) -> None:
    stale = Case.objects.get(pk=closed.pk)
    closing.reopen(closed, reason=WHY, by=southwark["team"], at=at + 30 * DAY)
    with pytest.raises(AlreadyDone, match="open"):
        closing.reopen(stale, reason="Once more", by=southwark["atm"], at=at + 31 * DAY)
    assert Event.objects.filter(verb="case_reopened").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_open_it_at_once_open_it_once(closed: Case, southwark: Cast, at: datetime) -> None:
    other = Case.objects.get(pk=closed.pk)
    _, second = overlapping(
        lambda: closing.reopen(closed, reason=WHY, by=southwark["team"], at=at + 30 * DAY),
        lambda: closing.reopen(other, reason=WHY, by=southwark["atm"], at=at + 30 * DAY),
    )
    assert isinstance(second, AlreadyDone)
    assert Transition.objects.filter(step="reopened").count() == 1


def test_the_database_refuses_a_case_that_is_open_and_closed(closed: Case, southwark: Cast, at: datetime) -> None:
    closed.stage = Stage.ALLOCATION
    with pytest.raises(IntegrityError, match="case_closed_stage"), transaction.atomic():
        closed.save()
    with pytest.raises(IntegrityError, match="reopened_facts"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_closure SET reopened_at = now()")


@pytest.mark.rule("ALL-1")
def test_the_database_refuses_to_open_what_is_not_closed(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("inform")
    with pytest.raises(IntegrityError), transaction.atomic():
        Transition.objects.create(case=case, step="reopened", at=case.opened_at, by=southwark["team"])


def test_a_manager_opens_it_on_the_page_and_the_case_tells_how_often_it_was_closed(
    closed: Case, southwark: Cast, at: datetime, clock: Any, signed_in: Callable[[User], Client]
) -> None:
    clock.move_to(at + 30 * DAY)
    browser = signed_in(southwark["team"])
    page = browser.post(f"/cases/{closed.ref}/reopen/", {"reason": ""})
    assert error_of(page, "reason")
    shown = " ".join(texts(browser.post(f"/cases/{closed.ref}/reopen/", {"reason": WHY}, follow=True), "main"))
    assert "Closed and opened again: 1 time" in shown
    assert WHY in shown
    assert CLOSE["reason"] in shown


def test_whoever_may_not_read_the_history_learns_no_reason(
    closed: Case, southwark: Cast, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    before = " ".join(texts(signed_in(southwark["school"]).get(f"/cases/{closed.ref}/"), "main"))
    closing.reopen(closed, reason=WHY, by=southwark["team"], at=at + 2 * DAY)
    after = " ".join(texts(signed_in(southwark["school"]).get(f"/cases/{closed.ref}/"), "main"))
    for shown in (before, after):
        assert CLOSE["reason"] not in shown
        assert WHY not in shown
