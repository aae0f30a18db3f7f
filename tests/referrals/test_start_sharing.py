"""MASH starts information sharing: agencies are asked with purpose and legal basis, and each sees only its request."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import Agency, User
from mase.agencies.roles import Permission, Section
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases.errors import AlreadyDone, CaseClosed
from mase.cases.models import Case
from mase.cases.stages import Stage, Step
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import Colour, InformationRequest, Referral
from tests.referrals.trail import ended, notices, reasons, refused, rows, running
from tests.together import in_parallel
from tests.web.html import every, one, read, texts

PURPOSE = "What do you know of the adult with the dark car?"


@pytest.fixture
def mash(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["mash"])


def address(referral: Referral) -> str:
    return reverse("start_sharing", args=[referral.case.ref, referral.pk])


def asked(cast: Cast, *shorts: str, **more: str) -> dict[str, object]:
    """Return the form as MASH fills it in."""
    basis = cast.authority.profile.legal_bases[0]
    codes = [f"southwark-{short}" for short in shorts]
    return {"agencies": codes, "purpose": PURPOSE, "legal_basis": basis} | more


def ask(referral: Referral, cast: Cast, *shorts: str, at: datetime, first: bool = True) -> None:
    act = operations.start_sharing if first else operations.ask
    agencies = [cast.agency(short) for short in shorts]
    act(referral, agencies=agencies, purpose=PURPOSE, legal_basis="Section 47", by=cast["mash"], at=at)


def grants(case: Case, agency: Agency) -> set[Section]:
    """Return the sections of the file that are open to the agency."""
    codes = case.agency_grants.filter(group=agency.group_id).values_list("permission__codename", flat=True)
    return {Section(code.removeprefix("see_")) for code in codes}


@pytest.mark.rule("BR-1")
def test_each_agency_is_asked_with_the_purpose_and_the_legal_basis(
    mash: Client, referred: Referral, southwark: Cast, at: datetime
) -> None:
    answer = mash.post(address(referred), asked(southwark, "health", "police"))
    assert answer.headers["Location"] == reverse("referrals", args=[referred.case.ref])
    requests = referred.requests.order_by("agency__code")
    assert [request.agency.code for request in requests] == ["southwark-health", "southwark-police"]
    for request in requests:
        assert (request.purpose, request.legal_basis) == (PURPOSE, southwark.authority.profile.legal_bases[0])
        assert (request.asked_by, request.asked_at, request.answered_at) == (southwark["mash"], at, None)
        assert reasons(request) == ["+"]


@pytest.mark.rule("BR-1")
def test_the_legal_bases_are_those_of_the_borough_and_none_is_chosen(
    mash: Client, referred: Referral, southwark: Cast
) -> None:
    page = read(mash.get(address(referred)).content.decode())
    boxes = every(page, "[name=legal_basis]")
    assert tuple(box.get("value") for box in boxes) == southwark.authority.profile.legal_bases
    assert every(page, "[name=legal_basis][checked]") == []


def test_every_agency_but_social_care_may_be_asked(mash: Client, referred: Referral, barnet: Cast) -> None:
    page = read(mash.get(address(referred)).content.decode())
    offered = {box.get("value").removeprefix("southwark-") for box in every(page, "[name=agencies]")}
    assert offered == {"police", "health", "education", "harbour", "orchard", "yjs"}


@pytest.mark.rule("SO-11")
def test_starting_meets_the_twenty_four_hours_and_moves_the_case_on(
    referred: Referral, southwark: Cast, at: datetime
) -> None:
    ask(referred, southwark, "health", at=at + timedelta(hours=24))
    case = Case.objects.get(pk=referred.case.pk)
    assert ended(case, "mash_check") == "met"
    assert running(case) == {"rag_outcome", "information_reply"}
    assert case.stage == Stage.OUTCOME
    assert case.transitions.latest("pk").step == Step.SHARING_STARTED
    assert case.deadlines.get(code="mash_check").breached_at is None
    referred.refresh_from_db()
    assert (referred.sharing_started_at, referred.sharing_started_by) == (at + timedelta(hours=24), southwark["mash"])


@pytest.mark.rule("SO-11")
def test_a_second_after_twenty_four_hours_is_late(referred: Referral, southwark: Cast, at: datetime) -> None:
    ask(referred, southwark, "health", at=at + timedelta(hours=24, seconds=1))
    deadline = referred.case.deadlines.get(code="mash_check")
    assert (deadline.breached_at, deadline.closed_as) == (at + timedelta(hours=24), "met")


def test_the_trail_says_who_asked_whom_and_why(referred: Referral, southwark: Cast, at: datetime) -> None:
    ask(referred, southwark, "health", "yjs", at=at)
    (started,) = rows(referred.case, Verb.SHARING_STARTED)
    requested = rows(referred.case, Verb.INFORMATION_REQUESTED)
    assert (started.actor, started.reason) == (southwark["mash"].pk, PURPOSE)
    assert [row.detail for row in requested] == [{"agency": "southwark-health"}, {"agency": "southwark-yjs"}]


def test_who_answers_for_the_agency_is_told_and_nobody_else(referred: Referral, southwark: Cast, at: datetime) -> None:
    ask(referred, southwark, "health", at=at)
    told = {part for part, person in southwark.people.items() if "Your agency is asked" in " ".join(notices(person))}
    assert told == {"health"}  # not the panel member of the same agency


@pytest.mark.rule("ALL-5")
@pytest.mark.rule("BR-1")
def test_an_asked_agency_sees_the_child_and_its_request_and_nothing_else(
    referred: Referral, southwark: Cast, at: datetime
) -> None:
    ask(referred, southwark, "health", at=at)
    assert grants(referred.case, southwark.agency("health")) == {Section.CASE, Section.REQUEST}
    seen = {p for p in Permission if access.may(southwark["health"], p, referred.case, at=at)}
    assert seen == {Permission.CASE_VIEW, Permission.CASE_ACT, Permission.REQUEST_ANSWER}


@pytest.mark.rule("HO-2")
def test_the_police_in_mash_see_the_referral_whether_they_are_asked_or_not(
    referred: Referral, southwark: Cast, barnet: Cast, at: datetime
) -> None:
    police = southwark.agency("police")
    assert grants(referred.case, police) == set()
    ask(referred, southwark, "health", at=at)
    assert grants(referred.case, police) == {Section.CASE, Section.REFERRAL}
    assert grants(referred.case, barnet.agency("police")) == set()


def test_an_agency_that_was_not_asked_sees_nothing(referred: Referral, southwark: Cast, at: datetime) -> None:
    ask(referred, southwark, "health", at=at)
    for short in ("orchard", "education", "yjs"):
        assert grants(referred.case, southwark.agency(short)) == set()


def test_the_agency_that_referred_may_be_asked_and_keeps_what_it_saw(
    referred: Referral, southwark: Cast, at: datetime
) -> None:
    ask(referred, southwark, "harbour", at=at)
    sections = grants(referred.case, southwark.agency("harbour"))
    assert sections == {Section.CASE, Section.REFERRAL, Section.REQUEST}


def test_starting_twice_is_refused_and_asks_nobody(referred: Referral, southwark: Cast, at: datetime) -> None:
    ask(referred, southwark, "health", at=at)
    with pytest.raises(AlreadyDone):
        ask(referred, southwark, "yjs", at=at)
    assert referred.requests.count() == 1


def test_further_agencies_are_asked_later_each_once(
    mash: Client, referred: Referral, southwark: Cast, at: datetime
) -> None:
    mash.post(address(referred), asked(southwark, "health"))
    page = read(mash.get(address(referred)).content.decode())
    assert "southwark-health" not in {box.get("value") for box in every(page, "[name=agencies]")}
    mash.post(address(referred), asked(southwark, "yjs"))
    assert referred.requests.count() == 2
    assert len(rows(referred.case, Verb.SHARING_STARTED)) == 1


def test_an_agency_asked_again_from_a_stale_page_is_an_error_beside_the_field(
    mash: Client, referred: Referral, southwark: Cast
) -> None:
    mash.post(address(referred), asked(southwark, "health"))
    again = mash.post(address(referred), asked(southwark, "health", "yjs"))
    page = read(again.content.decode())
    assert texts(page, ".govuk-error-message") == ["Error: Select the agencies you ask from the list"]
    assert referred.requests.count() == 1


def test_asking_the_same_agency_again_changes_nothing(shared: Referral, southwark: Cast, later: datetime) -> None:
    before = list(shared.requests.values())
    ask(shared, southwark, "health", at=later, first=False)
    assert list(shared.requests.values()) == before
    assert len(rows(shared.case, Verb.INFORMATION_REQUESTED)) == 3
    assert notices(southwark["health"]) == ["Your agency is asked for information"]


def test_the_database_asks_an_agency_once_for_a_referral(shared: Referral, southwark: Cast, later: datetime) -> None:
    again = InformationRequest(
        referral=shared,
        case=shared.case,
        agency=southwark.agency("health"),
        purpose=PURPOSE,
        legal_basis="Section 47",
        asked_at=later,
        asked_by=southwark["mash"],
    )
    with pytest.raises(IntegrityError, match="once_an_agency"), transaction.atomic():
        again.save()


def test_bad_input_keeps_what_was_typed_and_asks_nobody(mash: Client, referred: Referral, southwark: Cast) -> None:
    answer = mash.post(address(referred), asked(southwark, legal_basis="Because I say so"))
    page = read(answer.content.decode())
    assert texts(page, ".govuk-error-message") == [
        "Error: Select the agencies you ask",
        "Error: Select the legal basis from the list",
    ]
    assert one(page, "#id_purpose").text_content().strip() == PURPOSE
    referred.refresh_from_db()
    assert referred.sharing_started_at is None
    assert not InformationRequest.objects.exists()


def test_an_agency_of_another_borough_cannot_be_asked(
    mash: Client, referred: Referral, southwark: Cast, barnet: Cast
) -> None:
    form = asked(southwark) | {"agencies": ["barnet-health"]}
    assert mash.post(address(referred), form).status_code == 200
    assert not InformationRequest.objects.exists()


def test_only_the_duty_manager_of_mash_starts_it(
    southwark: Cast, signed_in: Callable[[User], Client], shared: Referral, subtests: pytest.Subtests
) -> None:
    for part in ["school", "police.mash", "coordinator", "team"]:
        with subtests.test(part=part):
            client = signed_in(southwark[part])
            assert client.get(address(shared)).status_code == 403
            assert client.post(address(shared), asked(southwark, "yjs")).status_code == 403
            assert shared.requests.count() == 3
            assert refused(shared.case.ref, southwark[part]) == ["start sharing"] * 2


def test_the_mash_of_another_borough_finds_nothing(
    southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], referred: Referral
) -> None:
    client = signed_in(barnet["mash"])
    assert client.get(address(referred)).status_code == 404
    assert client.post(address(referred), asked(southwark, "health")).status_code == 404


def test_a_referral_of_another_case_is_not_there(
    mash: Client, told: Callable[..., Case], referred: Referral, southwark: Cast
) -> None:
    other = told("refer", number=1).referrals.get()
    mixed = reverse("start_sharing", args=[other.case.ref, referred.pk])
    assert mash.get(mixed).status_code == mash.post(mixed, asked(southwark, "health")).status_code == 404


def test_other_methods_are_refused(mash: Client, referred: Referral) -> None:
    assert mash.delete(address(referred)).status_code == 405


def test_nobody_is_asked_about_a_closed_case(shared: Referral, southwark: Cast, later: datetime) -> None:
    stories.decide(southwark, shared.case, later, colour=Colour.BLUE)
    told_on = {"verbally_on": later.date(), "in_writing_on": later.date()}
    operations.tell_referrer(shared.outcomes.get(), **told_on, by=southwark["mash"], at=later)
    with pytest.raises(CaseClosed):
        ask(shared, southwark, "yjs", at=later, first=False)
    assert shared.requests.count() == 3
    assert grants(shared.case, southwark.agency("yjs")) == set()


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_the_same_moment_start_it_once(referred: Referral, southwark: Cast, at: datetime) -> None:
    def start(number: int) -> None:
        ask(Referral.objects.get(pk=referred.pk), southwark, ["health", "yjs"][number], at=at)

    outcomes = in_parallel(start, 2)
    assert sorted(str(type(outcome).__name__) for outcome in outcomes) == ["AlreadyDone", "NoneType"]
    assert referred.requests.count() == 1
    assert referred.case.transitions.filter(step=Step.SHARING_STARTED).count() == 1
