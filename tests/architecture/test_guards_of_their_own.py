"""Every page of a meeting about complex abuse and of the surgery, as members, others and other boroughs find it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.agencies.roles import ROLES, Permission
from mase.cases.models import Case
from mase.demo.cast import Cast
from tests.architecture import seated
from tests.architecture.routes import Route, routes
from tests.meetings.in_surgery import booked, session

Browse = Callable[[User], Client]
OF_MEMBERS = {"complex_meeting", "print_complex"}
TAKING = ("take", "withdraw")  # tried last: what is taken away is not there for the others
OF_MEETINGS = sorted(
    (route for route in routes() if route.guard == "complex" and route.name != "complex_meetings"),
    key=lambda route: route.name.startswith(TAKING),
)
OF_SURGERIES = [route for route in routes() if route.guard == "surgery"]


def status(client: Client, route: Route, arguments: dict) -> int:
    address = reverse(route.name, kwargs=arguments)
    answer = client.get(address)
    return client.post(address).status_code if answer.status_code == 405 else answer.status_code


@pytest.mark.rule("HO-10", "ALL-5")
def test_pages_of_a_complex_meeting_open_to_its_members_and_some_to_who_keeps_it(
    southwark: Cast, barnet: Cast, told: Callable[..., Case], signed_in: Browse
) -> None:
    case = told("hold")
    expected = {"school": (200, 403), "team": (404, 404), "admin": (404, 404), "service": (200, 200)}
    for part, (member, leader) in expected.items():
        client = signed_in(southwark[part])
        for route in OF_MEETINGS:
            found = status(client, route, seated.arguments(southwark, case, route.name))
            wanted = member if route.name in OF_MEMBERS else leader
            allowed = (
                {200, 302, 404, 409} if wanted == 200 and route.name.startswith(("take", "withdraw")) else {wanted}
            )
            assert found in allowed, (part, route.name, found)
    stranger = signed_in(barnet["coordinator"])
    assert {status(stranger, route, seated.arguments(southwark, case, route.name)) for route in OF_MEETINGS} == {404}


@pytest.mark.rule("BA-3")
def test_pages_of_the_surgery_open_to_roles_that_hold_them_where_one_is_held(
    southwark: Cast, barnet: Cast, at: datetime, signed_in: Browse
) -> None:
    held = session(barnet, at=at)
    booking = booked(barnet, held, part="education")
    numbers = {"book_slot": held.slots.last().pk}
    parts = {"coordinator": "co_ordinator", "inspector": "police_inspector", "education": "partner_lead"}
    parts |= {"worker": "social_worker", "health.member": "panel_member"}
    for part, role in parts.items():
        client = signed_in(barnet[part])
        reads = part in ("education", "coordinator", "inspector")
        for route in OF_SURGERIES:
            of_booking = "booking" in route.name or route.name == "release_slot"
            number = {"pk": booking.pk if of_booking else numbers.get(route.name)} if "pk" in needs(route) else {}
            arguments = number | ({"ref": held.ref} if "ref" in needs(route) else {})
            found = status(client, route, arguments)
            wanted = {200, 302} if route.enough & ROLES[role].permissions else {403}
            wanted = {404} if of_booking and wanted != {403} and not reads else wanted
            assert found in wanted, (part, route.name, found)
    elsewhere = signed_in(southwark["coordinator"])
    assert elsewhere.get(reverse("surgeries")).status_code == 404
    assert Permission.DESK_SURGERY in ROLES["co_ordinator"].permissions


def needs(route: Route) -> set[str]:
    named = {"surgeries": set(), "open_surgeries": set(), "surgery": {"ref"}, "cancel_surgery": {"ref"}}
    return named.get(route.name, {"ref", "pk"})
