"""Every address × everybody in the cast × their own case, another authority's case, a restricted case.

What is expected comes from the rights table that the code itself uses (mase.agencies.roles).
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import Kind, User
from mase.agencies.roles import ROLES, Permission, Reach, Role, Section
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import PARTS, Cast
from meetings.models import Panel
from meetings.operations import planning
from referrals import operations as referrals
from referrals.models import Draft
from riskscreening import operations as screenings
from tests.architecture.routes import Route, routes

ROUTES = routes()
SHORTS = {part: (short, role) for part, short, role in PARTS}


@pytest.fixture
def file(southwark: Cast, told: Callable[..., Case], at: datetime) -> Case:
    """A case that has been everywhere: discussed at MASE, minutes approved, and a new screening begun."""
    panel = stories.schedule(southwark, on=date(2026, 4, 8), at=at)
    case = told("admit")
    stories.circulate(southwark, panel, at=at + timedelta(days=20))
    stories.discuss(southwark, case, at + timedelta(days=37))
    planning.refer(
        case,
        reason="Plan",
        carers_invited=True,
        carers_reason="",
        scheduled_for=at + timedelta(days=45),
        by=southwark["worker"],
        at=at + timedelta(days=38),
    )
    stories.approve(southwark, panel, at=at + timedelta(days=38))
    screenings.start(case, by=southwark["worker"], at=at + timedelta(days=39))
    return case


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", SHORTS)
def test_a_person_opens_what_their_role_holds_on_a_case_that_was_opened_to_them(
    part: str, southwark: Cast, file: Case, signed_in: Callable[[User], Client], at: datetime
) -> None:
    person, role = southwark[part], ROLES[SHORTS[part][1]]
    _open_everything(file, southwark, part, at=at)
    client = signed_in(person)
    for route in _of("case"):
        expected = _expected(role, route.permission)
        assert _status(client, route, file, southwark, part) in expected, route.name


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", SHORTS)
def test_nobody_opens_a_page_of_another_authoritys_case(
    part: str, southwark: Cast, barnet: Cast, file: Case, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(barnet[part])
    for route in _of("case"):
        assert _status(client, route, file, southwark, part) == 404, route.name


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", sorted(SHORTS.keys() - {"worker", "mash", "police.member"}))
def test_a_restricted_case_is_not_there_for_whoever_was_not_named(
    part: str, southwark: Cast, file: Case, signed_in: Callable[[User], Client], at: datetime
) -> None:
    cases.restrict(file, by=southwark["mash"], at=at + timedelta(days=40), reason="Related to a member of staff")
    client = signed_in(southwark[part])
    for route in _of("case"):
        assert _status(client, route, file, southwark, part) == 404, route.name


@pytest.mark.parametrize("part", SHORTS)
def test_pages_without_a_case_open_to_roles_that_hold_them(
    part: str, southwark: Cast, file: Case, signed_in: Callable[[User], Client], at: datetime
) -> None:
    person, role = southwark[part], ROLES[SHORTS[part][1]]
    referrals.start_draft(southwark.agency(SHORTS[part][0]), by=person, at=at)
    client = signed_in(person)
    for route in _of("agency"):
        status = _status(client, route, file, southwark, part)
        assert (status == 403) == (route.permission not in role.permissions), route.name
        assert status != 404, route.name


@pytest.mark.rule("SO-25")
@pytest.mark.parametrize("part", SHORTS)
def test_pages_of_a_meeting_open_to_standing_members_with_the_right(
    part: str, southwark: Cast, file: Case, signed_in: Callable[[User], Client], at: datetime
) -> None:
    person, role = southwark[part], ROLES[SHORTS[part][1]]
    _open_everything(file, southwark, part, at=at)
    member = southwark.agency(SHORTS[part][0]).kind != Kind.SCHOOL and Permission.DESK_MEETINGS in role.permissions
    client = signed_in(person)
    for route in _of("panel"):
        expected = _expected(role, route.permission) if member else {404}
        assert _status(client, route, file, southwark, part) in expected, route.name


@pytest.mark.parametrize("part", SHORTS)
def test_nobody_opens_a_page_of_another_authoritys_meeting(
    part: str, southwark: Cast, barnet: Cast, file: Case, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(barnet[part])
    for route in _of("panel"):
        assert _status(client, route, file, southwark, part) == 404, route.name


def test_every_kind_of_guard_is_in_the_matrix() -> None:
    assert {route.guard for route in ROUTES} == {"case", "panel", "agency", "person", ""}


def test_every_permission_is_asked_for_by_some_address() -> None:
    assert {route.permission for route in ROUTES} - {None} == set(Permission)


def test_every_role_is_in_the_cast() -> None:
    assert {role for _, role in SHORTS.values()} == ROLES.keys()


ALLOWED = frozenset({200, 302, 409})


def _expected(role: Role, permission: Permission) -> frozenset[int] | set[int]:
    if permission in role.permissions:
        return ALLOWED
    sees_cases = Permission.CASE_VIEW in role.permissions or permission.section is None
    return {403} if sees_cases else {404}


def _of(guard: str) -> list[Route]:
    return [route for route in ROUTES if route.guard == guard]


def _open_everything(case: Case, cast: Cast, part: str, *, at: datetime) -> None:
    """Open every section, so that only the role decides."""
    agency = cast.agency(SHORTS[part][0])
    access.open_to_agency(case, agency, Section, by=cast["mash"], at=at, reason="Test of the rights table")
    if ROLES[SHORTS[part][1]].reach is Reach.PERSON:
        access.open_to_person(case, cast[part], Section, by=cast["mash"], at=at, reason="Test of the rights table")
    if agency.kind not in (Kind.SOCIAL_CARE, Kind.POLICE, Kind.HEALTH, Kind.EDUCATION):
        basis = case.profile.legal_bases[0]
        referral = case.referrals.latest("pk")
        referrals.ask(referral, agencies=[agency], purpose="Test", legal_basis=basis, by=cast["mash"], at=at)


def _status(client: Client, route: Route, case: Case, cast: Cast, part: str) -> int:
    address = reverse(route.name, kwargs=_arguments(route, case, cast, part))
    answer = client.get(address)
    return client.post(address).status_code if answer.status_code == 405 else answer.status_code


def _arguments(route: Route, case: Case, cast: Cast, part: str) -> dict[str, Any]:
    if route.guard == "panel":
        entry = case.list_entries.latest("pk")
        return {"ref": Panel.objects.get(entries=entry).ref} | ({"pk": entry.pk} if route.name == "place_at" else {})
    if route.guard == "agency":
        return _desk_arguments(route.name, cast, part)
    return {"ref": case.ref} | _inside(route.name, case, cast, part)


def _inside(name: str, case: Case, cast: Cast, part: str) -> dict[str, Any]:
    referral, assessment = case.referrals.latest("pk"), case.assessments.get(completed_at=None)
    form, entry = case.mase_forms.latest("pk"), case.list_entries.latest("pk")
    meeting, strategy = case.planning_meetings.latest("pk"), case.strategy_meetings.latest("pk")
    own = case.information_requests.filter(agency=cast.agency(SHORTS.get(part, ("police", ""))[0]))
    objects = {
        **dict.fromkeys(("referral_sent", "start_sharing", "propose"), referral),
        **dict.fromkeys(("agree", "tell_referrer"), referral.outcomes.latest("pk")),
        "answer": own.first() or case.information_requests.latest("pk"),
        **dict.fromkeys(("screening", "complete_screening", "sign_screening", "answer_section"), assessment),
        **dict.fromkeys(("strategy", "record_strategy"), strategy),
        **dict.fromkeys(("planning", "add_professional", "add_strategy", "record_planning", "remove_part"), meeting),
        **dict.fromkeys(("mase_form", "admit_late", "decide"), form),
        **dict.fromkeys(("list_entry", "discuss", "agree_action"), entry),
        "action": case.actions.latest("pk"),
    }
    return ({"pk": objects[name].pk} if name in objects else {}) | _more(name, meeting)


def _more(name: str, meeting: Any) -> dict[str, Any]:
    if name == "answer_section":
        return {"section": "A"}
    if name == "remove_part":
        part = planning.add_professional(meeting, name="A", role="B", agency="C")
        return {"part": "professionals", "part_pk": part.pk}
    return {}


def _desk_arguments(name: str, cast: Cast, part: str) -> dict[str, Any]:
    if name == "end_membership":
        return {"pk": cast["second.worker"].memberships.get().pk}
    if name.startswith("referral_") and name != "referral_new":
        draft = Draft.objects.filter(started_by=cast[part]).latest("pk")
        return {"ref": draft.ref} | ({"section": "child"} if name == "referral_section" else {})
    return {}
