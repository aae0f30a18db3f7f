"""The sweep finds what has passed, whenever it comes by: once each, at the due moment, and tells who has to know."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.cases import access, ladder, operations, tasks
from mase.cases.models import Case, Deadline, DeadlineEvent, Outcome, Sweep
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.ledger import breaches, kinds, notices, recipients
from tests.factories import CaseFactory, DeadlineFactory

MINUTE = timedelta(minutes=1)
A_DAY = timedelta(days=1)


@pytest.fixture
def due(case: Case, at: datetime) -> Callable[..., Deadline]:
    """Start a deadline of the duty manager's: due(A_DAY) is due a day from now."""

    def start(after: timedelta = A_DAY, **fields: Any) -> Deadline:
        return DeadlineFactory(**{"case": case, "started_at": at, "due_at": at + after} | fields)

    return start


@pytest.mark.parametrize(
    ("after_due", "found"),
    [(-MINUTE, 0), (timedelta(0), 0), (timedelta(microseconds=1), 1), (MINUTE, 1), (timedelta(days=400), 1)],
)
def test_a_deadline_is_breached_from_the_instant_after_it_is_due(
    due: Callable[..., Deadline], after_due: timedelta, found: int
) -> None:
    deadline = due()
    assert ladder.climb(at=deadline.due_at + after_due)["breached"] == found
    assert Deadline.objects.overdue(deadline.due_at + after_due).count() == found
    assert kinds(deadline) == ["breached"] * found


def test_after_a_week_s_silence_the_sweep_finds_what_a_sweep_each_minute_would_have(
    due: Callable[..., Deadline], at: datetime
) -> None:
    missed = [due(hours * timedelta(hours=1)) for hours in (1, 26, 167)]
    due(timedelta(days=7))
    due(timedelta(days=8))
    assert ladder.sweep(at=at + timedelta(days=7)) == {"breached": len(missed)}
    assert breaches() == [(deadline.pk, deadline.due_at) for deadline in missed]
    for deadline in missed:
        deadline.refresh_from_db()
        assert deadline.breached_at == deadline.due_at


def test_a_second_sweep_finds_nothing_and_tells_nobody_again(due: Callable[..., Deadline], at: datetime) -> None:
    due()
    assert [ladder.sweep(at=at + days * A_DAY).total() for days in (2, 2, 3)] == [1, 0, 0]
    assert DeadlineEvent.objects.count() == 1
    assert Message.objects.count() == 2


@pytest.mark.parametrize("ended", ["met", "withdrawn"])
def test_what_has_ended_is_left_alone(due: Callable[..., Deadline], at: datetime, ended: str) -> None:
    due(closed_at=at, closed_as=ended)
    assert not ladder.sweep(at=at + 2 * A_DAY)


def test_the_clocks_going_back_bring_no_second_breach(due: Callable[..., Deadline], clock: Any) -> None:
    night = datetime.fromisoformat("2026-10-25T00:30:00+00:00")  # 01:30 in London, an hour before it is 01:30 again
    deadline = due(due_at=night)
    for minutes in (0, 1, 59, 60, 61):
        clock.move_to(night + minutes * MINUTE)
        tasks.sweep()
    assert breaches() == [(deadline.pk, night)]


def test_owner_and_manager_are_told_by_name(
    due: Callable[..., Deadline], case: Case, southwark: Cast, at: datetime
) -> None:
    _allocate(case, southwark, at)
    deadline = due(owner=southwark["worker"], manager=southwark["team"])
    ladder.sweep(at=at + 2 * A_DAY)
    assert recipients(deadline) == {southwark["worker"], southwark["team"]}


def test_one_person_in_both_places_is_told_once(due: Callable[..., Deadline], southwark: Cast, at: datetime) -> None:
    deadline = due(owner=southwark["team"], manager=southwark["team"])
    ladder.sweep(at=at + 2 * A_DAY)
    assert recipients(deadline) == {southwark["team"]}


def test_where_nobody_is_named_the_roles_aretold(
    due: Callable[..., Deadline], southwark: Cast, barnet: Cast, at: datetime
) -> None:
    deadline = due()
    ladder.sweep(at=at + 2 * A_DAY)
    assert recipients(deadline) == {southwark["mash"], southwark["service"]}, "and nobody of another authority"


@pytest.mark.parametrize(
    ("begins", "ends", "told"),
    [
        (0, None, True),
        (48, None, True),  # began at the moment of the sweep
        (49, None, False),
        (0, 49, True),
        (0, 48, False),  # ended at that moment
        (0, 12, False),  # held the role when the deadline started, not any more
        (30, 40, False),  # held it at the breach only
    ],
)
def test_a_role_means_who_holds_it_when_the_sweep_comes_by(
    due: Callable[..., Deadline], southwark: Cast, at: datetime, begins: int, ends: int | None, told: bool
) -> None:
    moment = {"begins_at": at + timedelta(hours=begins), "ends_at": at + timedelta(hours=ends) if ends else None}
    southwark["minutes"].memberships.create(agency=southwark.agency("csc"), role="mash_manager", **moment)
    deadline = due()
    ladder.sweep(at=at + timedelta(hours=48))
    assert (southwark["minutes"] in recipients(deadline)) is told


