"""The record as it was: the case and the child at a moment that the reader chooses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from mase.agencies.models import User
from mase.cases import as_of, operations
from mase.cases.models import Case
from mase.clock import LONDON
from mase.demo.cast import Cast
from tests.cases.pages import texts
from tests.factories import CaseFactory

HOUR = timedelta(hours=1)


@pytest.fixture
def aged(southwark: Cast, at: datetime) -> Case:
    """A case whose child has changed school after a day."""
    with time_machine.travel(at, tick=False) as clock:
        case = CaseFactory(cast=southwark, opened_at=at, opened=southwark, child__school="First", stage="allocation")
        clock.shift(timedelta(days=1))
        case.child.school = "Second"
        case.child.save()
    return case


def _allocated(case: Case, southwark: Cast, part: str, *, at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        if before := case.worker:
            before.ends_at = at
            before.save()
        case.allocations.create(worker=southwark[part], allocated_by=southwark["team"], begins_at=at)


@pytest.mark.parametrize(
    ("after", "school"),
    [
        (timedelta(), "First"),
        (timedelta(hours=23), "First"),
        (timedelta(days=1), "Second"),
        (timedelta(days=9), "Second"),
    ],
)
def test_the_child_is_as_the_record_had_them_then(aged: Case, at: datetime, after: timedelta, school: str) -> None:
    then = as_of.look(aged, at=at + after)
    assert then is not None
    assert then.child.school == school == aged.child.history.as_of(at + after).school


def test_the_case_is_as_it_stood_then(aged: Case, southwark: Cast, at: datetime) -> None:
    restricted_at = at + timedelta(days=3)
    with time_machine.travel(restricted_at, tick=False):
        operations.restrict(aged, by=southwark["service"], at=restricted_at, reason="Related to a member of staff")
    before, after = (as_of.look(aged, at=restricted_at + step) for step in (-HOUR, HOUR))
    assert before is not None
    assert after is not None
    assert (before.case.restricted_at, after.case.restricted_at) == (None, restricted_at)
    assert after.case == aged.history.as_of(restricted_at + HOUR)


def test_the_worker_is_whoever_had_the_case_then(aged: Case, southwark: Cast, at: datetime) -> None:
    _allocated(aged, southwark, "worker", at=at + timedelta(days=2))
    _allocated(aged, southwark, "second.worker", at=at + timedelta(days=4))
    looked = [as_of.look(aged, at=at + timedelta(days=days)) for days in (1, 3, 5)]
    assert [then.worker if then else "" for then in looked] == [None, southwark["worker"], southwark["second.worker"]]


def test_before_it_was_opened_there_was_no_record(aged: Case, at: datetime) -> None:
    assert as_of.look(aged, at=at - HOUR) is None


def _shown(browser: Client, case: Case, moment: datetime | None = None, **typed: Any) -> HttpResponse:
    if moment:
        local = moment.astimezone(LONDON)
        parts = (local.day, local.month, local.year, f"{local:%H:%M}")
        typed = {f"moment-{name}": part for name, part in zip(("day", "month", "year", "time"), parts, strict=True)}
    return browser.get(f"/cases/{case.ref}/changes/as-it-was/", typed)


def test_the_page_shows_the_record_as_it_was(
    aged: Case, southwark: Cast, at: datetime, clock: time_machine.Traveller, signed_in: Callable[[User], Client]
) -> None:
    clock.move_to(at + timedelta(days=5))
    browser = signed_in(southwark["team"])
    page = _shown(browser, aged, at + HOUR)
    assert "First" in texts(page, "dd")
    assert "Second" not in texts(page, "dd")
    assert "On 2 March 2026 at 11:00" in texts(page, "h2")
    assert "Second" in texts(_shown(browser, aged, at + timedelta(days=2)), "dd")


def test_covered_fields_stay_covered(
    case: Case, southwark: Cast, at: datetime, clock: time_machine.Traveller, signed_in: Callable[[User], Client]
) -> None:
    with time_machine.travel(at - HOUR, tick=False):
        case.child.address, case.child.nhs_number = "14 Canary Row, SE1 9ZZ", "9434765919"
        case.child.save()
        case.save()
    page = _shown(signed_in(southwark["team"]), case, at - timedelta(minutes=30))
    assert texts(page, "dd").count("Recorded; not shown here") == 2
    assert "Canary" not in page.content.decode()
    assert "9434765919" not in page.content.decode()


def test_the_page_says_when_there_was_no_record(
    case: Case, southwark: Cast, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    page = _shown(signed_in(southwark["team"]), case, at - timedelta(days=3))
    assert any("There was no record of this case" in text for text in texts(page, "main p"))


def test_a_moment_still_to_come_is_refused_beside_its_boxes(
    case: Case, southwark: Cast, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    page = _shown(signed_in(southwark["team"]), case, at + timedelta(days=1))
    assert any("must be in the past" in text for text in texts(page, ".govuk-error-message"))


def test_without_a_moment_the_page_asks_for_one(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    page = _shown(signed_in(southwark["team"]), case)
    assert page.status_code == 200
    assert not texts(page, ".govuk-error-message")
    assert not texts(page, "dd.govuk-summary-list__value")
