"""A case ends with an outcome and a reason, after the referrer was told; what was still owed ends with it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.audit.models import Event
from mase.cases import access, deadlines, operations
from mase.cases.errors import CaseClosed, StepMissing
from mase.cases.models import Case, DeadlineEvent, Outcome
from mase.cases.stages import Stage
from mase.demo.cast import Cast
from tests.cases.ledger import kinds, only
from tests.cases.pages import error_of, texts

LATER = timedelta(days=1)
CLOSE = {"outcome": Outcome.RISK_REDUCED, "reason": "The plan is complete; school and mother agree."}
TYPED = CLOSE | {
    "childs_view": "“I am fine now, but I want to keep Ms Adeyemi’s number.”",
    "because_deadlines": "The screening would repeat the one of last month.",
}


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    """A case whose referrer was told."""
    return told("inform")


@pytest.mark.rule("ALL-4")
def test_outcome_and_reason_stand_on_the_case_and_in_the_trail(case: Case, southwark: Cast, at: datetime) -> None:
    operations.close(case, **CLOSE, by=southwark["team"], at=at + LATER)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.stage, kept.closed_as, kept.closed_because) == (Stage.CLOSED, CLOSE["outcome"], CLOSE["reason"])
    assert (kept.closed_by, kept.closed_at) == (southwark["team"], at + LATER)
    event = Event.objects.get(verb="case_closed")
    assert (event.actor, event.reason, event.at) == (southwark["team"].pk, CLOSE["reason"], at + LATER)
    assert case.transitions.latest("pk").step == "closed"
    assert set(case.agency_grants.values_list("stage", flat=True)) == {Stage.CLOSED}


def test_what_was_owed_is_withdrawn_and_what_was_late_stays_late(case: Case, southwark: Cast, at: datetime) -> None:
    long_after = only(case, "screening").due_at + LATER
    operations.close(case, **CLOSE, by=southwark["team"], at=long_after)
    assert case.deadlines.open().get().code == "look_back"
    assert kinds(only(case, "screening")) == ["started", "breached", "withdrawn"]
    assert kinds(only(case, "mash_check")) == ["started", "met"]
    assert only(case, "screening").events.latest("pk").reason == "The case was closed"


def test_what_is_owed_many_times_over_is_withdrawn_once_each_the_nearest_first(
    case: Case, southwark: Cast, at: datetime
) -> None:
    for days in (5, 3, 4):
        due_at = at + days * LATER
        deadlines.start(
            case, "action", at=at, by=southwark["mash"], owner_role="mash_manager", key=str(days), due_at=due_at
        )
    nearest_first = list(case.deadlines.open().order_by("due_at", "pk"))
    operations.close(case, **CLOSE, by=southwark["team"], at=at + LATER)
    ended = DeadlineEvent.objects.filter(deadline__in=nearest_first, kind="withdrawn").order_by("pk")
    assert [event.deadline for event in ended] == nearest_first


def test_the_allocation_ends_and_the_agency_still_reads_it(case: Case, southwark: Cast, at: datetime) -> None:
    operations.close(case, **CLOSE, by=southwark["team"], at=at + LATER)
    assert case.worker is None
    assert case.allocations.get().ends_at == at + LATER
    assert not access.may(southwark["worker"], Permission.CASE_VIEW, case, at=at + LATER)
    assert access.may(southwark["team"], Permission.CASE_VIEW, case, at=at + LATER)


def test_a_second_close_is_refused_even_from_a_stale_page(case: Case, southwark: Cast, at: datetime) -> None:
    stale = Case.objects.get(pk=case.pk)
    operations.close(case, **CLOSE, by=southwark["team"], at=at + LATER)
    with pytest.raises(CaseClosed):
        operations.close(stale, outcome=Outcome.MOVED, reason="Moved", by=southwark["atm"], at=at + 2 * LATER)
    assert Case.objects.get(pk=case.pk).closed_as == CLOSE["outcome"]
    assert Event.objects.filter(verb="case_closed").count() == 1


@pytest.mark.rule("ALL-4")
@pytest.mark.parametrize("until", ["refer", "share", "decide", "allocate"])
def test_before_the_referrer_is_told_it_does_not_close(
    told: Callable[..., Case], southwark: Cast, at: datetime, until: str
) -> None:
    case = told(until)
    running = set(case.deadlines.open())
    with pytest.raises(StepMissing, match="referrer"):
        operations.close(case, **CLOSE, by=southwark["team"], at=at + LATER)
    case.refresh_from_db()
    assert case.closed_at is None
    assert set(case.deadlines.open()) == running


def test_a_case_without_a_referrer_closes_with_outcome_and_reason_alone(
    southwark: Cast, at: datetime, case: Case
) -> None:
    own = operations.open_case(case.child, authority=southwark.authority, by=southwark["mash"], at=at)
    operations.close(own, **CLOSE, by=southwark["mash"], at=at)
    assert own.closed_as == CLOSE["outcome"]


@pytest.mark.rule("ALL-4")
def test_a_manager_closes_on_the_page_and_reads_the_outcome_there(
    case: Case, southwark: Cast, at: datetime, clock: Any, signed_in: Callable[[User], Client]
) -> None:
    clock.move_to(at + LATER)
    browser = signed_in(southwark["team"])
    assert "Complete the CSE risk screening" in " ".join(texts(browser.get(f"/cases/{case.ref}/close/"), "main"))
    answer = browser.post(f"/cases/{case.ref}/close/", TYPED, follow=True)
    shown = " ".join(texts(answer, "main"))
    assert answer.status_code == 200
    assert Outcome.RISK_REDUCED.label in shown
    for said in (CLOSE["reason"], TYPED["childs_view"], TYPED["because_deadlines"]):
        assert said in shown
    assert "Close the case" not in shown


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (dict.fromkeys(TYPED, ""), {"outcome", "reason", "childs_view", "because_deadlines"}),
        (TYPED | {"reason": " "}, {"reason"}),
        (TYPED | {"outcome": "gone", "reason": "Kept as typed"}, {"outcome"}),
        (TYPED | {"reason": "x" * 4001}, {"reason"}),
        (TYPED | {"childs_view": ""}, {"childs_view"}),
        (TYPED | {"because_deadlines": ""}, {"because_deadlines"}),
    ],
    ids=["nothing", "no reason", "no such outcome", "too much", "child not heard", "finding passed over"],
)
def test_what_is_missing_is_said_beside_it_and_nothing_closes(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client], typed: dict[str, str], wrong: set[str]
) -> None:
    page = signed_in(southwark["team"]).post(f"/cases/{case.ref}/close/", typed)
    assert page.status_code == 200
    assert all(error_of(page, field) for field in wrong)
    assert texts(page, "textarea[name=reason]") == [typed["reason"].strip()]
    case.refresh_from_db()
    assert case.closed_at is None


def test_a_close_that_comes_too_early_is_explained(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    answer = signed_in(southwark["mash"]).post(f"/cases/{told('share').ref}/close/", TYPED)
    assert answer.status_code == 409
    assert "referrer has to be told" in " ".join(texts(answer, "main"))
