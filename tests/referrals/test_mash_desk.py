"""The desk of MASH: what is in its hands, the most pressing first, for whoever may see it (HO-1, SO-11)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import operations, queue
from referrals.models import Colour, Priority, Referral
from referrals.queue import Group
from tests.web.html import every, links, one, read, texts, words

DESK = "/mash/"
HOUR = timedelta(hours=1)


@pytest.fixture
def mash(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["mash"])


def page(client: Client, **asked: object) -> Any:
    return read(client.get(DESK, asked).content.decode())


def groups(client: Client, **asked: object) -> dict[str, list[str]]:
    """Return the references under each heading, as the page shows them."""
    return {
        words(one(table, "caption")): texts(table, "tbody th a") for table in every(page(client, **asked), "main table")
    }


def decide_first(referral: Referral, cast: Cast, *, at: datetime, priority: str, checks: bool = True) -> None:
    how = {"checks_needed": checks, "reason": "Seen", "by": cast["mash"], "at": at}
    operations.decide_checks(referral, priority=Priority(priority), **how)


def propose(case: Case, cast: Cast, colour: Colour, *, at: datetime) -> None:
    referral = case.referrals.select_related("case__authority").get()
    operations.propose(referral, colour=colour, reason="Fits", by=cast["mash"], at=at)


def row_of(client: Client, case: Case) -> str:
    (found,) = [row for row in every(page(client), "tbody tr") if case.ref in words(row)]
    return words(found)


@pytest.mark.rule("HO-1")
@pytest.mark.rule("SO-11")
def test_each_referral_stands_in_one_group_the_most_pressing_first(
    told: Callable[..., Case], southwark: Cast, mash: Client, at: datetime
) -> None:
    at_ago = {"begins_at": at - timedelta(days=7)}
    overdue = told("refer", number=1, **at_ago)
    danger, today = told("refer", number=2), told("refer", number=3, begins_at=at - timedelta(days=3, hours=18))
    later = told("refer", number=4)
    amber, police, referrer = (told("share", number=n, begins_at=at - timedelta(hours=4)) for n in (5, 6, 7))
    decide_first(danger.referrals.get(), southwark, at=at, priority="now")
    stories.decide(southwark, amber, at, colour=Colour.AMBER)
    propose(police, southwark, Colour.RED, at=at)
    stories.decide(southwark, referrer, at, colour=Colour.BLUE)
    assert groups(mash) == {
        "In danger": [danger.ref],
        "Overdue": [overdue.ref, today.ref],
        "Later": [later.ref],
        "Amber": [amber.ref],
        "Waiting for the police’s agreement": [police.ref],
        "Referrer to be told": [referrer.ref],
    }


@pytest.mark.parametrize(
    ("hours", "group"),
    [
        pytest.param(0, Group.LATER, id="due tomorrow"),
        pytest.param(14.5, Group.TODAY, id="after midnight of the day it is due"),
        pytest.param(24, Group.TODAY, id="at its moment"),
        pytest.param(24.01, Group.OVERDUE, id="past its moment"),
    ],
)
@pytest.mark.rule("SO-11")
def test_it_moves_up_as_time_runs_out(
    referred: Referral, southwark: Cast, at: datetime, hours: float, group: Group
) -> None:
    (row,) = queue.desk(southwark["mash"], at=at + hours * HOUR).rows
    assert row.group is group


def test_immediate_danger_comes_first_whatever_its_time(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    told("refer", number=1, begins_at=at - timedelta(days=3))
    endangered = told("refer", number=2).referrals.get()
    endangered.immediate_danger = True
    endangered.save()
    rows = queue.desk(southwark["mash"], at=at).rows
    assert (rows[0].referral, rows[0].group) == (endangered, Group.DANGER)


def test_within_a_group_priority_comes_before_time(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    first, second = (told("refer", number=n, begins_at=at - n * HOUR) for n in (1, 2))
    decide_first(first.referrals.get(), southwark, at=at, priority="today")
    assert [row.referral.case for row in queue.desk(southwark["mash"], at=at).rows] == [first, second]


@pytest.mark.rule("HO-3")
def test_amber_stands_apart_with_its_own_clock(shared: Referral, southwark: Cast, mash: Client, at: datetime) -> None:
    stories.decide(southwark, shared.case, at, colour=Colour.AMBER)
    assert list(groups(mash)) == ["Amber"]
    assert "Bring amber to an end" in row_of(mash, shared.case)
    (row,) = queue.desk(southwark["mash"], at=at + timedelta(days=30)).rows
    assert (row.group, row.owed[0].tone) == (Group.AMBER, "bad")


@pytest.mark.rule("HO-3")
def test_amber_that_waits_to_end_waits_for_the_police(shared: Referral, southwark: Cast, at: datetime) -> None:
    stories.decide(southwark, shared.case, at, colour=Colour.AMBER)
    propose(shared.case, southwark, Colour.RED, at=at)
    assert [row.group for row in queue.desk(southwark["mash"], at=at).rows] == [Group.POLICE]


@pytest.mark.rule("SO-18")
def test_red_stays_until_the_referrer_has_been_told(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    case = told("allocate")
    now = at + timedelta(days=1)
    assert [row.group for row in queue.desk(southwark["mash"], at=now).rows] == [Group.REFERRER]
    stories.inform(southwark, case, now)
    assert queue.desk(southwark["mash"], at=now).is_empty


@pytest.mark.rule("BR-1")
def test_a_row_says_what_is_owed_and_who_has_not_answered_for_how_long(
    told: Callable[..., Case], southwark: Cast, mash: Client, clock: Any, at: datetime
) -> None:
    case = told("share")
    request = case.information_requests.get(agency__code="southwark-education")
    operations.answer(request, reply="nothing_known", information="", by=southwark["education"], at=at + 4 * HOUR)
    clock.move_to(at + timedelta(hours=5))
    mash = reopened(mash, southwark)
    text = row_of(mash, case)
    for said in ("Maya Hartwell", "Harbour Lane School 2 March 2026 at 10:00", "Decide the outcome of the referral"):
        assert said in text
    assert "Southwark police, for 2 hours" in text
    assert "Southwark health, for 2 hours" in text
    assert "education" not in text
    assert "Not yet" in text


def reopened(client: Client, cast: Cast) -> Client:
    """Sign in again: the session has ended meanwhile."""
    client.force_login(cast["mash"], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_first_decision_stands_in_the_row(referred: Referral, southwark: Cast, mash: Client, at: datetime) -> None:
    assert "Not yet" in row_of(mash, referred.case)
    decide_first(referred, southwark, at=at, priority="today", checks=False)
    text = row_of(mash, referred.case)
    assert "Today No checks" in text
    assert "Nobody has been asked" in text


def test_who_answers_late_is_marked(shared: Referral, southwark: Cast, at: datetime) -> None:
    (row,) = queue.desk(southwark["mash"], at=at + timedelta(days=4)).rows
    assert [(one.waited, one.is_late) for one in row.awaited] == [("3 days", True)] * 3


@pytest.mark.rule("HO-2")
def test_the_police_in_mash_see_first_what_waits_for_them(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    told("refer", number=3)  # not opened to the police yet
    asked, proposed = told("share", number=1), told("share", number=2)
    propose(proposed, southwark, Colour.RED, at=at)
    police = signed_in(southwark["police.mash"])
    found = groups(police)
    assert list(found) == ["Waiting for the police’s agreement", "Later"]
    assert list(found.values()) == [[proposed.ref], [asked.ref]]


@pytest.mark.rule("ALL-5")
def test_nobody_sees_what_is_not_theirs(
    told: Callable[..., Case], southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    case = told("refer")
    assert case.ref not in signed_in(barnet["mash"]).get(DESK).content.decode()
    cases.restrict(case, by=southwark["service"], at=at, reason="A colleague's child")
    assert "Nothing waits in MASH" in words(page(signed_in(southwark["mash"])))


def test_a_closed_case_has_left(shared: Referral, southwark: Cast, at: datetime) -> None:
    stories.decide(southwark, shared.case, at, colour=Colour.BLUE)
    stories.inform(southwark, Case.objects.get(), at)
    assert queue.desk(southwark["mash"], at=at).is_empty


@pytest.mark.rule("ALL-5")
def test_the_viewing_is_recorded_with_the_cases_shown(told: Callable[..., Case], southwark: Cast, mash: Client) -> None:
    shown = {told("refer", number=n).ref for n in (1, 2)}
    mash.get(DESK)
    listed = Event.objects.filter(verb=Verb.LISTED, actor=southwark["mash"].pk)
    assert {event.case for event in listed} == shown
    assert {event.detail["page"] for event in listed} == {"MASH desk"}


def test_a_group_can_be_picked(told: Callable[..., Case], southwark: Cast, mash: Client, at: datetime) -> None:
    told("refer", number=1)
    late = told("refer", number=2, begins_at=at - timedelta(days=3))
    figures = links(page(mash), "main nav a")
    assert figures["1 Overdue"] == "/mash/?group=overdue"
    assert groups(mash, group="overdue") == {"Overdue": [late.ref]}
    assert "Nothing more in this group" in words(page(mash, group="amber"))
    assert len(groups(mash, group="whatever")) == 2


@pytest.mark.parametrize("number", ["0", "-1", "x", "1e3", "9" * 40, "²"])
def test_a_page_that_is_none_shows_something(referred: Referral, mash: Client, number: str) -> None:
    assert mash.get(DESK, {"page": number}).status_code == 200


def test_the_queue_is_shown_page_by_page_in_as_many_queries_however_long(
    told: Callable[..., Case], southwark: Cast, mash: Client, at: datetime
) -> None:
    for number in range(3):
        told("share", number=number, begins_at=at - timedelta(days=4))
    mash.get(DESK)
    with CaptureQueriesContext(connection) as three:
        mash.get(DESK)
    for number in range(3, 30):
        stories.tell(southwark, number, begins_at=at, until="refer")
    with CaptureQueriesContext(connection) as thirty:
        first = page(mash)
    assert len(thirty) == len(three)
    assert len(every(first, "tbody tr")) == queue.A_PAGE
    (older,) = [one.get("href") for one in every(first, ".govuk-pagination__next a")]
    second = read(mash.get(older).content.decode())
    assert len(every(second, "tbody tr")) == 30 - queue.A_PAGE
    assert not set(texts(first, "tbody th a")) & set(texts(second, "tbody th a"))


@pytest.mark.rule("ALL-5")
def test_who_has_it_in_the_navigation_and_who_is_turned_away(
    southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    for part in southwark.people:
        client = signed_in(southwark[part])
        offered = DESK in links(read(client.get(reverse("home")).content.decode()), "header a").values()
        is_theirs = part in ("mash", "coordinator", "police.mash")
        assert (offered, client.get(DESK).status_code) == (is_theirs, 200 if is_theirs else 403), part


def test_an_empty_desk_says_so(mash: Client) -> None:
    assert "Nothing waits in MASH" in words(page(mash))


def test_only_looking_is_possible(mash: Client) -> None:
    assert mash.post(DESK).status_code == 405


def test_no_name_stands_in_title_or_address(referred: Referral, mash: Client) -> None:
    shown = page(mash)
    assert texts(shown, "title") == ["MASH desk – MASE"]
    assert "Hartwell" not in "".join(link.get("href") for link in every(shown, "a"))
