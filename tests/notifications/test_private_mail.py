"""Every e-mail and every calendar file of a whole story: references and links, whatever was written in the case."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.cases import ladder
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications import operations
from mase.notifications.models import Message
from meetings.operations import quarterly, updates
from tests.notifications import relay as relays
from tests.notifications.relay import Relay

DAY = timedelta(days=1)
HEADERS = {
    *("content-type", "mime-version", "content-transfer-encoding"),
    *("subject", "from", "to", "date", "message-id"),
}
HELD_BY = ("people", "cases", "referrals", "riskscreening", "meetings")
BROKEN = ("x\r\nBcc: e@f.uk", "x\nBcc: e@f.uk", "x\rBcc: e@f.uk", "\r\n\r\nx")
INJECTED = (*BROKEN, "x\u2028Bcc: y", "=?utf-8?q?x?=")


@pytest.fixture
def relay(settings: Any) -> Iterator[Relay]:
    with relays.running() as relay:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", relay.port, False
        yield relay


@pytest.fixture
def file(southwark: Cast, told: Callable[..., Case], at: datetime) -> Case:
    """A case that has been everywhere, and three months in which nobody did what was owed."""
    panel = stories.schedule(southwark, on=date(2026, 4, 8), at=at)
    case = told("admit")
    stories.circulate(southwark, panel, at=at + 20 * DAY)
    stories.discuss(southwark, case, at + 37 * DAY)
    stories.approve(southwark, panel, at=at + 38 * DAY)
    for days in range(1, 120, 7):
        ladder.sweep(at=at + days * DAY)
        quarterly.ask(southwark.authority, at=at + days * DAY)
        updates.ask(southwark.authority, by=None, at=at + days * DAY)
    return case


def _written(case: Case) -> set[str]:
    """Return everything that people wrote in the case, and who it is about: what no message may hold."""
    fields = [
        (model, field.name)
        for label in HELD_BY
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.fields
        if isinstance(field, models.TextField | models.CharField)
    ]
    values = (value for model, name in fields for value in model._default_manager.values_list(name, flat=True))
    child = case.child
    own = {child.given_names, child.family_name, child.school, child.address, "dark car"}
    return {value for value in values if isinstance(value, str) and " " in value and len(value) > 15} | own


def _send_everything(at: datetime) -> None:
    while operations.send_next(at=at) is not None:
        pass


def _parsed(mail: Any) -> EmailMessage:
    return message_from_bytes(mail.as_bytes(), policy=policy.default)  # type: ignore[return-value]


def _whole(arrived: Any) -> str:
    """Return every header and every text of an e-mail and of what is enclosed with it."""
    parts = list(_parsed(arrived).walk())
    texts = [part.get_content().replace("\r\n ", "") for part in parts if not part.is_multipart()]
    return "\n".join([*(str(value) for part in parts for value in part.values()), *texts]).lower()


@pytest.mark.rule("ALL-5")
def test_no_e_mail_of_a_whole_story_holds_a_word_of_the_case(
    relay: Relay, file: Case, southwark: Cast, at: datetime
) -> None:
    _send_everything(at + 21 * DAY)  # the meeting is still to come
    _send_everything(at + 200 * DAY)

    written = _written(file)
    assert len(written) > 40
    assert len(relay.arrived) > 40
    kinds = {_parsed(mail)["Subject"].lstrip("MASE: 0123456789") for mail in relay.arrived}
    assert kinds == {"something needs your attention", "reminders"}
    for arrived in relay.arrived:
        whole = _whole(arrived)
        assert [words for words in written if words.lower() in whole] == []


@pytest.mark.rule("ALL-5")
def test_each_e_mail_has_these_headers_and_goes_to_one_person(relay: Relay, file: Case, at: datetime) -> None:
    _send_everything(at + 21 * DAY)  # the meeting is still to come
    _send_everything(at + 200 * DAY)

    known = set(User.objects.values_list("email", flat=True))
    for arrived in relay.arrived:
        of_one_part = {"content-transfer-encoding"} if arrived.is_multipart() else set()
        assert sorted(header.lower() for header in arrived.keys()) == sorted(HEADERS - of_one_part)  # noqa: SIM118
        assert arrived["To"] in known
    enclosed = {part.get_content_type() for arrived in relay.arrived for part in _parsed(arrived).iter_attachments()}
    assert enclosed == {"text/calendar"}


@pytest.mark.rule("ALL-5")
def test_no_calendar_of_a_whole_story_holds_a_word_of_the_case(
    file: Case, southwark: Cast, client: Client, clock: Any, at: datetime
) -> None:
    entries, written = 0, [words.lower() for words in _written(file)]
    for days in (5, 30):
        clock.move_to(at + days * DAY)
        for person in southwark.people.values():
            address = agencies.give_calendar_address(person, at=at).removeprefix("http://localhost:8000")
            content = client.get(address).content
            entries += len(Calendar.from_ical(content).walk("VEVENT"))
            unfolded = content.decode().replace("\r\n ", "").lower()
            assert [words for words in written if words in unfolded] == []
    assert entries > 10


@pytest.mark.parametrize("words", INJECTED)
def test_a_line_break_in_what_people_wrote_makes_no_header(
    relay: Relay, southwark: Cast, at: datetime, words: str
) -> None:
    mash = southwark["mash"]
    mash.name = words
    mash.save()
    for number, in_digest in enumerate((False, True, True)):
        operations.tell([mash], words, url=words, at=at, key=f"{words}{number}", reference=words[:12])
        Message.objects.filter(key=f"{words}{number}").update(in_digest=in_digest)
    _send_everything(at)

    assert len(relay.arrived) == 2
    for arrived in relay.arrived:
        assert sorted(header.lower() for header in arrived.keys()) == sorted(HEADERS)  # noqa: SIM118 each of several
        assert _parsed(arrived)["To"] == mash.email
        assert _parsed(arrived).is_multipart() is False


@pytest.mark.parametrize("words", BROKEN)
@pytest.mark.parametrize(
    "fields",
    [
        lambda words: {"subject": words},
        lambda words: {"to": [words]},
        lambda words: {"from_email": words},
        lambda words: {"headers": {"Message-ID": words}},
    ],
    ids=["subject", "to", "from", "message-id"],
)
def test_what_sends_refuses_a_line_break_in_a_header(fields: Callable[[str], dict[str, Any]], words: str) -> None:
    whole: dict[str, Any] = {"subject": "x", "body": "x", "to": ["a@b.uk"], "from_email": "c@d.uk"} | fields(words)
    with pytest.raises(ValueError, match="Header values can't contain newlines"):
        mail.EmailMessage(**whole).message()


def test_a_name_with_a_line_break_makes_no_calendar_entry_of_its_own(
    southwark: Cast, client: Client, at: datetime, clock: Any
) -> None:
    panel = stories.schedule(southwark, on=date(2026, 4, 8), at=at)
    panel.place = "Room\r\nSUMMARY:Xanthippe\r\nEND:VEVENT"
    panel.save()
    southwark["chair"].name = "Chair\r\nATTENDEE:mailto:x@y.uk"
    southwark["chair"].save()
    address = agencies.give_calendar_address(southwark["chair"], at=at).removeprefix("http://localhost:8000")

    content = client.get(address).content
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["SUMMARY"] == f"MASE: meeting {panel.ref}"
    assert b"Xanthippe" not in content
    assert b"ATTENDEE" not in content


@pytest.mark.rule("ALL-5")
def test_a_forgotten_password_s_letter_names_nobody(
    relay: Relay, southwark: Cast, client: Client, file: Case, at: datetime
) -> None:
    client.post(reverse("account_reset_password"), {"email": southwark["worker"].email})

    for arrived in relay.arrived:
        whole = _whole(arrived)
        assert southwark["worker"].name.lower() not in whole
        assert [words for words in _written(file) if words.lower() in whole] == []
    assert len(relay.arrived) == 1
