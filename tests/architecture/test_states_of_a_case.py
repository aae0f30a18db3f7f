"""Every right of a case × every role × every state the case can be in: the guard answers what the rights table says."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.agencies.rights import RIGHTS, UNCOVERED_BY, FieldClass, ObjectKind, Permission, State, shut_in
from mase.agencies.roles import ROLES, Role, Section
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.models import Case, Conflict, Outcome
from mase.demo.cast import Cast
from tests.architecture import test_permission_matrix as matrix
from tests.architecture.addresses import Addresses
from tests.architecture.routes import Route, routes

file, addresses = matrix.file, matrix.addresses
ALLOWED = frozenset({200, 302, 409})
SHUT_IN_ANY_STATE = {403, 404}  # tried by everybody at every door where the case is open; elsewhere by turns
OF_A_CASE = [permission for permission in Permission if permission.section]
ROUTES = [route for route in routes() if route.guard == "case"]
PARTS = sorted(matrix.ONE_OF_EACH_ROLE)
ASKS_FOR_MORE = {
    "action": "who was given the action reports on it",
    "cancel_action": "the meeting that agreed it cancels it",
    "planned_action": "who was given the action of a plan reports on it",
    "answer": "the agency that was asked answers",
    "give_update": "the agency that was asked answers",
    "add_to_answer": "the agency that has answered adds to it",
}
Step = Callable[[], None]


@pytest.fixture
def doors(addresses: Addresses, client: Client) -> list[tuple[Route, bool]]:
    """For each right one page that asks for it, where there is one a page that takes a POST; and whether it does."""
    found: dict[Permission, tuple[Route, bool]] = {}
    for route in [route for route in ROUTES if route.name != "planned_action"]:  # only its owner opens it
        takes = route.name not in ASKS_FOR_MORE and client.post(_address(addresses, route, "mash")).status_code != 405
        if route.permission not in found or (takes and not found[route.permission][1]):
            found[route.permission] = (route, takes)
    return list(found.values())


@pytest.fixture
def put(file: Case, southwark: Cast, at: datetime) -> dict[str, Step]:
    """Put the case into a state: put["closed"]()."""
    later, how = at + timedelta(days=40), {"by": southwark["mash"], "reason": "Test"}

    def open_to_all() -> None:
        for short in sorted({matrix.SHORTS[part][0] for part in PARTS}):
            access.open_to_agency(file, southwark.agency(short), Section, at=at, **how)
        name_all()

    def name_all() -> None:
        for part in PARTS:
            access.open_to_person(file, southwark[part], Section, at=at, **how)

    def close() -> None:
        open_to_all()
        cases.close(file, outcome=Outcome.RISK_REDUCED, at=later, **how)

    def restrict() -> None:
        open_to_all()
        cases.restrict(file, at=later, **how)
        file.person_grants.all().delete()

    def restrict_and_name() -> None:
        restrict()
        name_all()

    def keep_all_out() -> None:
        open_to_all()
        for part in PARTS:
            declared = {"declared_at": at, "declared_by": southwark["privacy"]}
            Conflict.objects.create(user=southwark[part], person=file.child, relation="Aunt", **declared)

    return {
        "open": open_to_all,
        "closed": close,
        "restricted, named": restrict_and_name,
        "restricted, not named": restrict,
        "kept out by a conflict": keep_all_out,
    }


STATES = {
    "open": {State.OPEN},
    "closed": {State.CLOSED},
    "restricted, named": {State.OPEN, State.RESTRICTED},
    "restricted, not named": None,
    "kept out by a conflict": None,
}


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("state", STATES)
def test_a_right_is_answered_as_the_table_says_for_that_state(
    state: str,
    put: dict[str, Step],
    doors: list[tuple[Route, bool]],
    addresses: Addresses,
    southwark: Cast,
    signed_in: Callable[[User], Client],
) -> None:
    put[state]()
    wrong = []
    for place, part in enumerate(PARTS):
        browser, role = signed_in(southwark[part]), ROLES[matrix.SHORTS[part][1]]
        for number, (route, takes) in enumerate(doors):
            expected = set(_expected(role, route.permission, STATES[state], takes=takes))
            shut_as_ever = state != "open" and expected <= SHUT_IN_ANY_STATE
            if shut_as_ever and (number + place) % matrix.TURNS:
                continue  # it is another's turn: each door is tried by several of them, and each of them tries many
            ask = browser.post if takes else browser.get
            status = ask(_address(addresses, route, part)).status_code
            if status not in expected:
                wrong.append((part, route.name, status))
    assert wrong == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_page_of_a_case_asks_for_a_right_that_the_table_knows_for_a_case(route: Route) -> None:
    assert route.permission in RIGHTS
    assert RIGHTS[route.permission].states, "a right of the desk guards a page of a case"


def test_a_page_that_takes_an_act_asks_for_a_right_that_changes_or_uncovers(
    addresses: Addresses, client: Client
) -> None:
    uncovers = set(UNCOVERED_BY.values())
    reads = [route for route in ROUTES if not route.permission.right.changes and route.permission not in uncovers]
    assert reads
    taking = [route.name for route in reads if client.post(_address(addresses, route, "mash")).status_code != 405]
    assert taking == []


@pytest.mark.parametrize("permission", Permission)
def test_a_right_stands_in_the_table_in_words_that_complete_may(permission: Permission) -> None:
    right = RIGHTS[permission]
    assert right.words[0].islower()
    assert not right.words.endswith(".")
    assert bool(right.states) is (permission.section is not None)


def test_nobody_reads_less_of_a_closed_case_or_of_a_record_they_are_named_on() -> None:
    reading = [permission for permission in OF_A_CASE if not permission.right.changes]
    assert len(reading) > 10
    assert all(permission.right.states == set(State) for permission in reading)


def test_a_record_is_restricted_once_and_a_closed_one_too() -> None:
    assert shut_in(Permission.CASE_RESTRICT, [State.CLOSED]) is None
    assert shut_in(Permission.CASE_RESTRICT, [State.CLOSED, State.RESTRICTED]) is State.RESTRICTED


def test_access_to_a_closed_case_can_still_be_taken_away() -> None:
    assert shut_in(Permission.CASE_SHARE, [State.CLOSED, State.RESTRICTED]) is None
    assert shut_in(Permission.CASE_ALLOCATE, [State.CLOSED]) is State.CLOSED


def test_every_covered_field_has_a_right_that_uncovers_it_but_police_intelligence() -> None:
    assert UNCOVERED_BY.keys() == set(FieldClass)
    by_right = {field: permission for field, permission in UNCOVERED_BY.items() if permission}
    assert set(FieldClass) - by_right.keys() == {FieldClass.INTELLIGENCE}
    assert all(permission.right.words.startswith("uncover") for permission in by_right.values())
    assert all(not permission.right.changes for permission in by_right.values())


def test_a_roles_rights_are_told_by_kind_and_none_is_left_out() -> None:
    for role in ROLES.values():
        told = [right for rights in role.rights.values() for right in rights]
        assert len(told) == len(role.permissions)
        assert list(role.rights) == [kind for kind in ObjectKind if kind in role.rights], "in the order of the table"


def _address(addresses: Addresses, route: Route, part: str) -> str:
    return reverse(route.name, kwargs=addresses.arguments(route, part))


def _expected(role: Role, permission: Permission, states: set[State] | None, *, takes: bool) -> Iterator[int]:
    if states is None or Permission.CASE_VIEW not in role.permissions:
        yield 404
    elif permission not in role.permissions:
        yield 403
    elif takes and shut_in(permission, states):
        yield 409
    else:
        yield from ALLOWED
