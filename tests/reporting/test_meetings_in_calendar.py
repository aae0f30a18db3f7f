"""Meetings in a person's own calendar: those they take part in, until they are over."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import Panel
from meetings.operations import planning, strategy
from tests.reporting.entries import Feed, meetings, only

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize("part", ["coordinator", "worker", "chair", "police.member", "health.member"])
def test_members_have_the_next_mase_meeting_in_it(southwark: Cast, panel: Panel, feed: Feed, part: str) -> None:
    event = only(meetings(feed(southwark[part])))
    assert event["SUMMARY"] == f"MASE: meeting {panel.ref}"
    assert event["URL"] == f"http://localhost:8000/meetings/{panel.ref}/"
    assert event.decoded("DTSTART") == datetime(2026, 4, 8, 9, tzinfo=UTC)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)


@pytest.mark.parametrize("part", ["school", "admin"])
def test_whoever_takes_no_part_has_no_meeting_in_it(southwark: Cast, panel: Panel, feed: Feed, part: str) -> None:
    assert meetings(feed(southwark[part])) == []


def test_another_authority_s_meeting_is_not_in_it(barnet: Cast, panel: Panel, feed: Feed) -> None:
    assert meetings(feed(barnet["coordinator"])) == []


def test_a_meeting_that_was_moved_keeps_its_name_and_counts_up(southwark: Cast, panel: Panel, feed: Feed) -> None:
    before = only(meetings(feed(southwark["chair"])))
    panel.scheduled_for += DAY
    panel.save()
    after = only(meetings(feed(southwark["chair"])))
    assert after["UID"] == before["UID"] == f"meeting-{panel.ref}@localhost"
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after.decoded("DTSTART") == before.decoded("DTSTART") + DAY


@pytest.mark.parametrize(("days", "states"), [(0, ["CANCELLED"]), (29, ["CANCELLED"]), (30, [])])
def test_a_cancelled_meeting_is_called_cancelled_for_thirty_days(
    southwark: Cast, panel: Panel, feed: Feed, clock: Any, at: datetime, days: int, states: list[str]
) -> None:
    panel.cancelled_at, panel.cancelled_by, panel.cancelled_because = at, southwark["chair"], "No cases"
    panel.save()
    clock.move_to(at + days * DAY)
    assert [event["STATUS"] for event in meetings(feed(southwark["chair"]))] == states


@pytest.mark.parametrize(
    ("moment", "number"),
    [("2026-04-08T09:00:01+00:00", 1), ("2026-04-08T22:59:59+00:00", 1), ("2026-04-08T23:00:00+00:00", 0)],
)
def test_a_meeting_stays_until_its_day_in_london_is_over(
    southwark: Cast, panel: Panel, feed: Feed, clock: Any, moment: str, number: int
) -> None:
    clock.move_to(datetime.fromisoformat(moment))
    assert len(meetings(feed(southwark["chair"]))) == number


def test_who_chairs_a_strategy_meeting_has_it_until_it_is_held(
    told: Callable[..., Case], southwark: Cast, feed: Feed, clock: Any
) -> None:
    case = told("convene")
    meeting = case.strategy_meetings.get()
    clock.move_to(meeting.convened_at)
    event = only(meetings(feed(southwark["atm"])))
    assert event["SUMMARY"] == f"MASE: meeting {case.ref}"
    assert event["URL"] == f"http://localhost:8000{meeting.get_absolute_url()}"
    assert event.decoded("DTSTART") == meeting.scheduled_for
    assert meetings(feed(southwark["team"])) == [], "she sees the case, but does not chair"
    stories.hold(southwark, case, meeting.scheduled_for)
    assert meetings(feed(southwark["atm"])) == []


def test_a_strategy_meeting_that_was_moved_counts_up(
    told: Callable[..., Case], southwark: Cast, feed: Feed, clock: Any
) -> None:
    meeting = told("convene").strategy_meetings.get()
    clock.move_to(meeting.convened_at)
    before = only(meetings(feed(southwark["atm"])))
    later = {"scheduled_for": meeting.scheduled_for + 3 * HOUR, "place": meeting.place, "late_because": ""}
    strategy.move(meeting, **later, reason="In court", by=southwark["worker"], at=meeting.convened_at + HOUR)
    after = only(meetings(feed(southwark["atm"])))
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    assert after.decoded("DTSTART") == before.decoded("DTSTART") + 3 * HOUR


def test_who_called_a_planning_meeting_has_it_in_their_calendar(
    told: Callable[..., Case], southwark: Cast, feed: Feed, clock: Any
) -> None:
    case = told("sign")
    moment = case.assessments.latest("pk").completed_at + DAY
    clock.move_to(moment)
    asked = {"reason": "Plan", "carers_invited": True, "carers_reason": "", "scheduled_for": moment + 3 * DAY}
    planning.refer(case, **asked, by=southwark["worker"], at=moment)
    event = only(meetings(feed(southwark["worker"])))
    assert event["SUMMARY"] == f"MASE: meeting {case.ref}"
    assert event.decoded("DTSTART") == moment + 3 * DAY
    assert meetings(feed(southwark["coordinator"])) == []
