"""A MASE meeting and the cases on their way to it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from mase.cases.models import Case, Deadline
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from meetings.models import ListEntry, Panel, StrategyMeeting
from tests.once import once

MEETS_ON = date(2026, 3, 26)  # a Thursday; the clocks change on the Sunday after


@pytest.fixture
def panel(southwark: Cast, at: datetime) -> Panel:
    """Southwark's meeting of this month, ten in the morning."""
    return once(("schedule", MEETS_ON, at), lambda: stories.schedule(southwark, on=MEETS_ON, at=at))


@pytest.fixture
def listed(panel: Panel, told: Callable[..., Case]) -> ListEntry:
    """A case that pre-MASE has put on the meeting's list."""
    return told("admit").list_entries.get()


@pytest.fixture
def later(at: datetime) -> datetime:
    """The moment of the meeting: every story is over by then."""
    return at + timedelta(days=24)


@pytest.fixture
def discussed(listed: ListEntry, southwark: Cast, later: datetime) -> ListEntry:
    """The same case with its answers and an action."""
    stories.discuss(southwark, listed.case, later)
    listed.refresh_from_db()
    return listed


@pytest.fixture
def approved(discussed: ListEntry, southwark: Cast, later: datetime) -> ListEntry:
    """The same case in minutes that the chair has approved."""
    stories.approve(southwark, discussed.panel, at=later)
    return discussed


def deadline(case: Case, code: str) -> Deadline:
    """Return the case's deadline of that code, running or ended."""
    return Deadline.objects.get(case=case, code=code)


def codes(case: Case) -> set[str]:
    """Return the codes of what is still owed on the case."""
    return set(Deadline.objects.open().filter(case=case).values_list("code", flat=True))


def told_by(key: str) -> set[Any]:
    """Return the people who have a notice with a key that begins so."""
    return {message.recipient for message in Message.objects.filter(key__startswith=key).select_related("recipient")}


def everybody_came(meeting: StrategyMeeting) -> dict[int, dict[str, Any]]:
    """Return for each agency invited to a strategy meeting that somebody came who can decide, and what they said."""
    came = {"present": True, "decides": True, "attended_by": "DC Invented", "information": "Two missing reports."}
    return {pk: dict(came) for pk in meeting.contributions.values_list("pk", flat=True)}
