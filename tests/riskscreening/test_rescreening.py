"""A child is screened again and again: the next screening is owed three months after both have signed the last."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from mase.cases import operations as cases
from mase.cases.models import Case, Happening, Outcome
from mase.clock import LONDON
from mase.demo import said
from mase.demo.cast import Cast
from riskscreening.models import Assessment, Capacity
from riskscreening.operations import screening as operations
from tests.referrals.trail import ended, owed, running
from tests.riskscreening import typed

FRIDAY = datetime(2026, 3, 6, 10, 0, tzinfo=UTC)
JUNE = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
BOTH = (("team", Capacity.LINE_MANAGER), ("coordinator", Capacity.CO_ORDINATOR))


def sign_both(assessment: Assessment, cast: Cast, *, at: datetime) -> None:
    for part, capacity in BOTH:
        operations.sign(assessment, capacity=capacity, note="", by=cast[part], at=at)


def complete_another(case: Case, cast: Cast, *, at: datetime) -> Assessment:
    again = operations.start(case, by=cast["worker"], at=at)
    operations.save_answers(again, case.assessments.earliest("pk").answers, by=cast["worker"], at=at)
    said.say(cast, again, at=at)
    operations.complete(again, judgement=typed.judged(), by=cast["worker"], at=at)
    return again


def end_of(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.max, tzinfo=LONDON)


@pytest.mark.rule("ALL-3")
def test_the_second_signature_starts_three_months_for_the_next_screening(
    completed: Assessment, southwark: Cast
) -> None:
    case = completed.case
    operations.sign(completed, capacity=Capacity.LINE_MANAGER, note="", by=southwark["team"], at=FRIDAY)
    assert "rescreening" not in running(case)
    operations.sign(completed, capacity=Capacity.CO_ORDINATOR, note="", by=southwark["coordinator"], at=FRIDAY)
    deadline = owed(case, "rescreening")
    assert (deadline.owner, deadline.manager, deadline.source) == (southwark["worker"], southwark["team"], "ALL-3")
    assert (deadline.started_at, deadline.due_at) == (FRIDAY, end_of("2026-06-06"))


EDGES = [  # signed off, the next screening due: the same day three months on, or the last of a shorter month
    ("2026-07-26", "2026-10-26"),  # the clocks go back in between
    ("2026-11-29", "2027-02-28"),
    ("2026-11-30", "2027-02-28"),
    ("2026-12-28", "2027-03-28"),  # the day the clocks go forward
    ("2027-11-30", "2028-02-29"),  # a leap year
]


@pytest.mark.rule("ALL-3")
@pytest.mark.parametrize(("signed", "due"), EDGES)
def test_three_months_end_with_the_day_in_london(signed: str, due: str, completed: Assessment, southwark: Cast) -> None:
    sign_both(completed, southwark, at=datetime.combine(date.fromisoformat(signed), time(12), tzinfo=LONDON))
    assert owed(completed.case, "rescreening").due_at == end_of(due)


@pytest.mark.rule("ALL-3")
@pytest.mark.parametrize(("minutes", "late"), [(-1, False), (0, False), (1, True)])
def test_a_new_screening_meets_what_is_owed_in_time_or_late(
    minutes: int, late: bool, told: Callable[..., Case], southwark: Cast
) -> None:
    case = told("sign")
    deadline = owed(case, "rescreening")
    complete_another(case, southwark, at=deadline.due_at + timedelta(minutes=minutes))
    deadline.refresh_from_db()
    assert (deadline.closed_as, deadline.breached_at is not None) == ("met", late)
    kinds = [Happening.STARTED, Happening.BREACHED, Happening.MET] if late else [Happening.STARTED, Happening.MET]
    assert list(deadline.events.order_by("pk").values_list("kind", flat=True)) == kinds


def test_starting_a_new_screening_does_not_meet_it(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("sign")
    operations.start(case, by=southwark["worker"], at=JUNE)
    assert "rescreening" in running(case)


@pytest.mark.rule("ALL-3")
def test_a_new_sign_off_starts_it_anew(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("sign")
    again = complete_another(case, southwark, at=JUNE)
    assert "rescreening" not in running(case)
    sign_both(again, southwark, at=JUNE + timedelta(days=2))
    assert owed(case, "rescreening").due_at == end_of("2026-09-03")
    assert list(case.deadlines.filter(code="rescreening").order_by("pk").values_list("closed_as", flat=True)) == [
        "met",
        None,
    ]


@pytest.mark.rule("ALL-3")
def test_while_a_screening_is_returned_the_time_to_complete_it_runs_instead(
    told: Callable[..., Case], southwark: Cast
) -> None:
    case = told("sign")
    again = complete_another(case, southwark, at=JUNE)
    by, at = southwark["team"], JUNE + timedelta(days=1)
    operations.send_back(again, capacity=Capacity.LINE_MANAGER, note="Who saw it?", by=by, at=at)
    assert ("rescreening" in running(case), owed(case, "screening").started_at) == (False, at)
    operations.complete(again, judgement=typed.judged(), by=southwark["worker"], at=at)
    sign_both(again, southwark, at=at)
    assert owed(case, "rescreening").started_at == at


@pytest.mark.rule("ALL-3")
def test_signing_an_older_screening_last_does_not_start_it(completed: Assessment, southwark: Cast) -> None:
    newer = complete_another(completed.case, southwark, at=FRIDAY)
    sign_both(completed, southwark, at=FRIDAY)
    assert "rescreening" not in running(completed.case)
    sign_both(newer, southwark, at=FRIDAY + timedelta(days=3))
    assert owed(completed.case, "rescreening").started_at == FRIDAY + timedelta(days=3)


def test_closing_the_case_ends_it(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("hold")
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=JUNE, reason="Moved to another borough")
    assert ended(case, "rescreening") == "withdrawn"


def test_a_worker_who_takes_the_case_over_owes_it(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("sign")
    cases.allocate(case, southwark["second.worker"], by=southwark["service"], at=JUNE, reason="Leave")
    deadline = owed(case, "rescreening")
    assert (deadline.owner, deadline.manager) == (southwark["second.worker"], southwark["service"])
