"""A role ends on the day somebody leaves; what it opened is closed with the next request."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies import operations
from mase.agencies.models import Membership, User
from mase.audit.models import Event
from mase.demo.cast import Cast
from tests.cases.pages import texts


@pytest.fixture
def admin(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["admin"])


def _of(user: User) -> Membership:
    return user.memberships.get()


def test_it_ends_now_with_a_row(admin: Client, southwark: Cast, at: datetime) -> None:
    membership = _of(southwark["team"])
    answer = admin.post(f"/people/{membership.pk}/end/", follow=True)
    shown = " ".join(texts(answer, "main"))
    assert "The role has ended." in shown
    assert southwark["team"].email not in shown
    assert _of(southwark["team"]).ends_at == at
    event = Event.objects.get(verb="membership_ended")
    assert (event.actor, event.subject_id, event.detail) == (
        southwark["admin"].pk,
        membership.pk,
        {"role": "team_manager"},
    )


def test_ending_it_twice_keeps_the_first_moment(southwark: Cast, at: datetime) -> None:
    membership = _of(southwark["team"])
    for hours in (1, 2):
        operations.end_membership(membership, by=southwark["admin"], at=at + timedelta(hours=hours))
    assert _of(southwark["team"]).ends_at == at + timedelta(hours=1)
    assert Event.objects.filter(verb="membership_ended").count() == 1


def test_on_a_stale_page_it_is_not_there_any_more(admin: Client, southwark: Cast) -> None:
    address = f"/people/{_of(southwark['team']).pk}/end/"
    assert [admin.post(address).status_code for _ in range(2)] == [302, 404]


def test_a_role_of_another_authority_is_not_there(admin: Client, barnet: Cast) -> None:
    assert admin.post(f"/people/{_of(barnet['team']).pk}/end/").status_code == 404
    assert _of(barnet["team"]).ends_at is None


def test_following_a_link_ends_nothing(admin: Client, southwark: Cast) -> None:
    assert admin.get(f"/people/{_of(southwark['team']).pk}/end/").status_code == 405
    assert _of(southwark["team"]).ends_at is None


def test_nobody_else_ends_a_role(southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    address = f"/people/{_of(southwark['team']).pk}/end/"
    assert signed_in(southwark["service"]).post(address).status_code == 403
    assert _of(southwark["team"]).ends_at is None


def test_the_pages_go_with_the_role(southwark: Cast, signed_in: Callable[[User], Client], at: datetime) -> None:
    browser = signed_in(southwark["team"])
    assert browser.get("/cases/").status_code == 200
    operations.end_membership(_of(southwark["team"]), by=southwark["admin"], at=at)
    assert browser.get("/cases/").status_code == 403
    assert "Cases" not in texts(browser.get("/"), "nav a")


def test_the_list_names_who_holds_which_role_now(
    admin: Client, southwark: Cast, barnet: Cast, at: datetime, clock: Any
) -> None:
    southwark["team"].memberships.create(
        agency=southwark.agency("csc"), role="co_ordinator", begins_at=at + timedelta(days=1)
    )
    lines = texts(admin.get("/people/"), "tbody tr")
    assert sum(southwark["team"].email in line for line in lines) == 1
    assert not any("barnet.example" in line for line in lines)
    clock.shift(timedelta(days=1))
    admin.force_login(southwark["admin"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert sum(southwark["team"].email in line for line in texts(admin.get("/people/"), "tbody tr")) == 2


def test_a_full_list_costs_no_more_queries_than_a_short_one(
    admin: Client, southwark: Cast, at: datetime, django_assert_max_num_queries: Any
) -> None:
    for n in range(60):
        user = User.objects.create_user(f"many.{n}@southwark.example", name=f"Many {n}")
        user.memberships.create(agency=southwark.agency("csc"), role="panel_member", begins_at=at)
    with django_assert_max_num_queries(14):
        page = admin.get("/people/")
    assert len(texts(page, "form[action$='/end/']")) == 50
    assert texts(admin.get("/people/?page=99"), "form[action$='/end/']"), "a page too far is the last one"
