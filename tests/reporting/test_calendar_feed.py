"""The feed for a person's own calendar: neutral, complete, only to whoever has the secret, and written down."""

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar, Event

from mase.agencies import operations
from mase.agencies.models import User
from mase.audit import models as audit
from mase.cases import access, deadlines
from mase.cases.models import Case, Deadline
from mase.demo import stories
from mase.demo.cast import Cast
from mase.web.logs import WithoutSecrets
from meetings.models import Panel
from meetings.operations import planning, strategy
from tests.factories import DeadlineFactory

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Owed = Callable[..., Deadline]


@pytest.fixture
def address(clock: Any, at: datetime) -> Callable[[User], str]:
    """Give the person an address and return its path."""

    def give(user: User) -> str:
        return operations.give_calendar_address(user, at=at).removeprefix("http://localhost:8000")

    return give


@pytest.fixture
def feed(address: Callable[[User], str], client: Client) -> Callable[[User], list[Event]]:
    """Return what a person's calendar reads: each fetch by one that has no cookie."""

    def read(user: User) -> list[Event]:
        answer = client.get(address(user))
        assert answer.status_code == 200
        return list(Calendar.from_ical(answer.content).walk("VEVENT"))

    return read


@pytest.fixture
def panel(southwark: Cast, at: datetime) -> Panel:
    return stories.schedule(southwark, on=date(2026, 4, 8), at=at)


def _one(events: list[Event]) -> Event:
    (event,) = events
    return event


def _meetings(events: list[Event]) -> list[Event]:
    return [event for event in events if event["SUMMARY"].startswith("MASE: meeting")]


def _named(events: list[Event], deadline: Deadline) -> Event:
    return next(event for event in events if event["UID"] == f"deadline-{deadline.ref}@localhost")


# What it says of a deadline


def test_a_deadline_is_one_entry_with_a_neutral_title_and_a_link(owed: Owed, southwark: Cast, feed: Any) -> None:
    deadline = owed()
    event = _one(feed(southwark["mash"]))
    assert event["SUMMARY"] == f"MASE: deadline {deadline.ref}"
    assert event["URL"] == f"http://localhost:8000/cases/{deadline.case.ref}/deadlines/{deadline.ref}/"
    assert event["UID"] == f"deadline-{deadline.ref}@localhost"
    assert event["STATUS"] == "CONFIRMED"
    assert event["CLASS"] == "PRIVATE"


def test_nothing_else_is_said_of_it(owed: Owed, southwark: Cast, feed: Any) -> None:
    owed()
    said = {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "URL", "STATUS", "CLASS", "TRANSP"}
    assert set(_one(feed(southwark["mash"]))) == said


def test_no_name_rule_place_or_borough_is_in_the_file(
    owed: Owed, panel: Panel, southwark: Cast, address: Any, client: Client
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
        (
            "2026-03-29T02:30:00+01:00",
            datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        ),  # an hour after the clocks went forward
        ("2026-10-25T01:30:00+00:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),  # half past one for the second time
    ],
)
def test_moments_are_in_utc(owed: Owed, southwark: Cast, feed: Any, due: str, written: datetime) -> None:
    owed(due_at=datetime.fromisoformat(due))
    event = _one(feed(southwark["mash"]))
    assert event.decoded("DTSTART") == written
    assert event["DTSTART"].to_ical().endswith(b"Z")


def test_what_moves_keeps_its_name_and_counts_up(southwark: Cast, child: Any, feed: Any, at: datetime) -> None:
    case, how = child(), {"at": at, "by": southwark["mash"], "key": "a"}
    deadline = deadlines.start(case, "action", owner_role="mash_manager", path="/", due_at=at + DAY, **how)
    assert deadline is not None
    before = _named(feed(southwark["mash"]), deadline)
    deadlines.move(case, "action", due_at=at + 3 * DAY, reason="Agreed", **how)
    after = _named(feed(southwark["mash"]), deadline)
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["UID"] == before["UID"]
    assert after.decoded("DTSTART") == at + 3 * DAY


def test_a_paused_deadline_is_tentative(owed: Owed, southwark: Cast, feed: Any, at: datetime) -> None:
    owed(paused_at=at)
    assert _one(feed(southwark["mash"]))["STATUS"] == "TENTATIVE"


def test_what_is_done_is_there_no_more(owed: Owed, southwark: Cast, feed: Any, at: datetime) -> None:
    owed(closed_at=at, closed_as="met")
    assert feed(southwark["mash"]) == []


