"""The originator withdraws intelligence: from then on everybody reads that it was withdrawn, and when."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.web import reader
from referrals import intelligence as operations
from referrals.models import Intelligence, IntelligenceText
from tests.cases.pages import error_of, texts
from tests.referrals import secret
from tests.referrals.trail import notices, reasons, refused, rows

SignIn = Callable[[User], Client]
WHY = "It came from the wrong Canary"


@pytest.fixture
def found(told: Callable[..., Case], southwark: Cast, at: datetime) -> Intelligence:
    return secret.recorded(southwark, told("allocate"), at=at)


def send(client: Client, found: Intelligence, reason: str = WHY) -> object:
    return client.post(reverse("withdraw_intelligence", args=[found.case.ref, found.pk]), {"reason": reason})


@pytest.mark.rule("ALL-5")
def test_another_officer_of_the_originator_may_withdraw_it(
    found: Intelligence, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    assert send(signed_in(southwark["inspector"]), found).status_code == 302
    found.refresh_from_db()
    assert (found.withdrawn_at, found.withdrawn_by) == (at, southwark["inspector"])
    assert found.withdrawn_because == WHY
    assert sorted(reasons(found)) == ["+", "~"]


@pytest.mark.rule("ALL-5")
def test_withdrawing_leaves_a_row_that_does_not_say_why(
    found: Intelligence, southwark: Cast, signed_in: SignIn
) -> None:
    send(signed_in(southwark["inspector"]), found)
    (row,) = rows(found.case, Verb.INTELLIGENCE_WITHDRAWN)
    assert (row.actor, row.reason, row.detail) == (southwark["inspector"].pk, "", {"agency": "southwark-police"})
    assert notices(southwark["worker"])[-1] == "The police have withdrawn intelligence on a case"


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["team", "worker", "inspector", "police.mash"])
def test_afterwards_nobody_reads_more_than_that_and_when(
    found: Intelligence, southwark: Cast, signed_in: SignIn, at: datetime, part: str
) -> None:
    operations.withdraw(found, reason=WHY, by=southwark["inspector"], at=at)
    client = signed_in(southwark[part])
    page = client.get(reverse("intelligence", args=[found.case.ref]))
    assert "Withdrawn by its originator on 2 March 2026" in " ".join(texts(page, "main"))
    assert not any(button.startswith("Read in full") for button in texts(page, "button"))
    withheld = (secret.LINE, secret.CONDITIONS, "Canary", "untested", "suspected of", "2CC")
    assert not any(said in page.content.decode() for said in withheld)
    for name in ("history", "changes", "case"):
        answer = client.get(reverse(name, args=[found.case.ref])).content.decode()
        assert not any(said in answer for said in withheld), name


@pytest.mark.rule("ALL-5")
def test_afterwards_the_full_text_is_gone_for_the_originator_too(
    found: Intelligence, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    operations.withdraw(found, reason=WHY, by=southwark["inspector"], at=at)
    answer = signed_in(southwark["inspector"]).post(reverse("read_intelligence", args=[found.case.ref, found.pk]))
    assert answer.status_code == 409
    assert "Canary" not in answer.content.decode()
    assert rows(found.case, Verb.INTELLIGENCE_READ) == []
    with reader.answering(southwark["inspector"].pk, at=at):
        assert not IntelligenceText.objects.exists()


def test_it_is_withdrawn_once(found: Intelligence, southwark: Cast, signed_in: SignIn, at: datetime) -> None:
    operations.withdraw(found, reason=WHY, by=southwark["inspector"], at=at)
    with pytest.raises(AlreadyDone):
        operations.withdraw(found, reason="Again", by=southwark["inspector"], at=at)
    assert send(signed_in(southwark["police.mash"]), found, "Again").status_code == 409
    found.refresh_from_db()
    assert found.withdrawn_because == WHY
    assert len(rows(found.case, Verb.INTELLIGENCE_WITHDRAWN)) == 1


def test_it_is_not_brought_back(found: Intelligence, southwark: Cast, at: datetime) -> None:
    operations.withdraw(found, reason=WHY, by=southwark["inspector"], at=at)
    found.refresh_from_db()
    found.withdrawn_at = found.withdrawn_by = found.withdrawn_because = None
    with pytest.raises(DatabaseError, match="withdrawn once"), transaction.atomic():
        found.save()


def test_the_reason_is_asked_for(found: Intelligence, southwark: Cast, signed_in: SignIn) -> None:
    assert error_of(send(signed_in(southwark["inspector"]), found, ""), "reason") == "Enter why it is withdrawn"
    found.refresh_from_db()
    assert found.withdrawn_at is None


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["team", "service", "worker", "police.chair"])
def test_only_the_originators_officers_withdraw(
    found: Intelligence, southwark: Cast, signed_in: SignIn, part: str
) -> None:
    assert send(signed_in(southwark[part]), found).status_code == 403
    assert refused(found.case.ref, southwark[part]) == ["withdraw intelligence"]
    found.refresh_from_db()
    assert found.withdrawn_at is None


def test_intelligence_of_another_case_is_not_found_under_this_one(
    found: Intelligence, told: Callable[..., Case], southwark: Cast, signed_in: SignIn
) -> None:
    other = told("share", number=1)
    address = reverse("withdraw_intelligence", args=[other.ref, found.pk])
    assert signed_in(southwark["inspector"]).post(address, {"reason": WHY}).status_code == 404


def test_the_page_says_that_there_is_nothing_more_to_withdraw(
    found: Intelligence, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    client, address = (
        signed_in(southwark["inspector"]),
        reverse("withdraw_intelligence", args=[found.case.ref, found.pk]),
    )
    assert "This cannot be undone." in " ".join(texts(client.get(address), "main"))
    operations.withdraw(found, reason=WHY, by=southwark["inspector"], at=at)
    assert "There is nothing more to withdraw." in " ".join(texts(client.get(address), "main"))
