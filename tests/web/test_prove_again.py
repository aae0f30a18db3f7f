"""Proving again that it is still the person who signed in: for five minutes, and without losing what was typed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import User
from tests.web.html import every, one, read, texts, words

pytestmark = [pytest.mark.urls("tests.web.urls"), pytest.mark.django_db]
ADDRESS, PASSWORD = "amina@example.org", "correct horse battery"
BEHIND, PROVE = "/behind/", "/account/prove/"


@pytest.fixture
def amina(clock: Any, client: Client) -> User:
    """Signed in just now."""
    user = User.objects.create_user(ADDRESS, PASSWORD, name="Amina Khan")
    client.post("/account/sign-in/", {"login": ADDRESS, "password": PASSWORD})
    return user


def prove(client: Client, password: str = PASSWORD) -> Any:
    return client.post(PROVE, {"password": password, "next": BEHIND})


def test_having_signed_in_just_now_does_not_count_and_the_page_asks_for_the_password(
    client: Client, amina: User
) -> None:
    answer = client.get(BEHIND)
    assert (answer.status_code, answer["Location"]) == (302, f"{PROVE}?next=%2Fbehind%2F")
    page = read(client.get(answer["Location"]).content.decode())
    assert texts(page, "main label") == ["Password"]
    assert [box.get("autocomplete") for box in every(page, "main .govuk-input")] == ["current-password"]
    assert one(page, "input[name=next]").get("value") == BEHIND


def test_the_right_password_leads_on(client: Client, amina: User) -> None:
    answer = prove(client)
    assert (answer.status_code, answer["Location"]) == (302, BEHIND)
    assert "behind the step-up" in client.get(BEHIND).content.decode()


@pytest.mark.parametrize("typed", ["not the password", "", "a colleague’s password"])
def test_any_other_password_does_not(client: Client, amina: User, typed: str) -> None:
    User.objects.create_user("colleague@example.org", "a colleague’s password", name="Ben Quill")
    page = read(prove(client, typed).content.decode())
    assert len(texts(page, ".govuk-error-summary a")) == 1
    assert client.get(BEHIND).status_code == 302


@pytest.mark.parametrize(("later", "status"), [(timedelta(seconds=299), 200), (timedelta(minutes=5), 302)])
def test_it_counts_for_five_minutes(client: Client, amina: User, clock: Any, later: timedelta, status: int) -> None:
    prove(client)
    clock.shift(later)
    assert client.get(BEHIND).status_code == status


def test_what_was_posted_goes_on_after_the_password(client: Client, amina: User) -> None:
    answer = client.post(BEHIND, {"typed": "what was typed"})
    assert "typed" not in answer["Location"]
    assert prove(client).content.decode() == "behind the step-up: what was typed"


def test_nobody_passes_for_want_of_a_password(client: Client, amina: User) -> None:
    amina.set_unusable_password()
    amina.save()
    client.force_login(amina, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(BEHIND)
    assert page.status_code == 403
    assert "You need a password of your own" in words(one(read(page.content.decode()), "main"))


def test_another_site_is_no_place_to_go_on_to(client: Client, amina: User) -> None:
    answer = client.post(PROVE, {"password": PASSWORD, "next": "https://example.org/"})
    assert answer["Location"] == "/"


def test_a_stranger_signs_in_first(client: Client) -> None:
    for address in (BEHIND, PROVE):
        assert client.get(address)["Location"].startswith("/account/sign-in/")
