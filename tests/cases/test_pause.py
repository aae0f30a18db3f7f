"""A pause stops the clock where the procedures allow it; what passed meanwhile is added in the unit of the rule."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mase.agencies.models import User
from mase.cases import deadlines, ladder
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from tests.cases.ledger import kinds, lines, notices

INSTANT = timedelta(microseconds=1)
A_DAY = timedelta(days=1)
WHY = {"reason": "The child is in hospital"}


@pytest.fixture
def screening(case: Case, hers: Callable[[str], User], southwark: Cast, at: datetime) -> Deadline:
    """Ten working days of the social worker's, from a Monday: due on Monday the sixteenth at five."""
    started = deadlines.start(case, "screening", at=at, by=southwark["team"], owner=hers("worker"))
    assert started is not None
    return started


@pytest.fixture
def team(southwark: Cast) -> User:
    return southwark["team"]


def _row(deadline: Deadline) -> dict[str, Any]:
    return Deadline.objects.filter(pk=deadline.pk).values().get()


def test_a_paused_deadline_is_neither_overdue_nor_swept(screening: Deadline, team: User, at: datetime) -> None:
    deadlines.pause(screening, at=at, by=team, **WHY)
    long_after = screening.due_at + timedelta(days=60)
    assert not ladder.sweep(at=long_after)
    assert not Deadline.objects.overdue(long_after).exists()
    assert Deadline.objects.open().get().paused_at == at
    assert not notices(screening)


def test_each_act_says_who_when_and_why(screening: Deadline, team: User, at: datetime) -> None:
    deadlines.pause(screening, at=at + A_DAY, by=team, **WHY)
    deadlines.resume(screening, at=at + 2 * A_DAY, by=team, reason="The child is home")
    written = screening.events.order_by("pk").values_list("kind", "at", "by", "reason")[1:]
    assert list(written) == [
        ("paused", at + A_DAY, team.pk, "The child is in hospital"),
        ("resumed", at + 2 * A_DAY, team.pk, "The child is home"),
    ]


@pytest.mark.parametrize(
    ("paused", "resumed", "due"),
    [
        ("2026-03-03T10:00", "2026-03-05T10:00", "2026-03-18T17:00"),  # two mornings later by two working days
        ("2026-03-06T18:00", "2026-03-08T12:00", "2026-03-16T17:00"),  # a weekend counts for nothing
        ("2026-03-06T10:00", "2026-03-09T10:00", "2026-03-17T17:00"),
        ("2026-03-03T10:00", "2026-03-03T16:00", "2026-03-16T17:00"),  # back the same day
        ("2026-03-16T16:00", "2026-04-08T10:00", "2026-04-08T16:00"),  # over Easter, into summer time
    ],
)
def test_it_is_due_later_by_the_mornings_that_came_meanwhile(
    screening: Deadline, team: User, paused: str, resumed: str, due: str
) -> None:
    deadlines.pause(screening, at=_utc(paused), by=team, **WHY)
    deadlines.resume(screening, at=_utc(resumed), by=team, **WHY)
    screening.refresh_from_db()
    assert (screening.due_at, screening.paused_at) == (_utc(due), None)
    assert screening.moments[1] == screening.due_at
    assert lines(screening)[-1] == ("resumed", _utc(resumed), _utc(due))


def test_after_a_pause_the_ladder_runs_from_the_new_moment(screening: Deadline, team: User, at: datetime) -> None:
    was = screening.due_at
    deadlines.pause(screening, at=at + A_DAY, by=team, **WHY)
    deadlines.resume(screening, at=at + 3 * A_DAY, by=team, **WHY)
    assert ladder.sweep(at=was + INSTANT) == {"reminded": 1}
    screening.refresh_from_db()
    assert ladder.sweep(at=screening.due_at + INSTANT) == {"breached": 1}
    screening.refresh_from_db()
    assert screening.breached_at == screening.due_at > was


def test_a_pause_within_the_day_reminds_nobody_twice(screening: Deadline, team: User) -> None:
    reminded_at = screening.moments[0] + timedelta(hours=1)
    ladder.sweep(at=reminded_at)
    deadlines.pause(screening, at=reminded_at, by=team, **WHY)
    deadlines.resume(screening, at=reminded_at + timedelta(minutes=5), by=team, **WHY)
    ladder.sweep(at=screening.due_at)
    assert kinds(screening) == ["started", "reminded", "paused", "resumed"]
    assert ladder.sweep(at=screening.due_at + INSTANT) == {"breached": 1}


