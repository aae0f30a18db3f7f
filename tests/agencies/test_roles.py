"""The rights table: whole, readable, and as the procedures want it."""

from collections.abc import Callable

import pytest

from mase.agencies import roles
from mase.agencies.models import Kind
from mase.agencies.roles import ROLES, Permission, Reach, Section


@pytest.mark.parametrize("role", ROLES.values(), ids=ROLES)
def test_a_role_is_told_to_an_administrator_in_words(role: roles.Role) -> None:
    assert role.label
    assert role.sentence.endswith(".")
    assert role.kinds
    assert role.kinds <= set(Kind.values)


@pytest.mark.parametrize("permission", Permission)
def test_a_permission_is_held_by_somebody(permission: Permission) -> None:
    assert (
        roles.holding(permission) == {code for code, role in ROLES.items() if permission in role.permissions} != set()
    )


@pytest.mark.parametrize("permission", Permission)
def test_a_permission_needs_a_section_of_the_file_or_none(permission: Permission) -> None:
    prefix = permission.value.partition(".")[0]
    assert permission.section == (None if prefix == "desk" else Section(prefix))


def test_who_gives_roles_sees_no_child() -> None:
    assert roles.holding(Permission.DESK_PEOPLE) == {"administrator"}
    desks = {Permission.DESK_PEOPLE, Permission.DESK_OPERATIONS, Permission.DESK_TOOLS}
    assert ROLES["administrator"].permissions == desks


@pytest.mark.rule("HO-2")
def test_no_role_both_proposes_and_agrees_an_outcome() -> None:
    assert not roles.holding(Permission.REFERRAL_DECIDE) & roles.holding(Permission.REFERRAL_AGREE)
    assert ROLES["police_mash"].kinds == roles.POLICE


@pytest.mark.rule("HO-8")
def test_an_assistant_team_manager_or_above_chairs_a_strategy_meeting() -> None:
    managers = {"assistant_team_manager", "team_manager", "service_manager"}
    assert roles.holding(Permission.STRATEGY_CHAIR) == managers


@pytest.mark.rule("SO-14")
def test_managers_allocate() -> None:
    managers = {"assistant_team_manager", "team_manager", "service_manager"}
    assert roles.holding(Permission.CASE_ALLOCATE) == managers


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize(
    ("holds", "never"),
    [
        (lambda role: role.kinds & roles.PARTNERS, {Permission.SCREENING_VIEW, Permission.HISTORY_VIEW}),
        (lambda role: role.code == "mase_administrator", {Permission.REFERRAL_VIEW, Permission.SCREENING_VIEW}),
        (lambda role: role.reach is Reach.PERSON, {Permission.CASE_CLOSE, Permission.CASE_RESTRICT}),
        (lambda role: not role.kinds & roles.SOCIAL_CARE, {Permission.CASE_ALLOCATE, Permission.CASE_CLOSE}),
    ],
    ids=["a partner", "who writes minutes", "who sees by name", "outside social care"],
)
def test_some_rights_are_never_given(holds: Callable[[roles.Role], bool], never: set[Permission]) -> None:
    found = [role for role in ROLES.values() if holds(role)]
    assert found
    assert all(not role.permissions & never for role in found)


def test_who_may_do_something_on_a_case_may_see_the_case() -> None:
    for role in ROLES.values():
        if any(permission.section for permission in role.permissions):
            assert Permission.CASE_VIEW in role.permissions, role.code


def test_social_workers_see_what_is_theirs_by_name() -> None:
    by_name = {code for code, role in ROLES.items() if role.reach is Reach.PERSON}
    assert by_name == {"social_worker", "personal_adviser", "administrator", "privacy_officer"}
