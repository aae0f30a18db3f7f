"""Every address × everybody in the cast × their own case, another authority's case, a restricted case.

What is expected comes from the rights table that the code itself uses (mase.agencies.roles).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from mase.agencies.models import Kind, User
from mase.agencies.roles import ROLES, Permission, Reach, Role, Section
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import AGENCIES, Cast
from meetings.operations import consultation, planning
from referrals import operations as referrals
from riskscreening.operations import screening as screenings
from tests.architecture.addresses import SHORTS, Addresses
from tests.architecture.routes import Route, routes
from tests.once import once

ROUTES = routes()
KINDS = {short: kind for short, kind, _ in AGENCIES}
# Two who hold the same role differ only where the kind of their agency counts, as it does in a meeting.
ONE_OF_EACH_ROLE = sorted({role: part for part, (_, role) in SHORTS.items()}.values())
ONE_OF_EACH_ROLE_AND_KIND = sorted({(role, KINDS[short]): part for part, (short, role) in SHORTS.items()}.values())
ALLOWED = frozenset({200, 202, 302, 409})
TURNS = 4
# A document is printed for its reader, which takes as long as forty pages: two get it, whoever may not is refused.
PRINTED = {"download_copy", "download_letter", "download_minutes", "download_referral", "download_strategy"}
ENOUGH = 2
SignIn = Callable[[User], Client]
Found = tuple[str, Route, int]  # whose browser, the page, the status
Tried = Callable[..., Iterator[Found]]
# Besides its owner, whoever reads the meeting that agreed it opens an action, and whoever records there cancels it.
OF_ITS_MEETING = {"action": Permission.PANEL_VIEW, "cancel_action": Permission.PANEL_DISCUSS}
OF_ITS_SENDER = {"referral_sent", "referral_as_sent", "download_referral", "letter", "download_letter"}


@pytest.fixture
def file(southwark: Cast, told: Callable[..., Case], at: datetime) -> Case:
    """A case that has been everywhere: discussed at MASE, minutes approved, and a new screening begun."""
    return once(("everywhere", at), lambda: everywhere(southwark, told, at=at))


def everywhere(cast: Cast, told: Callable[..., Case], *, at: datetime, beside: Iterable[int] = ()) -> Case:
    """Tell the whole of a case's story; the children of these numbers stand on the list of the same meeting."""
    panel = stories.schedule(cast, on=date(2026, 4, 8), at=at)
    case, *others = [told("admit", number=number) for number in (0, *beside)]
    stories.circulate(cast, panel, at=at + timedelta(days=20))
    for one in (case, *others):
        stories.discuss(cast, one, at + timedelta(days=37))
    planning.refer(
        case,
        reason="Plan",
        carers_invited=True,
        carers_reason="",
        scheduled_for=at + timedelta(days=45),
        by=cast["worker"],
        at=at + timedelta(days=38),
    )
    stories.approve(cast, panel, at=at + timedelta(days=38))
    entry = case.cohort_entries.select_related("case__authority").get()
    consultation.offer(entry, offered_on=at.date(), by=cast["health"], at=at + timedelta(days=38))
    screenings.start(case, by=cast["worker"], at=at + timedelta(days=39))
    return case


@pytest.fixture
def addresses(file: Case, southwark: Cast) -> Addresses:
    """Where that case's pages are."""
    return Addresses(file, southwark)


@pytest.fixture
def tried(addresses: Addresses, signed_in: SignIn) -> Tried:
    """Every page behind that guard, as each of these people of a cast finds it: tried("case", southwark, parts).

    What shuts out everybody alike is tried by them in ``turns``: each page by several of them, each of them on many.
    """

    def walk(guard: str, cast: Cast, parts: Iterable[str], *, turns: int = 0) -> Iterator[Found]:
        pages, printed = [route for route in ROUTES if route.guard == guard], Counter[str]()
        for place, part in enumerate(parts):
            client = signed_in(cast[part])
            for number, route in enumerate(pages):
                seen_enough = printed[route.name] >= ENOUGH and route.permission in role_of(part).permissions
                if seen_enough or (turns and (number + place) % turns):
                    continue
                status = addresses.status(client, route, part)
                printed[route.name] += route.name in PRINTED and status == 200
                yield part, route, status

    return walk


@pytest.mark.rule("ALL-5")
def test_a_person_opens_what_their_role_holds_on_a_case_that_was_opened_to_them(
    southwark: Cast, file: Case, tried: Tried, at: datetime
) -> None:
    _open_everything(file, southwark, ONE_OF_EACH_ROLE, at=at)
    found = tried("case", southwark, ONE_OF_EACH_ROLE)
    assert _not_as_expected(found, _by_right_and_sender) == []


@pytest.mark.rule("ALL-5")
def test_nobody_opens_a_page_of_another_authoritys_case(barnet: Cast, tried: Tried) -> None:
    assert _not_as_expected(tried("case", barnet, ONE_OF_EACH_ROLE, turns=TURNS), _not_found) == []


@pytest.mark.rule("ALL-5")
def test_a_school_that_has_no_part_in_it_finds_no_page_of_the_case_or_its_meeting(
    southwark: Cast, tried: Tried
) -> None:
    for guard in ("case", "panel"):
        assert _not_as_expected(tried(guard, southwark, ["other.school"]), _not_found) == []
    refused = Event.objects.filter(verb=Verb.REFUSED, actor=southwark["other.school"].pk)
    assert refused.count() >= sum(route.guard in ("case", "panel") for route in ROUTES)


