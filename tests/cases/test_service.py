"""The page of whoever watches the service: is the tick alive, where does an escalation find nobody, what is stuck."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import Leave, User
from mase.cases import ladder, service, tasks
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from mase.notifications import operations as notices

SignIn = Callable[[User], Client]
MINUTE = timedelta(minutes=1)


def _page(client: Client) -> str:
    answer = client.get(reverse("watch_service"))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def referred(told: Callable[..., Case]) -> Case:
    return told("refer")


@pytest.mark.parametrize("part", ["worker", "coordinator", "team", "police.mash", "health", "school"])
def test_it_is_for_those_who_run_the_service(southwark: Cast, signed_in: SignIn, part: str) -> None:
    assert signed_in(southwark[part]).get(reverse("watch_service")).status_code == 403


@pytest.mark.rule("ALL-5")
def test_it_names_no_child_and_no_case(referred: Case, southwark: Cast, signed_in: SignIn, at: datetime) -> None:
    southwark["mash"].memberships.get().delete()
    ladder.sweep(at=at + timedelta(days=5))
    page = _page(signed_in(southwark["admin"]))
    assert "MASH duty manager" in page
    for secret in (referred.ref, referred.child.family_name, referred.child.given_names):
        assert secret not in page


def test_before_the_first_tick_it_says_what_to_start(southwark: Cast, signed_in: SignIn) -> None:
    assert "No tick has come by yet" in _page(signed_in(southwark["admin"]))


@pytest.mark.parametrize(("after", "late"), [(MINUTE, False), (3 * MINUTE, False), (4 * MINUTE, True)])
def test_a_tick_that_stays_away_is_late(
    southwark: Cast, clock: Any, at: datetime, after: timedelta, late: bool
) -> None:
    tasks.sweep()
    (tick,) = service.ticks(at=at + after)
    assert (tick.job, tick.ran_at, tick.is_late) == ("deadlines", at, late)


def test_a_place_that_nobody_holds_now_is_shown_before_anything_is_late(
    referred: Case, southwark: Cast, barnet: Cast, at: datetime
) -> None:
    assert service.empty_places([southwark.authority], at=at) == []
    away = {"begins_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31), "noted_at": at}
    Leave.objects.create(user=southwark["service"], noted_by=southwark["service"], **away)
    (place,) = service.empty_places([southwark.authority], at=at)
    assert place.role == "Service manager"
    assert place.deadlines == Deadline.objects.open().filter(ladder__contains=["service_manager"]).count() > 0
    assert service.empty_places([barnet.authority], at=at) == []
    assert service.empty_places([southwark.authority], at=at + timedelta(days=31)) == []


def test_an_escalation_that_found_nobody_stands_there_for_thirty_days(
    referred: Case, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    southwark["mash"].memberships.get().delete()
    southwark["service"].memberships.get().delete()
    ladder.sweep(at=at + timedelta(days=2))
    found = list(service.unanswered([southwark.authority], at=at + timedelta(days=3)))
    assert {event.kind for event in found} >= {"breached"}
    assert {tuple(event.empty) for event in found} == {("mash_manager", "service_manager")}
    assert {event.told for event in found} == {""}
    assert "Nobody" in _page(signed_in(southwark["admin"]))
    assert list(service.unanswered([southwark.authority], at=at + timedelta(days=40))) == []


def test_what_the_relay_refuses_is_counted(referred: Case, southwark: Cast, at: datetime) -> None:
    before = service.notices([southwark.authority], at=at)
    assert before["refused"] == 0
    assert before["waiting"] > 0
    message = southwark["coordinator"].messages.first()
    assert message is not None
    message.attempts, message.try_after = 2, at + timedelta(hours=1)
    message.save()
    after = service.notices([southwark.authority], at=at)
    assert (after["waiting"], after["refused"]) == (before["waiting"], 1)
    notices.read(message, at=at)
    assert service.notices([southwark.authority], at=at)["refused"] == 1, "read here, still owed by e-mail"


def test_a_deadline_that_the_sweep_failed_on_is_shown(
    referred: Case, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    deadline = referred.deadlines.get(code="mash_check")
    Deadline.objects.filter(pk=deadline.pk).update(stuck_at=at, next_at=at + 15 * MINUTE)
    page = _page(signed_in(southwark["service"]))
    assert f"{deadline.label} ({deadline.ref})" in page
    assert "2 March 2026 at 10:15" in page


def test_who_is_away_today_is_named(southwark: Cast, signed_in: SignIn, at: datetime) -> None:
    away = {"noted_at": at, "noted_by": southwark["atm"], "user": southwark["atm"]}
    Leave.objects.create(begins_on=date(2026, 3, 2), ends_on=date(2026, 3, 2), **away)
    assert southwark["atm"].name in _page(signed_in(southwark["admin"]))
