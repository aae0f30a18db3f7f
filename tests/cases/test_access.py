"""One rule answers both "may she see this case?" and "which cases may she see?"; the two never differ."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mase.agencies.models import Agency, Membership, User
from mase.agencies.roles import ROLES, Permission, Reach, Section
from mase.cases import access, operations
from mase.cases.models import AgencyGrant, Case, Deadline, PersonGrant
from mase.demo.cast import Cast
from tests.factories import CaseFactory, DeadlineFactory

HOUR = timedelta(hours=1)
MOMENTS = {  # when the role is held, seen from the moment that counts
    "held": (-HOUR, None),
    "held from this moment": (timedelta(0), None),
    "held for another instant": (-HOUR, timedelta(microseconds=1)),
    "ended at this moment": (-HOUR, timedelta(0)),
    "not begun": (timedelta(microseconds=1), None),
}
IN_FORCE = {"held", "held from this moment", "held for another instant"}
FITTING = {code: sorted(role.kinds & {"social_care", "police", "health"})[0] for code, role in ROLES.items()}


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("somebody@southwark.example", name="Some Body")


@pytest.fixture
def join(person: User, southwark: Cast, at: datetime) -> Callable[..., Membership]:
    """Give the person a role in the agency of its kind."""

    def begin(role: str, when: str = "held", *, agency: Agency | None = None) -> Membership:
        begins, ends = MOMENTS[when]
        agency = agency or southwark.authority.agencies.get(kind=FITTING[role])
        moments = {"begins_at": at + begins, "ends_at": at + ends if ends is not None else None}
        return Membership.objects.create(user=person, agency=agency, role=role, **moments)

    return begin


@pytest.fixture
def drawer(southwark: Cast, person: User, at: datetime) -> dict[str, Case]:
    """One case for each way in which a file can be open."""
    by = southwark["mash"]
    opened = {"by": by, "at": at, "reason": "Test"}
    names = ("nobody", "each agency", "name", "both", "restricted", "restricted, by name", "other section")
    cases = {name: CaseFactory(cast=southwark, opened_at=at) for name in names}
    for name in ("each agency", "both", "restricted", "restricted, by name"):
        for agency in southwark.authority.agencies.all():
            access.open_to_agency(cases[name], agency, Section, **opened)
    for name in ("restricted", "restricted, by name"):
        operations.restrict(cases[name], by=southwark["service"], at=at, reason="Related to a member of staff")
    for name in ("name", "both", "restricted, by name"):
        access.open_to_person(cases[name], person, Section, **opened)
    access.open_to_person(cases["other section"], person, [Section.PANEL], **opened)
    return cases


@pytest.fixture
def six(southwark: Cast, barnet: Cast, at: datetime) -> QuerySet[Case]:
    """Four cases here and two elsewhere, each with something that is owed; nobody has been let in."""
    for number, cast in enumerate([southwark] * 4 + [barnet] * 2):
        case = CaseFactory(cast=cast, opened_at=at + number * HOUR)
        DeadlineFactory(case=case, started_at=at, due_at=at + HOUR)
    return Case.objects.select_related("authority")


def _listed(person: User, at: datetime) -> set[Case]:
    return set(access.page(access.visible(person, at=at)))


def _admitted(person: User, at: datetime) -> set[Case]:
    return {case for case in Case.objects.all() if access.standing(person, case, at=at).may(Permission.CASE_VIEW)}


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_what_its_reach_says_in_the_list_and_by_address(
    role: str, drawer: dict[str, Case], person: User, join: Callable[..., Membership], at: datetime
) -> None:
    join(role)
    expected = {"name", "both", "restricted, by name"} if Permission.CASE_VIEW in ROLES[role].permissions else set()
    if ROLES[role].reach is Reach.AGENCY:
        expected |= {"each agency"}
    assert _listed(person, at) == _admitted(person, at) == {drawer[name] for name in expected}


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize("role", ["team_manager", "social_worker"])
def test_a_role_counts_from_its_first_instant_to_before_its_last(
    role: str, when: str, drawer: dict[str, Case], person: User, join: Callable[..., Membership], at: datetime
) -> None:
    join(role, when)
    assert bool(_listed(person, at)) is (when in IN_FORCE)
    assert _listed(person, at) == _admitted(person, at)


def test_who_cannot_sign_in_any_more_sees_nothing(
    drawer: dict[str, Case], person: User, join: Callable[..., Membership], at: datetime
) -> None:
    join("team_manager")
    person.is_active = False
    person.save()
    assert _listed(person, at) == _admitted(person, at) == set()


def test_a_role_elsewhere_opens_nothing_here(
    drawer: dict[str, Case], person: User, join: Callable[..., Membership], barnet: Cast, at: datetime
) -> None:
    join("team_manager", agency=barnet.agency("csc"))
    assert drawer["each agency"] not in _listed(person, at) | _admitted(person, at)


def test_a_wide_role_in_one_agency_lends_nothing_to_a_narrow_one_in_another(
    southwark: Cast, person: User, join: Callable[..., Membership], at: datetime
) -> None:
    case = CaseFactory(cast=southwark, opened_at=at, opened=southwark)
    join("partner_lead")
    join("social_worker")
    assert not access.may(person, Permission.CASE_VIEW, case, at=at), "a social worker reaches what is theirs by name"


def test_a_permission_needs_its_own_section_to_be_open(
    southwark: Cast, person: User, join: Callable[..., Membership], at: datetime
) -> None:
    join("co_ordinator")
    case = CaseFactory(cast=southwark, opened_at=at)
    for section in Section:
        with transaction.atomic():
            csc = southwark.agency("csc")
            access.open_to_agency(case, csc, [section], by=southwark["mash"], at=at, reason="Test")
            standing = access.standing(person, case, at=at)
            open_to_her = {permission for permission in Permission if standing.may(permission)}
            held = ROLES["co_ordinator"].permissions
            assert open_to_her == {permission for permission in held if permission.section is section}
            transaction.set_rollback(True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    roles=st.lists(st.tuples(st.sampled_from(sorted(ROLES)), st.sampled_from(sorted(MOMENTS))), max_size=4),
    grants=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.sampled_from(Section)), max_size=12),
    closed_to_agencies=st.sets(st.integers(0, 5)),
)
def test_the_list_holds_a_case_exactly_where_its_page_opens(
    southwark: Cast,
    barnet: Cast,
    six: QuerySet[Case],
    at: datetime,
    roles: list[tuple[str, str]],
    grants: list[tuple[int, int, Section]],
    closed_to_agencies: set[int],
) -> None:
    casts = [southwark, southwark, southwark, southwark, barnet, barnet]
    with transaction.atomic():
        person = User.objects.create_user("made.up@southwark.example", name="Made Up")
        cases = list(six.order_by("opened_at"))  # read anew, for what was done to them before was rolled back
        for number, (role, when) in enumerate(dict(roles).items()):
            begins, ends = MOMENTS[when]
            agency = casts[number].authority.agencies.get(kind=FITTING[role])
            ends_at = at + ends if ends is not None else None
            Membership.objects.create(user=person, agency=agency, role=role, begins_at=at + begins, ends_at=ends_at)
        given_by = {"by": southwark["mash"], "at": at, "reason": "Test"}
        for number, to, section in grants:
            if to == 3:
                access.open_to_person(cases[number], person, [section], **given_by)
            else:
                kind = ("social_care", "police", "health")[to]
                agency = casts[number].authority.agencies.get(kind=kind)
                access.open_to_agency(cases[number], agency, [section], **given_by)
        for number in closed_to_agencies:
            operations.restrict(cases[number], by=southwark["service"], at=at, reason="Test")
        assert _listed(person, at) == _admitted(person, at)
        seen = Deadline.objects.filter(access.in_sight(person, at=at)).select_related("case")
        assert {deadline.case for deadline in seen} == _admitted(person, at)
        for needing in (Permission.PANEL_VIEW, Permission.SCREENING_VIEW):
            through = access.visible(person, at=at, needing=needing)
            found = {grant.content_object_id for grants in through for grant in grants}
            assert found == {case.pk for case in cases if access.may(person, needing, case, at=at)}
        transaction.set_rollback(True)


def test_opening_twice_opens_once_and_keeps_the_first_reason(southwark: Cast, person: User, at: datetime) -> None:
    case = CaseFactory(cast=southwark, opened_at=at)
    for reason in ("First", "Second"):
        given_by = {"by": southwark["mash"], "at": at, "reason": reason}
        access.open_to_agency(case, southwark.agency("police"), [Section.CASE], **given_by)
        access.open_to_person(case, person, [Section.CASE], **given_by)
    for grants in (AgencyGrant, PersonGrant):
        assert [grant.reason for grant in grants.objects.filter(content_object=case)] == ["First"]


def test_a_restricted_case_is_opened_to_no_agency_even_by_who_read_it_before(southwark: Cast, at: datetime) -> None:
    case = CaseFactory(cast=southwark, opened_at=at)
    stale = Case.objects.get(pk=case.pk)
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    police = southwark.agency("police")
    access.open_to_agency(stale, police, Section, by=southwark["mash"], at=at, reason="Asked")
    assert not case.agency_grants.exists()


def test_one_standing_costs_three_queries_and_a_page_three(
    drawer: dict[str, Case],
    person: User,
    join: Callable[..., Membership],
    at: datetime,
    django_assert_num_queries: Callable,
) -> None:
    join("team_manager")
    with django_assert_num_queries(3):
        standing = access.standing(person, drawer["both"], at=at)
        for permission, _ in product(Permission, range(10)):
            standing.may(permission)
    with django_assert_num_queries(3):
        access.page(access.visible(person, at=at))
    with django_assert_num_queries(2):
        access.count(access.visible(person, at=at))
