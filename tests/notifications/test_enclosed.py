"""The e-mail about a MASE meeting brings its entry for a calendar; that of every other notice brings nothing."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar, Event

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications import operations
from mase.notifications.models import Message
from meetings.models import Panel
from meetings.operations import information, inviting, moving
from meetings.operations.telling import tell_of
from tests.notifications import relay as relays
from tests.notifications.relay import Relay

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WHY = "The building is closed after a flood."
WHOLE = {"content-type", "mime-version", "subject", "from", "to", "date", "message-id"}
PART = {"content-type", "mime-version", "content-transfer-encoding"}


@pytest.fixture
def relay(settings: Any) -> Iterator[Relay]:
    with relays.running() as relay:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", relay.port, False
        settings.SITE_ADDRESS = "https://mase.example:8443"
        yield relay


@pytest.fixture
def panel(southwark: Cast, at: datetime) -> Panel:
    """A meeting five weeks ahead; what was told when it was scheduled has gone out."""
    found = stories.schedule(southwark, on=(at + 37 * DAY).date(), at=at)
    Message.objects.update(mailed_at=at)
    return found


@pytest.fixture
def posted(relay: Relay) -> Callable[..., EmailMessage]:
    """Send what waits and return what this person got: one e-mail."""

    def send(person: User, *, at: datetime) -> EmailMessage:
        relay.arrived.clear()
        while operations.send_next(at=at) is not None:
            pass
        (mail,) = [mail for mail in relay.arrived if mail["To"] == person.email]
        return message_from_bytes(mail.as_bytes(), policy=policy.default)  # type: ignore[return-value]

    return send


def _move(panel: Panel, cast: Cast, *, at: datetime) -> None:
    later = {"scheduled_for": panel.scheduled_for + DAY, "pre_mase_at": panel.pre_mase_at, "place": "The town hall"}
    moving.move(panel, **later, reason=WHY, by=cast["coordinator"], at=at)
    panel.refresh_from_db()


def _entry(mail: EmailMessage) -> Event:
    """Return the one entry of the one calendar file."""
    (part,) = mail.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    calendar = Calendar.from_ical(part.get_content())
    assert "X-WR-CALNAME" not in calendar, "it goes into the calendar they have, it is not another one"
    (event,) = calendar.walk("VEVENT")
    return event


def _tell(person: User, panel: Panel, *, at: datetime, **differs: Any) -> None:
    notice: dict[str, Any] = {"url": panel.get_absolute_url(), "reference": panel.ref, "key": "one"} | differs
    operations.tell([person], "Something about a meeting", at=at, **notice)


@pytest.mark.rule("ALL-5")
def test_the_e_mail_has_these_headers_and_parts_and_no_others(posted: Any, southwark: Cast, panel: Panel, at) -> None:
    _move(panel, southwark, at=at)
    mail = posted(southwark["health"], at=at)
    assert sorted(name.lower() for name in mail.keys()) == sorted(WHOLE)  # noqa: SIM118 each of several
    assert (mail["Subject"], mail["To"]) == ("MASE: something needs your attention", southwark["health"].email)
    assert mail.get_content_type() == "multipart/mixed"
    body, entry = mail.iter_parts()
    assert sorted(name.lower() for name in body.keys()) == sorted(PART)  # noqa: SIM118
    assert sorted(name.lower() for name in entry.keys()) == sorted(PART | {"content-disposition"})  # noqa: SIM118
    assert body.get_content_type() == "text/plain"
    assert "The attached file puts the meeting into your calendar" in body.get_content()
    assert dict(entry["Content-Type"].params) == {"charset": "utf-8", "method": "PUBLISH"}
    assert (entry.get_content_disposition(), entry.get_filename()) == ("attachment", f"meeting-{panel.ref}.ics")


@pytest.mark.rule("ALL-5")
def test_the_entry_says_when_and_nothing_of_where_who_or_why(posted: Any, southwark: Cast, panel: Panel, at) -> None:
    _move(panel, southwark, at=at)
    mail = posted(southwark["health"], at=at)
    event = _entry(mail)
    said = {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "URL", "STATUS", "CLASS", "TRANSP"}
    assert set(event) == said
    assert event["SUMMARY"] == f"MASE: meeting {panel.ref}"
    assert event["URL"] == f"https://mase.example:8443/meetings/{panel.ref}/"
    assert event.decoded("DTSTART") == panel.scheduled_for
    whole = mail.as_string() + "".join(part.get_content() for part in mail.iter_parts())
    people = [southwark[part].name for part in ("chair", "coordinator", "health")]
    for words in (*people, "town hall", "Civic", WHY, "Southwark", "exploitation", "moved"):
        assert words.lower() not in whole.lower().replace("southwark.example", ""), words


def test_a_later_e_mail_moves_the_entry_and_the_last_one_cancels_it_as_the_feed_does(
    posted: Any, southwark: Cast, panel: Panel, client: Any, clock: Any, at: datetime
) -> None:
    _move(panel, southwark, at=at)
    first = _entry(posted(southwark["health"], at=at))
    _move(panel, southwark, at=at + MINUTE)
    second = _entry(posted(southwark["health"], at=at + MINUTE))
    moving.cancel(panel, reason=WHY, by=southwark["coordinator"], at=at + 2 * MINUTE)
    last = _entry(posted(southwark["health"], at=at + 2 * MINUTE))
    assert first["UID"] == second["UID"] == last["UID"] == f"meeting-{panel.ref}@mase.example"
    assert first["SEQUENCE"] < second["SEQUENCE"] < last["SEQUENCE"]
    assert [event["STATUS"] for event in (first, second, last)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert second.decoded("DTSTART") == first.decoded("DTSTART") + DAY
    clock.move_to(at + 2 * MINUTE)
    secret = agencies.give_calendar_address(southwark["health"], at=at).removeprefix("https://mase.example:8443")
    (fed,) = [event for event in Calendar.from_ical(client.get(secret).content).walk("VEVENT") if "CLASS" in event][-1:]
    assert (fed["UID"], fed["SEQUENCE"], fed["STATUS"]) == (last["UID"], last["SEQUENCE"], "CANCELLED")


@pytest.mark.rule("RE-1", "SO-25")
def test_every_member_gets_the_entry_as_soon_as_the_meeting_is_scheduled_and_nobody_else(
    posted: Any, relay: Relay, southwark: Cast, at: datetime
) -> None:
    panel = stories.schedule(southwark, on=(at + 37 * DAY).date(), at=at)
    first = _entry(posted(southwark["health.member"], at=at))
    assert (first.decoded("DTSTART"), first["SEQUENCE"]) == (panel.scheduled_for, 0)
    told = {mail["To"] for mail in relay.arrived}
    assert told >= {southwark[part].email for part in ("chair", "worker", "inspector", "education")}
    assert not told & {southwark[part].email for part in ("school", "other.school")}


@pytest.mark.rule("RE-1")
def test_an_invited_agency_gets_the_entry_with_its_invitation(posted: Any, southwark: Cast, panel: Panel, at) -> None:
    how = {"because": WHY, "entries": [], "by": southwark["coordinator"], "at": at}
    inviting.invite(panel, southwark.agency("orchard"), **how)
    assert _entry(posted(southwark["other.school"], at=at)).decoded("DTSTART") == panel.scheduled_for


def test_who_no_longer_takes_part_by_the_time_it_is_sent_gets_no_entry(
    posted: Any, southwark: Cast, panel: Panel, at: datetime
) -> None:
    _move(panel, southwark, at=at)
    person = southwark["health"]
    agencies.end_membership(person.memberships.get(), by=southwark["admin"], at=at)
    mail = posted(person, at=at + MINUTE)
    assert mail.is_multipart() is False
    assert "attached" not in mail.get_content()


def test_a_notice_that_leads_elsewhere_or_about_a_meeting_that_is_over_has_none(
    posted: Any, southwark: Cast, barnet: Cast, panel: Panel, at: datetime
) -> None:
    person = southwark["health"]
    information.chase(panel, agency=None, by=southwark["coordinator"], at=at)
    assert posted(person, at=at).is_multipart() is False
    elsewhere = [
        {"url": f"/packs/{panel.ref}/1/"},
        {"url": "/"},
        {"url": "no address"},
        {"reference": ""},
        {"reference": "K7QF-3MTX"},
    ]
    for number, differs in enumerate(elsewhere):
        _tell(person, panel, at=at, **differs, key=str(number))
        assert posted(person, at=at).is_multipart() is False, differs
    _tell(barnet["health"], panel, at=at)
    assert posted(barnet["health"], at=at).is_multipart() is False, "another borough's meeting"
    over = panel.scheduled_for + DAY
    tell_of(panel, [person], "MASE minutes are approved", at=over, key="minutes")
    assert posted(person, at=over).is_multipart() is False


def test_the_e_mail_of_a_morning_s_reminders_has_none(posted: Any, southwark: Cast, panel: Panel, at: datetime) -> None:
    _tell(southwark["health"], panel, at=at)
    Message.objects.filter(mailed_at=None).update(in_digest=True)
    assert posted(southwark["health"], at=at).is_multipart() is False


def _ask_what_there_is_not(message: Message, *, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


def test_what_cannot_be_enclosed_keeps_no_e_mail_from_going(
    posted: Any, southwark: Cast, panel: Panel, at: datetime, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    broken = (f"{__name__}.{_ask_what_there_is_not.__name__}",)
    monkeypatch.setattr(apps.get_app_config("notifications"), "enclosures", broken, raising=False)
    _tell(southwark["health"], panel, at=at)
    with caplog.at_level(logging.ERROR):
        assert _entry(posted(southwark["health"], at=at)), "what another app encloses goes all the same"
    assert [record.getMessage() for record in caplog.records] == ["a notice goes without what belongs with it"]
    assert Message.objects.get(key="one").mailed_at == at


def test_the_worker_s_role_may_ask_for_it_and_it_costs_two_questions(
    posted: Any, southwark: Cast, panel: Panel, at: datetime
) -> None:
    def asked(**differs: Any) -> int:
        _tell(southwark["health"], panel, at=at, **differs)
        with connection.cursor() as cursor, CaptureQueriesContext(connection) as captured:
            cursor.execute("SET ROLE mase_worker")
            mails.append(posted(southwark["health"], at=at))
            cursor.execute("RESET ROLE")
        return len(captured)

    mails: list[EmailMessage] = []
    without, with_entry = asked(url="/", key="without"), asked(key="with")
    assert [mail.is_multipart() for mail in mails] == [False, True]
    assert with_entry - without == 2