def test_behind_a_named_owner_stands_the_lead_of_the_owner_s_agency_and_no_other(
    due: Callable[..., Deadline], southwark: Cast, at: datetime
) -> None:
    deadline = _an_action_of_health(due, southwark, at)
    ladder.sweep(at=at + 2 * A_DAY)
    assert recipients(deadline) == {southwark["health.member"], southwark["health"]}, "and no other agency's lead"


def test_the_lead_is_told_although_the_owner_has_left(
    due: Callable[..., Deadline], southwark: Cast, at: datetime
) -> None:
    agencies.end_membership(southwark["health.member"].memberships.get(), by=southwark["admin"], at=at)
    deadline = _an_action_of_health(due, southwark, at)
    ladder.sweep(at=at + 2 * A_DAY)
    assert southwark["health"] in recipients(deadline)


def test_a_role_that_nobody_holds_stops_no_breach(due: Callable[..., Deadline], at: datetime) -> None:
    deadline = due(owner_role="nobody", ladder=[])
    assert ladder.climb(at=at + 2 * A_DAY) == {"breached": 1}
    assert (kinds(deadline), recipients(deadline)) == (["breached"], set())


def test_a_notice_holds_reference_and_rule_and_fits_however_long_the_label(
    due: Callable[..., Deadline], case: Case, at: datetime
) -> None:
    swept_at = at + 2 * A_DAY
    deadline = due(label="x" * 200)
    ladder.sweep(at=swept_at)
    message = notices(deadline)[0]
    assert message.text == ("Deadline passed: " + "x" * 200)[:200]
    assert (message.reference, message.url) == (case.ref, f"/cases/{case.ref}/deadlines/{deadline.ref}/")
    assert (message.created_at, message.try_after, message.mailed_at) == (swept_at, swept_at, None)
    assert case.child.family_name not in f"{message.text}{message.url}{message.key}"


def test_only_one_is_taken_where_one_is_named(due: Callable[..., Deadline], at: datetime) -> None:
    first, second = due(), due()
    assert ladder.climb_one(second, at=at + 2 * A_DAY) == {"breached": 1}
    assert (kinds(first), kinds(second)) == ([], ["breached"])


def test_the_task_goes_on_until_nothing_is_left(case: Case, southwark: Cast, at: datetime, clock: Any) -> None:
    many = 10_000
    worker = _allocate(case, southwark, at)
    row = {"case": case, "agency": southwark.agency("csc"), "owner": worker, "started_at": at}
    Deadline.objects.bulk_create(
        DeadlineFactory.build(**row, key=str(n), due_at=at + n * MINUTE / 60, ladder=[]) for n in range(many)
    )
    clock.move_to(at + timedelta(days=7))
    tasks.sweep()
    assert not Deadline.objects.filter(breached_at=None).exists()
    assert DeadlineEvent.objects.filter(kind="breached").count() == many
    assert worker.messages.count() == many


def test_the_task_notes_that_it_was_here_and_logs_a_number_only(
    due: Callable[..., Deadline], case: Case, clock: Any, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    due()
    clock.move_to(at + 2 * A_DAY)
    with caplog.at_level(logging.INFO):
        tasks.sweep()
        tasks.sweep()
    assert [record.getMessage() for record in caplog.records] == [
        "deadlines: 0 reminded, 1 breached, 0 escalated, 0 stuck"
    ]
    assert Sweep.objects.get().ran_at == at + 2 * A_DAY


@pytest.mark.rule("ALL-4")
def test_nothing_of_a_closed_case_is_ever_breached(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    case = told("hold")
    later = at + timedelta(days=6)
    operations.close(case, outcome=Outcome.RISK_REDUCED, by=southwark["team"], at=later, reason="Done")
    owed_before = len(breaches())
    ladder.sweep(at=at + timedelta(days=60))
    assert len(breaches()) == owed_before


@pytest.mark.rule("ALL-4")
def test_of_a_closed_case_only_the_look_back_is_late(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    case = told("hold")
    later = at + timedelta(days=6)
    operations.close(case, outcome=Outcome.RISK_REDUCED, by=southwark["team"], at=later, reason="Done")
    before = {deadline for deadline, _ in breaches()}
    ladder.sweep(at=at + timedelta(days=400))
    assert {deadline for deadline, _ in breaches()} - before == {case.deadlines.get(code="look_back").pk}


def test_other_cases_are_not_held_up_by_a_restricted_one(southwark: Cast, at: datetime) -> None:
    hidden, plain = (CaseFactory(cast=southwark, opened_at=at, opened=southwark) for _ in range(2))
    operations.restrict(hidden, by=southwark["service"], at=at, reason="Related to a member of staff")
    for case in (hidden, plain):
        DeadlineFactory(case=case, started_at=at, due_at=at)
    assert ladder.sweep(at=at + MINUTE) == {"breached": 2}


def _allocate(case: Case, cast: Cast, at: datetime) -> User:
    worker = cast["worker"]
    access.open_to_person(case, worker, [Section.CASE], by=cast["team"], at=at, reason="Allocated social worker")
    return worker


def _an_action_of_health(due: Callable[..., Deadline], cast: Cast, at: datetime) -> Deadline:
    """An action of somebody in health, whose lead stands behind them; the case is open to health."""
    health, owner = cast.agency("health"), cast["health.member"]
    deadline = due(agency=health, owner=owner, owner_role="", ladder=["partner_lead"])
    access.open_to_agency(deadline.case, health, [Section.CASE], by=cast["team"], at=at, reason="On the MASE list")
    return deadline
