"""Every 90 days somebody says whether an access is still needed; until then it waits in a queue."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.agencies.rights import Section
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access, access_reviews, operations, sharing
from mase.cases.errors import AlreadyDone
from mase.cases.models import Basis, Case
from mase.demo.cast import Cast
from tests.cases.pages import error_of, texts
from tests.factories import CaseFactory

SignIn = Callable[[User], Client]
LATER = timedelta(days=90)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def given(case: Case, southwark: Cast, at: datetime) -> Case:
    """A case open to health, and to a member of the police by name."""
    how = {"by": southwark["team"], "at": at, "reason": "Test"}
    access.open_to_agency(case, southwark.agency("health"), [Section.CASE, Section.PANEL], **how)
    access.open_to_person(case, southwark["police.member"], [Section.CASE], **how)
    return case


@pytest.fixture
def then(given: Case, at: datetime, clock: Any) -> datetime:
    """Ninety days later."""
    clock.move_to(at + LATER)
    return at + LATER


def _waits(user: User, at: datetime) -> list[str]:
    found = access_reviews.due(user, at=at)
    assert access_reviews.count(user, at=at) == len(found)
    return [str(one.whom) for one in found]


@pytest.mark.parametrize(("after", "waits"), [(LATER - MINUTE, 0), (LATER, 2), (LATER + MINUTE, 2)])
def test_it_waits_from_the_ninetieth_day_on(
    given: Case, southwark: Cast, at: datetime, after: timedelta, waits: int
) -> None:
    assert len(_waits(southwark["team"], at + after)) == waits


def test_social_care_and_the_allocated_worker_wait_for_nobody(
    given: Case, southwark: Cast, at: datetime, then: datetime
) -> None:
    for part in ("worker", "second.worker"):
        access.open_to_person(given, southwark[part], Section, by=southwark["team"], at=at, reason="Test")
    given.allocations.create(worker=southwark["worker"], allocated_by=southwark["team"], begins_at=at)
    waiting = {str(southwark.agency("health")), str(southwark["police.member"]), str(southwark["second.worker"])}
    assert set(_waits(southwark["team"], then)) == waiting


def test_what_has_ended_or_was_taken_in_an_emergency_does_not_wait(
    given: Case, southwark: Cast, at: datetime, then: datetime
) -> None:
    how = {"by": southwark["yjs"], "at": at, "reason": "Test", "ends_at": then + MINUTE}
    access.open_to_person(given, southwark["yjs"], [Section.CASE], basis=Basis.VITAL, **how)
    given.agency_grants.filter(group=southwark.agency("health").group).update(ends_at=then)
    assert _waits(southwark["team"], then) == [str(southwark["police.member"])]


@pytest.mark.parametrize(("part", "sees"), [("team", True), ("coordinator", True), ("atm", False), ("health", False)])
def test_it_waits_for_whoever_governs_the_access(
    given: Case, southwark: Cast, then: datetime, part: str, sees: bool
) -> None:
    assert bool(_waits(southwark[part], then)) is sees


def test_nothing_waits_of_a_case_that_is_out_of_sight(
    given: Case, southwark: Cast, barnet: Cast, at: datetime, then: datetime
) -> None:
    assert not _waits(barnet["team"], then)
    operations.restrict(given, by=southwark["service"], at=at, reason="Related to a member of staff")
    assert not _waits(southwark["team"], then)
    assert set(_waits(southwark["service"], then)) == {str(southwark["police.member"]), str(southwark["service"])}


def test_what_waits_of_one_case_stands_together(given: Case, southwark: Cast, at: datetime, then: datetime) -> None:
    other = CaseFactory(cast=southwark, opened_at=at, opened=southwark)
    how = {"by": southwark["team"], "reason": "Test"}
    access.open_to_agency(other, southwark.agency("yjs"), [Section.CASE], at=at + MINUTE, **how)
    access.open_to_agency(given, southwark.agency("education"), [Section.CASE], at=at + 2 * MINUTE, **how)
    found = access_reviews.due(southwark["team"], at=then + timedelta(days=1))
    assert [one.case for one in found] == [given, given, given, other]


def test_kept_it_is_asked_again_in_ninety_days(given: Case, southwark: Cast, then: datetime) -> None:
    sharing.keep(given, southwark.agency("health"), reason="Still sees her", by=southwark["team"], at=then)
    assert _waits(southwark["team"], then) == [str(southwark["police.member"])]
    assert str(southwark.agency("health")) in _waits(southwark["team"], then + LATER)
    event = Event.objects.get(verb=Verb.ACCESS_KEPT)
    assert (event.case, event.reason, event.detail["sections"]) == (given.ref, "Still sees her", ["case", "panel"])


def test_what_has_ended_meanwhile_is_not_kept(given: Case, southwark: Cast, then: datetime) -> None:
    given.agency_grants.filter(group=southwark.agency("health").group).update(ends_at=then)
    with pytest.raises(AlreadyDone):
        sharing.keep(given, southwark.agency("health"), reason="x", by=southwark["team"], at=then)


@pytest.mark.parametrize(("decision", "left"), [("keep", {"agency", "person"}), ("take", set())])
def test_several_are_decided_at_once(
    given: Case, southwark: Cast, then: datetime, signed_in: SignIn, decision: str, left: set[str]
) -> None:
    chosen = [one.key for one in access_reviews.due(southwark["team"], at=then)]
    browser = signed_in(southwark["team"])
    data = {"chosen": chosen, "decision": decision, "reason": "Looked at together"}
    assert browser.post("/access-reviews/", data)["Location"] == "/access-reviews/"
    held = {"agency": southwark.agency("health"), "person": southwark["police.member"]}
    assert {kind for kind, whom in held.items() if sharing.grants(given, whom).exists()} == left
    assert "Nothing waits for a review" in " ".join(texts(browser.get("/access-reviews/"), "main"))


def test_one_that_cannot_be_decided_leaves_the_others_as_they_were(
    given: Case, southwark: Cast, then: datetime, signed_in: SignIn
) -> None:
    member = southwark["police.member"]
    chosen = [one.key for one in access_reviews.due(southwark["team"], at=then)]
    page = signed_in(southwark["team"]).post(
        "/access-reviews/", {"chosen": [*chosen, f"{given.ref}/person/0"], "decision": "take", "reason": "x"}
    )
    assert error_of(page, "chosen")
    assert sharing.grants(given, member).exists()


def test_the_page_says_what_is_missing(given: Case, southwark: Cast, then: datetime, signed_in: SignIn) -> None:
    page = signed_in(southwark["team"]).post("/access-reviews/", {"reason": ""})
    for name in ("chosen", "decision", "reason"):
        assert error_of(page, name)


def test_my_work_says_how_much_waits_and_leads_there(
    given: Case, southwark: Cast, then: datetime, signed_in: SignIn
) -> None:
    links = {part: texts(signed_in(southwark[part]).get("/"), "a[href='/access-reviews/']") for part in ("team", "atm")}
    assert links == {"team": ["2 accesses to be reviewed"], "atm": []}


def test_what_the_list_shows_is_written_down(given: Case, southwark: Cast, then: datetime, signed_in: SignIn) -> None:
    signed_in(southwark["team"]).get("/access-reviews/")
    listed = Event.objects.filter(verb=Verb.LISTED, actor=southwark["team"].pk)
    assert list(listed.values_list("case", "detail__page")) == [(given.ref, "access reviews")]


def test_a_full_list_costs_no_more_queries_and_shows_fifty(
    given: Case, southwark: Cast, at: datetime, then: datetime, django_assert_num_queries: Any
) -> None:
    how = {"by": southwark["team"], "at": at, "reason": "Test"}
    for _ in range(60):
        other = CaseFactory(cast=southwark, opened_at=at, opened=southwark)
        access.open_to_agency(other, southwark.agency("health"), [Section.CASE], **how)
    with django_assert_num_queries(3):
        assert len(access_reviews.due(southwark["team"], at=then)) == access_reviews.SHOWN_AT_ONCE
    with django_assert_num_queries(3):
        assert access_reviews.count(southwark["team"], at=then) == 62
