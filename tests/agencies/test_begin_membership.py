"""An administrator gives a role in an agency of their own authority; a new person gets an account with it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from mase.agencies import operations
from mase.agencies.models import Membership, User
from mase.audit.models import Event
from mase.demo.cast import Cast
from tests.cases.pages import error_of, texts

TYPED = {
    "name": "Grace Hopper",
    "email": "Grace.Hopper@southwark.example",
    "agency": "southwark-csc",
    "role": "social_worker",
}


@pytest.fixture
def admin(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["admin"])


def test_a_new_person_gets_an_account_and_the_role(admin: Client, southwark: Cast, at: datetime) -> None:
    answer = admin.post("/people/new/", TYPED, follow=True)
    assert "The role has been given." in " ".join(texts(answer, "main"))
    person = User.objects.get(email="grace.hopper@southwark.example")
    assert not person.has_usable_password()
    membership = person.memberships.get()
    assert (membership.role, membership.agency, membership.begins_at) == (
        *("social_worker", southwark.agency("csc")),
        at,
    )
    event = Event.objects.get(verb="membership_begun", actor=southwark["admin"].pk)
    assert event.detail == {"role": "social_worker", "agency": "southwark-csc"}
    assert "Hopper" not in str(event.detail)


def test_who_has_an_account_gets_a_second_role_and_keeps_name_and_password(
    southwark: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    person = southwark["worker"]
    operations.begin_membership(
        southwark.agency("csc"),
        name="Some Other Name",
        email=person.email.upper(),
        role="co_ordinator",
        by=southwark["admin"],
        at=at,
    )
    assert User.objects.get(pk=person.pk).name == person.name
    assert sorted(person.memberships.values_list("role", flat=True)) == ["co_ordinator", "social_worker"]


def test_the_same_role_twice_is_one_role_and_one_row(admin: Client, southwark: Cast) -> None:
    for _ in range(2):
        assert admin.post("/people/new/", TYPED).status_code == 302
    assert Membership.objects.filter(user__email=TYPED["email"].lower()).count() == 1
    assert Event.objects.filter(verb="membership_begun", actor=southwark["admin"].pk).count() == 1


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email": ""}, "email"),
        ({"email": "not an address"}, "email"),
        ({"email": "x" * 64 + "@" + "y" * 60 + "." + "z" * 60 + "." + "w" * 60 + "." + "v" * 60 + ".example"}, "email"),
        ({"agency": ""}, "agency"),
        ({"agency": "barnet-csc"}, "agency"),
        ({"role": ""}, "role"),
        ({"role": "king"}, "role"),
        ({"role": "police_mash"}, "role"),
        ({"agency": "southwark-police"}, "role"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_beside_it_and_nobody_gets_anything(
    admin: Client, barnet: Cast, change: dict[str, str], wrong: str
) -> None:
    before = Membership.objects.count(), User.objects.count()
    page = admin.post("/people/new/", TYPED | change)
    assert page.status_code == 200
    assert error_of(page, wrong)
    assert (Membership.objects.count(), User.objects.count()) == before
    kept = TYPED | change
    assert f'value="{kept["name"]}"' in page.content.decode()


def test_only_the_agencies_of_her_authority_are_offered(admin: Client, southwark: Cast, barnet: Cast) -> None:
    offered = texts(admin.get("/people/new/"), "select[name=agency] option")
    assert offered == ["", *sorted(agency.name for agency in southwark.authority.agencies.all())]


@pytest.mark.parametrize("part", ["team", "service", "coordinator", "school"])
@pytest.mark.parametrize("address", ["/people/", "/people/new/", "/people/new-agency/"])
def test_nobody_else_gives_roles(southwark: Cast, signed_in: Callable[[User], Client], part: str, address: str) -> None:
    browser = signed_in(southwark[part])
    assert browser.get(address).status_code == 403
    assert Event.objects.filter(verb="refused", actor=southwark[part].pk).count() == 1


@pytest.mark.parametrize("address", ["/people/", "/people/new/", "/people/new-agency/"])
def test_who_has_not_signed_in_is_sent_to_the_door(client: Client, db: None, address: str) -> None:
    assert client.get(address)["Location"] == f"/account/sign-in/?next={address}"


def test_an_agency_is_opened_once_a_name_and_one_social_care_an_authority(admin: Client, southwark: Cast) -> None:
    typed = {"authority": "southwark", "name": "Harbour Youth Club", "kind": "voluntary"}
    assert admin.post("/people/new-agency/", typed).status_code == 302
    agency = southwark.authority.agencies.get(name="Harbour Youth Club")
    assert Event.objects.get(verb="agency_opened", subject_id=agency.pk).actor == southwark["admin"].pk
    for wrong in (typed | {"name": "harbour youth CLUB"}, typed | {"name": "Second", "kind": "social_care"}):
        assert error_of(admin.post("/people/new-agency/", wrong), "name")
    assert error_of(admin.post("/people/new-agency/", typed | {"authority": "barnet", "name": "X"}), "authority")
    assert southwark.authority.agencies.filter(kind="voluntary").count() == 1
