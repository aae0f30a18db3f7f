"""What a person can see, and through what: for themselves, for administrators and for privacy officers."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.agencies.rights import Section
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access, onlookers
from mase.cases.models import Case, Conflict, Emergency
from mase.demo.cast import Cast
from tests.cases.pages import links, texts
from tests.factories import CaseFactory

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def his(case: Case, southwark: Cast, at: datetime) -> Case:
    """A case open to health, and to a lead there by name until tomorrow."""
    how = {"by": southwark["team"], "at": at, "reason": "Covers a colleague"}
    access.open_to_agency(case, southwark.agency("health"), [Section.CASE], **how)
    access.open_to_person(case, southwark["health"], [Section.CASE, Section.MAP], ends_at=at + DAY, **how)
    return case


def _reach(cast: Cast, part: str, at: datetime) -> onlookers.Reachable:
    return onlookers.reachable(cast[part], [cast.authority], at=at)


def test_it_tells_through_which_role_how_many_cases(his: Case, southwark: Cast, at: datetime) -> None:
    (held,) = _reach(southwark, "health", at).held
    assert (held.membership.role, held.cases) == ("partner_lead", "1")
    (own,) = _reach(southwark, "worker", at).held
    assert own.cases == "0", "a social worker sees by name"


def test_a_case_that_a_conflict_keeps_away_is_not_counted_and_not_named(
    his: Case, southwark: Cast, at: datetime
) -> None:
    declared = {"declared_at": at, "declared_by": southwark["privacy"], "relation": "Aunt"}
    Conflict.objects.create(user=southwark["health"], person=his.child, **declared)
    found = _reach(southwark, "health", at)
    assert ([held.cases for held in found.held], found.named) == (["0"], [])


def test_the_number_is_capped(southwark: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "COUNTED", 2)
    for expected in ("1", "2", "2+", "2+"):
        case = CaseFactory(cast=southwark, opened_at=at)
        access.open_to_agency(
            case, southwark.agency("health"), [Section.CASE], by=southwark["team"], at=at, reason="Test"
        )
        assert _reach(southwark, "health", at).held[0].cases == expected


def test_it_names_what_is_open_by_name_and_until_when(his: Case, southwark: Cast, at: datetime) -> None:
    (named,) = _reach(southwark, "health", at).named
    assert (named.ref, named.opening.grant.ends_at, named.has_role) == (his.ref, at + DAY, True)
    assert named.opening.sections == [Section.CASE.label, Section.MAP.label]
    assert not _reach(southwark, "health", at + DAY).named


def test_what_outlives_the_role_is_to_be_seen(his: Case, southwark: Cast, at: datetime) -> None:
    membership = southwark["health"].memberships.get()
    membership.ends_at = at + timedelta(minutes=1)  # it lapses by itself: nobody ended it
    membership.save()
    found = _reach(southwark, "health", at + timedelta(minutes=1))
    assert not found.held
    assert found.ended == [membership]
    assert [one.ref for one in found.outlived] == [his.ref]


def test_an_emergency_is_named_while_it_lasts(his: Case, southwark: Cast, at: datetime) -> None:
    hour = {"opened_at": at, "ends_at": at + timedelta(hours=1), "need": "danger", "reason": "Test"}
    Emergency.objects.create(case=his, user=southwark["yjs"], **hour)
    assert [one.case for one in _reach(southwark, "yjs", at).emergencies] == [his]
    assert not _reach(southwark, "yjs", hour["ends_at"]).emergencies


def test_the_person_reads_their_own_and_is_led_to_the_cases(his: Case, southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["health"]).get("/my-access/")
    assert texts(page, "h1") == ["What you can see"]
    assert links(page)[his.ref] == f"/cases/{his.ref}/"
    assert "Covers a colleague" in " ".join(texts(page, "main"))


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["admin", "privacy"])
def test_who_keeps_the_roles_or_the_register_reads_references_and_no_child(
    his: Case, southwark: Cast, signed_in: SignIn, part: str
) -> None:
    page = signed_in(southwark[part]).get(f"/people/{southwark['health'].pk}/access/")
    assert page.status_code == 200
    said = page.content.decode()
    assert his.ref in said
    assert his.child.family_name not in said
    assert not any(href.startswith("/cases/") for href in links(page).values())


@pytest.mark.parametrize("part", ["team", "health", "health.member", "worker"])
def test_nobody_else_reads_anothers(his: Case, southwark: Cast, signed_in: SignIn, part: str) -> None:
    assert signed_in(southwark[part]).get(f"/people/{southwark['yjs'].pk}/access/").status_code == 403


def test_a_person_of_another_authority_is_not_there(southwark: Cast, barnet: Cast, signed_in: SignIn) -> None:
    for pk in (barnet["health"].pk, 999_999):
        assert signed_in(southwark["admin"]).get(f"/people/{pk}/access/").status_code == 404


def test_what_is_open_in_another_authority_is_that_authoritys_affair(
    his: Case, southwark: Cast, barnet: Cast, at: datetime, signed_in: SignIn
) -> None:
    person, elsewhere = southwark["health"], CaseFactory(cast=barnet, opened_at=at)
    person.memberships.create(agency=barnet.agency("health"), role="partner_lead", begins_at=at)
    access.open_to_person(elsewhere, person, [Section.CASE], by=barnet["team"], at=at, reason="Test")
    page = signed_in(barnet["admin"]).get(f"/people/{person.pk}/access/").content.decode()
    assert elsewhere.ref in page
    assert his.ref not in page
    own = signed_in(person).get("/my-access/").content.decode()
    assert elsewhere.ref in own
    assert his.ref in own


def test_looking_is_written_down(his: Case, southwark: Cast, signed_in: SignIn) -> None:
    signed_in(southwark["privacy"]).get(f"/people/{southwark['health'].pk}/access/")
    event = Event.objects.get(verb=Verb.VIEWED, actor=southwark["privacy"].pk)
    assert (event.subject, event.subject_id) == ("agencies.user", southwark["health"].pk)
    assert event.detail == {"page": "access of a person"}


def test_the_way_back_is_offered_to_whoever_came_from_the_list(southwark: Cast, signed_in: SignIn) -> None:
    address = f"/people/{southwark['health'].pk}/access/"
    ways = {part: texts(signed_in(southwark[part]).get(address), ".govuk-back-link") for part in ("admin", "privacy")}
    assert ways == {"admin": ["Back to people and roles"], "privacy": []}


def test_the_list_of_people_leads_there(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["admin"]).get("/people/")
    assert f"/people/{southwark['health'].pk}/access/" in links(page).values()
    assert "/rights/" in links(page).values()
