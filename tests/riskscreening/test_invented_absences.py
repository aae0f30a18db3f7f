"""What the demonstration tells of missing children: one is missing now, one was on five Fridays, one told somebody."""

from datetime import datetime, timedelta

import pytest

from mase.cases.models import Case
from mase.clock import LONDON
from mase.demo import absences
from mase.demo import cast as demo_cast
from mase.demo.cast import Cast
from referrals.models import Disclosure
from riskscreening import patterns, queries
from tests.referrals.trail import owed, running


@pytest.fixture
def told(db: None, at: datetime) -> Cast:
    """Southwark with the three stories."""
    cast = demo_cast.hire("southwark", at=at - timedelta(days=400), password=None)
    absences.settle(cast, at=at)
    return cast


def test_three_children_are_told_of(told: Cast, at: datetime) -> None:
    now = Case.objects.get(absent_as="missing")
    assert now.absent_since == at - timedelta(hours=14)

    often = Case.objects.exclude(pk=now.pk).filter(missing_episodes__isnull=False).distinct().get()
    times = queries.times_missing(often, since=at - timedelta(days=360))
    assert {one.since.astimezone(LONDON).weekday() for one in times} == {4}
    found = patterns.interviews(times)
    assert (found.owed, found.held_in_time, found.held, found.declined) == (5, 3, 4, 1)
    assert "return_interview" not in running(often)

    waiting = Disclosure.objects.get(settled_at=None)
    assert owed(waiting.case, "crime_reference").due_at == at + timedelta(hours=4)
    assert set(waiting.case.external_references.values_list("kind", flat=True)) == {"87a", "merlin", "cad"}


@pytest.mark.parametrize("days", range(7))
def test_on_whatever_day_the_demonstration_begins_every_friday_is_over(days: int, at: datetime) -> None:
    begun = at + timedelta(days=days)
    cast_at = absences._friday_before(begun - timedelta(days=4))
    assert timedelta(days=4) <= begun - cast_at < timedelta(days=12)
    assert cast_at.weekday() == 4
