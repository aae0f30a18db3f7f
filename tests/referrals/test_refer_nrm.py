"""The referral to the national referral mechanism is recorded (SO-33, HO-4)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case
from mase.demo.cast import Cast
from referrals.models import NrmReferral, RouteCode
from referrals.operations import routes as operations
from tests.referrals.trail import ended, rows, running
from tests.web.html import one, read, texts, words

TYPED = {
    "made_on-day": "2",
    "made_on-month": "3",
    "made_on-year": "2026",
    "reference": "NRM/2026/000123",
    "first_responder": "Ms Okafor, social worker, Southwark",
}


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("allocate")


@pytest.fixture
def worker(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["worker"])


def address(case: Case) -> str:
    return reverse("refer_nrm", args=[case.ref])


def refer(case: Case, cast: Cast, *, at: datetime, **changes: object) -> NrmReferral:
    facts = {"made_on": at.date(), "reference": "NRM/1", "first_responder": "Ms Okafor"} | changes
    return operations.refer_nrm(case, by=cast["worker"], at=at, **facts)


@pytest.mark.rule("SO-33", "HO-4")
def test_date_reference_and_first_responder_are_recorded_and_the_time_is_met(
    worker: Client, case: Case, southwark: Cast, at: datetime
) -> None:
    operations.begin(case, RouteCode.TRAFFICKING, reason="x", by=southwark["worker"], at=at)
    answer = worker.post(address(case), TYPED)
    assert answer.headers["Location"] == reverse("routes", args=[case.ref])
    referral = case.nrm_referrals.get()
    assert (referral.made_on, referral.reference) == (date(2026, 3, 2), "NRM/2026/000123")
    assert (referral.first_responder, referral.recorded_by, referral.recorded_at) == (
        "Ms Okafor, social worker, Southwark",
        southwark["worker"],
        at,
    )
    assert ended(case, "nrm_referral") == "met"
    assert len(rows(case, Verb.NRM_REFERRED)) == 1


@pytest.mark.rule("SO-33", "HO-4")
def test_the_other_steps_of_the_case_go_on(case: Case, southwark: Cast, later: datetime) -> None:
    before, stage = running(case), case.stage
    refer(case, southwark, at=later)
    case.refresh_from_db()
    assert (running(case), case.stage) == (before, stage)
    assert "screening" in before


def test_a_reference_is_recorded_once(worker: Client, case: Case, southwark: Cast, later: datetime) -> None:
    refer(case, southwark, at=later)
    with pytest.raises(AlreadyDone):
        refer(case, southwark, at=later)
    refer(case, southwark, at=later, reference="NRM/2")
    assert case.nrm_referrals.count() == 2


def test_a_second_press_is_explained(worker: Client, case: Case) -> None:
    assert [worker.post(address(case), TYPED).status_code for _ in range(2)] == [302, 409]


@pytest.mark.parametrize("days", [1, -7000])
def test_a_day_ahead_or_before_there_was_a_mechanism_is_refused(
    days: int, case: Case, southwark: Cast, later: datetime
) -> None:
    with pytest.raises(Refused):
        refer(case, southwark, at=later, made_on=later.date() + timedelta(days=days))
    assert not case.nrm_referrals.exists()


WRONG = {
    "Error: Enter the reference of the referral": {"reference": ""},
    "Error: Enter who made it": {"first_responder": " "},
    "Error: The day must be today or in the past": {"made_on-day": "3"},
    "Error: The day must be a real date": {"made_on-day": "30", "made_on-month": "2"},
    "Error: The day must not lie before there was a national referral mechanism, 1 April 2009": {
        "made_on-year": "2008"
    },
    "Error: The day must include a year": {"made_on-year": ""},
}


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    worker: Client, case: Case, subtests: pytest.Subtests
) -> None:
    for sentence, changes in WRONG.items():
        with subtests.test(sentence):
            typed = TYPED | changes
            page = read(worker.post(address(case), typed).content.decode())
            assert texts(page, ".govuk-error-message") == [sentence]
            assert one(page, "#id_reference").get("value", "") == typed["reference"]
            assert one(page, "#id_first_responder").get("value", "").strip() == typed["first_responder"].strip()
    assert not case.nrm_referrals.exists()


@pytest.mark.rule("SO-33")
def test_the_routes_page_shows_the_referral(worker: Client, case: Case, southwark: Cast, at: datetime) -> None:
    refer(case, southwark, at=at, reference="NRM/2026/000123")
    page = words(one(read(worker.get(reverse("routes", args=[case.ref])).content.decode()), "main"))
    assert "NRM/2026/000123" in page
    assert "2 March 2026, by Ms Okafor" in page


@pytest.mark.rule("ALL-5")
def test_who_may_record_it(case: Case, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client]) -> None:
    for part, status in {"police.mash": 403, "school": 403, "second.worker": 404, "yjs": 404}.items():
        assert signed_in(southwark[part]).post(address(case), TYPED).status_code == status, part
    assert signed_in(barnet["worker"]).post(address(case), TYPED).status_code == 404
    assert not case.nrm_referrals.exists()


def test_other_methods_are_refused(worker: Client, case: Case) -> None:
    assert worker.put(address(case)).status_code == 405


def test_the_database_keeps_decisions_in_order(case: Case, southwark: Cast, later: datetime) -> None:
    referral = refer(case, southwark, at=later)
    referral.conclusive_grounds, referral.conclusive_grounds_on = "positive", later.date()
    with pytest.raises(IntegrityError, match="nrm_conclusive_after_reasonable"), transaction.atomic():
        referral.save()
