"""Sign-in and passwords: our pages and plain words around allauth, and no answer that tells who has an account."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from tests.web.html import Element, every, links, one, read, texts, words

pytestmark = [pytest.mark.urls("tests.web.urls"), pytest.mark.django_db]
ADDRESS, PASSWORD, NEW = "amina@example.org", "correct horse battery", "seven green bicycles"
SENT = r"http://testserver(/\S+)"


@pytest.fixture
def amina() -> User:
    return User.objects.create_user(ADDRESS, PASSWORD, name="Amina Khan")


def show(client: Client, name: str, data: dict[str, str] | None = None) -> Element:
    address = reverse(name)
    response = client.get(address) if data is None else client.post(address, data, follow=True)
    return read(response.content.decode())


def sign_in(client: Client, password: str = PASSWORD, address: str = ADDRESS) -> Any:
    return client.post(reverse("account_login"), {"login": address, "password": password})


def test_the_page_asks_for_address_and_password_and_helps_a_password_manager(client: Client) -> None:
    page = show(client, "account_login")

    assert texts(page, "main label") == ["E-mail address", "Password"]
    assert [box.get("autocomplete") for box in every(page, "main .govuk-input")] == ["email", "current-password"]
    assert every(page, "[placeholder]") == []


def test_the_right_password_lets_in(client: Client, amina: User) -> None:
    response = sign_in(client)

    assert (response.status_code, response["Location"]) == (302, "/")


def test_where_somebody_was_going_is_where_she_arrives(client: Client, amina: User) -> None:
    page = read(client.get(reverse("account_login"), {"next": "/gallery/"}).content.decode())
    carried = {box.get("name"): box.get("value") for box in every(page, "input[type=hidden]")}
    response = client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD} | carried)

    assert response["Location"] == "/gallery/"


def test_nothing_typed_is_asked_for_in_words(client: Client) -> None:
    page = show(client, "account_login", {})

    assert texts(page, ".govuk-error-summary a") == ["Enter e-mail address", "Enter password"]
    assert words(one(page, "title")) == "Error: Sign in – MASE"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client, amina: User) -> None:
    wrong = read(sign_in(client, "not the password").content.decode())
    unknown = read(sign_in(client, address="nobody@example.org").content.decode())

    assert links(wrong, ".govuk-error-summary a") == links(unknown, ".govuk-error-summary a")
    assert len(texts(wrong, ".govuk-error-summary a")) == 1


def test_signing_out_is_asked_first_and_then_done(client: Client, amina: User) -> None:
    sign_in(client)
    asked = show(client, "account_logout")
    done = client.post(reverse("account_logout"))

    assert texts(asked, "main button") == ["Sign out"]
    assert done["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_chosen_anew_by_a_link(client: Client, amina: User) -> None:
    page = show(client, "account_reset_password", {"email": ADDRESS})
    (letter,) = mail.outbox
    found = re.search(SENT, letter.body)
    assert found
    form = client.get(found[1], follow=True)
    changed = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True)

    assert texts(page, "h1") == ["Look at your e-mail"]
    assert texts(read(form.content.decode()), "main label") == ["New password", "New password again"]
    assert texts(read(changed.content.decode()), "h1") == ["Password changed"]
    assert sign_in(client, NEW).status_code == 302


def test_the_link_works_once(client: Client, amina: User) -> None:
    show(client, "account_reset_password", {"email": ADDRESS})
    found = re.search(SENT, mail.outbox[0].body)
    assert found
    form = client.get(found[1], follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

    assert texts(read(Client().get(found[1]).content.decode()), "h1") == ["This link no longer works"]


def test_an_unknown_address_sees_the_same_page_as_a_known_one(client: Client, amina: User) -> None:
    known = show(client, "account_reset_password", {"email": ADDRESS})
    unknown = show(Client(), "account_reset_password", {"email": "nobody@example.org"})

    assert words(one(known, "main")) == words(one(unknown, "main"))
    assert [letter.to for letter in mail.outbox] == [[ADDRESS], ["nobody@example.org"]]


@pytest.mark.parametrize("address", [ADDRESS, "nobody@example.org"])
def test_the_letters_are_plain_short_and_name_nobody(client: Client, amina: User, address: str) -> None:
    show(client, "account_reset_password", {"email": address})
    (letter,) = mail.outbox

    assert letter.subject.startswith("MASE: ")
    assert "\n" not in letter.subject
    assert "Amina" not in letter.body
    assert "&#" not in letter.body
    assert "names no child and no case" in letter.body
    assert letter.alternatives == []


def test_a_new_password_that_will_not_do_says_why(client: Client, amina: User) -> None:
    sign_in(client)
    page = show(
        client, "account_change_password", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    )

    assert "14" in words(one(page, "#id_password1-error"))
    assert texts(page, "main label") == ["Your password now", "New password", "New password again"]


def test_a_password_is_changed_by_whoever_knows_it(client: Client, amina: User) -> None:
    sign_in(client)
    show(client, "account_change_password", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    amina.refresh_from_db()
    assert amina.check_password(NEW)


def test_nobody_signs_up(client: Client) -> None:
    assert texts(show(client, "account_signup"), "h1") == ["Accounts are given"]
    assert texts(show(client, "account_signup", {"email": "new@example.org", "password1": NEW}), "h1") == [
        "Accounts are given"
    ]
    assert not User.objects.exists()


def test_a_closed_account_is_told_whom_to_ask(client: Client) -> None:
    assert texts(show(client, "account_inactive"), "h1") == ["This account is closed"]