def test_two_pauses_add_up(screening: Deadline, team: User, at: datetime) -> None:
    for day in (1, 7):
        deadlines.pause(screening, at=at + day * A_DAY, by=team, **WHY)
        deadlines.resume(screening, at=at + (day + 1) * A_DAY, by=team, **WHY)
    screening.refresh_from_db()
    assert screening.due_at == _utc("2026-03-18T17:00")


def test_what_is_met_while_it_is_paused_is_not_late(screening: Deadline, team: User, at: datetime) -> None:
    deadlines.pause(screening, at=at, by=team, **WHY)
    deadlines.meet(screening.case, "screening", at=screening.due_at + A_DAY, by=team)
    screening.refresh_from_db()
    assert (screening.breached_at, screening.paused_at, screening.closed_as) == (None, None, "met")
    assert kinds(screening) == ["started", "paused", "met"]


def test_what_is_moved_while_it_is_paused_stays_paused(screening: Deadline, team: User, at: datetime) -> None:
    deadlines.pause(screening, at=at, by=team, **WHY)
    to, later = screening.due_at + 7 * A_DAY, screening.due_at + A_DAY
    deadlines.move(screening.case, "screening", due_at=to, at=later, by=team, reason="Agreed anew")
    screening.refresh_from_db()
    assert (screening.due_at, screening.paused_at, screening.next_at) == (to, at, None)
    assert kinds(screening) == ["started", "paused", "moved"]
    deadlines.resume(screening, at=later + A_DAY, by=team, **WHY)
    assert Deadline.objects.get().next_at is not None


def test_a_new_worker_takes_it_over_paused(screening: Deadline, southwark: Cast, team: User, at: datetime) -> None:
    deadlines.pause(screening, at=at, by=team, **WHY)
    deadlines.hand_over(screening.case, to=southwark["second.worker"], manager=team, at=at, by=team)
    screening.refresh_from_db()
    assert (screening.owner, screening.paused_at) == (southwark["second.worker"], at)


def _other(case: Case, code: str, southwark: Cast, at: datetime) -> Deadline:
    started = deadlines.start(case, code, at=at, by=southwark["team"])
    assert started is not None
    return started


@pytest.mark.parametrize("code", ["mash_check", "strategy_meeting", "action"])
def test_only_what_the_procedures_let_pause_is_paused(
    case: Case, owed: Callable[..., Deadline], southwark: Cast, at: datetime, code: str
) -> None:
    deadline = owed() if code == "action" else _other(case, code, southwark, at)
    assert not deadlines.may_pause(deadline)
    before = _row(deadline)
    with pytest.raises(Refused, match="procedures"):
        deadlines.pause(deadline, at=at, by=southwark["service"], **WHY)
    assert (_row(deadline), kinds(deadline)) == (before, ["started"])


def test_nobody_pauses_what_they_owe(screening: Deadline, southwark: Cast, at: datetime) -> None:
    before = _row(screening)
    with pytest.raises(NotEntitled):
        deadlines.pause(screening, at=at, by=southwark["worker"], **WHY)
    assert (_row(screening), kinds(screening)) == (before, ["started"])


@pytest.mark.parametrize("swept", [True, False])
def test_what_has_passed_can_no_longer_be_paused(screening: Deadline, team: User, swept: bool) -> None:
    late = screening.due_at + INSTANT
    if swept:
        ladder.sweep(at=late)
    before = (_row(screening), kinds(screening))
    with pytest.raises(Refused, match="has passed"):
        deadlines.pause(screening, at=late, by=team, **WHY)
    assert (_row(screening), kinds(screening)) == before


def test_at_the_moment_itself_it_still_can(screening: Deadline, team: User) -> None:
    deadlines.pause(screening, at=screening.due_at, by=team, **WHY)
    assert Deadline.objects.get().paused_at == screening.due_at


def test_twice_is_refused(screening: Deadline, team: User, at: datetime) -> None:
    deadlines.pause(screening, at=at, by=team, **WHY)
    with pytest.raises(AlreadyDone, match="paused already"):
        deadlines.pause(screening, at=at + A_DAY, by=team, **WHY)
    deadlines.resume(screening, at=at + A_DAY, by=team, **WHY)
    with pytest.raises(AlreadyDone, match="not paused"):
        deadlines.resume(screening, at=at + A_DAY, by=team, **WHY)
    assert kinds(screening) == ["started", "paused", "resumed"]


@pytest.mark.parametrize("act", [deadlines.pause, deadlines.resume])
def test_what_has_ended_neither_pauses_nor_resumes(
    screening: Deadline, team: User, at: datetime, act: Callable[..., None]
) -> None:
    deadlines.meet(screening.case, "screening", at=at, by=team)
    with pytest.raises(AlreadyDone, match="has ended"):
        act(screening, at=at, by=team, **WHY)
    assert kinds(screening) == ["started", "met"]


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
