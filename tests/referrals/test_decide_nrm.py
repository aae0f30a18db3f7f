"""The two decisions of the national referral mechanism, one after the other (SO-33, HO-4)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case
from mase.demo.cast import Cast
from referrals.models import NrmDecision, NrmReferral
from referrals.operations import routes as operations
from tests.referrals.trail import rows, running
from tests.together import in_parallel
from tests.web.html import one, read, texts, words

MONDAY = date(2026, 3, 2)
TYPED = {"decision": "positive", "decided_on-day": "2", "decided_on-month": "3", "decided_on-year": "2026"}


@pytest.fixture
def referral(told: Callable[..., Case], southwark: Cast, at: datetime) -> NrmReferral:
    """A referral made on the Monday."""
    facts = {"made_on": MONDAY, "reference": "NRM/1", "first_responder": "Ms Okafor"}
    return operations.refer_nrm(told("allocate"), by=southwark["worker"], at=at, **facts)


@pytest.fixture
def worker(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["worker"])


@pytest.fixture
def decide(southwark: Cast, at: datetime) -> Callable[..., None]:
    """Record a decision so many days after the referral."""

    def call(referral: NrmReferral, decision: NrmDecision, *, days: int = 5, on: int = 5) -> None:
        moment, day = at + timedelta(days=days), MONDAY + timedelta(days=on)
        operations.decide_nrm(referral, decision, decided_on=day, by=southwark["worker"], at=moment)
        referral.refresh_from_db()

    return call


def address(referral: NrmReferral) -> str:
    return reverse("decide_nrm", args=[referral.case.ref, referral.pk])


@pytest.mark.rule("SO-33", "HO-4")
def test_reasonable_grounds_come_first_and_conclusive_grounds_after(referral: NrmReferral, decide) -> None:
    decide(referral, NrmDecision.POSITIVE)
    assert (referral.reasonable_grounds, referral.reasonable_grounds_on) == ("positive", date(2026, 3, 7))
    assert referral.conclusive_grounds is None
    decide(referral, NrmDecision.NEGATIVE, days=60, on=50)
    assert (referral.conclusive_grounds, referral.conclusive_grounds_on) == ("negative", date(2026, 4, 21))
    details = [row.detail for row in rows(referral.case, Verb.NRM_DECIDED)]
    assert details == [
        {"grounds": "reasonable_grounds", "decision": "positive"},
        {"grounds": "conclusive_grounds", "decision": "negative"},
    ]


@pytest.mark.rule("SO-33")
@pytest.mark.parametrize("first", [NrmDecision.NEGATIVE, NrmDecision.SUSPENDED])
def test_after_a_first_decision_that_is_not_positive_none_is_awaited(referral: NrmReferral, decide, first) -> None:
    decide(referral, first)
    assert operations.awaited(referral) is None
    with pytest.raises(AlreadyDone):
        decide(referral, NrmDecision.POSITIVE)
    assert referral.conclusive_grounds is None


@pytest.mark.rule("SO-33", "HO-4")
def test_a_negative_decision_ends_nothing_of_the_case(referral: NrmReferral, decide) -> None:
    before = running(referral.case)
    decide(referral, NrmDecision.NEGATIVE)
    referral.case.refresh_from_db()
    assert running(referral.case) == before
    assert referral.case.closed_at is None


@pytest.mark.parametrize(("days", "on"), [(5, -1), (5, 6)])
def test_a_day_before_the_referral_or_ahead_is_refused(referral: NrmReferral, decide, days: int, on: int) -> None:
    with pytest.raises(Refused):
        decide(referral, NrmDecision.POSITIVE, days=days, on=on)
    assert referral.reasonable_grounds is None


def test_the_second_decision_is_not_before_the_first(referral: NrmReferral, decide) -> None:
    decide(referral, NrmDecision.POSITIVE, days=10, on=10)
    with pytest.raises(Refused):
        decide(referral, NrmDecision.POSITIVE, days=10, on=9)
    decide(referral, NrmDecision.POSITIVE, days=10, on=10)
    assert operations.awaited(referral) is None


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_record_two_decisions_or_one_is_refused(referral: NrmReferral, southwark, at) -> None:
    def act(number: int) -> None:
        how = {"by": southwark["worker"], "at": at}
        operations.decide_nrm(referral, NrmDecision.NEGATIVE, decided_on=MONDAY, **how)

    results = in_parallel(act, 2)
    assert [type(result) for result in results].count(AlreadyDone) == 1


@pytest.mark.rule("SO-33")
def test_it_is_recorded_on_its_page(worker: Client, referral: NrmReferral) -> None:
    assert "the decision on reasonable grounds" in words(
        one(read(worker.get(address(referral)).content.decode()), "main")
    )
    assert worker.post(address(referral), TYPED).headers["Location"] == reverse("routes", args=[referral.case.ref])
    assert "the decision on conclusive grounds" in words(
        one(read(worker.get(address(referral)).content.decode()), "main")
    )
    worker.post(address(referral), TYPED)
    page = words(one(read(worker.get(address(referral)).content.decode()), "main"))
    assert "No further decision is awaited" in page
    assert worker.post(address(referral), TYPED).status_code == 409


def test_what_is_wrong_is_said_beside_the_field(
    worker: Client, referral: NrmReferral, subtests: pytest.Subtests
) -> None:
    wrong = {
        "Error: Select what was decided": {"decision": ""},
        "Error: The day must not lie before what it follows, 2 March 2026": {"decided_on-day": "1"},
        "Error: The day must be today or in the past": {"decided_on-day": "3"},
    }
    for sentence, changes in wrong.items():
        with subtests.test(sentence):
            page = read(worker.post(address(referral), TYPED | changes).content.decode())
            assert texts(page, ".govuk-error-message") == [sentence]
            assert one(page, "[name=decided_on-year]").get("value") == "2026"
    referral.refresh_from_db()
    assert referral.reasonable_grounds is None


@pytest.mark.rule("ALL-5")
def test_who_may_record_it(
    referral: NrmReferral, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], told
) -> None:
    for part, status in {"police.mash": 403, "school": 403, "second.worker": 404}.items():
        assert signed_in(southwark[part]).post(address(referral), TYPED).status_code == status, part
    assert signed_in(barnet["worker"]).post(address(referral), TYPED).status_code == 404
    other = told("share", number=1)
    through_another = reverse("decide_nrm", args=[other.ref, referral.pk])
    assert signed_in(southwark["mash"]).get(through_another).status_code == 404


def test_other_methods_are_refused(worker: Client, referral: NrmReferral) -> None:
    assert worker.put(address(referral)).status_code == 405
