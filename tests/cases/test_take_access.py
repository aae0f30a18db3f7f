"""Taking away what was given, with the reason; a leaver loses what was theirs by name, and does not find it again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.agencies.rights import Permission, Section
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access, operations, sharing
from mase.cases.errors import AlreadyDone, NotEntitled
from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.pages import error_of, texts
from tests.factories import CaseFactory

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)
WHY = {"reason": "The work has ended"}


@pytest.fixture
def given(case: Case, southwark: Cast, at: datetime) -> Case:
    """A case open to health, and to a member of the police by name."""
    how = {"by": southwark["team"], "at": at, "reason": "Test"}
    access.open_to_agency(case, southwark.agency("health"), [Section.CASE, Section.PANEL], **how)
    access.open_to_person(case, southwark["police.member"], [Section.CASE], **how)
    return case


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["health", "police.member"])
def test_it_is_closed_at_once_and_for_nobody_else(given: Case, southwark: Cast, at: datetime, part: str) -> None:
    whom = southwark.agency("health") if part == "health" else southwark[part]
    sharing.take(given, whom, by=southwark["team"], at=at, **WHY)
    still = [
        one for one in ("health", "police.member") if access.may(southwark[one], Permission.CASE_VIEW, given, at=at)
    ]
    assert still == [one for one in ("health", "police.member") if one != part]


def test_it_is_written_down_and_told(given: Case, southwark: Cast, at: datetime) -> None:
    sharing.take(given, southwark.agency("health"), by=southwark["team"], at=at, **WHY)
    event = Event.objects.get(verb=Verb.ACCESS_WITHDRAWN)
    assert (event.case, event.reason) == (given.ref, WHY["reason"])
    assert event.detail == {
        "agency": southwark.agency("health").code,
        "sections": ["case", "panel"],
        "basis": ["safeguarding"],
    }
    message = Message.objects.get()
    assert (message.recipient, message.url) == (southwark["health"], "/my-access/")


def test_twice_is_refused(given: Case, southwark: Cast, at: datetime) -> None:
    for whom in (southwark.agency("health"), southwark["police.member"]):
        sharing.take(given, whom, by=southwark["team"], at=at, **WHY)
        with pytest.raises(AlreadyDone):
            sharing.take(given, whom, by=southwark["team"], at=at, **WHY)
    assert Event.objects.filter(verb=Verb.ACCESS_WITHDRAWN).count() == 2


def test_social_cares_own_access_stays(given: Case, southwark: Cast, at: datetime) -> None:
    with pytest.raises(NotEntitled, match="own"):
        sharing.take(given, southwark.agency("csc"), by=southwark["team"], at=at, **WHY)
    assert access.may(southwark["team"], Permission.CASE_VIEW, given, at=at)


def test_the_allocated_workers_access_ends_with_the_allocation(given: Case, southwark: Cast, at: datetime) -> None:
    access.open_to_person(given, southwark["worker"], Section, by=southwark["team"], at=at, reason="Allocated")
    allocation = given.allocations.create(worker=southwark["worker"], allocated_by=southwark["team"], begins_at=at)
    with pytest.raises(NotEntitled, match="Allocation"):
        sharing.take(given, southwark["worker"], by=southwark["team"], at=at, **WHY)
    allocation.ends_at = at
    allocation.save()
    sharing.take(given, southwark["worker"], by=southwark["team"], at=at, **WHY)
    assert not access.may(southwark["worker"], Permission.CASE_VIEW, given, at=at)


@pytest.mark.parametrize("kind", ["agency", "person"])
def test_the_page_asks_for_the_reason(given: Case, southwark: Cast, signed_in: SignIn, kind: str) -> None:
    whom = southwark.agency("health") if kind == "agency" else southwark["police.member"]
    browser, address = signed_in(southwark["team"]), f"/cases/{given.ref}/access/{kind}/{whom.pk}/take/"
    assert error_of(browser.post(address, {"reason": ""}), "reason")
    assert browser.post(address, WHY)["Location"] == f"/cases/{given.ref}/access/"
    assert not sharing.grants(given, whom).exists()
    assert browser.get(address).status_code == 404


def test_where_nothing_is_taken_away_the_page_says_why(given: Case, southwark: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["team"])
    address = f"/cases/{given.ref}/access/agency/{southwark.agency('csc').pk}/take/"
    page = browser.get(address)
    assert "social care’s own" in " ".join(texts(page, "main"))
    assert not texts(page, "main form")
    assert browser.post(address, WHY).status_code == 409


def test_an_agency_that_was_given_nothing_is_not_there(given: Case, southwark: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["team"])
    for below in (f"agency/{southwark.agency('yjs').pk}", f"person/{southwark['yjs'].pk}", "person/999999"):
        assert browser.get(f"/cases/{given.ref}/access/{below}/take/").status_code == 404


def test_it_is_taken_away_on_a_closed_case_too(
    told: Callable[..., Case], southwark: Cast, at: datetime, signed_in: SignIn
) -> None:
    case = told("inform")
    operations.close(case, outcome="risk_reduced", by=southwark["service"], at=at + DAY, reason="Test")
    access.open_to_agency(case, southwark.agency("yjs"), [Section.CASE], by=southwark["team"], at=at, reason="Test")
    yjs = southwark.agency("yjs")
    assert signed_in(southwark["team"]).post(f"/cases/{case.ref}/access/agency/{yjs.pk}/take/", WHY).status_code == 302
    assert not sharing.grants(case, yjs).exists()


@pytest.fixture
def his(given: Case, southwark: Cast, at: datetime) -> list[Case]:
    """Three cases open to a member of the police by name, one of them restricted, one of another authority."""
    restricted = CaseFactory(cast=southwark, opened_at=at, opened=southwark)
    how = {"by": southwark["team"], "at": at, "reason": "Test"}
    access.open_to_person(restricted, southwark["police.member"], Section, **how)
    operations.restrict(restricted, by=southwark["service"], at=at, reason="Related to a member of staff")
    return [given, restricted]


def _sees(person: User, cases: list[Case], at: datetime) -> list[bool]:
    return [access.may(person, Permission.CASE_VIEW, case, at=at) for case in cases]


@pytest.mark.rule("ALL-5")
def test_a_leaver_loses_what_was_theirs_by_name(
    his: list[Case], southwark: Cast, at: datetime, signed_in: SignIn
) -> None:
    person = southwark["police.member"]
    assert _sees(person, his, at) == [True, True]
    membership = person.memberships.get()
    assert signed_in(southwark["admin"]).post(f"/people/{membership.pk}/end/").status_code == 302
    assert not person.memberships.at(at).exists()
    assert not any(case.person_grants.filter(user=person).exists() for case in his)
    written = Event.objects.filter(verb=Verb.ACCESS_WITHDRAWN).values_list("case", "reason")
    assert sorted(written) == sorted((case.ref, "Holds no role here any more") for case in his)


@pytest.mark.rule("ALL-5")
def test_a_leaver_who_comes_back_under_another_role_starts_with_nothing(
    his: list[Case], southwark: Cast, at: datetime
) -> None:
    person = southwark["police.member"]
    sharing.end_membership(person.memberships.get(), by=southwark["admin"], at=at)
    details = {"name": person.name, "email": person.email}
    agencies.begin_membership(
        southwark.agency("police"), role="police_mash", by=southwark["admin"], at=at + DAY, **details
    )
    assert _sees(person, his, at + DAY) == [False, False]


def test_whoever_changes_their_role_without_a_gap_keeps_what_is_theirs(
    his: list[Case], southwark: Cast, at: datetime
) -> None:
    person = southwark["police.member"]
    person.memberships.create(agency=southwark.agency("police"), role="police_inspector", begins_at=at)
    sharing.end_membership(person.memberships.get(role="panel_member"), by=southwark["admin"], at=at)
    assert _sees(person, his, at) == [True, True]
    assert not Event.objects.filter(verb=Verb.ACCESS_WITHDRAWN).exists()


def test_what_is_theirs_in_another_authority_stays(
    his: list[Case], southwark: Cast, barnet: Cast, at: datetime
) -> None:
    person, elsewhere = southwark["police.member"], CaseFactory(cast=barnet, opened_at=at)
    person.memberships.create(agency=barnet.agency("police"), role="panel_member", begins_at=at)
    access.open_to_person(elsewhere, person, [Section.CASE], by=barnet["team"], at=at, reason="Test")
    sharing.end_membership(person.memberships.get(agency=southwark.agency("police")), by=southwark["admin"], at=at)
    assert _sees(person, [*his, elsewhere], at) == [False, False, True]


def test_ending_a_role_twice_takes_nothing_away_twice(his: list[Case], southwark: Cast, at: datetime) -> None:
    membership = southwark["police.member"].memberships.get()
    for _ in range(2):
        sharing.end_membership(membership, by=southwark["admin"], at=at)
    assert Event.objects.filter(verb=Verb.ACCESS_WITHDRAWN).count() == len(his)
    assert Event.objects.filter(verb=Verb.MEMBERSHIP_ENDED).count() == 1