def test_what_an_agency_owes_to_a_meeting_is_in_its_lead_s_calendar(
    without_case: Any, southwark: Cast, feed: Any
) -> None:
    deadline = without_case(southwark.agency("health"))
    assert _one(feed(southwark["health"]))["URL"] == f"http://localhost:8000/deadlines/{deadline.ref}/"
    assert feed(southwark["education"]) == []


def test_deadlines_of_others_and_of_cases_out_of_sight_are_not_in_it(
    owed: Owed, southwark: Cast, barnet: Cast, feed: Any
) -> None:
    owed()
    owed(owner=southwark["worker"])  # to whom the case was never opened
    for person in (southwark["worker"], southwark["team"], southwark["school"], barnet["mash"]):
        assert feed(person) == []


def test_a_case_that_is_closed_to_a_person_leaves_the_calendar_with_the_next_fetch(
    owed: Owed, southwark: Cast, address: Any, client: Client, at: datetime
) -> None:
    deadline, path = owed(), address(southwark["mash"])
    assert deadline.ref.encode() in client.get(path).content
    access.withdraw_from_agencies(deadline.case)
    assert deadline.ref.encode() not in client.get(path).content


# What it says of meetings


@pytest.mark.parametrize("part", ["coordinator", "worker", "chair", "police.member", "health.member"])
def test_members_have_the_next_mase_meeting_in_it(southwark: Cast, panel: Panel, feed: Any, part: str) -> None:
    event = _one(_meetings(feed(southwark[part])))
    assert event["SUMMARY"] == f"MASE: meeting {panel.ref}"
    assert event["URL"] == f"http://localhost:8000/meetings/{panel.ref}/"
    assert event.decoded("DTSTART") == datetime(2026, 4, 8, 9, tzinfo=UTC)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)


@pytest.mark.parametrize("part", ["school", "admin"])
def test_whoever_takes_no_part_has_no_meeting_in_it(southwark: Cast, panel: Panel, feed: Any, part: str) -> None:
    assert _meetings(feed(southwark[part])) == []


def test_another_authority_s_meeting_is_not_in_it(barnet: Cast, panel: Panel, feed: Any) -> None:
    assert _meetings(feed(barnet["coordinator"])) == []


def test_a_meeting_that_was_moved_keeps_its_name_and_counts_up(southwark: Cast, panel: Panel, feed: Any) -> None:
    before = _one(_meetings(feed(southwark["chair"])))
    panel.scheduled_for += DAY
    panel.save()
    after = _one(_meetings(feed(southwark["chair"])))
    assert after["UID"] == before["UID"] == f"meeting-{panel.ref}@localhost"
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after.decoded("DTSTART") == before.decoded("DTSTART") + DAY


@pytest.mark.parametrize(("days", "states"), [(0, ["CANCELLED"]), (29, ["CANCELLED"]), (30, [])])
def test_a_cancelled_meeting_is_called_cancelled_for_thirty_days(
    southwark: Cast, panel: Panel, feed: Any, clock: Any, at: datetime, days: int, states: list[str]
) -> None:
    panel.cancelled_at, panel.cancelled_by, panel.cancelled_because = at, southwark["chair"], "No cases"
    panel.save()
    clock.move_to(at + days * DAY)
    assert [event["STATUS"] for event in _meetings(feed(southwark["chair"]))] == states


@pytest.mark.parametrize(
    ("moment", "number"),
    [("2026-04-08T09:00:01+00:00", 1), ("2026-04-08T22:59:59+00:00", 1), ("2026-04-08T23:00:00+00:00", 0)],
)
def test_a_meeting_stays_until_its_day_in_london_is_over(
    southwark: Cast, panel: Panel, feed: Any, clock: Any, moment: str, number: int
) -> None:
    clock.move_to(datetime.fromisoformat(moment))
    assert len(_meetings(feed(southwark["chair"]))) == number


def test_who_chairs_a_strategy_meeting_has_it_until_it_is_held(
    told: Callable[..., Case], southwark: Cast, feed: Any, clock: Any
) -> None:
    case = told("convene")
    meeting = case.strategy_meetings.get()
    clock.move_to(meeting.convened_at)
    event = _one(_meetings(feed(southwark["atm"])))
    assert event["SUMMARY"] == f"MASE: meeting {case.ref}"
    assert event["URL"] == f"http://localhost:8000{meeting.get_absolute_url()}"
    assert event.decoded("DTSTART") == meeting.scheduled_for
    assert _meetings(feed(southwark["team"])) == [], "she sees the case, but does not chair"
    stories.hold(southwark, case, meeting.scheduled_for)
    assert _meetings(feed(southwark["atm"])) == []


