"""Whoever is away is passed over: the next person on the ladder is told meanwhile, and the ledger says so."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from mase.agencies.models import Leave
from mase.cases import ladder
from mase.cases.models import Deadline
from mase.demo.cast import Cast
from tests.cases.ledger import recipients, rungs

INSTANT = timedelta(microseconds=1)
THREE = ("assistant_team_manager", "team_manager", "service_manager")
TUESDAY = date(2026, 3, 3)  # what is owed is due on it, at ten


@pytest.mark.parametrize(
    ("begins_on", "ends_on", "away_then"),
    [
        (TUESDAY, TUESDAY, True),
        (date(2026, 2, 1), TUESDAY, True),
        (TUESDAY, date(2026, 4, 1), True),
        (date(2026, 3, 1), date(2026, 3, 2), False),
        (date(2026, 3, 4), date(2026, 3, 9), False),
    ],
)
def test_leave_counts_on_its_first_and_its_last_day(
    owed: Callable[..., Deadline],
    away: Callable[..., Leave],
    southwark: Cast,
    begins_on: date,
    ends_on: date,
    away_then: bool,
) -> None:
    away("atm", begins_on=begins_on, ends_on=ends_on)
    deadline = owed(*THREE)
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert (southwark["atm"] not in recipients(deadline)) is away_then
    assert (southwark["team"] in recipients(deadline)) is away_then


@pytest.mark.parametrize(
    ("swept", "away_then"),
    [("2026-06-30T22:59:59+00:00", False), ("2026-06-30T23:00:01+00:00", True), ("2026-07-01T23:00:01+00:00", False)],
)
def test_a_day_is_london_s_day(
    owed: Callable[..., Deadline], away: Callable[..., Leave], southwark: Cast, swept: str, away_then: bool
) -> None:
    away("service", begins_on=date(2026, 7, 1), ends_on=date(2026, 7, 1))
    deadline = owed("service_manager")
    ladder.sweep(at=datetime.fromisoformat(swept))
    assert (southwark["service"] not in recipients(deadline)) is away_then


def test_the_ledger_names_the_role_in_which_nobody_was_there(
    owed: Callable[..., Deadline], away: Callable[..., Leave], southwark: Cast
) -> None:
    away("atm")
    away("team")
    deadline = owed(*THREE)
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert rungs(deadline) == [("breached", "service_manager", ["assistant_team_manager", "team_manager"])]
    assert recipients(deadline) == {southwark["mash"], southwark["service"]}


def test_one_of_two_away_leaves_the_other(
    owed: Callable[..., Deadline], away: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    southwark["minutes"].memberships.create(agency=southwark.agency("csc"), role="mash_manager", begins_at=at)
    away("mash")
    deadline = owed("service_manager")
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert recipients(deadline) == {southwark["minutes"], southwark["service"]}
    assert rungs(deadline) == [("breached", "service_manager", [])]


def test_an_owner_by_name_who_is_away_finds_the_notice_and_the_next_is_reminded_too(
    owed: Callable[..., Deadline], away: Callable[..., Leave], hers: Callable, southwark: Cast
) -> None:
    away("worker")
    deadline = owed(*THREE, owner=hers("worker"), owner_role="social_worker")
    ladder.sweep(at=deadline.due_at - INSTANT)
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert recipients(deadline, 0) == recipients(deadline, 1) == {southwark["worker"], southwark["atm"]}
    assert rungs(deadline) == [
        ("reminded", "assistant_team_manager", ["social_worker"]),
        ("breached", "assistant_team_manager", ["social_worker"]),
    ]


def test_for_a_manager_by_name_who_is_away_the_role_stands_in(
    owed: Callable[..., Deadline], away: Callable[..., Leave], southwark: Cast
) -> None:
    away("service")
    deadline = owed(*THREE)
    Deadline.objects.update(manager=southwark["service"])
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert recipients(deadline) == {southwark["mash"], southwark["atm"]}
    assert rungs(deadline) == [("breached", "assistant_team_manager", [])]


def test_everybody_away_is_the_same_as_nobody_there(owed: Callable[..., Deadline], away: Callable[..., Leave]) -> None:
    for part in ("mash", "atm", "team", "service"):
        away(part)
    deadline = owed(*THREE)
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert rungs(deadline) == [("breached", "", ["mash_manager", *THREE])]
    assert not recipients(deadline)


def test_who_is_back_is_told_of_the_next_step(
    owed: Callable[..., Deadline], away: Callable[..., Leave], southwark: Cast
) -> None:
    away("team", ends_on=TUESDAY)
    deadline = owed("assistant_team_manager", "team_manager")
    ladder.sweep(at=deadline.moments[-1] + INSTANT)
    assert recipients(deadline, 2) == {southwark["team"]}


def test_a_last_rung_that_is_away_is_named_and_nobody_is_told_in_its_place(
    owed: Callable[..., Deadline], away: Callable[..., Leave]
) -> None:
    away("service")
    deadline = owed(*THREE)
    ladder.sweep(at=deadline.moments[-1] + INSTANT)
    assert rungs(deadline)[-1] == ("escalated", "", ["service_manager"])
    assert not recipients(deadline, 3)
