"""E-mails to people without an account: sent once, tried again, given up in the end, and blanked each way."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from mase.demo.cast import Cast
from mase.notifications import operations, tasks
from mase.notifications.models import OutsideMail
from mase.web import reader
from tests.notifications import relay as relays
from tests.notifications.relay import Relay
from tests.together import in_parallel

BODY = "Open the request: https://mase.example/request/secret/"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def relay(settings: Any) -> Iterator[Relay]:
    with relays.running() as relay:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", relay.port, False
        yield relay


def waiting(at: datetime, key: str = "one", address: str = "nurse@clinic.example") -> OutsideMail:
    operations.write_outside(address, subject="MASE: a request", body=BODY, at=at, key=key)
    return OutsideMail.objects.get(key=key)


@pytest.mark.django_db
def test_it_goes_once_and_its_text_is_blanked(relay: Relay, at: datetime) -> None:
    mail = waiting(at)
    assert [operations.send_next_outside(at=at + n * MINUTE) for n in range(3)] == [True, None, None]
    mail.refresh_from_db()
    assert (mail.mailed_at, mail.attempts, mail.body) == (at, 1, "")
    (arrived,) = relay.arrived
    assert (arrived["To"], arrived["Subject"]) == ("nurse@clinic.example", "MASE: a request")
    assert BODY in arrived.get_payload()


@pytest.mark.django_db
def test_no_trail_of_changes_keeps_the_text_that_was_blanked(relay: Relay, at: datetime) -> None:
    waiting(at)
    operations.send_next_outside(at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trail.change c WHERE c::text LIKE '%%request/secret%%'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_refused_it_is_tried_later_and_later_and_keeps_its_text(relay: Relay, at: datetime) -> None:
    mail, relay.mail_answer = waiting(at), "451 try again"
    waits, now = [], at
    for _ in range(7):
        assert operations.send_next_outside(at=now) is False
        assert operations.send_next_outside(at=now) is None, "it does not come back at once"
        mail.refresh_from_db()
        waits.append((mail.try_after - now) // MINUTE)
        now = mail.try_after
    assert waits == [2, 4, 8, 16, 32, 60, 60]
    assert (mail.mailed_at, mail.body) == (None, BODY)
    relay.mail_answer = "250 ok"
    assert operations.send_next_outside(at=now) is True
    assert len(relay.arrived) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "kept"), [(-1, True), (0, False), (1, False)])
def test_after_three_days_it_is_given_up_and_blanked(relay: Relay, at: datetime, minutes: int, kept: bool) -> None:
    mail, relay.mail_answer = waiting(at), "451 try again"
    now = at + timedelta(hours=72, minutes=minutes)
    assert operations.send_next_outside(at=now) is False
    mail.refresh_from_db()
    assert (mail.mailed_at, bool(mail.body)) == (None, kept)
    relay.mail_answer = "250 ok"
    assert operations.send_next_outside(at=now + timedelta(hours=2)) is (True if kept else None)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["böse@clinic.example", "@", "x\ny@clinic.example"])
def test_an_address_that_nobody_can_write_to_holds_up_nobody(
    relay: Relay, at: datetime, clock: Any, address: str
) -> None:
    waiting(at, "bad", address)
    waiting(at, "good")
    tasks.send()
    assert [mail["To"] for mail in relay.arrived][-1] == "nurse@clinic.example"


def test_the_sweep_counts_notices_and_these_together(
    relay: Relay, southwark: Cast, at: datetime, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    operations.tell([southwark["mash"]], "A case waits", url="/", at=at, key="one")
    waiting(at)
    with caplog.at_level(logging.INFO):
        tasks.send()
    assert sorted(mail["To"] for mail in relay.arrived) == ["mash@southwark.example", "nurse@clinic.example"]
    assert [record.getMessage() for record in caplog.records] == ["notices sent: 2, put off: 0"]


@pytest.mark.django_db
def test_the_same_key_is_not_written_twice(at: datetime) -> None:
    waiting(at)
    with pytest.raises(IntegrityError), transaction.atomic():
        operations.write_outside("other@clinic.example", subject="x", body="y", at=at, key="one")


@pytest.mark.django_db
def test_the_database_blanks_what_has_gone(at: datetime) -> None:
    mail = waiting(at)
    mail.mailed_at = at
    with pytest.raises(IntegrityError, match="blanked_when_sent"), transaction.atomic():
        mail.save()


@pytest.mark.django_db
def test_the_role_of_the_pages_writes_it_and_cannot_read_it_back(southwark: Cast, at: datetime) -> None:
    with reader.answering(southwark["mash"].pk, at=at):
        operations.write_outside("nurse@clinic.example", subject="MASE: a request", body=BODY, at=at, key="one")
        for columns in ("body", "address", "*"):
            with pytest.raises(Exception, match="permission denied") as refused, transaction.atomic():
                list(OutsideMail.objects.raw(f"SELECT {columns} FROM notifications_outsidemail"))  # noqa: S608
            assert isinstance(refused.value.__cause__, InsufficientPrivilege)


@pytest.mark.django_db(transaction=True)
def test_two_senders_send_it_once(relay: Relay, at: datetime) -> None:
    waiting(at)
    assert sorted(map(str, in_parallel(lambda _: operations.send_next_outside(at=at), 2))) == ["None", "True"]
    assert len(relay.arrived) == 1
