"""A deadline is started, met, moved, withdrawn and handed over; whatever happens to it stands in its ledger."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mase.cases import deadlines, ladder, operations
from mase.cases.models import Case, Deadline, DeadlineEvent, Ending
from mase.demo.cast import Cast
from tests.cases.ledger import kinds, lines, notices, only
from tests.factories import CaseFactory, DeadlineFactory

MINUTE = timedelta(minutes=1)
A_DAY = timedelta(hours=24)


@pytest.fixture
def running(case: Case, southwark: Cast, at: datetime) -> Deadline:
    return deadlines.start(case, "mash_check", at=at, by=southwark["mash"])


@pytest.mark.rule("SO-11")
def test_a_start_keeps_the_rule_in_words_with_the_moment_it_is_due(
    running: Deadline, southwark: Cast, at: datetime
) -> None:
    assert running.due_at == at + A_DAY
    assert running.label == "Start information sharing with partner agencies"
    assert running.rule == "24 hours from referral or police MERLIN received"
    assert (running.source, running.version) == ("SO-11", "southwark 2026-04-01")
    assert (running.owner, running.owner_role, running.ladder) == (None, "mash_manager", ["service_manager"])
    assert (running.agency, running.path) == (southwark.agency("csc"), f"/cases/{running.case.ref}/referrals/")
    assert lines(running) == [("started", at, running.due_at)]


@pytest.mark.parametrize(
    ("starts", "due"),
    [
        ("2026-03-28T12:00", "2026-03-29T12:00"),  # the clocks go forward: 24 hours stay 24
        ("2026-10-24T12:00", "2026-10-25T12:00"),
        ("2026-04-02T15:00", "2026-04-03T15:00"),  # into Good Friday: hours run through holidays
        ("2026-12-24T11:00", "2026-12-25T11:00"),
        ("2028-02-28T10:00", "2028-02-29T10:00"),
    ],
)
@pytest.mark.rule("SO-11")
def test_hours_run_through_clock_changes_and_holidays(case: Case, southwark: Cast, starts: str, due: str) -> None:
    started = deadlines.start(case, "mash_check", at=_utc(starts), by=southwark["mash"])
    assert started.due_at == _utc(due)


@pytest.mark.parametrize(
    ("starts", "due"),
    [
        ("2026-04-02T15:00", "2026-04-07T16:00"),  # Maundy Thursday: the Tuesday after Easter, 17:00 in summer time
        ("2026-03-06T17:30", "2026-03-09T17:00"),
        ("2026-12-24T11:00", "2026-12-29T17:00"),
        ("2026-10-23T09:00", "2026-10-26T17:00"),  # over the end of summer time
    ],
)
def test_working_days_end_at_the_close_of_the_office(case: Case, southwark: Cast, starts: str, due: str) -> None:
    assert deadlines.start(case, "allocation", at=_utc(starts), by=southwark["mash"]).due_at == _utc(due)


def test_each_authority_reckons_by_its_own_version(case: Case, southwark: Cast, barnet: Cast, at: datetime) -> None:
    theirs = CaseFactory(cast=barnet, opened_at=at, opened=barnet)
    assert deadlines.start(theirs, "mash_check", at=at, by=barnet["mash"]).version == "barnet 2026-04-01"
    assert deadlines.start(case, "mash_check", at=at, by=southwark["mash"]).version == "southwark 2026-04-01"


def test_a_second_start_returns_what_is_running(running: Deadline, case: Case, southwark: Cast, at: datetime) -> None:
    again = deadlines.start(case, "mash_check", at=at + A_DAY / 2, by=southwark["mash"])
    assert (again.pk, again.due_at) == (running.pk, running.due_at)
    assert kinds(running) == ["started"]


def test_a_key_tells_two_of_one_code_apart(case: Case, southwark: Cast, at: datetime) -> None:
    for key in ("1", "2"):
        deadlines.start(case, "action", at=at, by=None, owner=southwark["worker"], key=key, due_at=at + A_DAY)
    deadlines.meet(case, "action", at=at, by=southwark["worker"], key="1")
    assert [(d.key, d.closed_as) for d in case.deadlines.order_by("key")] == [("1", "met"), ("2", None)]


def test_after_an_end_the_same_rule_starts_afresh(running: Deadline, case: Case, southwark: Cast, at: datetime) -> None:
    deadlines.meet(case, "mash_check", at=at, by=southwark["mash"])
    again = deadlines.start(case, "mash_check", at=at + A_DAY, by=southwark["mash"])
    assert again.pk != running.pk
    assert again.due_at == at + 2 * A_DAY


def test_what_has_its_own_date_needs_one(case: Case, southwark: Cast, at: datetime) -> None:
    with pytest.raises(ValueError, match="hand over its own date"):
        deadlines.start(case, "action", at=at, by=southwark["coordinator"], owner=southwark["worker"])
    assert not Deadline.objects.exists()


def test_a_label_of_its_own_replaces_the_rule_s(case: Case, southwark: Cast, at: datetime) -> None:
    started = deadlines.start(case, "mash_check", at=at, by=southwark["mash"], label="Answer the MERLIN")
    assert started.label == "Answer the MERLIN"


@pytest.mark.rule("HO-8")
def test_what_the_social_worker_owes_goes_to_the_allocated_one(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    case = told("allocate")
    owed = deadlines.start(case, "strategy_meeting", at=at, by=southwark["worker"])
    assert (owed.owner, owed.manager) == (southwark["worker"], southwark["team"])


def test_before_an_allocation_the_role_answers(case: Case, southwark: Cast, at: datetime) -> None:
    owed = deadlines.start(case, "strategy_meeting", at=at, by=southwark["mash"])
    assert (owed.owner, owed.owner_role) == (None, "social_worker")
    assert owed.ladder == ["assistant_team_manager", "service_manager"]


@pytest.mark.parametrize(
    ("late_by", "history", "breached"),
    [
        (-MINUTE, ["started", "met"], False),
        (timedelta(0), ["started", "met"], False),
        (timedelta(microseconds=1), ["started", "breached", "met"], True),
        (timedelta(days=7), ["started", "breached", "met"], True),
    ],
)
def test_what_is_met_late_is_breached_first_at_its_due_moment(
    running: Deadline, southwark: Cast, late_by: timedelta, history: list[str], breached: bool
) -> None:
    met_at = running.due_at + late_by
    deadlines.meet(running.case, "mash_check", at=met_at, by=southwark["mash"])
    running.refresh_from_db()
    assert kinds(running) == history
    assert running.breached_at == (running.due_at if breached else None)
    assert (running.closed_at, running.closed_as) == (met_at, Ending.MET)
    assert bool(notices(running)) is breached


def test_what_is_met_late_after_the_sweep_is_breached_once(running: Deadline, southwark: Cast) -> None:
    late = running.due_at + A_DAY
    ladder.sweep(at=late)
    deadlines.meet(running.case, "mash_check", at=late, by=southwark["mash"])
    assert lines(running)[1:] == [("breached", running.due_at, running.due_at), ("met", late, running.due_at)]


def test_meeting_late_breaches_nothing_else(case: Case, southwark: Cast, at: datetime) -> None:
    for code in ("mash_check", "rag_outcome"):
        deadlines.start(case, code, at=at, by=None)
    deadlines.meet(case, "mash_check", at=at + 9 * A_DAY, by=southwark["mash"])
    assert kinds(only(case, "rag_outcome")) == ["started"]


@pytest.mark.parametrize("act", [deadlines.meet, deadlines.withdraw])
def test_ending_what_does_not_run_writes_nothing(case: Case, southwark: Cast, at: datetime, act: Any) -> None:
    why = {"reason": "Not needed"} if act is deadlines.withdraw else {}
    act(case, "mash_check", at=at, by=southwark["mash"], **why)
    assert not DeadlineEvent.objects.exists()


def test_ending_twice_writes_one_line(running: Deadline, southwark: Cast, at: datetime) -> None:
    for minutes in (1, 2):
        deadlines.meet(running.case, "mash_check", at=at + minutes * MINUTE, by=southwark["mash"])
    assert lines(running)[1:] == [("met", at + MINUTE, running.due_at)]


def test_a_withdrawal_says_who_and_why(running: Deadline, southwark: Cast, at: datetime) -> None:
    deadlines.withdraw(running.case, "mash_check", at=at, by=southwark["mash"], reason="Sent twice by mistake")
    running.refresh_from_db()
    line = running.events.latest("pk")
    assert (line.kind, line.by, line.reason) == ("withdrawn", southwark["mash"], "Sent twice by mistake")
    assert running.closed_as == Ending.WITHDRAWN


def test_withdrawing_late_does_not_hide_the_breach(running: Deadline, southwark: Cast) -> None:
    late = running.due_at + MINUTE
    deadlines.withdraw(running.case, "mash_check", at=late, by=southwark["mash"], reason="No longer needed")
    assert kinds(running) == ["started", "breached", "withdrawn"]


def test_withdrawing_all_leaves_what_has_ended(running: Deadline, case: Case, southwark: Cast, at: datetime) -> None:
    deadlines.meet(case, "mash_check", at=at, by=southwark["mash"])
    for key in ("1", "2"):
        deadlines.start(case, "action", at=at, by=None, owner=southwark["worker"], key=key, due_at=at + A_DAY)
    deadlines.withdraw_all(case, at=at, by=southwark["team"], reason="Closed")
    ended = case.deadlines.order_by("pk").values_list("code", "key", "closed_as")
    assert list(ended) == [("mash_check", "", "met"), ("action", "1", "withdrawn"), ("action", "2", "withdrawn")]


def test_a_move_keeps_both_dates(running: Deadline, southwark: Cast, at: datetime) -> None:
    was, to = running.due_at, running.due_at + 3 * A_DAY
    deadlines.move(running.case, "mash_check", due_at=to, at=at, by=southwark["mash"], reason="The meeting moved")
    running.refresh_from_db()
    assert running.due_at == to
    assert lines(running) == [("started", at, was), ("moved", at, to)]
    assert running.events.latest("pk").reason == "The meeting moved"


def test_a_move_to_where_it_stands_writes_nothing(running: Deadline, southwark: Cast, at: datetime) -> None:
    deadlines.move(running.case, "mash_check", due_at=running.due_at, at=at, by=southwark["mash"], reason="The same")
    assert kinds(running) == ["started"]


@pytest.mark.parametrize("swept", [True, False])
def test_what_has_passed_cannot_be_moved_whether_or_not_the_sweep_came_by(
    running: Deadline, southwark: Cast, swept: bool
) -> None:
    late = running.due_at + MINUTE
    if swept:
        ladder.sweep(at=late)
    deadlines.move(running.case, "mash_check", due_at=late + A_DAY, at=late, by=southwark["mash"], reason="Too late")
    assert lines(running)[1:] == [("breached", running.due_at, running.due_at)]
    assert Deadline.objects.get(pk=running.pk).due_at == running.due_at


def test_what_is_not_running_cannot_be_moved(case: Case, southwark: Cast, at: datetime) -> None:
    deadlines.move(case, "mash_check", due_at=at, at=at, by=southwark["mash"], reason="Nothing there")
    assert not DeadlineEvent.objects.exists()


def test_a_new_worker_takes_over_what_the_one_before_owed(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    case = told("allocate")
    named = deadlines.start(case, "action", at=at, by=None, owner=southwark["worker"], key="9", due_at=at + A_DAY)
    operations.allocate(case, southwark["second.worker"], by=southwark["atm"], at=at + A_DAY)
    screening, referrer = only(case, "screening"), only(case, "referrer_notice")
    assert (screening.owner, screening.manager) == (southwark["second.worker"], southwark["atm"])
    assert (referrer.owner, referrer.owner_role) == (None, "mash_manager")
    named.refresh_from_db()
    assert named.owner == southwark["worker"], "an action belongs to the person named in it"


@pytest.mark.parametrize(
    "wrong",
    [
        {"owner_role": ""},
        {"closed_at": datetime(2026, 3, 3, tzinfo=UTC)},
        {"closed_as": "met"},
        {"breached_at": datetime(2026, 3, 3, tzinfo=UTC)},
    ],
    ids=["nobody answers", "closed without how", "how without when", "breached at another moment"],
)
def test_the_database_refuses_a_deadline_that_contradicts_itself(
    case: Case, at: datetime, wrong: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DeadlineFactory(case=case, started_at=at, due_at=at, **wrong)


def test_the_database_keeps_one_running_of_each_kind(case: Case, at: datetime) -> None:
    DeadlineFactory(case=case, key="", started_at=at, due_at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeadlineFactory(case=case, key="", started_at=at, due_at=at + A_DAY)


def test_the_ledger_takes_one_breach_of_a_deadline(running: Deadline) -> None:
    ladder.sweep(at=running.due_at + MINUTE)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeadlineEvent.objects.create(deadline=running, kind="breached", at=running.due_at, due_at=running.due_at)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
