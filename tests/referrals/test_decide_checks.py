"""MASH's first decision: how urgent, and whether checks are made; each decision is a row, the newest counts (HO-1)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases.errors import AlreadyDone, CaseClosed, StepMissing
from mase.cases.models import Case
from mase.cases.stages import Stage, Step
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import Colour, MashScreening, Priority, Referral
from tests.referrals.trail import ended, notices, rows, running
from tests.together import in_parallel
from tests.web.html import every, links, one, read, texts, words

REASON = "The adult is known and in custody; nobody holds more than the school has written."
NOW = "A referral has to be looked at now"


@pytest.fixture
def mash(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["mash"])


def address(referral: Referral) -> str:
    return reverse("decide_checks", args=[referral.case.ref, referral.pk])


def typed(**more: str) -> dict[str, str]:
    return {"priority": "today", "checks_needed": "no", "reason": REASON} | more


def decide(referral: Referral, cast: Cast, *, at: datetime, checks: bool, priority: str = "routine") -> MashScreening:
    fresh = Referral.objects.select_related("case__authority").get(pk=referral.pk)
    return operations.decide_checks(
        fresh, priority=Priority(priority), checks_needed=checks, reason=REASON, by=cast["mash"], at=at
    )


@pytest.mark.rule("HO-1")
def test_the_decision_is_kept_with_its_reason(mash: Client, referred: Referral, southwark: Cast, at: datetime) -> None:
    answer = mash.post(address(referred), typed(priority="today", checks_needed="yes"))
    assert answer.headers["Location"] == reverse("referrals", args=[referred.case.ref])
    decision = referred.mash_screenings.get()
    assert (decision.priority, decision.checks_needed, decision.reason) == (Priority.TODAY, True, REASON)
    assert (decision.decided_by, decision.decided_at) == (southwark["mash"], at)
    (row,) = rows(referred.case, Verb.MASH_SCREENED)
    assert (row.actor, row.reason, row.detail) == (
        southwark["mash"].pk,
        REASON,
        {"priority": "today", "checks": True},
    )


@pytest.mark.rule("HO-1")
def test_with_checks_everything_still_waits_for_information_sharing(
    referred: Referral, southwark: Cast, at: datetime
) -> None:
    decide(referred, southwark, at=at, checks=True)
    case = Case.objects.get()
    assert (case.stage, running(case)) == (Stage.MASH_CHECK, {"mash_check", "rag_outcome"})
    with pytest.raises(StepMissing):
        operations.propose(referred, colour=Colour.BLUE, reason="x", by=southwark["mash"], at=at)


@pytest.mark.rule("HO-1")
@pytest.mark.rule("SO-11")
def test_without_checks_the_time_to_start_them_is_met_with_the_reason(
    referred: Referral, southwark: Cast, at: datetime
) -> None:
    decide(referred, southwark, at=at + timedelta(hours=1), checks=False)
    case = Case.objects.get()
    assert (case.stage, running(case)) == (Stage.OUTCOME, {"rag_outcome"})
    assert ended(case, "mash_check") == "met"
    assert case.deadlines.get(code="mash_check").events.latest("pk").reason == REASON
    step = case.transitions.latest("pk")
    assert (step.step, step.reason, step.by) == (Step.NO_CHECKS, REASON, southwark["mash"])


@pytest.mark.rule("HO-1")
@pytest.mark.rule("HO-3")
def test_without_checks_every_outcome_but_amber_may_be_proposed(
    referred: Referral, southwark: Cast, at: datetime
) -> None:
    decide(referred, southwark, at=at, checks=False)
    fresh = Referral.objects.select_related("case__authority").get()
    assert operations.colours_open(fresh, at=at) == [Colour.RED, Colour.GREEN, Colour.BLUE]
    with pytest.raises(AlreadyDone):
        operations.propose(fresh, colour=Colour.AMBER, reason="x", by=southwark["mash"], at=at)
    outcome = operations.propose(fresh, colour=Colour.BLUE, reason=REASON, by=southwark["mash"], at=at)
    operations.agree(outcome, by=southwark["police.mash"], at=at)
    assert Case.objects.get().stage == Stage.CLOSING


@pytest.mark.rule("HO-2")
def test_the_police_in_mash_see_what_they_have_to_agree_to(referred: Referral, southwark: Cast, at: datetime) -> None:
    police = southwark["police.mash"]
    assert not access.may(police, Permission.REFERRAL_AGREE, referred.case, at=at)
    decide(referred, southwark, at=at, checks=False)
    assert access.may(police, Permission.REFERRAL_AGREE, referred.case, at=at)


@pytest.mark.rule("HO-1")
def test_where_a_child_may_be_in_danger_mash_and_its_police_are_told_and_can_open_it(
    referred: Referral, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    decide(referred, southwark, at=at, checks=True, priority="now")
    told = {part for part, person in southwark.people.items() if NOW in notices(person)}
    assert told == {"mash", "police.mash"}
    assert NOW not in notices(barnet["police.mash"])
    assert signed_in(southwark["police.mash"]).get(referred.case.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("priority", ["today", "routine"])
def test_otherwise_nobody_is_told(referred: Referral, southwark: Cast, at: datetime, priority: str) -> None:
    decide(referred, southwark, at=at, checks=True, priority=priority)
    assert not [part for part, person in southwark.people.items() if NOW in notices(person)]


@pytest.mark.rule("HO-1")
def test_a_later_decision_is_another_row_and_the_newest_counts(
    mash: Client, referred: Referral, southwark: Cast, at: datetime
) -> None:
    decide(referred, southwark, at=at, checks=False)
    decide(referred, southwark, at=at + timedelta(hours=1), checks=True, priority="now")
    assert list(referred.mash_screenings.order_by("pk").values_list("checks_needed", flat=True)) == [False, True]
    with pytest.raises(StepMissing):
        operations.propose(referred, colour=Colour.BLUE, reason="x", by=southwark["mash"], at=at)
    page = read(mash.get(reverse("referrals", args=[referred.case.ref])).content.decode())
    assert "MASH checks are needed" in words(one(page, "main"))
    assert "Earlier decisions" in words(one(page, "main"))
    assert "Start information sharing" in links(page, "main a.govuk-button")


def test_deciding_for_no_checks_again_takes_no_second_step(referred: Referral, southwark: Cast, at: datetime) -> None:
    for hours in (0, 1):
        decide(referred, southwark, at=at + timedelta(hours=hours), checks=False)
    assert referred.case.transitions.filter(step=Step.NO_CHECKS).count() == 1
    assert referred.mash_screenings.count() == 2


def test_after_no_checks_sharing_may_still_be_started(referred: Referral, southwark: Cast, at: datetime) -> None:
    decide(referred, southwark, at=at, checks=False)
    stories.share(southwark, referred.case, at + timedelta(hours=1))
    fresh = Referral.objects.select_related("case__authority").get()
    assert Colour.AMBER in operations.colours_open(fresh, at=at)


def test_once_agencies_were_asked_checks_cannot_be_unmade(mash: Client, shared: Referral, southwark: Cast, at) -> None:
    with pytest.raises(AlreadyDone):
        decide(shared, southwark, at=at, checks=False)
    answer = mash.post(address(shared), typed())
    assert answer.status_code == 409
    assert "checks are being made" in words(read(answer.content.decode()))
    assert decide(shared, southwark, at=at, checks=True, priority="now").pk
    assert shared.mash_screenings.count() == 1


def test_after_an_outcome_nothing_is_decided_about_checks(
    told: Callable[..., Case], southwark: Cast, later: datetime
) -> None:
    referral = told("decide").referrals.get()
    with pytest.raises(AlreadyDone):
        decide(referral, southwark, at=later, checks=True)
    assert not MashScreening.objects.exists()


def test_on_a_closed_case_nothing_is_decided(shared: Referral, southwark: Cast, later: datetime) -> None:
    stories.decide(southwark, shared.case, later, colour=Colour.BLUE)
    stories.inform(southwark, shared.case, later)
    with pytest.raises(CaseClosed):
        decide(shared, southwark, at=later, checks=True)


BAD = [
    (typed(priority=""), ["Error: Select how urgent it is"]),
    (typed(priority="whenever"), ["Error: Select how urgent it is from the list"]),
    (typed(checks_needed=""), ["Error: Select whether checks are needed"]),
    (typed(reason=" "), ["Error: Enter the reasons"]),
    (typed(reason="x" * 4001), ["Error: The reasons must be 4000 characters or fewer"]),
]


def test_bad_input_is_named_beside_the_field_and_decides_nothing(
    mash: Client, referred: Referral, subtests: pytest.Subtests
) -> None:
    for said, expected in BAD:
        with subtests.test(expected=expected):
            page = read(mash.post(address(referred), said).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert one(page, "#id_reason").text_content().strip() == said["reason"].strip()
            assert not MashScreening.objects.exists()


def test_nothing_is_chosen_beforehand(mash: Client, referred: Referral) -> None:
    page = read(mash.get(address(referred)).content.decode())
    assert [box.get("value") for box in every(page, "[name=priority]")] == ["now", "today", "routine"]
    assert every(page, "[checked]") == []


@pytest.mark.rule("ALL-5")
def test_only_mash_decides(
    southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], shared: Referral
) -> None:
    inside = dict.fromkeys(("police.mash", "coordinator", "team", "school"), 403)
    for part, status in {**inside, "other.school": 404, "worker": 404}.items():
        assert signed_in(southwark[part]).post(address(shared), typed()).status_code == status, part
    assert signed_in(barnet["mash"]).post(address(shared), typed()).status_code == 404
    assert not MashScreening.objects.exists()


@pytest.mark.rule("ALL-5")
def test_the_referrer_reads_nothing_of_it(
    referred: Referral, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    decide(referred, southwark, at=at, checks=False)
    page = signed_in(southwark["school"]).get(reverse("referrals", args=[referred.case.ref])).content.decode()
    assert REASON not in page
    assert "First decision" not in page
    assert REASON not in signed_in(southwark["school"]).get(referred.case.get_absolute_url()).content.decode()


def test_a_referral_of_another_case_is_not_there(mash: Client, told: Callable[..., Case], referred: Referral) -> None:
    other = told("refer", number=1)
    assert mash.get(reverse("decide_checks", args=[other.ref, referred.pk])).status_code == 404


def test_other_methods_are_refused(mash: Client, referred: Referral) -> None:
    assert mash.delete(address(referred)).status_code == 405


def test_the_database_changes_no_decision(referred: Referral, southwark: Cast, at: datetime) -> None:
    decision = decide(referred, southwark, at=at, checks=True)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE referrals_mashscreening SET reason = 'x' WHERE id = %s", [decision.pk])


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_the_same_moment_take_the_step_once(referred: Referral, southwark: Cast, at: datetime) -> None:
    in_parallel(lambda _: decide(referred, southwark, at=at, checks=False), 2)
    assert referred.case.transitions.filter(step=Step.NO_CHECKS).count() == 1
