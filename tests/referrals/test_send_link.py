"""MASH sends a link to one request by e-mail and reads its code out by telephone; only hashes are kept (BR-1)."""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import Kind, User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import OutsideMail
from referrals import operations
from referrals.models import Colour, InformationRequest, Referral, RequestLink
from tests.referrals.trail import rows
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

NURSE = {"name": "Nurse Adler", "email": "adler@clinic.example"}


@pytest.fixture
def clinic(shared: Referral, southwark: Cast, at: datetime) -> InformationRequest:
    """A request to a clinic without an account."""
    outside = [operations.Outside("The clinic", Kind.HEALTH)]
    how = {"purpose": "What do you know?", "legal_basis": "Section 47", "by": southwark["mash"], "at": at}
    operations.ask(shared, agencies=[], outside=outside, **how)
    return shared.requests.select_related("case__authority", "case__child", "agency").get(agency=None)


@pytest.fixture
def mash(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["mash"])


def address(request: InformationRequest) -> str:
    return reverse("send_link", args=[request.case.ref, request.pk])


def send(request: InformationRequest, cast: Cast, *, at: datetime) -> str:
    return operations.send_link(request, **NURSE, by=cast["mash"], at=at)


def secret_in(mail: OutsideMail) -> str:
    return re.search(r"/request/([\w-]+)/", mail.body)[1]


@pytest.mark.rule("BR-1")
def test_the_code_is_shown_once_and_the_link_goes_by_e_mail(
    mash: Client, clinic: InformationRequest, southwark: Cast, at: datetime
) -> None:
    page = read(mash.post(address(clinic), NURSE).content.decode())
    code = words(one(page, ".govuk-panel__title")).replace(" ", "")
    link, mail = clinic.links.get(), OutsideMail.objects.get()
    assert re.fullmatch(r"\d{6}", code)
    assert check_password(code, link.code_hash)
    assert (link.name, link.email, link.sent_by, link.sent_at) == (*NURSE.values(), southwark["mash"], at)
    assert (mail.address, mail.created_at) == (NURSE["email"], at)
    assert hashlib.sha256(secret_in(mail).encode()).hexdigest() == link.secret_sha256
    assert code not in mail.body
    assert secret_in(mail) not in page.text_content()
    assert code not in mash.get(address(clinic)).content.decode().replace(" ", "")


def test_the_secret_has_256_bits_and_the_link_lasts_72_hours(
    clinic: InformationRequest, southwark: Cast, at: datetime
) -> None:
    send(clinic, southwark, at=at)
    assert len(secret_in(OutsideMail.objects.get())) == 43
    assert clinic.links.get().ends_at == at + timedelta(hours=72)


def test_only_hashes_are_kept(clinic: InformationRequest, southwark: Cast, at: datetime) -> None:
    code = send(clinic, southwark, at=at)
    kept = str(list(RequestLink.objects.values())) + str(list(Event.objects.values()))
    assert code not in kept.split("'")
    assert secret_in(OutsideMail.objects.get()) not in kept


@pytest.mark.rule("ALL-5")
def test_the_e_mail_says_nothing_of_the_child_or_the_case(
    clinic: InformationRequest, southwark: Cast, at: datetime
) -> None:
    send(clinic, southwark, at=at)
    mail = OutsideMail.objects.get()
    child = clinic.case.child
    for canary in (child.given_names, child.family_name, clinic.case.ref, clinic.purpose, "Harbour Lane"):
        assert canary not in mail.subject + mail.body
    assert "Southwark" in mail.body
    assert "It ends on 5 March 2026 at 10:00" in mail.body


def test_the_trail_names_the_person_by_number_only(clinic: InformationRequest, southwark: Cast, at: datetime) -> None:
    send(clinic, southwark, at=at)
    (row,) = rows(clinic.case, Verb.LINK_SENT)
    assert (row.actor, row.detail) == (southwark["mash"].pk, {"link": clinic.links.get().pk})


@pytest.mark.rule("BR-1")
def test_a_new_link_ends_the_one_before(clinic: InformationRequest, southwark: Cast, at: datetime) -> None:
    send(clinic, southwark, at=at)
    send(clinic, southwark, at=at + timedelta(hours=1))
    first, second = clinic.links.order_by("pk")
    assert (first.withdrawn_at, first.withdrawn_by) == (at + timedelta(hours=1), southwark["mash"])
    assert second.withdrawn_at is None
    assert len(rows(clinic.case, Verb.LINK_WITHDRAWN)) == 1


