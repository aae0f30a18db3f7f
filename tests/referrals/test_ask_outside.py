"""MASH asks an organisation in which nobody has an account, and whom the procedures name is proposed (BR-1, BR-2)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import Kind, User
from mase.audit.verbs import Verb
from mase.cases import ladder
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import InformationRequest, Referral
from referrals.operations import Outside
from tests.referrals.trail import notices, rows
from tests.web.html import every, one, read, texts, words

CLINIC = Outside("Harbour Road walk-in clinic", Kind.HEALTH)
PURPOSE = "Was the child seen in the last three months?"


@pytest.fixture
def mash(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["mash"])


def address(referral: Referral) -> str:
    return reverse("start_sharing", args=[referral.case.ref, referral.pk])


def typed(cast: Cast, **more: object) -> dict[str, object]:
    basis = cast.authority.profile.legal_bases[0]
    named = {"outside": CLINIC.name, "outside_kind": CLINIC.kind.value}
    return {"agencies": [], "purpose": PURPOSE, "legal_basis": basis, **named} | more


def ask(referral: Referral, cast: Cast, *outside: Outside, at: datetime) -> None:
    how = {"purpose": PURPOSE, "legal_basis": "Section 47", "by": cast["mash"], "at": at}
    operations.ask(referral, agencies=[], outside=outside, **how)


@pytest.mark.rule("BR-1")
def test_an_organisation_without_an_account_is_asked_with_purpose_and_legal_basis(
    mash: Client, referred: Referral, southwark: Cast, at: datetime
) -> None:
    mash.post(address(referred), typed(southwark))
    request = referred.requests.get()
    assert (request.agency, request.outside, request.outside_kind) == (None, CLINIC.name, "health")
    assert (request.asked, request.purpose, request.asked_at) == (CLINIC.name, PURPOSE, at)
    assert request.legal_basis == southwark.authority.profile.legal_bases[0]
    (row,) = rows(referred.case, Verb.INFORMATION_REQUESTED)
    assert row.detail == {"kind": "health"}
    referred.refresh_from_db()
    assert referred.sharing_started_at == at


def test_agencies_and_an_organisation_are_asked_at_once(mash: Client, referred: Referral, southwark: Cast) -> None:
    mash.post(address(referred), typed(southwark, agencies=["southwark-health"]))
    assert {request.asked for request in referred.requests.all()} == {"Southwark health", CLINIC.name}


@pytest.mark.rule("BR-1")
def test_mash_itself_answers_for_the_time_in_which_it_replies(shared: Referral, southwark: Cast, at: datetime) -> None:
    ask(shared, southwark, CLINIC, at=at)
    request = shared.requests.get(agency=None)
    deadline = shared.case.deadlines.open().get(code="information_reply", key=str(request.pk))
    assert (deadline.owner_role, deadline.agency) == ("mash_manager", southwark.agency("csc"))
    assert deadline.path == reverse("referrals", args=[shared.case.ref])
    ladder.sweep(at=deadline.due_at + timedelta(minutes=1))
    assert "Deadline passed: Answer the request for information" in notices(southwark["mash"])


def test_the_same_organisation_is_asked_once_however_it_is_written(
    shared: Referral, southwark: Cast, at: datetime
) -> None:
    for name in (CLINIC.name, CLINIC.name.upper()):
        ask(shared, southwark, Outside(name, Kind.HEALTH), at=at)
    assert shared.requests.filter(agency=None).count() == 1
    assert len(rows(shared.case, Verb.INFORMATION_REQUESTED)) == 4


def test_a_second_organisation_is_asked_beside_the_first(shared: Referral, southwark: Cast, at: datetime) -> None:
    ask(shared, southwark, CLINIC, Outside("Youth club on the quay", Kind.VOLUNTARY), at=at)
    assert shared.requests.filter(agency=None).count() == 2


def test_its_kind_has_to_be_said(mash: Client, referred: Referral, southwark: Cast) -> None:
    page = read(mash.post(address(referred), typed(southwark, outside_kind="")).content.decode())
    assert texts(page, ".govuk-error-message") == ["Error: Select what kind of organisation it is"]
    assert one(page, "#id_outside").get("value") == CLINIC.name
    assert not InformationRequest.objects.exists()


BAD = [
    ({"outside": "x" * 121}, "Error: The name of the organisation must be 120 characters or fewer"),
    ({"outside_kind": "social_care"}, "Error: Select what kind of organisation it is from the list"),
    ({"outside": "", "outside_kind": ""}, "Error: Select the agencies you ask"),
]


def test_bad_input_is_named_beside_the_field_and_asks_nobody(
    mash: Client, referred: Referral, southwark: Cast, subtests: pytest.Subtests
) -> None:
    for said, expected in BAD:
        with subtests.test(expected=expected):
            page = read(mash.post(address(referred), typed(southwark, **said)).content.decode())
            assert expected in texts(page, ".govuk-error-message")
            assert not InformationRequest.objects.exists()


@pytest.mark.rule("BR-1")
def test_the_standing_members_of_the_borough_are_proposed_at_the_start(
    mash: Client, referred: Referral, southwark: Cast, subtests: pytest.Subtests
) -> None:
    page = read(mash.get(address(referred)).content.decode())
    ticked = {box.get("value").removeprefix("southwark-") for box in every(page, "[name=agencies][checked]")}
    members = set(southwark.authority.profile.standing_members)
    agencies = {a.code.removeprefix("southwark-") for a in southwark.authority.agencies.all() if a.kind in members}
    assert ticked == agencies - {"csc"}
    assert "harbour" not in ticked


def test_for_further_agencies_none_is_proposed(mash: Client, shared: Referral) -> None:
    page = read(mash.get(address(shared)).content.decode())
    assert every(page, "[name=agencies][checked]") == []


@pytest.mark.rule("BR-1")
def test_the_page_of_the_referral_shows_it_among_the_others(
    mash: Client, shared: Referral, southwark: Cast, at: datetime
) -> None:
    ask(shared, southwark, CLINIC, at=at)
    page = read(mash.get(reverse("referrals", args=[shared.case.ref])).content.decode())
    (row,) = [one for one in every(page, "tbody tr") if CLINIC.name in words(one)]
    assert "Health, without an account" in words(row)
    assert "No answer yet" in words(row)
    assert "working hours left" in words(row)
    assert "Section 47" in words(row)
    assert PURPOSE in words(row)
    assert "Send a link" in words(row)


@pytest.mark.rule("BR-1")
def test_what_is_no_longer_needed_is_withdrawn_without_telling_anybody(
    mash: Client, shared: Referral, southwark: Cast, at: datetime
) -> None:
    ask(shared, southwark, CLINIC, at=at)
    request = shared.requests.get(agency=None)
    mash.post(reverse("withdraw_request", args=[shared.case.ref, request.pk]), {"reason": "The GP has answered."})
    request.refresh_from_db()
    assert request.withdrawn_because == "The GP has answered."
    assert not shared.case.deadlines.open().filter(code="information_reply", key=str(request.pk)).exists()


def test_the_database_wants_an_agency_or_an_organisation(shared: Referral, southwark: Cast, at: datetime) -> None:
    ask(shared, southwark, CLINIC, at=at)
    for change in ({"outside": ""}, {"outside_kind": ""}, {"agency": southwark.agency("yjs")}):
        request = shared.requests.get(agency=None)
        for name, value in change.items():
            setattr(request, name, value)
        with pytest.raises(IntegrityError, match="request_to_one"), transaction.atomic():
            request.save()
