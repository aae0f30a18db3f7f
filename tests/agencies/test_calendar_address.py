"""A private address for one's own calendar: given to whoever asks, shown once, kept as a hash, withdrawn at will."""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from mase.agencies import operations, queries
from mase.agencies.models import CalendarAddress, User
from mase.audit.models import Event
from mase.demo.cast import PARTS, Cast
from tests.cases.pages import links, texts
from tests.together import overlapping

PAGE, GIVE, WITHDRAW = "/calendar/", "/calendar/new/", "/calendar/withdraw/"
ADDRESS = re.compile(r"http://localhost:8000/calendar/([\w-]{43})\.ics")
SignIn = Callable[[User], Client]


def _shown(page: Any) -> str:
    """Return the address that the page shows, or nothing."""
    found = ADDRESS.search(page.content.decode())
    return found[0] if found else ""


def _secret(address: str) -> str:
    found = ADDRESS.fullmatch(address)
    assert found
    return found[1]


def _acts() -> list[tuple[str, int | None]]:
    return list(Event.objects.filter(verb__startswith="calendar_").order_by("pk").values_list("verb", "actor"))


@pytest.mark.parametrize("part", [part for part, _, _ in PARTS])
def test_it_opens_to_everybody_who_has_signed_in(southwark: Cast, signed_in: SignIn, part: str) -> None:
    page = signed_in(southwark[part]).get(PAGE)
    assert page.status_code == 200
    assert "Make my calendar address" in texts(page, "main button")


@pytest.mark.parametrize("address", [PAGE, GIVE, WITHDRAW])
def test_a_stranger_is_asked_to_sign_in(db: None, client: Client, address: str) -> None:
    answer = client.get(address)
    answer = client.post(address) if answer.status_code == 405 else answer
    assert answer.url == f"/account/sign-in/?next={address}"
    assert not CalendarAddress.objects.exists()


@pytest.mark.parametrize(("address", "method"), [(PAGE, "post"), (GIVE, "get"), (WITHDRAW, "get")])
def test_the_wrong_method_does_nothing(southwark: Cast, signed_in: SignIn, address: str, method: str) -> None:
    assert getattr(signed_in(southwark["mash"]), method)(address).status_code == 405
    assert not CalendarAddress.objects.exists()


def test_it_is_reached_from_my_work_and_from_the_help(southwark: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["school"])
    assert PAGE in links(browser.get("/")).values()
    assert PAGE in links(browser.get("/help/")).values()


def test_a_stranger_who_reads_the_help_sees_no_link_to_it(db: None, client: Client) -> None:
    assert PAGE not in client.get("/help/").content.decode()


@pytest.mark.parametrize(
    "said",
    [
        "Whoever knows the address reads what is behind it without signing in.",
        "No name, no borough, no place, nothing about a child, and not what has to be done.",
        "Whoever provides your calendar, and everybody with whom you share it",
        "each time your calendar fetches",
    ],
)
def test_the_page_warns_who_sees_what(southwark: Cast, signed_in: SignIn, said: str) -> None:
    assert said in " ".join(texts(signed_in(southwark["worker"]).get(PAGE), "main"))


def test_the_address_is_shown_when_it_is_made_and_never_again(southwark: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["worker"])
    assert _shown(browser.get(PAGE)) == ""
    made = _shown(browser.post(GIVE))
    assert made
    page = browser.get(PAGE)
    assert _shown(page) == ""
    assert _secret(made) not in page.content.decode()
    assert "The address itself is not kept here and cannot be shown again." in " ".join(texts(page, "main"))
    assert "2 March 2026 at 10:00" in " ".join(texts(page, "main"))


def test_the_address_is_in_a_box_from_which_it_can_be_copied(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["worker"]).post(GIVE)
    assert texts(page, "main label[for=address]") == ["Calendar address"]
    assert f'value="{_shown(page)}"' in page.content.decode()


