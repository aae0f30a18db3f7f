"""What hangs on a meeting moves with it; what has passed stays where it was."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mase.cases import deadlines, ladder
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from tests.cases.ledger import kinds, lines, notices, recipients

INSTANT = timedelta(microseconds=1)
A_DAY = timedelta(days=1)
MEETING = datetime(2026, 4, 15, 9, 0, tzinfo=UTC)  # a Wednesday after Easter, 10:00 in London


@pytest.fixture
def submission(case: Case, southwark: Cast, at: datetime) -> Deadline:
    """Ten days before a meeting: the fifth of April, to the last microsecond of London's day."""
    started = deadlines.start(case, "mase_submission", at=at, by=southwark["coordinator"], meeting_at=MEETING)
    assert started is not None
    return started


@pytest.mark.parametrize(
    ("moved_to", "due"),
    [
        ("2026-04-22T09:00", "2026-04-12T22:59:59.999999"),
        ("2026-04-08T09:00", "2026-03-29T22:59:59.999999"),  # the day the clocks go forward
        ("2026-04-07T09:00", "2026-03-28T23:59:59.999999"),
        ("2026-11-04T10:00", "2026-10-25T23:59:59.999999"),  # the day they go back
    ],
)
@pytest.mark.rule("RE-6")
def test_what_is_due_before_a_meeting_moves_with_it(
    submission: Deadline, southwark: Cast, at: datetime, moved_to: str, due: str
) -> None:
    was = submission.due_at
    _move(submission, southwark, at=at + A_DAY, meeting_at=_utc(moved_to))
    submission.refresh_from_db()
    assert submission.due_at == submission.moments[1] == _utc(due)
    assert lines(submission) == [("started", at, was), ("moved", at + A_DAY, _utc(due))]
    line = submission.events.latest("pk")
    assert (line.by, line.reason) == (southwark["coordinator"], "The meeting moved")


def test_the_ladder_runs_anew_from_the_new_moment(submission: Deadline, southwark: Cast) -> None:
    was = submission.due_at
    ladder.sweep(at=was - A_DAY)
    _move(submission, southwark, at=was - A_DAY, meeting_at=MEETING + 7 * A_DAY)
    submission.refresh_from_db()
    assert not ladder.sweep(at=was + INSTANT), "the old moment is none any more"
    ladder.sweep(at=submission.due_at)
    ladder.sweep(at=submission.due_at + INSTANT)
    assert kinds(submission) == ["started", "reminded", "moved", "reminded", "breached"]
    assert len({message.key for message in notices(submission)}) == 3, "of each moment its owner is reminded once"


def test_moved_there_and_back_nobody_is_reminded_twice_of_the_same_moment(
    owed: Callable[..., Deadline], southwark: Cast
) -> None:
    deadline = owed("service_manager")
    was, reminded_at = deadline.due_at, deadline.due_at - timedelta(hours=2)
    ladder.sweep(at=reminded_at)
    for due_at in (was + A_DAY, was):
        deadlines.move(
            deadline.case, "action", due_at=due_at, at=reminded_at, by=southwark["team"], reason="?", key=deadline.key
        )
    ladder.sweep(at=was)
    assert [message.recipient for message in notices(deadline, 0)] == [southwark["mash"]]


@pytest.mark.parametrize("swept", [True, False])
def test_what_has_passed_stays(submission: Deadline, southwark: Cast, swept: bool) -> None:
    late = submission.due_at + INSTANT
    if swept:
        ladder.sweep(at=late)
    _move(submission, southwark, at=late, meeting_at=MEETING + 30 * A_DAY)
    was, _ = submission.due_at, submission.refresh_from_db()
    assert (submission.due_at, submission.breached_at) == (was, was)
    assert kinds(submission) == ["started", "breached"]


def test_moved_into_the_past_it_is_breached_with_the_next_sweep(submission: Deadline, southwark: Cast) -> None:
    _move(submission, southwark, at=_utc("2026-04-03T10:00"), meeting_at=_utc("2026-04-10T09:00"))
    assert ladder.sweep(at=_utc("2026-04-03T10:01")) == {"breached": 1, "escalated": 1}
    submission.refresh_from_db()
    assert submission.breached_at == submission.due_at == _utc("2026-03-31T22:59:59.999999")


def test_the_first_to_be_told_stay_the_same(submission: Deadline, southwark: Cast, hers: Callable) -> None:
    hers("worker")
    _move(submission, southwark, at=submission.started_at, meeting_at=MEETING + A_DAY)
    submission.refresh_from_db()
    ladder.sweep(at=submission.due_at + INSTANT)
    assert recipients(submission) == {southwark["worker"], southwark["atm"]}


def test_what_counts_back_needs_the_meeting(submission: Deadline, southwark: Cast, at: datetime) -> None:
    with pytest.raises(ValueError, match="hand over the moment of the meeting"):
        _move(submission, southwark, at=at)
    assert kinds(submission) == ["started"]


def test_what_an_agency_owes_moves_for_that_agency_alone(
    owed: Callable[..., Deadline], southwark: Cast, at: datetime
) -> None:
    health, education = (southwark.agency(short) for short in ("health", "education"))
    how = {"on": southwark.authority, "owner_role": "partner_lead", "key": "april"}
    one, other = (owed("co_ordinator", agency=agency, **how) for agency in (health, education))
    to = one.due_at + A_DAY
    move = {"due_at": to, "at": at, "by": southwark["coordinator"], "reason": "Moved", "key": "april"}
    deadlines.move(southwark.authority, "action", agency=health, **move)
    assert [Deadline.objects.get(pk=row.pk).due_at for row in (one, other)] == [to, other.due_at]
    deadlines.move(southwark.authority, "action", **move)
    assert kinds(one) == kinds(other) == ["started", "moved"]


def _move(deadline: Deadline, cast: Cast, *, at: datetime, meeting_at: datetime | None = None) -> None:
    by = cast["coordinator"]
    deadlines.move(deadline.case, "mase_submission", at=at, by=by, reason="The meeting moved", meeting_at=meeting_at)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
