"""A manager gives the case to a social worker; given on, the one before sees it no more."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.audit.models import Event
from mase.cases import access, operations
from mase.cases.errors import AlreadyDone, CaseClosed, StepMissing
from mase.cases.models import Allocation, Case, Outcome
from mase.cases.stages import Stage
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.ledger import kinds, only
from tests.cases.pages import error_of, texts

LATER = timedelta(days=1)


@pytest.fixture
def red(told: Callable[..., Case]) -> Case:
    return told("decide")


def _sees(user: User, case: Case, at: datetime) -> bool:
    return access.may(user, Permission.SCREENING_VIEW, case, at=at)


@pytest.mark.rule("SO-14")
def test_the_social_worker_sees_the_case_and_the_screening_starts(red: Case, southwark: Cast, at: datetime) -> None:
    operations.allocate(red, southwark["worker"], by=southwark["team"], at=at + LATER, reason="Knows the family")
    assert Case.objects.get(pk=red.pk).stage == Stage.SCREENING
    assert _sees(southwark["worker"], red, at + LATER)
    assert not _sees(southwark["second.worker"], red, at + LATER)
    assert kinds(only(red, "allocation"))[-1] == "met"
    assert (only(red, "screening").owner, only(red, "screening").manager) == (southwark["worker"], southwark["team"])
    event = Event.objects.get(verb="case_allocated")
    assert (event.actor, event.reason, event.case) == (southwark["team"].pk, "Knows the family", red.ref)


def test_the_social_worker_is_told_a_reference_and_no_name(red: Case, southwark: Cast, at: datetime) -> None:
    operations.allocate(red, southwark["worker"], by=southwark["team"], at=at)
    message = southwark["worker"].messages.get()
    assert (message.reference, message.url) == (red.ref, red.get_absolute_url())
    assert red.child.family_name not in message.text


def test_both_workers_are_told_when_a_case_is_given_on(red: Case, southwark: Cast, at: datetime) -> None:
    operations.allocate(red, southwark["worker"], by=southwark["team"], at=at)
    operations.allocate(red, southwark["second.worker"], by=southwark["team"], at=at + LATER)
    assert southwark["second.worker"].messages.get().text == "A case has been allocated to you"
    told = southwark["worker"].messages.latest("pk")
    assert (told.text, told.reference) == ("A case of yours has gone to another social worker", red.ref)
    assert told.url == "/my-access/", "the case is no longer theirs to open"


def test_why_this_worker_is_kept_with_the_allocation(red: Case, southwark: Cast, at: datetime) -> None:
    operations.allocate(red, southwark["worker"], by=southwark["team"], at=at, reason="Knows the family")
    assert Allocation.objects.get().reason == "Knows the family"


def test_the_same_worker_twice_is_refused(red: Case, southwark: Cast, at: datetime) -> None:
    operations.allocate(red, southwark["worker"], by=southwark["team"], at=at)
    with pytest.raises(AlreadyDone):
        operations.allocate(red, southwark["worker"], by=southwark["atm"], at=at + LATER)
    assert Allocation.objects.count() == Message.objects.filter(key__startswith="allocated-").count() == 1


def test_given_on_the_worker_before_sees_it_no_more(red: Case, southwark: Cast, at: datetime) -> None:
    operations.allocate(red, southwark["worker"], by=southwark["team"], at=at)
    operations.allocate(red, southwark["second.worker"], by=southwark["atm"], at=at + LATER)
    assert not _sees(southwark["worker"], red, at + LATER)
    assert _sees(southwark["second.worker"], red, at + LATER)
    spans = Allocation.objects.order_by("pk").values_list("worker", "begins_at", "ends_at")
    assert list(spans) == [
        (southwark["worker"].pk, at, at + LATER),
        (southwark["second.worker"].pk, at + LATER, None),
    ]
    assert list(red.transitions.filter(step="allocated").values_list("by", flat=True)) == [southwark["team"].pk]
    assert kinds(only(red, "screening")) == ["started", "handed_over"], "the time for the screening does not start anew"


def test_and_back_again_the_first_worker_sees_it_again(red: Case, southwark: Cast, at: datetime) -> None:
    for days, part in enumerate(["worker", "second.worker", "worker"]):
        operations.allocate(red, southwark[part], by=southwark["team"], at=at + days * LATER)
    assert _sees(southwark["worker"], red, at + 3 * LATER)
    assert not _sees(southwark["second.worker"], red, at + 3 * LATER)


@pytest.mark.parametrize("until", ["refer", "share"])
def test_before_red_nothing_can_be_allocated(
    told: Callable[..., Case], southwark: Cast, at: datetime, until: str
) -> None:
    case = told(until)
    with pytest.raises(StepMissing, match="outcome red"):
        operations.allocate(case, southwark["worker"], by=southwark["team"], at=at)
    assert not Allocation.objects.exists()
    assert not case.person_grants.exists()


def test_a_closed_case_is_not_given_on_even_from_a_stale_page(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    case = told("hold")
    stale = Case.objects.get(pk=case.pk)
    operations.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=at + 9 * LATER, reason="Moved away")
    with pytest.raises(CaseClosed):
        operations.allocate(stale, southwark["second.worker"], by=southwark["atm"], at=at + 9 * LATER)
    assert case.worker is None


def test_the_database_holds_one_allocation_at_a_time(red: Case, southwark: Cast, at: datetime) -> None:
    operations.allocate(red, southwark["worker"], by=southwark["team"], at=at)
    row = {"case": red, "worker": southwark["second.worker"], "allocated_by": southwark["team"]}
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        Allocation.objects.create(begins_at=at, **row)
    with pytest.raises(IntegrityError, match="ends_after"), transaction.atomic():
        Allocation.objects.create(begins_at=at, ends_at=at - LATER, **row)


def test_a_manager_allocates_on_the_page(red: Case, southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    browser = signed_in(southwark["team"])
    page = browser.get(f"/cases/{red.ref}/allocate/")
    offered = texts(page, ".govuk-radios__label")
    assert offered == sorted([southwark["worker"].name, southwark["second.worker"].name])
    answer = browser.post(f"/cases/{red.ref}/allocate/", {"worker": southwark["worker"].pk, "reason": ""})
    assert answer.status_code == 302
    assert answer["Location"] == red.get_absolute_url()
    assert red.worker is not None
    assert red.worker.worker == southwark["worker"]


@pytest.mark.parametrize("chosen", ["", "nobody", "0"])
def test_without_a_choice_the_page_says_so_and_keeps_the_note(
    red: Case, southwark: Cast, signed_in: Callable[[User], Client], chosen: str
) -> None:
    data = {"worker": chosen, "reason": "Please read the police report first"}
    page = signed_in(southwark["team"]).post(f"/cases/{red.ref}/allocate/", data)
    assert page.status_code == 200
    assert error_of(page, "worker")
    assert texts(page, "textarea[name=reason]") == ["Please read the police report first"]
    assert red.worker is None


def test_only_a_social_worker_of_the_authority_can_be_chosen(
    red: Case, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client]
) -> None:
    for person in (barnet["worker"], southwark["mash"], southwark["school"]):
        page = signed_in(southwark["team"]).post(f"/cases/{red.ref}/allocate/", {"worker": person.pk})
        assert error_of(page, "worker")
    assert red.worker is None


def test_who_has_left_since_the_page_was_opened_is_not_taken(
    red: Case, southwark: Cast, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    southwark["worker"].memberships.filter(role="social_worker").get().delete()
    page = signed_in(southwark["team"]).post(f"/cases/{red.ref}/allocate/", {"worker": southwark["worker"].pk})
    assert error_of(page, "worker")


def test_on_a_stale_page_the_second_choice_of_the_same_worker_is_explained(
    red: Case, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    data = {"worker": southwark["worker"].pk}
    answers = [signed_in(southwark[part]).post(f"/cases/{red.ref}/allocate/", data) for part in ("team", "atm")]
    assert [answer.status_code for answer in answers] == [302, 200]
    assert f"Social worker now {southwark['worker'].name}" in " ".join(texts(answers[1], "main"))
    assert error_of(answers[1], "worker")
    assert Allocation.objects.count() == 1


def test_who_has_the_case_is_not_offered_for_it(red: Case, southwark: Cast, signed_in: Callable, at: datetime) -> None:
    operations.allocate(red, southwark["worker"], by=southwark["team"], at=at)
    page = signed_in(southwark["team"]).get(f"/cases/{red.ref}/allocate/")
    assert texts(page, ".govuk-radios__label") == [southwark["second.worker"].name]