def test_a_strategy_meeting_that_was_moved_counts_up(
    told: Callable[..., Case], southwark: Cast, feed: Any, clock: Any
) -> None:
    meeting = told("convene").strategy_meetings.get()
    clock.move_to(meeting.convened_at)
    before = _one(_meetings(feed(southwark["atm"])))
    later = {"scheduled_for": meeting.scheduled_for + 3 * HOUR, "place": meeting.place, "late_because": ""}
    strategy.move(meeting, **later, reason="In court", by=southwark["worker"], at=meeting.convened_at + HOUR)
    after = _one(_meetings(feed(southwark["atm"])))
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    assert after.decoded("DTSTART") == before.decoded("DTSTART") + 3 * HOUR


def test_who_called_a_planning_meeting_has_it_in_their_calendar(
    told: Callable[..., Case], southwark: Cast, feed: Any, clock: Any
) -> None:
    case = told("sign")
    moment = case.assessments.latest("pk").completed_at + DAY
    clock.move_to(moment)
    asked = {"reason": "Plan", "carers_invited": True, "carers_reason": "", "scheduled_for": moment + 3 * DAY}
    planning.refer(case, **asked, by=southwark["worker"], at=moment)
    event = _one(_meetings(feed(southwark["worker"])))
    assert event["SUMMARY"] == f"MASE: meeting {case.ref}"
    assert event.decoded("DTSTART") == moment + 3 * DAY
    assert _meetings(feed(southwark["coordinator"])) == []


# The file itself


def test_the_file_says_what_it_is_and_when_to_ask_again(southwark: Cast, address: Any, client: Client) -> None:
    answer = client.get(address(southwark["worker"]))
    calendar = Calendar.from_ical(answer.content)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (calendar["VERSION"], calendar["METHOD"], calendar["X-WR-CALNAME"]) == ("2.0", "PUBLISH", "MASE")
    assert calendar.decoded("REFRESH-INTERVAL") == HOUR
    assert calendar["PRODID"]


def test_no_line_is_longer_than_the_format_allows(owed: Owed, southwark: Cast, address: Any, client: Client) -> None:
    for _ in range(3):
        owed()
    lines = client.get(address(southwark["mash"])).content.split(b"\r\n")
    assert max(map(len, lines)) <= 75


def test_no_two_entries_have_the_same_name(
    owed: Owed, told: Callable[..., Case], southwark: Cast, panel: Panel, feed: Any
) -> None:
    told("convene")
    for _ in range(3):
        owed(owner_role="assistant_team_manager")
    names = [event["UID"] for event in feed(southwark["atm"])]
    assert len(names) == len(set(names)) >= 4


