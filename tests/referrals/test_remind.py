"""MASH reminds whoever has not answered: one press, at most once an hour, counted (BR-1)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import Kind, User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, CaseClosed, Refused, StepMissing
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import OutsideMail
from referrals import operations
from referrals.models import Colour, InformationRequest, Referral, Reply
from tests.referrals.trail import notices, rows
from tests.together import in_parallel
from tests.web.html import every, read, words

STILL = "MASH still waits for your agency’s answer"
HOUR = timedelta(hours=1)


@pytest.fixture
def asked(shared: Referral) -> InformationRequest:
    """The request to health."""
    return shared.requests.select_related("case__authority", "agency").get(agency__code="southwark-health")


@pytest.fixture
def clinic(shared: Referral, southwark: Cast, at: datetime) -> InformationRequest:
    """A request to a clinic without an account."""
    outside = [operations.Outside("The clinic", Kind.HEALTH)]
    how = {"purpose": "What do you know?", "legal_basis": "Section 47", "by": southwark["mash"], "at": at}
    operations.ask(shared, agencies=[], outside=outside, **how)
    return shared.requests.select_related("case__authority", "agency").get(agency=None)


@pytest.fixture
def mash(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["mash"])


def address(request: InformationRequest) -> str:
    return reverse("remind", args=[request.case.ref, request.pk])


def remind(request: InformationRequest, cast: Cast, *, at: datetime) -> None:
    operations.remind(request, by=cast["mash"], at=at)


@pytest.mark.rule("BR-1")
def test_one_press_tells_the_agencys_people_again(
    mash: Client, asked: InformationRequest, southwark: Cast, at: datetime
) -> None:
    answer = mash.post(address(asked))
    assert answer.headers["Location"] == reverse("referrals", args=[asked.case.ref])
    assert {part for part, person in southwark.people.items() if STILL in notices(person)} == {"health"}
    asked.refresh_from_db()
    assert (asked.reminders, asked.reminded_at, asked.reminded_by) == (1, at, southwark["mash"])
    (row,) = rows(asked.case, Verb.REQUEST_REMINDED)
    assert (row.actor, row.detail) == (southwark["mash"].pk, {"reminders": 1})


@pytest.mark.rule("BR-1")
@pytest.mark.parametrize(("minutes", "counted"), [(59, 1), (60, 2), (61, 2)])
def test_it_is_sent_at_most_once_an_hour(
    asked: InformationRequest, southwark: Cast, later: datetime, minutes: int, counted: int
) -> None:
    remind(asked, southwark, at=later)
    again = later + timedelta(minutes=minutes)
    if counted == 1:
        with pytest.raises(Refused):
            remind(asked, southwark, at=again)
    else:
        remind(asked, southwark, at=again)
    asked.refresh_from_db()
    assert asked.reminders == counted
    assert notices(southwark["health"]).count(STILL) == counted


def test_a_second_press_within_the_hour_is_explained(mash: Client, asked: InformationRequest) -> None:
    mash.post(address(asked))
    answer = mash.post(address(asked))
    assert answer.status_code == 409
    assert "less than an hour ago" in words(read(answer.content.decode()))


@pytest.mark.rule("BR-1")
def test_the_page_says_how_often_and_when_last(
    mash: Client, asked: InformationRequest, southwark: Cast, at: datetime
) -> None:
    for hours in range(2):
        remind(asked, southwark, at=at + hours * HOUR)
    page = read(mash.get(reverse("referrals", args=[asked.case.ref])).content.decode())
    (row,) = [one for one in every(page, "tbody tr") if "Southwark health" in words(one)]
    assert f"Reminded twice, last by {southwark['mash'].name} on 2 March 2026 at 11:00" in words(row)


def test_the_agency_sees_that_it_was_reminded(
    asked: InformationRequest, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    remind(asked, southwark, at=at)
    page = read(signed_in(southwark["health"]).get(reverse("requests", args=[asked.case.ref])).content.decode())
    assert "Reminded 2 March 2026 at 10:00" in words(page)


@pytest.mark.parametrize("how", ["answered", "withdrawn"])
def test_nobody_is_reminded_whom_nobody_waits_for(
    asked: InformationRequest, southwark: Cast, later: datetime, how: str
) -> None:
    if how == "answered":
        operations.answer(asked, reply=Reply.NOTHING_KNOWN, information="", by=southwark["health"], at=later)
    else:
        operations.withdraw_request(asked, reason="x", by=southwark["mash"], at=later)
    with pytest.raises(AlreadyDone):
        remind(asked, southwark, at=later)
    assert STILL not in notices(southwark["health"])


def test_on_a_closed_case_nobody_is_reminded(shared: Referral, southwark: Cast, later: datetime) -> None:
    stories.decide(southwark, shared.case, later, colour=Colour.BLUE)
    stories.inform(southwark, shared.case, later)
    request = shared.requests.select_related("case__authority", "agency").first()
    with pytest.raises(CaseClosed):
        remind(request, southwark, at=later)


@pytest.mark.rule("BR-1")
def test_who_holds_a_link_gets_an_e_mail_without_the_link(
    clinic: InformationRequest, southwark: Cast, at: datetime
) -> None:
    operations.send_link(clinic, name="Nurse Adler", email="adler@clinic.example", by=southwark["mash"], at=at)
    remind(clinic, southwark, at=at + HOUR)
    mail = OutsideMail.objects.latest("pk")
    assert (mail.address, mail.subject) == ("adler@clinic.example", "MASE: we wait for your answer")
    assert "still waits for the answer of The clinic" in mail.body
    assert "/request/" not in mail.body
    for canary in (clinic.case.child.family_name, clinic.case.ref, clinic.purpose):
        assert canary not in mail.body


@pytest.mark.parametrize("hours", [None, 72])
def test_without_a_link_in_force_there_is_nobody_to_remind(
    clinic: InformationRequest, southwark: Cast, at: datetime, hours: int | None
) -> None:
    if hours:
        operations.send_link(clinic, name="A", email="a@clinic.example", by=southwark["mash"], at=at)
    with pytest.raises(StepMissing), transaction.atomic():
        remind(clinic, southwark, at=at + timedelta(hours=hours or 0))
    clinic.refresh_from_db()
    assert clinic.reminders == 0


def test_only_a_press_reminds(mash: Client, asked: InformationRequest) -> None:
    assert mash.get(address(asked)).status_code == 405
    assert rows(asked.case, Verb.REQUEST_REMINDED) == []


@pytest.mark.rule("ALL-5")
def test_only_mash_reminds(
    asked: InformationRequest, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client]
) -> None:
    for part, status in {"police.mash": 403, "coordinator": 403, "health": 403, "school": 403, "yjs": 404}.items():
        assert signed_in(southwark[part]).post(address(asked)).status_code == status, part
    assert signed_in(barnet["mash"]).post(address(asked)).status_code == 404
    asked.refresh_from_db()
    assert asked.reminders == 0


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_remind_once(asked: InformationRequest, southwark: Cast, at: datetime) -> None:
    outcomes = in_parallel(lambda _: remind(asked, southwark, at=at), 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]
    assert notices(southwark["health"]).count(STILL) == 1


def test_the_database_keeps_half_a_reminder_out(asked: InformationRequest, at: datetime) -> None:
    asked.reminded_at = at
    with pytest.raises(IntegrityError, match="reminded_facts"), transaction.atomic():
        asked.save()
