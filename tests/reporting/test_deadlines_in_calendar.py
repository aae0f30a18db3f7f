"""Deadlines in a person's own calendar: neutral, up to date, and only those of the person."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.cases import access, deadlines
from mase.cases.models import Deadline
from mase.demo.cast import Cast
from meetings.models import Panel
from tests.reporting.entries import Address, Feed, named, only

DAY = timedelta(days=1)
Owed = Callable[..., Deadline]


def test_a_deadline_is_one_entry_with_a_neutral_title_and_a_link(owed: Owed, southwark: Cast, feed: Feed) -> None:
    deadline = owed()
    event = only(feed(southwark["mash"]))
    assert event["SUMMARY"] == f"MASE: deadline {deadline.ref}"
    assert event["URL"] == f"http://localhost:8000/cases/{deadline.case.ref}/deadlines/{deadline.ref}/"
    assert event["UID"] == f"deadline-{deadline.ref}@localhost"
    assert event["STATUS"] == "CONFIRMED"
    assert event["CLASS"] == "PRIVATE"


def test_nothing_else_is_said_of_it(owed: Owed, southwark: Cast, feed: Feed) -> None:
    owed()
    said = {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "URL", "STATUS", "CLASS", "TRANSP"}
    assert set(only(feed(southwark["mash"]))) == said


def test_no_name_rule_place_or_borough_is_in_the_file(
    owed: Owed, panel: Panel, southwark: Cast, address: Address, client: Client
) -> None:
    deadline = owed()
    content = client.get(address(southwark["coordinator"])).content + client.get(address(southwark["mash"])).content
    child = deadline.case.child
    private = (child.given_names, child.family_name, deadline.label, deadline.rule, panel.place, "Southwark", "SO-11")
    for words in private:
        assert words.encode() not in content, words


@pytest.mark.parametrize(
    ("due", "written"),
    [
        ("2026-03-03T09:30:00+00:00", datetime(2026, 3, 3, 9, 30, tzinfo=UTC)),
        ("2026-07-01T17:00:00+01:00", datetime(2026, 7, 1, 16, 0, tzinfo=UTC)),
        ("2026-03-29T02:30:00+01:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # the clocks went forward at one
        ("2026-10-25T01:30:00+00:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),  # half past one for the second time
    ],
)
def test_moments_are_in_utc(owed: Owed, southwark: Cast, feed: Feed, due: str, written: datetime) -> None:
    owed(due_at=datetime.fromisoformat(due))
    event = only(feed(southwark["mash"]))
    assert event.decoded("DTSTART") == written
    assert event["DTSTART"].to_ical().endswith(b"Z")


def test_what_moves_keeps_its_name_and_counts_up(southwark: Cast, child: Any, feed: Feed, at: datetime) -> None:
    case, how = child(), {"at": at, "by": southwark["mash"], "key": "a"}
    deadline = deadlines.start(case, "action", owner_role="mash_manager", path="/", due_at=at + DAY, **how)
    assert deadline is not None
    before = named(feed(southwark["mash"]), deadline)
    deadlines.move(case, "action", due_at=at + 3 * DAY, reason="Agreed", **how)
    after = named(feed(southwark["mash"]), deadline)
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["UID"] == before["UID"]
    assert after.decoded("DTSTART") == at + 3 * DAY


def test_a_paused_deadline_is_tentative(owed: Owed, southwark: Cast, feed: Feed, at: datetime) -> None:
    owed(paused_at=at)
    assert only(feed(southwark["mash"]))["STATUS"] == "TENTATIVE"


def test_what_is_done_is_there_no_more(owed: Owed, southwark: Cast, feed: Feed, at: datetime) -> None:
    owed(closed_at=at, closed_as="met")
    assert feed(southwark["mash"]) == []


def test_what_an_agency_owes_to_a_meeting_is_in_its_lead_s_calendar(
    without_case: Any, southwark: Cast, feed: Feed
) -> None:
    deadline = without_case(southwark.agency("health"))
    assert only(feed(southwark["health"]))["URL"] == f"http://localhost:8000/deadlines/{deadline.ref}/"
    assert feed(southwark["education"]) == []


def test_deadlines_of_others_and_of_cases_out_of_sight_are_not_in_it(
    owed: Owed, southwark: Cast, barnet: Cast, feed: Feed
) -> None:
    owed()
    owed(owner=southwark["worker"])  # to whom the case was never opened
    for person in (southwark["worker"], southwark["team"], southwark["school"], barnet["mash"]):
        assert feed(person) == []


def test_a_case_that_is_closed_to_a_person_leaves_the_calendar_with_the_next_fetch(
    owed: Owed, southwark: Cast, address: Address, client: Client, at: datetime
) -> None:
    deadline, path = owed(), address(southwark["mash"])
    assert deadline.ref.encode() in client.get(path).content
    access.withdraw_from_agencies(deadline.case)
    assert deadline.ref.encode() not in client.get(path).content
