"""Who has which meeting in their own calendar: whoever takes part, while they do, and nobody else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Event

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.cases import access
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import Panel, PlanningMeeting, StrategyMeeting, Why
from meetings.operations import complex_abuse, inviting, surgery
from tests.factories import CaseFactory
from tests.meetings.about_complex import FACTS, MEETS, convened, seated
from tests.meetings.in_surgery import BEGINS, booked, session
from tests.reporting.entries import Address, Feed, meetings, only

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WHY = "Runs the group that two of the children go to."


def _move(meeting: Any, *, by: timedelta = DAY) -> None:
    meeting.scheduled_for += by
    meeting.save()


def _cancel(meeting: Any, *, by: User, at: datetime) -> None:
    meeting.cancelled_at, meeting.cancelled_by, meeting.cancelled_because = at, by, "The chair is ill"
    meeting.save()


def _planned(case: Case, cast: Cast, *, at: datetime, by: str = "team") -> PlanningMeeting:
    asked = {"reason": "Plan with the school", "carers_invited": True, "scheduled_for": at + 3 * DAY}
    return PlanningMeeting.objects.create(case=case, referred_at=at, referred_by=cast[by], **asked)


def _same_but_later(before: Event, after: Event, *, by: timedelta = DAY) -> None:
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTSTART") == before.decoded("DTSTART") + by


@pytest.mark.rule("RE-1")
def test_an_invited_agency_has_the_meeting_for_its_people_who_read_meetings(
    southwark: Cast, barnet: Cast, panel: Panel, feed: Feed, at: datetime
) -> None:
    how: dict[str, Any] = {"because": WHY, "entries": [], "by": southwark["coordinator"], "at": at}
    inviting.invite(panel, southwark.agency("orchard"), **how)
    inviting.invite(panel, barnet.agency("csc"), **how)
    for person in (southwark["other.school"], barnet["worker"]):
        event = only(meetings(feed(person)))
        assert event["UID"] == f"meeting-{panel.ref}@localhost"
        assert event["SUMMARY"] == f"MASE: meeting {panel.ref}"
    for person in (barnet["admin"], barnet["health"], southwark["school"]):
        assert meetings(feed(person)) == []
    _cancel(panel, by=southwark["coordinator"], at=at)
    assert only(meetings(feed(barnet["worker"])))["STATUS"] == "CANCELLED"


@pytest.mark.rule("SO-24")
def test_a_meeting_about_complex_abuse_is_in_the_calendars_of_its_members_until_they_lose_their_seat(
    southwark: Cast, barnet: Cast, feed: Feed, at: datetime
) -> None:
    meeting = convened(southwark, at=at)
    seats = [seated(southwark, meeting, "school", at=at), seated(barnet, meeting, "worker", at=at)]
    before = only(meetings(feed(southwark["school"])))
    assert before["SUMMARY"] == f"MASE: meeting {meeting.ref}"
    assert before["URL"] == f"http://localhost:8000{meeting.get_absolute_url()}"
    assert before.decoded("DTSTART") == MEETS
    assert meetings(feed(southwark["team"])) == [], "who convenes such meetings elsewhere has no seat in this one"
    _move(meeting)
    after = only(meetings(feed(southwark["school"])))
    _same_but_later(before, after)
    _cancel(meeting, by=southwark["service"], at=at)
    gone = only(meetings(feed(southwark["school"])))
    assert (gone["UID"], gone["STATUS"]) == (before["UID"], "CANCELLED")
    assert gone["SEQUENCE"] > after["SEQUENCE"]
    for seat in seats:
        seat.withdrawn_at = at
        seat.save()
    assert [meetings(feed(person)) for person in (southwark["school"], barnet["worker"])] == [[], []]


def test_a_meeting_about_complex_abuse_that_was_held_leaves_the_calendar(southwark: Cast, feed: Feed, at) -> None:
    meeting = convened(southwark, at=at)
    assert only(meetings(feed(southwark["service"])))
    said = {"held_at": at, "present": [], "summary": "All came.", "decision": "Joint enquiries."}
    complex_abuse.hold(meeting, **said, by=southwark["service"], at=at)
    assert meetings(feed(southwark["service"])) == []


@pytest.mark.rule("BA-3")
def test_who_booked_has_the_slot_and_who_advises_the_session(barnet: Cast, southwark: Cast, feed: Feed, at) -> None:
    open_one = session(barnet, at=at)
    slot = booked(barnet, open_one, part="school", place=1).slot
    event = only(meetings(feed(barnet["school"])))
    assert event["UID"] == f"surgery-{open_one.ref}-{slot.pk}@localhost"
    assert event["SUMMARY"] == f"MASE: meeting {open_one.ref}"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (BEGINS + HOUR / 2, BEGINS + HOUR)
    for part in ("coordinator", "inspector", "police.mash"):
        whole = only(meetings(feed(barnet[part])))
        assert whole["UID"] == f"surgery-{open_one.ref}@localhost"
        assert (whole.decoded("DTSTART"), whole.decoded("DTEND")) == (BEGINS, BEGINS + 1.5 * HOUR)
    for person in (barnet["health"], barnet["team"], southwark["inspector"]):
        assert meetings(feed(person)) == []


@pytest.mark.rule("BA-3")
def test_a_slot_that_is_given_back_is_gone_and_a_cancelled_session_is_called_so_to_both(
    barnet: Cast, feed: Feed, at: datetime
) -> None:
    open_one = session(barnet, at=at)
    slot = booked(barnet, open_one, part="health")
    booked(barnet, open_one, part="school", place=1)
    surgery.release(slot, by=barnet["health"], at=at)
    assert meetings(feed(barnet["health"])) == []
    before = {part: only(meetings(feed(barnet[part]))) for part in ("school", "inspector")}
    surgery.cancel(open_one, reason="Nobody can come", by=barnet["inspector"], at=at)
    for part, event in before.items():
        after = only(meetings(feed(barnet[part])))
        assert (after["UID"], after["STATUS"]) == (event["UID"], "CANCELLED")
        assert after["SEQUENCE"] > event["SEQUENCE"]


def test_a_slot_says_nothing_of_the_case_that_it_is_booked_for(
    barnet: Cast, address: Address, client: Client, at: datetime, clock: Any
) -> None:
    case = stories.tell(barnet, 0, begins_at=at, until="inform")
    question = "Is it time for MASE?"
    booked(barnet, session(barnet, at=at), part="mash", why=Why.BEFORE_MASE, question=question, reference=case.ref)
    for part in ("mash", "inspector"):
        lines = client.get(address(barnet[part])).text.replace("\r\n ", "").split("\r\n")
        about = [line for line in lines if "surgery" in line or "MASE: meeting" in line]
        assert about
        assert not [line for line in about if case.ref in line or question in line or "Room" in line]


@pytest.mark.rule("SO-16", "HO-8")
def test_a_strategy_meeting_is_in_the_calendars_of_the_worker_and_of_the_invited_agencies_that_see_it(
    told: Callable[..., Case], southwark: Cast, feed: Feed, clock: Any
) -> None:
    case = told("convene")
    meeting = case.strategy_meetings.get()
    clock.move_to(meeting.convened_at)
    before = {part: only(meetings(feed(southwark[part]))) for part in ("atm", "worker", "inspector", "health.member")}
    assert {event["UID"] for event in before.values()} == {f"strategy-{case.ref}-{meeting.pk}@localhost"}
    for part in ("team", "second.worker", "school", "yjs"):
        assert meetings(feed(southwark[part])) == [], part
    _move(meeting)
    for part, event in before.items():
        _same_but_later(event, only(meetings(feed(southwark[part]))))
    access.withdraw_from_agencies(case)
    assert meetings(feed(southwark["inspector"])) == [], "invited, but the file is closed to the agency"
    assert only(meetings(feed(southwark["worker"])))


@pytest.mark.rule("SO-16")
def test_an_agency_that_sees_the_strategy_part_without_an_invitation_has_nothing_in_its_calendar(
    told: Callable[..., Case], southwark: Cast, feed: Feed, clock: Any
) -> None:
    meeting = told("convene").strategy_meetings.get()
    clock.move_to(meeting.convened_at)
    meeting.contributions.filter(agency=southwark.agency("police")).delete()
    assert meetings(feed(southwark["inspector"])) == []
    assert only(meetings(feed(southwark["health.member"])))


@pytest.mark.rule("BR-5")
def test_a_planning_meeting_is_in_the_calendar_of_the_worker_too_moved_and_cancelled_there(
    told: Callable[..., Case], southwark: Cast, feed: Feed, clock: Any
) -> None:
    case = told("allocate")
    at = case.allocations.get().begins_at
    clock.move_to(at)
    meeting = _planned(case, southwark, at=at)
    before = only(meetings(feed(southwark["worker"])))
    assert before["UID"] == only(meetings(feed(southwark["team"])))["UID"]
    assert meetings(feed(southwark["atm"])) == []
    _move(meeting)
    after = only(meetings(feed(southwark["worker"])))
    _same_but_later(before, after)
    _cancel(meeting, by=southwark["team"], at=at)
    gone = only(meetings(feed(southwark["worker"])))
    assert (gone["UID"], gone["STATUS"]) == (before["UID"], "CANCELLED")
    assert gone["SEQUENCE"] > after["SEQUENCE"]
    clock.move_to(at + 30 * DAY)
    assert meetings(feed(southwark["worker"])) == []


@pytest.mark.rule("ALL-5")
def test_a_full_calendar_of_every_kind_says_nothing_and_costs_no_more_queries_than_a_short_one(
    barnet: Cast, address: Address, client: Client, clock: Any, at: datetime
) -> None:
    def fill(number: int) -> Case:
        case = CaseFactory(cast=barnet, opened=barnet, opened_at=at)
        _planned(case, barnet, at=at, by="coordinator")
        asked = {"reason": "Gifts and an unknown adult", "urgent": False, "place": "Room 2.04", "chair": by}
        StrategyMeeting.objects.create(
            case=case, convened_at=at, convened_by=by, scheduled_for=at + (number + 1) * DAY, **asked
        )
        stories.schedule(barnet, on=(at + (60 + number) * DAY).date(), at=at)
        complex_abuse.convene(barnet.authority, **FACTS, chair=by, by=barnet["service"], at=at)
        booked(barnet, session(barnet, at=at, begins_at=BEGINS + number * HOUR * 2), part="coordinator")
        return case

    def read() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as captured:
            text = client.get(path).text.replace("\r\n ", "")
        return len(captured), text

    by = barnet["coordinator"]
    path, child = address(by), fill(0).child
    few, text = read()
    assert text.count("MASE: meeting") == 6
    canaries = (child.given_names, child.family_name, "Gifts", "Plan with", "Room", "Civic", FACTS["reason"], by.name)
    assert [words for words in canaries if words in text] == []
    for number in range(1, 4):
        fill(number)
    many, text = read()
    assert text.count("MASE: meeting") == 24
    assert many == few


def test_who_left_the_invited_agency_has_nothing_of_it_any_more(
    southwark: Cast, panel: Panel, feed: Feed, at: datetime
) -> None:
    person = southwark["other.school"]
    how: dict[str, Any] = {"because": WHY, "entries": [], "by": southwark["coordinator"], "at": at}
    inviting.invite(panel, southwark.agency("orchard"), **how)
    assert only(meetings(feed(person)))
    agencies.end_membership(person.memberships.get(), by=southwark["admin"], at=at)
    assert feed(person) == []