def test_a_full_calendar_costs_no_more_queries_than_a_short_one(
    owed: Owed, southwark: Cast, address: Any, client: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    path = address(southwark["mash"])
    owed()
    few = queries()
    case = owed().case
    for _ in range(30):
        owed(case=case)
        owed()
    assert queries() == few


def test_a_thousand_entries_are_the_most_and_the_nearest_are_among_them(
    child: Any, southwark: Cast, feed: Any, at: datetime
) -> None:
    case = child()
    fields = {"case": case, "authority": case.authority, "agency": southwark.agency("csc"), "started_at": at}
    rows = [DeadlineFactory.build(**fields, due_at=at + n * HOUR, key=f"many {n}") for n in range(1001)]
    Deadline.objects.bulk_create(rows)
    shown = {event["UID"] for event in feed(southwark["mash"])}
    assert shown == {f"deadline-{row.ref}@localhost" for row in rows[:1000]}


# Who gets it


@pytest.mark.parametrize("secret", ["x", "x" * 43, "%00", "%FF", "a b", "é"])
def test_an_unknown_secret_is_not_found(southwark: Cast, client: Client, secret: str) -> None:
    operations.give_calendar_address(southwark["mash"], at=datetime(2026, 3, 1, tzinfo=UTC))
    answer = client.get(f"/calendar/{secret}.ics")
    assert answer.status_code == 404
    assert not audit.Event.objects.filter(verb="calendar_fetched").exists()


def test_a_withdrawn_address_is_not_found(southwark: Cast, address: Any, client: Client, at: datetime) -> None:
    path = address(southwark["mash"])
    operations.withdraw_calendar_address(southwark["mash"], at=at)
    assert client.get(path).status_code == 404


def test_the_address_before_the_newest_is_not_found(southwark: Cast, address: Any, client: Client) -> None:
    first, second = address(southwark["mash"]), address(southwark["mash"])
    assert [client.get(first).status_code, client.get(second).status_code] == [404, 200]


def test_the_address_of_somebody_who_may_not_sign_in_is_not_found(
    southwark: Cast, address: Any, client: Client
) -> None:
    mash = southwark["mash"]
    path = address(mash)
    mash.is_active = False
    mash.save()
    assert client.get(path).status_code == 404


def test_somebody_whose_roles_have_ended_gets_an_empty_calendar(
    owed: Owed, southwark: Cast, panel: Panel, address: Any, client: Client, at: datetime
) -> None:
    owed()
    mash = southwark["mash"]
    for membership in mash.memberships.all():
        operations.end_membership(membership, by=southwark["admin"], at=at)
    answer = client.get(address(mash))
    assert answer.status_code == 200
    assert b"VEVENT" not in answer.content


def test_the_secret_opens_the_calendar_of_its_owner_whoever_else_is_signed_in(
    owed: Owed, southwark: Cast, address: Any, signed_in: Callable[[User], Client]
) -> None:
    deadline = owed()
    answer = signed_in(southwark["team"]).get(address(southwark["mash"]))
    assert deadline.ref.encode() in answer.content


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_is_only_read(southwark: Cast, address: Any, client: Client, method: str) -> None:
    assert getattr(client, method)(address(southwark["mash"])).status_code == 405


def test_nothing_keeps_it_and_it_sets_no_cookie(southwark: Cast, address: Any, client: Client) -> None:
    answer = client.get(address(southwark["mash"]))
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies


def test_each_fetch_is_written_down_with_who_and_when(
    southwark: Cast, address: Any, client: Client, at: datetime
) -> None:
    path = address(southwark["mash"])
    client.get(path)
    client.head(path)
    rows = audit.Event.objects.filter(verb="calendar_fetched").values_list("actor", "at", "agency", "detail")
    assert list(rows) == [(southwark["mash"].pk, at, southwark.agency("csc").code, {})] * 2
    assert southwark["mash"].calendar_addresses.get().last_fetched_at == at


# What may not be in a log


def test_a_line_about_a_secret_that_opens_nothing_does_not_name_it(
    southwark: Cast, address: Any, client: Client, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    path = address(southwark["mash"])
    operations.withdraw_calendar_address(southwark["mash"], at=at)
    with caplog.at_level(logging.DEBUG):
        client.get(path)
        client.post(path)
    said = [record.getMessage() for record in caplog.records if record.name == "django.request"]
    assert said == ["Not Found: /calendar/…", "Method Not Allowed (POST): /calendar/…"]
    assert path.split("/")[2] not in caplog.text


def test_a_post_that_is_forged_does_not_put_the_secret_into_the_log(
    southwark: Cast, address: Any, caplog: pytest.LogCaptureFixture
) -> None:
    path = address(southwark["mash"])
    Client(enforce_csrf_checks=True).post(path)
    assert "/calendar/…" in caplog.text
    assert path.split("/")[2] not in caplog.text


@pytest.mark.parametrize(
    ("line", "arguments", "written"),
    [
        ("%s: %s", ("Not Found", "/calendar/abc_-1.ics"), "Not Found: /calendar/…"),
        ("Forbidden (%s): %s", ("no token", "/calendar/abc.ics?x=1"), "Forbidden (no token): /calendar/…"),
        ("GET http://here/calendar/abc.ics 404", (), "GET http://here/calendar/… 404"),
        ("%s: %s", ("Not Found", "/calendar/"), "Not Found: /calendar/"),
        ("%s: %s", ("Not Found", "/cases/K7QF-3MTX/"), "Not Found: /cases/K7QF-3MTX/"),
        ("100%% of %d", (3,), "100% of 3"),
        ("nothing to fill in: 100%", (), "nothing to fill in: 100%"),
    ],
)
def test_a_line_loses_its_secret_and_nothing_else(line: str, arguments: tuple[Any, ...], written: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, line, arguments, None)
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == written