def test_only_the_hash_of_the_secret_is_kept(southwark: Cast, at: Any) -> None:
    secret = _secret(operations.give_calendar_address(southwark["worker"], at=at))
    kept = CalendarAddress.objects.values().get()
    assert kept["secret_sha256"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(kept)
    assert secret not in str(list(Event.objects.values()))


def test_no_two_people_and_no_two_times_have_the_same_address(southwark: Cast, at: Any) -> None:
    made = [operations.give_calendar_address(southwark[part], at=at) for part in ("worker", "worker", "team", "school")]
    assert len(set(made)) == 4


def test_a_new_address_ends_the_one_before(southwark: Cast, at: Any) -> None:
    first = operations.give_calendar_address(southwark["worker"], at=at)
    second = operations.give_calendar_address(southwark["worker"], at=at + timedelta(days=1))
    with pytest.raises(operations.NoSuchCalendar):
        operations.open_calendar(_secret(first), at=at + timedelta(days=2))
    assert operations.open_calendar(_secret(second), at=at + timedelta(days=2)) == southwark["worker"]
    ended = CalendarAddress.objects.exclude(withdrawn_at=None).get()
    assert ended.withdrawn_at == at + timedelta(days=1)


def test_a_withdrawn_address_opens_nothing(southwark: Cast, signed_in: SignIn, at: Any) -> None:
    browser = signed_in(southwark["worker"])
    secret = _secret(_shown(browser.post(GIVE)))
    answer = browser.post(WITHDRAW, follow=True)
    assert "Your calendar address is withdrawn" in " ".join(texts(answer, "main"))
    assert "Make my calendar address" in texts(answer, "main button")
    with pytest.raises(operations.NoSuchCalendar):
        operations.open_calendar(secret, at=at)


def test_withdrawing_twice_or_without_an_address_changes_nothing(southwark: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["worker"])
    assert browser.post(WITHDRAW).status_code == 302
    browser.post(GIVE)
    browser.post(WITHDRAW)
    browser.post(WITHDRAW)
    assert [verb for verb, _ in _acts()] == ["calendar_given", "calendar_withdrawn"]


def test_nobody_withdraws_the_address_of_another(southwark: Cast, signed_in: SignIn, at: Any) -> None:
    address = operations.give_calendar_address(southwark["worker"], at=at)
    signed_in(southwark["team"]).post(WITHDRAW)
    assert operations.open_calendar(_secret(address), at=at) == southwark["worker"]
    assert queries.calendar_of(southwark["team"]) is None


def test_each_act_leaves_its_row(southwark: Cast, at: Any) -> None:
    worker = southwark["worker"]
    operations.give_calendar_address(worker, at=at)
    secret = _secret(operations.give_calendar_address(worker, at=at))
    operations.open_calendar(secret, at=at)
    operations.withdraw_calendar_address(worker, at=at)
    verbs = ["calendar_given", "calendar_withdrawn", "calendar_given", "calendar_fetched", "calendar_withdrawn"]
    assert _acts() == [(verb, worker.pk) for verb in verbs]


def test_when_it_was_last_fetched_is_shown(southwark: Cast, signed_in: SignIn, at: Any) -> None:
    browser = signed_in(southwark["worker"])
    secret = _secret(_shown(browser.post(GIVE)))
    assert "Not yet" in texts(browser.get(PAGE), "main dd")
    operations.open_calendar(secret, at=at + timedelta(hours=3))
    assert "2 March 2026 at 13:00" in texts(browser.get(PAGE), "main dd")


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "ü", "\x00", "../../etc/passwd"])
def test_a_secret_that_nobody_was_given_opens_nothing(southwark: Cast, at: Any, secret: str) -> None:
    operations.give_calendar_address(southwark["worker"], at=at)
    with pytest.raises(operations.NoSuchCalendar):
        operations.open_calendar(secret, at=at)
    assert [verb for verb, _ in _acts()] == ["calendar_given"]


def test_the_hash_itself_opens_nothing(southwark: Cast, at: Any) -> None:
    operations.give_calendar_address(southwark["worker"], at=at)
    with pytest.raises(operations.NoSuchCalendar):
        operations.open_calendar(CalendarAddress.objects.get().secret_sha256, at=at)


def test_the_address_of_a_person_who_may_no_longer_sign_in_opens_nothing(southwark: Cast, at: Any) -> None:
    worker = southwark["worker"]
    secret = _secret(operations.give_calendar_address(worker, at=at))
    worker.is_active = False
    worker.save(update_fields=["is_active"])
    with pytest.raises(operations.NoSuchCalendar):
        operations.open_calendar(secret, at=at)


def test_the_database_keeps_one_address_in_force_a_person(southwark: Cast, at: Any) -> None:
    operations.give_calendar_address(southwark["worker"], at=at)
    another = CalendarAddress(user=southwark["worker"], secret_sha256="0" * 64, created_at=at)
    with pytest.raises(IntegrityError, match="calendar_address_one_in_force"), transaction.atomic():
        another.save()


def test_the_database_knows_no_address_that_ended_before_it_was_made(southwark: Cast, at: Any) -> None:
    backwards = {"created_at": at, "withdrawn_at": at - timedelta(seconds=1)}
    with pytest.raises(IntegrityError, match="calendar_address_withdrawn_after"), transaction.atomic():
        CalendarAddress.objects.create(user=southwark["worker"], secret_sha256="0" * 64, **backwards)


@pytest.mark.django_db(transaction=True)
def test_asking_twice_at_the_same_moment_leaves_one_address_in_force(transactional_db: None, at: Any) -> None:
    worker = User.objects.create_user("twice@example.org", name="Somebody")
    one, other = overlapping(
        lambda: operations.give_calendar_address(worker, at=at), lambda: operations.give_calendar_address(worker, at=at)
    )
    with pytest.raises(operations.NoSuchCalendar):
        operations.open_calendar(_secret(one), at=at)
    assert operations.open_calendar(_secret(other), at=at) == worker
