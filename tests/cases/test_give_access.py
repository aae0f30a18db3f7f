"""Opening a file on purpose: to an agency or a person, with reason, basis and end; told, audited, bounded."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.agencies.rights import Permission, Section
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access, operations, sharing
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Basis, Case, Conflict
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.pages import error_of, texts

SignIn = Callable[[User], Client]
WEEK = timedelta(weeks=1)


@pytest.fixture
def how(southwark: Cast, at: datetime) -> dict[str, Any]:
    """What every opening says."""
    why = {"reason": "Works with the family", "basis": Basis.CO_OPERATION, "ends_at": at + WEEK}
    return {"by": southwark["team"], "at": at, **why}


def _form(to: str, **more: Any) -> dict[str, Any]:
    return {"to": to, "reason": "Works with the family", "basis": "co_operation", "lasts": "two_weeks"} | more


@pytest.mark.rule("ALL-5")
def test_an_agency_sees_the_parts_it_was_given_and_the_childs_identity(
    case: Case, southwark: Cast, how: dict[str, Any], at: datetime
) -> None:
    sharing.give(case, southwark.agency("yjs"), [Section.PANEL], **how)
    lead = southwark["yjs"]
    assert access.may(lead, Permission.CASE_VIEW, case, at=at)
    assert access.may(lead, Permission.PANEL_VIEW, case, at=at)
    assert not access.may(lead, Permission.REFERRAL_VIEW, case, at=at)
    assert not access.may(lead, Permission.CASE_VIEW, case, at=at + WEEK)
    grant = case.agency_grants.filter(group=southwark.agency("yjs").group).first()
    assert (grant.reason, grant.basis, grant.granted_by, grant.ends_at) == (
        "Works with the family",
        "co_operation",
        southwark["team"],
        at + WEEK,
    )


@pytest.mark.rule("ALL-5")
def test_a_person_sees_the_parts_they_were_given_and_nobody_else_of_their_agency(
    case: Case, southwark: Cast, how: dict[str, Any], at: datetime
) -> None:
    sharing.give(case, southwark["health.member"], [Section.PANEL], **how)
    assert access.may(southwark["health.member"], Permission.PANEL_VIEW, case, at=at)
    assert not access.may(southwark["health"], Permission.CASE_VIEW, case, at=at)


@pytest.mark.parametrize("short", ["yjs", "health"])
def test_it_is_written_down_with_sections_and_basis(
    case: Case, southwark: Cast, how: dict[str, Any], short: str
) -> None:
    sharing.give(case, southwark.agency(short), [Section.MAP, Section.REFERRAL], **how)
    event = Event.objects.get(verb=Verb.ACCESS_GRANTED)
    assert (event.case, event.reason, event.actor) == (case.ref, how["reason"], southwark["team"].pk)
    assert event.detail == {
        "agency": southwark.agency(short).code,
        "sections": ["case", "referral", "map"],
        "basis": ["co_operation"],
    }


def test_the_person_is_told_and_of_an_agency_whoever_answers_for_its_staff(
    case: Case, southwark: Cast, how: dict[str, Any]
) -> None:
    sharing.give(case, southwark["yjs"], [], **how)
    sharing.give(case, southwark.agency("health"), [], **how)
    told = {(message.recipient, message.reference) for message in Message.objects.all()}
    assert told == {(southwark["yjs"], case.ref), (southwark["health"], case.ref)}
    assert not any(case.child.family_name in message.text for message in Message.objects.all())


def test_nobody_whom_a_conflict_keeps_from_the_child_is_told(
    case: Case, southwark: Cast, how: dict[str, Any], at: datetime
) -> None:
    declared = {"declared_at": at, "declared_by": southwark["privacy"], "relation": "Uncle"}
    Conflict.objects.create(user=southwark["health"], person=case.child, **declared)
    sharing.give(case, southwark.agency("health"), [], **how)
    assert not Message.objects.exists()


def test_a_restricted_record_is_opened_to_people_by_name_only(
    case: Case, southwark: Cast, how: dict[str, Any], at: datetime
) -> None:
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    with pytest.raises(Refused, match="by name only"):
        sharing.give(case, southwark.agency("health"), [], **how)
    sharing.give(case, southwark["health"], [], **how)
    assert access.may(southwark["health"], Permission.CASE_VIEW, case, at=at)
    assert not case.agency_grants.exists()


def test_outside_social_care_it_has_to_end_and_within_it_may_go_on(
    case: Case, southwark: Cast, how: dict[str, Any]
) -> None:
    for whom in (southwark.agency("health"), southwark["health"]):
        with pytest.raises(Refused, match="has to end"):
            sharing.give(case, whom, [], **how | {"ends_at": None})
    sharing.give(case, southwark["second.worker"], [], **how | {"ends_at": None})
    assert case.person_grants.filter(user=southwark["second.worker"], ends_at=None).exists()


@pytest.mark.parametrize("after", [timedelta(0), -WEEK, timedelta(days=367)])
def test_it_ends_in_the_future_and_within_a_year(
    case: Case, southwark: Cast, how: dict[str, Any], at: datetime, after: timedelta
) -> None:
    with pytest.raises(Refused, match="within a year"):
        sharing.give(case, southwark["second.worker"], [], **how | {"ends_at": at + after})
    sharing.give(case, southwark["second.worker"], [], **how | {"ends_at": at + timedelta(days=366)})


def test_social_cares_own_and_the_allocated_workers_access_are_not_given_again(
    case: Case, southwark: Cast, how: dict[str, Any], at: datetime
) -> None:
    with pytest.raises(AlreadyDone):
        sharing.give(case, southwark.agency("csc"), [], **how)
    case.allocations.create(worker=southwark["worker"], allocated_by=southwark["team"], begins_at=at)
    with pytest.raises(AlreadyDone):
        sharing.give(case, southwark["worker"], [], **how)
    assert not Event.objects.filter(verb=Verb.ACCESS_GRANTED).exists()


def test_nobody_opens_a_file_to_themselves(case: Case, southwark: Cast, how: dict[str, Any]) -> None:
    with pytest.raises(NotEntitled):
        sharing.give(case, southwark["team"], [Section.PANEL], **how)
    assert not case.person_grants.exists()


def test_the_page_opens_the_file_until_the_end_of_the_day_in_london(
    case: Case, southwark: Cast, signed_in: SignIn
) -> None:
    browser, agency = signed_in(southwark["team"]), southwark.agency("health")
    answer = browser.post(f"/cases/{case.ref}/access/give/", _form(f"agency-{agency.pk}", sections=["panel", "map"]))
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.ref}/access/")
    grants = case.agency_grants.filter(group=agency.group)
    assert {grant.permission.codename for grant in grants} == {"see_case", "see_panel", "see_map"}
    assert {grant.ends_at for grant in grants} == {datetime(2026, 3, 16, 23, 59, 59, 999999, tzinfo=UTC)}
    assert "The file is open to" in " ".join(texts(browser.get(answer["Location"]), "main"))


@pytest.mark.parametrize(
    ("lasts", "ends_at"),
    [
        ({"lasts": "six_months"}, datetime(2026, 9, 2, 22, 59, 59, 999999, tzinfo=UTC)),
        (
            {"lasts": "until", "ends_on-day": "4", "ends_on-month": "5", "ends_on-year": "2026"},
            datetime(2026, 5, 4, 22, 59, 59, 999999, tzinfo=UTC),
        ),
    ],
)
def test_the_day_may_be_chosen(
    case: Case, southwark: Cast, signed_in: SignIn, lasts: dict[str, str], ends_at: datetime
) -> None:
    person = southwark["health"]
    browser = signed_in(southwark["team"])
    assert browser.post(f"/cases/{case.ref}/access/give/", _form(f"person-{person.pk}", **lasts)).status_code == 302
    assert {grant.ends_at for grant in case.person_grants.filter(user=person)} == {ends_at}


def test_the_page_explains_what_is_refused(case: Case, southwark: Cast, signed_in: SignIn) -> None:
    data = _form(f"agency-{southwark.agency('health').pk}", lasts="reviewed")
    page = signed_in(southwark["team"]).post(f"/cases/{case.ref}/access/give/", data)
    assert "has to end" in error_of(page, "lasts")
    assert not case.agency_grants.filter(group=southwark.agency("health").group).exists()


def test_an_empty_form_says_what_is_missing(case: Case, southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["team"]).post(f"/cases/{case.ref}/access/give/", {"reason": ""})
    for name in ("to", "reason", "basis", "lasts"):
        assert error_of(page, name)


def test_a_restricted_records_page_offers_people_only(
    case: Case, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    page = signed_in(southwark["service"]).get(f"/cases/{case.ref}/access/give/")
    offered = texts(page, "#id_to option")
    assert len(offered) > 10
    assert not any(one == southwark.agency("health").name for one in offered)


def test_nobody_of_another_authority_is_offered(case: Case, southwark: Cast, barnet: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["team"])
    for key in (f"agency-{barnet.agency('health').pk}", f"person-{barnet['health'].pk}", "agency-0", "x"):
        page = browser.post(f"/cases/{case.ref}/access/give/", _form(key))
        assert error_of(page, "to")
    assert not Event.objects.filter(verb=Verb.ACCESS_GRANTED).exists()


@pytest.mark.parametrize("part", ["mash", "team", "service", "coordinator"])
def test_whoever_governs_access_is_offered_the_form(case: Case, southwark: Cast, signed_in: SignIn, part: str) -> None:
    assert signed_in(southwark[part]).get(f"/cases/{case.ref}/access/give/").status_code == 200


@pytest.mark.parametrize(("part", "status"), [("atm", 403), ("minutes", 403), ("health", 404), ("admin", 404)])
def test_nobody_else_is(case: Case, southwark: Cast, signed_in: SignIn, part: str, status: int) -> None:
    for ask in ("get", "post"):
        assert getattr(signed_in(southwark[part]), ask)(f"/cases/{case.ref}/access/give/").status_code == status
