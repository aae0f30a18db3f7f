"""A file in Southwark without any step, for what needs no story."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from mase.agencies.models import Authority, Leave, User
from mase.agencies.roles import Section
from mase.cases import access, deadlines
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from tests.factories import CaseFactory, DeadlineFactory


@pytest.fixture
def case(southwark: Cast, at: datetime) -> Case:
    return CaseFactory(cast=southwark, opened_at=at, opened=southwark)


@pytest.fixture
def owed(case: Case, southwark: Cast, at: datetime) -> Callable[..., Deadline]:
    """Start something that is due a day later: owed("service_manager", owner=…), the roles being its ladder."""
    numbers = count()

    def start(*behind: str, on: Case | Authority | None = None, **how: Any) -> Deadline:
        settled = {"owner_role": "mash_manager", "path": "/", "key": str(next(numbers))} | how
        settled.setdefault("due_at", at + timedelta(days=1))
        started = deadlines.start(on or case, "action", at=at, by=southwark["mash"], behind=behind, **settled)
        assert started is not None
        return started

    return start


@pytest.fixture
def owing(case: Case, at: datetime) -> Callable[..., Deadline]:
    """A deadline of that file that runs since now and is due in an hour, unless said otherwise: owing(paused_at=…)."""

    def start(**fields: Any) -> Deadline:
        return DeadlineFactory(**{"case": case, "started_at": at, "due_at": at + timedelta(hours=1)} | fields)

    return start


@pytest.fixture
def away(southwark: Cast, at: datetime) -> Callable[..., Leave]:
    """Note that somebody is away on the days on which what is owed is late, or from one day to another."""
    late = {"begins_on": date(2026, 3, 3), "ends_on": date(2026, 3, 10)}

    def note(part: str, **days: date) -> Leave:
        return Leave.objects.create(user=southwark[part], noted_by=southwark[part], noted_at=at, **late | days)

    return note


@pytest.fixture
def hers(case: Case, southwark: Cast, at: datetime) -> Callable[[str], User]:
    """Open the case to a person by name: hers("worker")."""

    def open_it(part: str) -> User:
        access.open_to_person(case, southwark[part], [Section.CASE], by=southwark["team"], at=at, reason="Allocated")
        return southwark[part]

    return open_it
