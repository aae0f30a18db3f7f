"""A grant lapses at its minute by itself: on every exit it is there before, and gone from that minute on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.agencies.rights import Permission, Section
from mase.cases import access, ladder, onlookers
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from tests.cases.ledger import recipients
from tests.reporting.entries import Feed

SignIn = Callable[[User], Client]
MINUTE, INSTANT = timedelta(minutes=1), timedelta(microseconds=1)
MOMENTS = [(-MINUTE, True), (timedelta(0), False), (MINUTE, False)]
of_every_moment = pytest.mark.parametrize(
    ("after", "there"), MOMENTS, ids=["a minute before", "then", "a minute after"]
)
pytestmark = pytest.mark.rule("ALL-5")


@pytest.fixture
def ends_at(at: datetime) -> datetime:
    return at + 3 * MINUTE  # before the session of whoever looks ends by itself


@pytest.fixture(params=["agency", "person"])
def lent(request: Any, child: Callable[..., Case], southwark: Cast, at: datetime, ends_at: datetime) -> Case:
    """A case that is open to health, or to its safeguarding lead by name, until that minute."""
    case = child()
    how = {"by": southwark["team"], "at": at, "reason": "Works with the family", "ends_at": ends_at}
    if request.param == "agency":
        access.open_to_agency(case, southwark.agency("health"), [Section.CASE, Section.PANEL], **how)
    else:
        access.open_to_person(case, southwark["health"], [Section.CASE, Section.PANEL], **how)
    return case


@pytest.fixture
def owes(owed: Callable[..., Deadline], lent: Case, southwark: Cast) -> Callable[..., Deadline]:
    """Something in that case for which health's safeguarding lead answers."""

    def start(**fields: Any) -> Deadline:
        how = {"agency": southwark.agency("health"), "owner_role": "partner_lead", "ladder": ["co_ordinator"]}
        return owed("action", case=lent, **how, **fields)

    return start


@of_every_moment
def test_the_list_and_its_number(lent: Case, southwark: Cast, ends_at: datetime, after: timedelta, there: bool) -> None:
    moment = ends_at + after
    assert (lent in access.page(access.visible(southwark["health"], at=moment))) is there
    assert access.count(access.visible(southwark["health"], at=moment)) == int(there)


@of_every_moment
def test_the_page_of_the_case(
    lent: Case, southwark: Cast, signed_in: SignIn, clock: Any, ends_at: datetime, after: timedelta, there: bool
) -> None:
    browser = signed_in(southwark["health"])
    clock.move_to(ends_at + after)
    assert browser.get(f"/cases/{lent.ref}/").status_code == (200 if there else 404)
    assert (lent.ref in browser.get("/cases/").content.decode()) is there
    assert access.may(southwark["health"], Permission.PANEL_VIEW, lent, at=ends_at + after) is there


@of_every_moment
def test_my_work_and_the_board(
    lent: Case,
    owes: Callable[..., Deadline],
    southwark: Cast,
    signed_in: SignIn,
    clock: Any,
    ends_at: datetime,
    after: timedelta,
    there: bool,
) -> None:
    owes()
    browser = signed_in(southwark["health"])
    clock.move_to(ends_at + after)
    for address in ("/", "/board/"):
        said = browser.get(address).content.decode()
        assert (lent.ref in said) is there, address


@of_every_moment
def test_the_calendar(
    owes: Callable[..., Deadline],
    southwark: Cast,
    feed: Feed,
    clock: Any,
    ends_at: datetime,
    after: timedelta,
    there: bool,
) -> None:
    deadline = owes()
    clock.move_to(ends_at + after)
    entries = {event["UID"]: event["STATUS"] for event in feed(southwark["health"])}
    assert (entries.get(f"deadline-{deadline.ref}@localhost") == "CONFIRMED") is there


@of_every_moment
def test_the_ladder_tells_nobody_of_what_they_no_longer_see(
    owes: Callable[..., Deadline],
    southwark: Cast,
    at: datetime,
    ends_at: datetime,
    after: timedelta,
    there: bool,
) -> None:
    moment = ends_at + after
    due_at = moment - INSTANT
    deadline = owes(due_at=due_at, started_at=at, moments=[at, due_at, due_at + timedelta(days=1)])
    ladder.sweep(at=moment)
    assert (southwark["health"] in recipients(deadline)) is there
    assert recipients(deadline), "somebody is told"


@of_every_moment
def test_who_can_see_the_child_and_what_a_person_can_see(
    lent: Case, southwark: Cast, ends_at: datetime, after: timedelta, there: bool
) -> None:
    moment, lead = ends_at + after, southwark["health"]
    found = onlookers.audience(lent, at=moment)
    named = {name for party in (*found.agencies, *found.people) for names in party.sees.values() for name in names}
    assert (lead.name in named) is there
    reach = onlookers.reachable(lead, [southwark.authority], at=moment)
    assert (bool(reach.named) or reach.held[0].cases == "1") is there
