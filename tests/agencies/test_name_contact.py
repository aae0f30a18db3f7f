"""Each agency has a single point of contact: everybody finds it, the agency itself names it, the history stays."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from mase.agencies import contacts
from mase.agencies import operations as agencies
from mase.agencies.models import Kind, PointOfContact, User
from mase.audit.models import Event
from mase.demo import cast as demo_cast
from mase.demo.cast import Cast
from tests.cases.pages import error_of, links, texts
from tests.together import in_parallel

LATER = timedelta(days=3)
NUMBER = "020 7946 0123"
ADDRESS = "/contacts/southwark-health/name/"
SignIn = Callable[[User], Client]


def _named(cast: Cast, part: str = "health", short: str = "health", *, at: datetime) -> PointOfContact:
    return contacts.name_contact(cast.agency(short), cast[part], telephone=NUMBER, by=cast[part], at=at)


def _row(page: Any, agency: str) -> str:
    return next(row for row in texts(page, "tbody tr") if row.startswith(agency))


@pytest.mark.rule("BR-8")
def test_everybody_who_signs_in_finds_every_agency_s_point_of_contact(
    southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    _named(southwark, at=at)
    for part in ("school", "worker", "police.member", "admin", "privacy"):
        page = signed_in(southwark[part]).get("/contacts/")
        row = _row(page, "Southwark health")
        assert f"{southwark['health'].name} {NUMBER} 2 March 2026" in row, part
        assert len(texts(page, "tbody tr")) == southwark.authority.agencies.count()


@pytest.mark.rule("BR-8")
def test_where_nobody_is_named_it_says_so_in_plain_sight(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["school"]).get("/contacts/")
    assert all("Not named yet" in row for row in texts(page, "tbody tr"))


@pytest.mark.rule("BR-8")
def test_the_agency_names_its_own(southwark: Cast, signed_in: SignIn, at: datetime) -> None:
    desk = signed_in(southwark["health"])
    address = links(desk.get("/contacts/"))["Name somebody for Southwark health"]
    offered = texts(desk.get(address), "select[name=person] option")
    assert offered == ["", *sorted([southwark["health"].name, southwark["health.member"].name])]
    typed = {"person": southwark["health.member"].pk, "telephone": "  020  7946 0123 "}
    assert desk.post(address, typed)["Location"] == "/contacts/"
    point = PointOfContact.objects.get()
    assert (point.user, point.telephone, point.named_by) == (southwark["health.member"], NUMBER, southwark["health"])
    assert (point.named_at, point.ended_at) == (at, None)
    event = Event.objects.get(verb="spoc_named")
    assert event.detail == {"agency": "southwark-health", "person": southwark["health.member"].pk}


def test_replaced_the_one_before_is_kept(southwark: Cast, signed_in: SignIn, at: datetime, clock: Any) -> None:
    _named(southwark, at=at)
    clock.shift(LATER)
    desk = signed_in(southwark["health"])
    assert texts(desk.get(ADDRESS), "select[name=person] option[selected]") == [southwark["health"].name]
    desk.post(ADDRESS, {"person": southwark["health.member"].pk, "telephone": NUMBER})
    spans = PointOfContact.objects.order_by("pk").values_list("user", "named_at", "ended_at")
    assert list(spans) == [
        (southwark["health"].pk, at, at + LATER),
        (southwark["health.member"].pk, at + LATER, None),
    ]
    page = desk.get(ADDRESS)
    assert texts(page, "tbody tr") == [f"{southwark['health'].name} {NUMBER} 2 March 2026 5 March 2026"]
    assert "Replace for Southwark health" in links(desk.get("/contacts/"))


def test_the_same_again_changes_nothing(southwark: Cast, at: datetime) -> None:
    first = _named(southwark, at=at)
    assert _named(southwark, at=at + LATER) == first
    assert PointOfContact.objects.count() == Event.objects.filter(verb="spoc_named").count() == 1


def test_a_new_number_is_a_new_row(southwark: Cast, at: datetime) -> None:
    _named(southwark, at=at)
    who = {"by": southwark["health"], "at": at + LATER}
    contacts.name_contact(southwark.agency("health"), southwark["health"], telephone="020 7946 0999", **who)
    assert PointOfContact.objects.count() == 2


def test_whoever_has_left_the_agency_is_its_contact_no_more(southwark: Cast, signed_in: SignIn, at: datetime) -> None:
    _named(southwark, "health.member", at=at)
    agencies.end_membership(southwark["health.member"].memberships.get(), by=southwark["admin"], at=at)
    row = _row(signed_in(southwark["school"]).get("/contacts/"), "Southwark health")
    assert "Not named yet" in row
    assert f"{southwark['health.member'].name} has left" in row
    assert NUMBER not in row


@pytest.mark.parametrize("part", ["worker", "mash", "team", "coordinator", "health.member", "admin"])
def test_who_does_not_answer_for_an_agency_names_nobody(southwark: Cast, signed_in: SignIn, part: str) -> None:
    desk = signed_in(southwark[part])
    assert desk.get(ADDRESS).status_code == 403
    assert not [text for text in links(desk.get("/contacts/")) if text.startswith(("Name somebody", "Replace"))]


@pytest.mark.parametrize("part", ["school", "inspector", "service"])
def test_nor_does_anybody_for_another_agency(southwark: Cast, signed_in: SignIn, part: str) -> None:
    desk = signed_in(southwark[part])
    assert desk.post(ADDRESS, {"person": southwark[part].pk, "telephone": NUMBER}).status_code == 404
    assert not PointOfContact.objects.exists()


def test_another_authority_s_agencies_are_not_listed(southwark: Cast, barnet: Cast, signed_in: SignIn) -> None:
    page = signed_in(barnet["school"]).get("/contacts/")
    assert not any(row.startswith("Southwark") for row in texts(page, "tbody tr"))
    assert signed_in(barnet["health"]).get(ADDRESS).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"person": "", "telephone": NUMBER}, "person"),
        ({"person": "me", "telephone": ""}, "telephone"),
        ({"person": "me", "telephone": "ask the desk"}, "telephone"),
        ({"person": "me", "telephone": "1234"}, "telephone"),
        ({"person": "me", "telephone": "0" * 41}, "telephone"),
        ({"person": "stranger", "telephone": NUMBER}, "person"),
    ],
)
def test_what_is_wrong_is_said_beside_it(southwark: Cast, signed_in: SignIn, typed: dict[str, str], field: str) -> None:
    people = {"me": southwark["health"].pk, "stranger": southwark["school"].pk}
    typed = typed | {"person": str(people.get(typed["person"], ""))}
    page = signed_in(southwark["health"]).post(ADDRESS, typed)
    assert error_of(page, field)
    assert not PointOfContact.objects.exists()


def test_somebody_from_elsewhere_is_refused_by_the_act_itself(southwark: Cast, at: datetime) -> None:
    with pytest.raises(contacts.ContactRefused):
        _named(southwark, "school", at=at)


def test_the_way_there_stands_under_every_page_and_at_home(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["school"]).get("/")
    assert links(page)["See whom to ring in each agency"] == "/contacts/"
    assert links(page, "footer a")["Points of contact"] == "/contacts/"


@pytest.mark.parametrize(("method", "address"), [("post", "/contacts/"), ("put", ADDRESS)])
def test_the_wrong_method_does_nothing(southwark: Cast, signed_in: SignIn, method: str, address: str) -> None:
    assert getattr(signed_in(southwark["health"]), method)(address).status_code == 405


def test_thirty_agencies_cost_no_more_queries_than_a_few(
    southwark: Cast, signed_in: SignIn, at: datetime, django_assert_max_num_queries: Any
) -> None:
    desk = signed_in(southwark["school"])
    for number in (0, 30):
        for one in range(number):
            agencies.open_agency(southwark.authority, kind=Kind.SCHOOL, name=f"School {one}", by=None, at=at)
        with django_assert_max_num_queries(13):
            assert desk.get("/contacts/").status_code == 200


def test_the_database_holds_one_at_a_time(southwark: Cast, at: datetime) -> None:
    point = _named(southwark, at=at)
    row = {"agency": point.agency, "user": point.user, "telephone": "1", "named_by": point.user, "named_at": at}
    with pytest.raises(IntegrityError, match="single"), transaction.atomic():
        PointOfContact.objects.create(**row)
    with pytest.raises(IntegrityError, match="ends_after"), transaction.atomic():
        PointOfContact.objects.create(ended_at=at - LATER, **row)


@pytest.mark.django_db(transaction=True)
def test_two_named_at_once_leave_one_in_force(at: datetime, transactional_db: None) -> None:
    cast = demo_cast.hire("southwark", at=at, password=None)
    parts = ("health", "health.member")
    in_parallel(lambda number: _named(cast, parts[number % 2], at=at + timedelta(seconds=number)), 4)
    assert PointOfContact.objects.filter(ended_at=None).count() == 1
