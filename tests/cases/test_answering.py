"""The child's file always names somebody who answers for it: whatever the stage, whoever is away or has left."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from mase.agencies.models import Leave, Membership, User
from mase.agencies.roles import ROLES
from mase.cases import answering
from mase.cases.models import Case
from mase.cases.stages import Stage
from mase.demo.cast import Cast
from tests.cases.pages import texts

LATER = timedelta(days=2)
THERE = answering.Hands(worker="Worker", cover="Cover", manager="Manager", absent="Worker")
ON_DUTY = {role: [f"The {role}"] for role in ROLES}


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("worker", ["Worker", ""])
@pytest.mark.parametrize("cover", ["Cover", ""])
@pytest.mark.parametrize("manager", ["Manager", ""])
@pytest.mark.parametrize("on_duty", [ON_DUTY, {}])
def test_somebody_is_named_at_every_stage_whoever_is_missing(
    stage: Stage, worker: str, cover: str, manager: str, on_duty: dict[str, list[str]]
) -> None:
    hands = answering.Hands(worker=worker, cover=cover, manager=manager, absent="The worker")
    for held in (hands, None):
        found = answering.answers(stage, hands=held, on_duty=on_duty)
        assert found.name
        assert found.capacity
    first = answering.answers(stage, hands=hands, on_duty=on_duty).name
    assert first == (worker or cover or manager or first)


@pytest.mark.parametrize("stage", list(Stage))
def test_where_nobody_is_on_duty_the_role_is_named_and_whom_to_ring(stage: Stage) -> None:
    found = answering.answers(stage, hands=None, on_duty={})
    assert found.name in {role.label for role in ROLES.values()}
    assert "ring social care" in str(found)


@pytest.mark.parametrize(
    ("stage", "role"),
    [
        (Stage.MASH_CHECK, "mash_manager"),
        (Stage.OUTCOME, "mash_manager"),
        (Stage.AMBER, "mash_manager"),
        (Stage.CLOSING, "mash_manager"),
        (Stage.EARLY_HELP, "co_ordinator"),
        (Stage.DATA_ONLY, "co_ordinator"),
        (Stage.ALLOCATION, "team_manager"),
        (Stage.SCREENING, "team_manager"),
        (Stage.JOINED, "team_manager"),
        (Stage.CLOSED, "team_manager"),
    ],
)
def test_before_allocation_the_role_of_the_stage_answers(stage: Stage, role: str) -> None:
    found = answering.answers(stage, hands=None, on_duty=ON_DUTY)
    assert found.name == f"The {role}"
    without = {other: names for other, names in ON_DUTY.items() if other != role}
    assert answering.answers(stage, hands=None, on_duty=without).name == f"The {answering.roles_of(stage)[1]}"


def test_two_on_duty_are_both_named() -> None:
    found = answering.answers(Stage.OUTCOME, hands=None, on_duty={"mash_manager": ["Ada", "Ben"]})
    assert str(found) == "Ada or Ben, MASH duty manager"


def test_the_worker_then_the_cover_then_the_manager() -> None:
    assert str(answering.answers(Stage.MASE, hands=THERE, on_duty={})) == "Worker, social worker"
    away = answering.Hands(worker="", cover="Cover", manager="Manager", absent="Worker")
    assert str(answering.answers(Stage.MASE, hands=away, on_duty={})) == "Cover, covers for Worker"
    alone = answering.Hands(worker="", cover="", manager="Manager", absent="Worker")
    assert str(answering.answers(Stage.MASE, hands=alone, on_duty={})) == "Manager, manager, while Worker is not there"


def _of(case: Case, at: datetime) -> str:
    return answering.of(case, case.worker, at=at).name


def _away(cast: Cast, part: str, at: datetime, cover: str = "") -> None:
    days = {"begins_on": date(2026, 3, 2), "ends_on": date(2026, 3, 31)}
    covered_by = cast[cover] if cover else None
    Leave.objects.create(user=cast[part], covered_by=covered_by, noted_by=cast[part], noted_at=at, **days)


def test_of_a_case_in_mash_the_duty_manager_answers(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    case = told("refer")
    assert _of(case, at) == southwark["mash"].name
    _away(southwark, "mash", at)
    assert _of(case, at) == southwark["team"].name


def test_of_an_allocated_case_the_worker_or_whoever_is_there_instead(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    case = told("allocate")
    moment = at + LATER
    assert _of(case, moment) == southwark["worker"].name
    _away(southwark, "worker", at, cover="second.worker")
    assert _of(case, moment) == southwark["second.worker"].name
    _away(southwark, "second.worker", at)
    assert _of(case, moment) == southwark["team"].name
    _away(southwark, "team", at)
    assert _of(case, moment) == southwark["atm"].name


@pytest.mark.parametrize("how", ["inactive", "role ended"])
def test_a_worker_who_has_left_does_not_answer(
    told: Callable[..., Case], southwark: Cast, at: datetime, how: str
) -> None:
    case, worker = told("allocate"), southwark["worker"]
    if how == "inactive":
        worker.is_active = False
        worker.save()
    else:
        membership = worker.memberships.get()
        membership.ends_at = at + LATER
        membership.save()
    assert _of(case, at + LATER) == southwark["team"].name


def test_even_with_nobody_left_the_file_says_who(told: Callable[..., Case], at: datetime) -> None:
    case = told("refer")
    for membership in Membership.objects.all():
        membership.ends_at = at
        membership.save()
    assert _of(case, at) == "MASH duty manager"


@pytest.mark.parametrize("until", ["refer", "share", "decide", "allocate", "sign", "submit"])
def test_the_overview_of_the_case_names_them(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client], at: datetime, until: str
) -> None:
    case = told(until)
    page = signed_in(southwark["mash"]).get(case.get_absolute_url())
    shown = " ".join(texts(page, "main"))
    assert f"Answers for the file {answering.of(case, case.worker, at=at)}" in shown