@pytest.mark.rule("BR-1")
def test_mash_ends_a_link_once(mash: Client, clinic: InformationRequest, southwark: Cast, at: datetime) -> None:
    send(clinic, southwark, at=at)
    ending = reverse("withdraw_link", args=[clinic.case.ref, clinic.pk])
    assert mash.get(ending).status_code == 405
    assert mash.post(ending).headers["Location"] == reverse("referrals", args=[clinic.case.ref])
    assert clinic.links.get().withdrawn_by == southwark["mash"]
    assert mash.post(ending).status_code == 409
    (row,) = rows(clinic.case, Verb.LINK_WITHDRAWN)
    assert row.detail == {"link": clinic.links.get().pk}


def test_the_page_offers_what_the_link_stands_at(mash: Client, clinic: InformationRequest, southwark, at) -> None:
    def offered() -> str:
        page = read(mash.get(reverse("referrals", args=[clinic.case.ref])).content.decode())
        (row,) = [one for one in every(page, "tbody tr") if "The clinic" in words(one)]
        return words(row)

    before = offered()
    assert "Send a link" in before
    assert "Remind" not in before
    send(clinic, southwark, at=at)
    after = offered()
    assert [word for word in ("Remind", "Send another link", "End the link") if word not in after] == []


def test_an_agency_with_accounts_gets_no_link(mash: Client, shared: Referral, southwark: Cast, at: datetime) -> None:
    request = shared.requests.select_related("case__authority", "agency").first()
    with pytest.raises(Refused):
        send(request, southwark, at=at)
    assert mash.post(address(request), NURSE).status_code == 302
    assert not RequestLink.objects.exists()


def test_whom_nobody_waits_for_gets_no_link(clinic: InformationRequest, southwark: Cast, at: datetime) -> None:
    operations.withdraw_request(clinic, reason="x", by=southwark["mash"], at=at)
    with pytest.raises(AlreadyDone):
        send(clinic, southwark, at=at)


def test_on_a_closed_case_no_link_is_sent(clinic: InformationRequest, southwark: Cast, later: datetime) -> None:
    stories.decide(southwark, clinic.case, later, colour=Colour.BLUE)
    stories.inform(southwark, clinic.case, later)
    with pytest.raises(CaseClosed):
        send(clinic, southwark, at=later)


BAD = [
    (NURSE | {"name": " "}, "Error: Enter the name of who answers"),
    (NURSE | {"email": ""}, "Error: Enter their e-mail address"),
    (NURSE | {"email": "adler"}, "Error: Enter an e-mail address in the right form, like name@example.com"),
    (NURSE | {"email": "a@b.example\nBcc: c@d.example"}, "Error: Enter an e-mail address in the right form"),
]


def test_bad_input_is_named_beside_the_field_and_sends_nothing(
    mash: Client, clinic: InformationRequest, subtests: pytest.Subtests
) -> None:
    for said, expected in BAD:
        with subtests.test(expected=expected):
            page = read(mash.post(address(clinic), said).content.decode())
            (error,) = texts(page, ".govuk-error-message")
            assert error.startswith(expected)
            assert not RequestLink.objects.exists()
            assert not OutsideMail.objects.exists()


@pytest.mark.rule("ALL-5")
def test_only_mash_sends_links(
    clinic: InformationRequest, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client]
) -> None:
    for part, status in {"police.mash": 403, "coordinator": 403, "health": 403, "school": 403, "yjs": 404}.items():
        assert signed_in(southwark[part]).post(address(clinic), NURSE).status_code == status, part
    assert signed_in(barnet["mash"]).post(address(clinic), NURSE).status_code == 404
    assert not RequestLink.objects.exists()


def test_other_methods_are_refused(mash: Client, clinic: InformationRequest) -> None:
    assert mash.put(address(clinic)).status_code == 405


def test_the_database_keeps_one_link_at_a_time_and_five_attempts(
    clinic: InformationRequest, southwark: Cast, at: datetime
) -> None:
    send(clinic, southwark, at=at)
    link = clinic.links.get()
    link.attempts = 6
    with pytest.raises(IntegrityError, match="five_attempts"), transaction.atomic():
        link.save()
    link.pk, link.attempts, link.secret_sha256 = None, 0, "x"
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        link.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_leave_one_link_in_force(
    clinic: InformationRequest, southwark: Cast, at: datetime
) -> None:
    in_parallel(lambda _: send(clinic, southwark, at=at), 2)
    assert clinic.links.filter(withdrawn_at=None).count() == 1
    assert clinic.links.count() == 2
