"""What can wait goes out in the morning, for each person in one e-mail: references and links, nothing else."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from mase.agencies.models import User
from mase.demo import cast as demo_cast
from mase.demo.cast import Cast
from mase.notifications import operations, tasks
from mase.notifications.models import Message
from tests.notifications import relay as relays
from tests.notifications.relay import Relay

MINUTE = timedelta(minutes=1)


@pytest.fixture
def relay(settings: Any) -> Iterator[Relay]:
    with relays.running() as relay:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", relay.port, False
        settings.SITE_ADDRESS = "https://mase.example:8443"
        yield relay


def _remind(person: User, at: datetime, number: int, *, first: int = 0, in_digest: bool = True) -> list[Message]:
    row = {"recipient": person, "text": "Due soon: Do what was agreed", "url": "/", "created_at": at, "try_after": at}
    keys = range(first, first + number)
    return [
        Message.objects.create(key=f"reminder-{key}", reference=f"K7QF-{key:04}", in_digest=in_digest, **row)
        for key in keys
    ]


def test_all_reminders_of_a_morning_go_in_one_e_mail(relay: Relay, southwark: Cast, at: datetime) -> None:
    reminders = _remind(southwark["worker"], at, 7)
    assert [operations.send_next(at=at + n * MINUTE) for n in range(2)] == [True, None]
    (mail,) = relay.arrived
    assert (mail["Subject"], mail["To"]) == ("MASE: 7 reminders", southwark["worker"].email)
    for message in reminders:
        message.refresh_from_db()
        assert (message.mailed_at, message.attempts) == (at, 1)
        assert mail.get_payload().count(f"https://mase.example:8443/notices/{message.ref}/") == 1


@pytest.mark.rule("ALL-5")
def test_it_says_references_and_links_and_nothing_else(relay: Relay, southwark: Cast, at: datetime) -> None:
    first, second = _remind(southwark["worker"], at, 2)
    Message.objects.filter(pk=second.pk).update(reference="")
    operations.send_next(at=at)
    assert relay.arrived[0].get_payload().split("\r\n") == [
        "2 things in MASE are due soon.",
        "",
        f"Reference: {first.reference}",
        f"Sign in to read it: https://mase.example:8443/notices/{first.ref}/",
        "",
        f"Sign in to read it: https://mase.example:8443/notices/{second.ref}/",
        "",
        "This message holds no details on purpose. Please do not reply to it.",
        "",
    ]


def test_a_single_one_goes_as_an_ordinary_notice(relay: Relay, southwark: Cast, at: datetime) -> None:
    (message,) = _remind(southwark["worker"], at, 1)
    assert operations.send_next(at=at) is True
    (mail,) = relay.arrived
    assert mail["Subject"] == "MASE: something needs your attention"
    assert "Something in MASE needs your attention." in mail.get_payload()
    assert mail["Message-ID"] == f"<{message.ref}@mase.example>"


def test_before_the_morning_nothing_goes(relay: Relay, southwark: Cast, at: datetime) -> None:
    _remind(southwark["worker"], at, 3)
    assert operations.send_next(at=at - MINUTE) is None
    assert not relay.arrived


def test_a_reminder_of_tomorrow_s_is_not_in_it(relay: Relay, southwark: Cast, at: datetime) -> None:
    _remind(southwark["worker"], at, 2)
    _remind(southwark["worker"], at + timedelta(days=1), 1, first=2)
    operations.send_next(at=at)
    assert relay.arrived[0]["Subject"] == "MASE: 2 reminders"
    assert Message.objects.filter(mailed_at=None).count() == 1


def test_what_cannot_wait_goes_by_itself_and_at_once(relay: Relay, southwark: Cast, at: datetime, clock: Any) -> None:
    _remind(southwark["worker"], at, 3)
    for key in ("breach-1", "breach-2"):
        operations.tell([southwark["worker"]], "Deadline passed", url="/", at=at - MINUTE, key=key)
    assert operations.send_next(at=at - MINUTE) is True
    tasks.send()
    assert sorted(mail["Subject"] for mail in relay.arrived) == [
        "MASE: 3 reminders",
        *["MASE: something needs your attention"] * 2,
    ]


def test_each_person_has_an_e_mail_of_their_own(relay: Relay, southwark: Cast, at: datetime, clock: Any) -> None:
    people = [southwark[part] for part in ("worker", "atm", "team")]
    for number, person in enumerate(people, start=2):
        _remind(person, at, number)
    tasks.send()
    assert {mail["To"]: mail["Subject"] for mail in relay.arrived} == {
        person.email: f"MASE: {number} reminders" for number, person in enumerate(people, start=2)
    }
    for mail in relay.arrived:
        others = Message.objects.exclude(recipient__email=mail["To"])
        assert not [message for message in others if str(message.ref) in mail.get_payload()]


def test_while_the_relay_is_away_they_are_put_off_together_and_go_together(
    relay: Relay, southwark: Cast, at: datetime
) -> None:
    _remind(southwark["worker"], at, 4)
    relay.mail_answer = "451 try again"
    now = at
    for minutes in (2, 4, 8):
        assert [operations.send_next(at=now) for _ in range(2)] == [False, None]
        assert {message.try_after - now for message in Message.objects.all()} == {minutes * MINUTE}
        now += minutes * MINUTE
    relay.mail_answer = "250 ok"
    assert operations.send_next(at=now) is True
    assert [mail["Subject"] for mail in relay.arrived] == ["MASE: 4 reminders"]
    assert set(Message.objects.values_list("mailed_at", "attempts")) == {(now, 4)}


def test_one_person_s_refused_address_holds_up_nobody(relay: Relay, southwark: Cast, at: datetime, clock: Any) -> None:
    for part in ("worker", "atm"):
        _remind(southwark[part], at, 3)
    relay.refused_recipients = {southwark["worker"].email}
    tasks.send()
    assert [mail["To"] for mail in relay.arrived] == [southwark["atm"].email]
    assert not southwark["worker"].messages.exclude(mailed_at=None).exists()


def test_who_has_left_gets_none(relay: Relay, southwark: Cast, at: datetime) -> None:
    southwark["worker"].is_active = False
    southwark["worker"].save()
    _remind(southwark["worker"], at, 3)
    assert operations.send_next(at=at) is None


def test_a_hundred_reminders_cost_as_many_queries_as_two(
    relay: Relay, southwark: Cast, at: datetime, django_assert_max_num_queries: Any
) -> None:
    for number in (2, 100):
        _remind(southwark["worker"], at, number, first=number)
        with django_assert_max_num_queries(5):
            assert operations.send_next(at=at) is True
    assert [mail["Subject"] for mail in relay.arrived] == ["MASE: 2 reminders", "MASE: 100 reminders"]


@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once_send_each_reminder_once_and_nobody_two_e_mails(
    relay: Relay, at: datetime, transactional_db: None
) -> None:
    cast = demo_cast.hire("southwark", at=at, password=None)
    people = list(cast.people.values())[:6]
    for person in people:
        _remind(person, at, 5)
        _remind(person, at, 2, first=5, in_digest=False)
    barrier = Barrier(4)

    def send_all(_: int) -> int:
        try:
            barrier.wait()
            sent = 0
            while operations.send_next(at=at):
                sent += 1
            return sent
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(send_all, range(4))) == len(people) * 3
    digests = [mail["To"] for mail in relay.arrived if mail["Subject"] == "MASE: 5 reminders"]
    assert sorted(digests) == sorted(person.email for person in people)
    text = "".join(mail.get_payload() for mail in relay.arrived)
    assert {text.count(str(ref)) for ref in Message.objects.values_list("ref", flat=True)} == {1}
    assert not Message.objects.filter(mailed_at=None).exists()
