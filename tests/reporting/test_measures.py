"""What ended or fell due in a period, how, and how late: counted in the database, checked against plain Python."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

import pytest

from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from reporting import measures
from reporting.periods import Period

Owed = Callable[..., Deadline]

QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))
BEFORE, INSIDE, AHEAD, AFTER = -90, -10, 10, 60  # days from 2 March 2026; AHEAD is in the quarter and yet to come


@pytest.fixture
def found(southwark: Cast, at: datetime) -> Callable[..., Any]:
    def ask(period: Period = QUARTER, part: str = "team") -> Any:
        return measures.found(southwark[part], [southwark.authority], period, at=at)

    return ask


@pytest.fixture
def ended(owed: Owed, at: datetime) -> Owed:
    """A deadline that has ended: ended("met", due=-10, closed=-12)."""

    def end(how: str, *, due: float, closed: float, code: str = "mash_check", **fields: Any) -> Deadline:
        late = closed > due and not fields.pop("paused", False)
        due_at = at + timedelta(days=due)
        breached = {"breached_at": due_at} if late else {}
        return owed(code, days=due, closed_at=at + timedelta(days=closed), closed_as=how, **breached, **fields)

    return end


@pytest.mark.parametrize(
    ("due", "closed", "counts"),
    [
        (INSIDE, None, True),  # open and overdue
        (AHEAD, None, False),  # in the period, but yet to come
        (BEFORE, None, False),
        (AFTER, None, False),
        (INSIDE, INSIDE - 1, True),
        (BEFORE, INSIDE, True),  # due before, ended in the period
        (AFTER, INSIDE, True),  # ended early, in the period
        (INSIDE, BEFORE, True),  # ended before, fell due in the period
        (AHEAD, INSIDE, True),
        (BEFORE, BEFORE, False),
        (AFTER, BEFORE, False),
    ],
)
def test_what_ended_or_fell_due_in_the_period_counts(
    owed: Owed, ended: Owed, found: Callable[..., Any], due: float, closed: float | None, counts: bool
) -> None:
    deadline = owed(days=due) if closed is None else ended("met", due=due, closed=closed)
    assert list(found()) == ([deadline] if counts else [])


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        ("2025-12-31T23:59:59+00:00", False),
        ("2026-01-01T00:00:00+00:00", True),
        ("2026-03-31T22:59:59+00:00", True),
        ("2026-03-31T23:00:00+00:00", False),  # midnight in London: summer time has begun
    ],
)
def test_the_period_is_one_of_days_in_london(
    owed: Owed, southwark: Cast, found: Callable[..., Any], moment: str, counts: bool
) -> None:
    due_at = datetime.fromisoformat(moment)
    owed(due_at=due_at, started_at=due_at - timedelta(days=1), closed_at=due_at - timedelta(days=400), closed_as="met")
    assert found().exists() is counts


def test_what_is_paused_has_not_fallen_due(owed: Owed, found: Callable[..., Any], at: datetime) -> None:
    owed(days=INSIDE, paused_at=at - timedelta(days=20))
    assert not found().exists()


@pytest.mark.parametrize(
    ("outcome", "how", "due", "closed"),
    [
        ("in_time", "met", -5, -6),
        ("in_time", "met", -5, -5),
        ("met_late", "met", -5, -4),
        ("waived", "waived", -5, -6),
        ("waived", "waived", -5, -4),  # too late to be in time, and yet not counted as late
        ("withdrawn", "withdrawn", -5, -4),
        ("overdue", None, -5, None),
    ],
)
def test_each_is_counted_under_one_outcome(
    owed: Owed, ended: Owed, found: Callable[..., Any], at: datetime, outcome: str, how: str, due: float, closed: float
) -> None:
    deadline = ended(how, due=due, closed=closed) if how else owed(days=due)
    counted = measures.overall(found(), at=at)
    assert counted.total == 1
    assert {name for name, number in counted.counts.items() if number} == {outcome}
    assert list(measures.narrowed(found(), {"outcome": outcome})) == [deadline]
    is_late = outcome in ("met_late", "overdue")
    assert list(measures.narrowed(found(), {"outcome": "late"})) == ([deadline] if is_late else [])
    assert (counted.worst is not None) is is_late


def test_what_was_waived_or_not_needed_is_judged_neither_way(
    ended: Owed, found: Callable[..., Any], at: datetime
) -> None:
    for how in ("met", "waived", "withdrawn"):
        ended(how, due=-5, closed=-6)
    counted = measures.overall(found(), at=at)
    assert (counted.total, counted.judged) == (3, 1)


def test_what_was_met_while_it_was_paused_is_not_late(ended: Owed, found: Callable[..., Any], at: datetime) -> None:
    ended("met", due=-5, closed=-3, paused=True)
    counted = measures.overall(found(), at=at)
    assert (counted.counts["in_time"], counted.worst) == (1, None)
    assert measures.with_lateness(found(), at=at).get().late_by is None


LATE = (0.5, 1, 2, 3, 10)


def _percentile(values: list[float], share: float) -> float:
    """Return the value at that share of the way through the sorted values, between two of them if need be."""
    place = (len(values) - 1) * share
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return sorted(values)[low] + (sorted(values)[high] - sorted(values)[low]) * (place - low)


def test_lateness_is_measured_over_what_was_met_late_and_what_is_still_open(
    owed: Owed, ended: Owed, found: Callable[..., Any], at: datetime
) -> None:
    for days in LATE:
        ended("met", due=-20, closed=-20 + days)
    owed(days=-25)
    ended("met", due=-5, closed=-6)
    ended("waived", due=-30, closed=-1)
    late = [*LATE, 25]
    counted = measures.overall(found(), at=at)
    for value, days in (
        (counted.median, median(late)),
        (counted.ninetieth, _percentile(late, 0.9)),
        (counted.worst, 25),
    ):
        assert abs(value - timedelta(days=days)) < timedelta(seconds=1)


def test_each_row_says_how_late_it_is(owed: Owed, ended: Owed, found: Callable[..., Any], at: datetime) -> None:
    rows = {
        ended("met", due=-20, closed=-18).pk: timedelta(days=2),
        ended("met", due=-20, closed=-21).pk: None,
        ended("waived", due=-20, closed=-18).pk: None,
        owed(days=-3).pk: timedelta(days=3),
    }
    assert {row.pk: row.late_by for row in measures.with_lateness(found(), at=at)} == rows


def test_rules_and_agencies_are_measured_apart(
    southwark: Cast, owed: Owed, ended: Owed, found: Callable[..., Any], at: datetime
) -> None:
    health, police = southwark.agency("health"), southwark.agency("police")
    ended("met", due=-9, closed=-8, code="action", agency=health)
    ended("met", due=-9, closed=-10, code="action", agency=police)
    owed("action", days=-4, agency=police)
    owed("screening", days=-2)
    by_rule = {row.rule: row for row in measures.by_rule(found(), at=at)}
    assert {rule: row.total for rule, row in by_rule.items()} == {"action": 3, "screening": 1}
    assert by_rule["action"].counts["met_late"] == by_rule["action"].counts["overdue"] == 1
    by_agency = {(row.rule, row.agency_name): row for row in measures.by_agency(found(), at=at)}
    assert {key: row.total for key, row in by_agency.items()} == {
        ("action", health.name): 1,
        ("action", police.name): 2,
        ("screening", "Southwark children’s social care"): 1,
    }
    assert by_agency["action", police.name].worst == timedelta(days=4)
    assert by_agency["action", health.name].agency == str(health.pk)


def test_the_parts_add_up_to_the_whole(owed: Owed, ended: Owed, found: Callable[..., Any], at: datetime) -> None:
    for place, code in enumerate(("action", "screening", "icpc", "mash_check")):
        ended("met", due=-9, closed=-10 + place, code=code)
        ended(("waived", "withdrawn")[place % 2], due=-9, closed=-10, code=code)
        owed(code, days=-place - 1)
    whole = measures.overall(found(), at=at)
    for rows in (measures.by_rule(found(), at=at), measures.by_agency(found(), at=at)):
        assert sum(row.total for row in rows) == whole.total == 12
        for name in measures.OUTCOMES:
            assert sum(row.counts[name] for row in rows) == whole.counts[name]
    assert sum(whole.counts.values()) == whole.total


def test_another_authority_s_deadlines_are_not_counted_in_this_one(
    southwark: Cast, barnet: Cast, child: Callable[..., Case], owed: Owed, found: Callable[..., Any], at: datetime
) -> None:
    case = child(opened=None, cast=barnet)
    deadline = owed(days=-5, case=case, agency=barnet.agency("csc"))
    assert not found().exists()
    barnets = measures.found(barnet["team"], [barnet.authority], QUARTER, at=at)
    assert not barnets.exists(), "the file is open to nobody"
    assert deadline.authority == barnet.authority


def test_nothing_is_measured_of_nothing(found: Callable[..., Any], at: datetime) -> None:
    counted = measures.overall(found(), at=at)
    assert (counted.total, counted.judged, counted.median, counted.worst) == (0, 0, None, None)
    assert measures.by_rule(found(), at=at) == []


def test_agencies_are_those_that_have_owed_something(southwark: Cast, owed: Owed) -> None:
    owed(agency=southwark.agency("health"))
    owed(agency=southwark.agency("csc"))
    found = measures.agencies([southwark.authority])
    assert [agency.name for agency in found] == ["Southwark children’s social care", "Southwark health"]
