"""A person's notices on their pages: their own, newest first, opened by a deliberate click."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.demo.cast import Cast
from mase.notifications import operations
from mase.notifications.models import Message
from tests.cases.pages import texts

MINUTE = timedelta(minutes=1)


@pytest.fixture
def message(southwark: Cast, at: datetime) -> Message:
    operations.tell([southwark["mash"]], "A case waits", url="/cases/", at=at, key="one", reference="K7QF-3MTX")
    return southwark["mash"].messages.get()


@pytest.fixture
def browser(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["mash"])


def test_the_list_holds_her_own_newest_first(browser: Client, southwark: Cast, at: datetime) -> None:
    for number in range(3):
        text = f"Number {number}"
        operations.tell([southwark["mash"]], text, url="/", at=at + number * MINUTE, key=text)
    operations.tell([southwark["team"]], "Somebody else’s", url="/", at=at, key="other")
    assert texts(browser.get("/notices/"), "tbody th") == ["Number 2", "Number 1", "Number 0"]


def test_an_empty_list_says_so(browser: Client) -> None:
    assert "You have no notices" in " ".join(texts(browser.get("/notices/"), "main"))


@pytest.mark.parametrize("page", ["2", "99", "0", "-1", "x"])
def test_a_long_list_is_leafed_through_and_an_odd_page_is_a_real_one(
    browser: Client, southwark: Cast, at: datetime, page: str
) -> None:
    for number in range(60):
        operations.tell([southwark["mash"]], f"Number {number}", url="/", at=at, key=str(number))
    shown = texts(browser.get("/notices/", {"page": page}), "tbody th")
    assert len(shown) == (50 if page in {"x"} else 10)


def test_looking_at_a_notice_does_not_count_as_opening_it(browser: Client, message: Message) -> None:
    page = browser.get(f"/notices/{message.ref}/")
    assert "A case waits" in " ".join(texts(page, "main"))
    message.refresh_from_db()
    assert message.read_at is None, "a mail scanner that follows links changes nothing"


def test_opening_it_leads_on_and_is_kept_once(browser: Client, message: Message, at: datetime) -> None:
    for _ in range(2):
        answer = browser.post(f"/notices/{message.ref}/read/")
        assert (answer.status_code, answer["Location"]) == (302, "/cases/")
    message.refresh_from_db()
    assert message.read_at == at


@pytest.mark.parametrize("address", ["/notices/{}/", "/notices/{}/read/"])
def test_another_person_s_notice_is_not_there(
    message: Message, southwark: Cast, signed_in: Callable[[User], Client], address: str
) -> None:
    browser = signed_in(southwark["team"])
    for ref in (message.ref, uuid4()):
        method = browser.post if address.endswith("read/") else browser.get
        assert method(address.format(ref)).status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


@pytest.mark.parametrize(
    ("method", "address"), [("get", "/notices/{}/read/"), ("post", "/notices/{}/"), ("post", "/notices/")]
)
def test_the_wrong_method_does_nothing(browser: Client, message: Message, method: str, address: str) -> None:
    assert getattr(browser, method)(address.format(message.ref)).status_code == 405
    message.refresh_from_db()
    assert message.read_at is None


@pytest.mark.parametrize("address", ["/notices/", "/notices/{}/"])
def test_who_has_not_signed_in_comes_back_here_after_signing_in(client: Client, message: Message, address: str) -> None:
    address = address.format(message.ref)
    assert client.get(address)["Location"] == f"/account/sign-in/?next={address}"
