"""Every address is guarded, or on a short public list with the reason."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.architecture.routes import PUBLIC, Route, routes

ROUTES = routes()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_an_address_is_guarded_or_public(route: Route) -> None:
    assert route.name, "an address without a name"
    assert bool(route.guard) != (route.name in PUBLIC)


def test_the_public_list_names_nothing_that_is_gone() -> None:
    assert PUBLIC.keys() <= {route.name for route in ROUTES}


def test_names_are_not_used_twice() -> None:
    names = [route.name for route in ROUTES]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("route", [route for route in ROUTES if route.guard], ids=lambda route: route.name)
def test_a_stranger_is_sent_to_the_sign_in_page_and_sees_nothing(db: None, client: Client, route: Route) -> None:
    address = reverse(route.name, kwargs=_arguments(route))
    answer = client.get(address)
    if answer.status_code == 405:
        answer = client.post(address)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_addresses_of_cases_and_meetings_hold_a_random_reference_not_a_number() -> None:
    for route in ROUTES:
        if route.guard in ("case", "panel"):
            assert "ref" in _names(route)


def _arguments(route: Route) -> dict[str, object]:
    made_up = {
        "ref": "BCDF-2345",
        "agency": "southwark-police",
        "authority": "southwark",
        "quarter": "2026-Q1",
        "pk": 1,
        "part_pk": 1,
        "part": "strategies",
        "section": "child",
        "kind": "cin",
        "step": "iro_told",
        "deadline": "BCDF-2345",
        "other": "BCDF-2346",
        "meeting": "BCDF-2347",
        "code": "cse-screening",
        "version": 2,
        "earlier": 1,
        "number": 1,
        "case": "BCDF-2345",
    }
    uuid = {"ref": "00000000-0000-4000-8000-000000000000"} if "notice" in route.name else {}
    return {name: (made_up | uuid)[name] for name in _names(route)}


def _names(route: Route) -> list[str]:
    found = get_resolver().reverse_dict.getlist(route.name)
    pattern = found[0][0][0][0]
    return re.findall(r"%\((\w+)\)s", pattern)