@pytest.mark.rule("ALL-5")
def test_a_restricted_case_is_not_there_for_whoever_was_not_named(
    southwark: Cast, file: Case, tried: Tried, at: datetime
) -> None:
    cases.restrict(file, by=southwark["mash"], at=at + timedelta(days=40), reason="Related to a member of staff")
    named = set(file.person_grants.values_list("user__email", flat=True))
    others = {*ONE_OF_EACH_ROLE, "second.worker"} - {"worker", "mash"}
    others = {part for part in others if southwark[part].email not in named}
    assert _not_as_expected(tried("case", southwark, sorted(others), turns=TURNS), _not_found) == []


def test_pages_without_a_case_open_to_roles_that_hold_them(
    southwark: Cast, file: Case, tried: Tried, at: datetime
) -> None:
    for part in ONE_OF_EACH_ROLE:
        referrals.start_draft(southwark.agency(SHORTS[part][0]), by=southwark[part], at=at)
        southwark[part].password = "of their own"  # some pages ask for it again, and refuse whoever has none
        southwark[part].save(update_fields=["password"])
    found = tried("agency", southwark, ONE_OF_EACH_ROLE)
    held = {part: role_of(part).permissions for part in ONE_OF_EACH_ROLE}
    assert _not_as_expected(found, lambda part, route: ALLOWED if route.enough & held[part] else {403}) == []


@pytest.mark.rule("SO-25")
def test_pages_of_a_meeting_open_to_standing_members_with_the_right(
    southwark: Cast, file: Case, tried: Tried, at: datetime
) -> None:
    def expected(part: str, route: Route) -> Collection[int]:
        is_school = KINDS[SHORTS[part][0]] == Kind.SCHOOL
        member = not is_school and Permission.DESK_MEETINGS in role_of(part).permissions
        return _by_right(role_of(part), route.permission) if member else {404}

    _open_everything(file, southwark, ONE_OF_EACH_ROLE_AND_KIND, at=at)
    assert _not_as_expected(tried("panel", southwark, ONE_OF_EACH_ROLE_AND_KIND), expected) == []


def test_nobody_opens_a_page_of_another_authoritys_meeting(barnet: Cast, tried: Tried) -> None:
    assert _not_as_expected(tried("panel", barnet, ONE_OF_EACH_ROLE, turns=TURNS), _not_found) == []


def test_every_kind_of_guard_is_in_the_matrix() -> None:
    assert {route.guard for route in ROUTES} == {"case", "panel", "agency", "person", "complex", "surgery", ""}


def test_every_permission_is_asked_for_by_some_address() -> None:
    assert {route.permission for route in ROUTES} - {None} == set(Permission)


def test_every_role_is_in_the_cast() -> None:
    assert {role for _, role in SHORTS.values()} == ROLES.keys()


def role_of(part: str) -> Role:
    """Return the role of a part of the cast."""
    return ROLES[SHORTS[part][1]]


def _by_right_and_sender(part: str, route: Route) -> Collection[int]:
    """Return what is expected of the role; whoever does not work on referrals reads those of their own agency only."""
    role, works = role_of(part), {Permission.REFERRAL_ANSWERS, Permission.REFERRAL_CATEGORISE}
    if route.name == "planned_action":  # besides whoever reads plans, only its owner opens it
        return _by_right(role, Permission.SCREENING_VIEW)
    if route.name in OF_ITS_MEETING:
        return _by_right(role, OF_ITS_MEETING[route.name])
    if route.name in OF_ITS_SENDER and Permission.REFERRAL_VIEW in role.permissions and not role.permissions & works:
        return {200} if SHORTS[part][0] == "harbour" else {404}
    return _by_right(role, route.permission)


def _by_right(role: Role, permission: Permission) -> Collection[int]:
    if permission in role.permissions:
        return ALLOWED
    sees_cases = Permission.CASE_VIEW in role.permissions or permission.section is None
    return {403} if sees_cases else {404}


def _not_found(part: str, route: Route) -> Collection[int]:
    return {404}


def _not_as_expected(
    found: Iterable[Found], expected: Callable[[str, Route], Collection[int]]
) -> list[tuple[str, str, int]]:
    return [(part, route.name, status) for part, route, status in found if status not in expected(part, route)]


def _open_everything(case: Case, cast: Cast, parts: Iterable[str], *, at: datetime) -> None:
    """Open every section to each of these people, so that only the role decides."""
    how = {"by": cast["mash"], "at": at, "reason": "Test of the rights table"}
    for part in parts:
        if role_of(part).reach is Reach.PERSON:
            access.open_to_person(case, cast[part], Section, **how)
    for short in sorted({SHORTS[part][0] for part in parts}):
        agency = cast.agency(short)
        access.open_to_agency(case, agency, Section, **how)
        if agency.kind not in (Kind.SOCIAL_CARE, Kind.POLICE, Kind.HEALTH, Kind.EDUCATION):
            basis = case.profile.legal_bases[0]
            referral = case.referrals.latest("pk")
            referrals.ask(referral, agencies=[agency], purpose="Test", legal_basis=basis, by=cast["mash"], at=at)
