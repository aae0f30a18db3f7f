"""The feed for a person's own calendar: well formed, only to whoever has the secret, and written down."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from mase.agencies import operations
from mase.agencies.models import User
from mase.audit import models as audit
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from meetings.models import Panel
from tests.factories import DeadlineFactory
from tests.lines import Log
from tests.reporting.entries import Address, Feed

HOUR = timedelta(hours=1)
Owed = Callable[..., Deadline]
SignIn = Callable[[User], Client]


# The file itself


def test_the_file_says_what_it_is_and_when_to_ask_again(southwark: Cast, address: Address, client: Client) -> None:
    answer = client.get(address(southwark["worker"]))
    calendar = Calendar.from_ical(answer.content)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (calendar["VERSION"], calendar["METHOD"], calendar["X-WR-CALNAME"]) == ("2.0", "PUBLISH", "MASE")
    assert calendar.decoded("REFRESH-INTERVAL") == HOUR
    assert calendar["PRODID"]


def test_no_line_is_longer_than_the_format_allows(
    owed: Owed, southwark: Cast, address: Address, client: Client
) -> None:
    for _ in range(3):
        owed()
    lines = client.get(address(southwark["mash"])).content.split(b"\r\n")
    assert max(map(len, lines)) <= 75


def test_no_two_entries_have_the_same_name(
    owed: Owed, told: Callable[..., Case], southwark: Cast, panel: Panel, feed: Feed
) -> None:
    told("convene")
    for _ in range(3):
        owed(owner_role="assistant_team_manager")
    names = [event["UID"] for event in feed(southwark["atm"])]
    assert len(names) == len(set(names)) >= 4


def test_a_full_calendar_costs_no_more_queries_than_a_shortonly(
    owed: Owed, southwark: Cast, address: Address, client: Client
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
    child: Any, southwark: Cast, feed: Feed, at: datetime
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


def test_a_withdrawn_address_is_not_found(southwark: Cast, address: Address, client: Client, at: datetime) -> None:
    path = address(southwark["mash"])
    operations.withdraw_calendar_address(southwark["mash"], at=at)
    assert client.get(path).status_code == 404


def test_the_address_before_the_newest_is_not_found(southwark: Cast, address: Address, client: Client) -> None:
    first, second = address(southwark["mash"]), address(southwark["mash"])
    assert [client.get(first).status_code, client.get(second).status_code] == [404, 200]


def test_the_address_of_somebody_who_may_not_sign_in_is_not_found(
    southwark: Cast, address: Address, client: Client
) -> None:
    mash = southwark["mash"]
    path = address(mash)
    mash.is_active = False
    mash.save()
    assert client.get(path).status_code == 404


def test_somebody_whose_roles_have_ended_gets_an_empty_calendar(
    owed: Owed, southwark: Cast, panel: Panel, address: Address, client: Client, at: datetime
) -> None:
    owed()
    mash = southwark["mash"]
    for membership in mash.memberships.all():
        operations.end_membership(membership, by=southwark["admin"], at=at)
    answer = client.get(address(mash))
    assert answer.status_code == 200
    assert b"VEVENT" not in answer.content


def test_the_secret_opens_the_calendar_of_its_owner_whoever_else_is_signed_in(
    owed: Owed, southwark: Cast, address: Address, signed_in: SignIn
) -> None:
    deadline = owed()
    answer = signed_in(southwark["team"]).get(address(southwark["mash"]))
    assert deadline.ref.encode() in answer.content


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_is_only_read(southwark: Cast, address: Address, client: Client, method: str) -> None:
    assert getattr(client, method)(address(southwark["mash"])).status_code == 405


def test_nothing_keeps_it_and_it_sets_no_cookie(southwark: Cast, address: Address, client: Client) -> None:
    answer = client.get(address(southwark["mash"]))
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies


def test_each_fetch_is_written_down_with_who_and_when(
    southwark: Cast, address: Address, client: Client, at: datetime
) -> None:
    path = address(southwark["mash"])
    client.get(path)
    client.head(path)
    rows = audit.Event.objects.filter(verb="calendar_fetched").values_list("actor", "at", "agency", "detail")
    assert list(rows) == [(southwark["mash"].pk, at, southwark.agency("csc").code, {})] * 2
    assert southwark["mash"].calendar_addresses.get().last_fetched_at == at


# What may not be in a log


def test_a_line_about_a_secret_that_opens_nothing_does_not_name_it(
    southwark: Cast, address: Address, client: Client, at: datetime, log: Log
) -> None:
    path = address(southwark["mash"])
    operations.withdraw_calendar_address(southwark["mash"], at=at)
    client.get(path)
    client.post(path)
    assert [(line["route"], line["status"]) for line in log.lines] == [("calendar_feed", 404), ("calendar_feed", 405)]
    assert path.split("/")[2] in log.stock.getvalue()
    assert path.split("/")[2] not in log.ours.getvalue()


def test_a_post_that_is_forged_does_not_put_the_secret_into_the_log(
    southwark: Cast, address: Address, log: Log
) -> None:
    path = address(southwark["mash"])
    Client(enforce_csrf_checks=True).post(path)
    assert [(line["route"], line["status"]) for line in log.lines] == [("calendar_feed", 403)]
    assert path.split("/")[2] in log.stock.getvalue()
    assert path.split("/")[2] not in log.ours.getvalue()
