"""The sweep of notices speaks to a real relay: refused it comes back later, taken it goes once, and it says nothing."""

import logging
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from mase.agencies.models import User
from mase.cases.models import Case
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


def _tell(person: User, at: datetime, key: str = "one") -> Message:
    operations.tell([person], "A case waits", url="/cases/K7QF-3MTX/", at=at, key=key, reference="K7QF-3MTX")
    return person.messages.get(key=key)


def test_a_waiting_notice_goes_once(relay: Relay, southwark: Cast, at: datetime) -> None:
    message = _tell(southwark["mash"], at)
    assert [operations.send_next(at=at + n * MINUTE) for n in range(3)] == [True, None, None]
    message.refresh_from_db()
    assert (message.mailed_at, message.attempts) == (at, 1)
    (mail,) = relay.arrived
    assert mail["To"] == southwark["mash"].email


@pytest.mark.rule("ALL-5")
def test_it_holds_a_reference_and_a_link_and_nothing_of_the_child(
    relay: Relay, told: Callable[..., Case], southwark: Cast, at: datetime, clock: Any
) -> None:
    case = told("submit")
    clock.move_to(at + timedelta(days=30))
    tasks.send()
    assert len(relay.arrived) == Message.objects.count() > 10
    canaries = [case.child.given_names, case.child.family_name, case.child.address, "Harbour Lane", "dark car"]
    for mail in relay.arrived:
        whole = mail.as_string() + mail.get_payload(decode=True).decode()
        assert not [canary for canary in canaries if canary.lower() in whole.lower()]
        assert f"Reference: {case.ref}" in whole
        assert "https://mase.example:8443/notices/" in whole
        assert mail["Subject"] == "MASE: something needs your attention"
        assert not mail["Cc"]
        assert not mail["Bcc"]


def test_the_link_leads_its_recipient_to_the_notice(
    relay: Relay, southwark: Cast, at: datetime, signed_in: Any
) -> None:
    message = _tell(southwark["mash"], at)
    operations.send_next(at=at)
    (mail,) = relay.arrived
    link = next(line for line in mail.get_payload().splitlines() if "/notices/" in line).split("8443")[1]
    assert link == f"/notices/{message.ref}/"
    assert mail["Message-ID"] == f"<{message.ref}@mase.example>"
    assert signed_in(southwark["mash"]).get(link).status_code == 200
    assert signed_in(southwark["team"]).get(link).status_code == 404


def test_refused_it_is_tried_later_and_later_then_goes(relay: Relay, southwark: Cast, at: datetime) -> None:
    message = _tell(southwark["mash"], at)
    relay.mail_answer = "451 try again"
    waits, now = [], at
    for _ in range(8):
        assert operations.send_next(at=now) is False
        assert operations.send_next(at=now) is None, "it does not come back at once"
        message.refresh_from_db()
        waits.append((message.try_after - now) // MINUTE)
        now = message.try_after
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    relay.mail_answer = "250 ok"
    assert operations.send_next(at=now - MINUTE) is None
    assert operations.send_next(at=now) is True
    message.refresh_from_db()
    assert (message.mailed_at, message.attempts, len(relay.arrived)) == (now, 9, 1)


@pytest.mark.parametrize("attempts", [40, 41, 500, 32_000])
def test_a_relay_that_is_away_for_weeks_stops_nothing(
    relay: Relay, southwark: Cast, at: datetime, attempts: int
) -> None:
    message = _tell(southwark["mash"], at)
    Message.objects.update(attempts=attempts)
    relay.mail_answer = "451 try again"
    assert operations.send_next(at=at) is False
    message.refresh_from_db()
    assert message.try_after == at + timedelta(hours=1)
    relay.mail_answer = "250 ok"
    assert operations.send_next(at=message.try_after) is True


def test_where_nobody_listens_it_waits(relay: Relay, southwark: Cast, at: datetime, settings: Any) -> None:
    message = _tell(southwark["mash"], at)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
        assert operations.send_next(at=at) is False
    settings.EMAIL_PORT = relay.port
    message.refresh_from_db()
    assert operations.send_next(at=message.try_after) is True


def test_one_that_is_refused_holds_up_nobody(
    relay: Relay, southwark: Cast, at: datetime, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = _tell(southwark["mash"], at), _tell(southwark["team"], at)
    relay.refused_recipients = {southwark["mash"].email}
    with caplog.at_level(logging.INFO):
        tasks.send()
        tasks.send()
    assert [mail["To"] for mail in relay.arrived] == [southwark["team"].email]
    assert [record.getMessage() for record in caplog.records] == ["notices sent: 1, put off: 1"]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.mailed_at, second.mailed_at) == (None, at)


@pytest.mark.parametrize("address", ["böse@southwark.example", "a b@southwark.example", "@", "x\ny@southwark.example"])
def test_an_address_that_nobody_can_write_to_holds_up_nobody(
    relay: Relay, southwark: Cast, at: datetime, clock: Any, address: str
) -> None:
    southwark["mash"].email = address
    southwark["mash"].save()
    _tell(southwark["mash"], at)
    _tell(southwark["team"], at)
    tasks.send()
    assert southwark["team"].email in [mail["To"] for mail in relay.arrived]


@pytest.mark.parametrize("answer", ["250 ok", "451 try again"])
def test_a_relay_that_hangs_keeps_a_run_no_longer_than_to_the_next(
    relay: Relay, southwark: Cast, at: datetime, clock: Any, answer: str
) -> None:
    for number in range(5):
        _tell(southwark["mash"], at, key=str(number))
    relay.mail_answer, relay.takes_its_time = answer, lambda: clock.shift(timedelta(seconds=30))
    tasks.send()
    assert Message.objects.filter(attempts=1).count() == 2
    assert Message.objects.filter(attempts=0).count() == 3, "they wait for the next run"


def test_who_has_left_gets_no_mail(relay: Relay, southwark: Cast, at: datetime) -> None:
    southwark["mash"].is_active = False
    southwark["mash"].save()
    _tell(southwark["mash"], at)
    assert operations.send_next(at=at) is None


def test_the_oldest_goes_first(relay: Relay, southwark: Cast, at: datetime) -> None:
    for minutes in (2, 0, 1):
        _tell(southwark["mash"], at + minutes * MINUTE, key=str(minutes))
    while operations.send_next(at=at + 5 * MINUTE):
        pass
    ids = [mail["Message-ID"].strip("<>").split("@")[0] for mail in relay.arrived]
    assert ids == [str(ref) for ref in Message.objects.order_by("created_at").values_list("ref", flat=True)]


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_once(relay: Relay, at: datetime) -> None:
    person = demo_cast.hire("southwark", at=at, password=None)["mash"]
    for number in range(12):
        _tell(person, at, key=str(number))

    def send_all(_: int) -> int:
        try:
            sent = 0
            while operations.send_next(at=at):
                sent += 1
            return sent
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as threads:
        assert sum(threads.map(send_all, range(3))) == 12
    assert len({mail["Message-ID"] for mail in relay.arrived}) == len(relay.arrived) == 12
