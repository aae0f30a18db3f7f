"""The rights table as a page: every role in sentences, every right with who holds it."""

from collections.abc import Callable

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.agencies.rights import ObjectKind, Permission
from mase.agencies.roles import ROLES
from mase.demo.cast import Cast
from tests.cases.pages import links, texts

SignIn = Callable[[User], Client]


@pytest.mark.parametrize("part", ["admin", "privacy", "health.member", "worker"])
def test_rights_are_no_secret(southwark: Cast, signed_in: SignIn, part: str) -> None:
    assert signed_in(southwark[part]).get("/rights/").status_code == 200


def test_who_has_not_signed_in_is_sent_to_the_door(client: Client, db: None) -> None:
    assert client.get("/rights/").status_code == 302


def test_every_role_is_told_with_all_that_it_may_do(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["admin"]).get("/rights/")
    for code, role in ROLES.items():
        (told,) = texts(page, f"#role-{code}")
        assert role.sentence in told
        assert all(permission.right.words in told for permission in role.permissions)


def test_every_right_stands_in_one_row_with_exactly_those_who_hold_it(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["admin"]).get("/rights/")
    held = dict(zip(texts(page, "tbody th"), texts(page, "tbody td[data-label='Who']"), strict=True))
    assert len(held) == len(Permission)
    for permission in Permission:
        expected = [role.label for role in ROLES.values() if permission in role.permissions]
        assert held[permission.right.words].split(", ") == expected


def test_it_says_what_a_closed_case_still_takes(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["admin"]).get("/rights/")
    states = dict(zip(texts(page, "tbody th"), texts(page, "tbody td[data-label='In a case that is']"), strict=True))
    said = {permission: states[permission.right.words] for permission in Permission}
    assert said[Permission.CASE_CLOSE] == "Not closed"
    assert said[Permission.CASE_VIEW] == said[Permission.CASE_SHARE] == "Any"
    assert said[Permission.CASE_RESTRICT] == "Any that is not restricted yet"
    assert said[Permission.DESK_PEOPLE] == "Not about a case"


@pytest.mark.parametrize("code", ROLES)
def test_one_role_can_be_looked_at_alone(southwark: Cast, signed_in: SignIn, code: str) -> None:
    page = signed_in(southwark["admin"]).get(f"/rights/?role={code}")
    assert len(texts(page, "section[id^='role-']")) == 1
    assert set(texts(page, "tbody th")) == {permission.right.words for permission in ROLES[code].permissions}


def test_one_kind_can_be_looked_at_alone(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["admin"]).get("/rights/?kind=screening")
    assert texts(page, "main caption") == [ObjectKind.SCREENING.label]


def test_where_a_role_has_nothing_to_do_with_it_the_page_says_so(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["admin"]).get("/rights/?kind=screening&role=administrator")
    assert "No such right" in " ".join(texts(page, "main"))
    assert links(page)["Show everything"] == "/rights/"


def test_a_filter_that_nobody_offered_shows_everything(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["admin"]).get("/rights/?role=king&kind=x")
    assert len(texts(page, "tbody th")) == len(Permission)


def test_police_intelligence_in_full_stays_with_its_agency(southwark: Cast, signed_in: SignIn) -> None:
    rows = texts(signed_in(southwark["admin"]).get("/rights/"), ".govuk-summary-list__row")
    assert "Police intelligence in full Only the agency that recorded it" in rows
