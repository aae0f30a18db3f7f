"""MASH waits for an agency no longer: with a reason, once, and what the agency tells later is still taken."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed
from mase.cases.models import Case, Deadline
from mase.cases.models import Outcome as CaseOutcome
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import InformationRequest, Referral, Reply
from tests.referrals.trail import notices, reasons, rows
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

REASON = "The outcome was agreed without it."


@pytest.fixture
def asked(shared: Referral) -> InformationRequest:
    """The request to health."""
    return shared.requests.select_related("case__authority", "agency").get(agency__code="southwark-health")


@pytest.fixture
def mash(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["mash"])


def address(request: InformationRequest) -> str:
    return reverse("withdraw_request", args=[request.case.ref, request.pk])


def withdraw(request: InformationRequest, cast: Cast, *, at: datetime, reason: str = REASON) -> None:
    operations.withdraw_request(request, reason=reason, by=cast["mash"], at=at)


def clock_of(request: InformationRequest) -> Deadline:
    return Deadline.objects.get(code="information_reply", key=str(request.pk))


@pytest.mark.rule("BR-1")
def test_mash_withdraws_a_request_with_its_reason(
    mash: Client, asked: InformationRequest, southwark: Cast, at: datetime
) -> None:
    answer = mash.post(address(asked), {"reason": REASON})
    assert answer.headers["Location"] == reverse("referrals", args=[asked.case.ref])
    asked.refresh_from_db()
    assert (asked.withdrawn_at, asked.withdrawn_by, asked.withdrawn_because) == (at, southwark["mash"], REASON)
    assert (asked.is_awaited, reasons(asked)) == (False, ["+", "~"])
    (row,) = rows(asked.case, Verb.INFORMATION_NOT_NEEDED)
    assert (row.actor, row.reason) == (southwark["mash"].pk, REASON)


@pytest.mark.rule("BR-1")
def test_its_time_ends_and_that_of_the_others_runs_on(
    asked: InformationRequest, southwark: Cast, later: datetime
) -> None:
    withdraw(asked, southwark, at=later)
    ended = clock_of(asked)
    assert (ended.closed_as, ended.closed_at) == ("withdrawn", later)
    assert ended.events.latest("pk").reason == REASON
    assert asked.case.deadlines.open().filter(code="information_reply").count() == 2


def test_whoever_answers_for_the_agency_is_told(asked: InformationRequest, southwark: Cast, later: datetime) -> None:
    withdraw(asked, southwark, at=later)
    text = "A request to your agency is no longer needed"
    assert {part for part, person in southwark.people.items() if text in notices(person)} == {"health"}


def test_what_the_agency_tells_later_is_still_taken(asked: InformationRequest, southwark: Cast, later) -> None:
    withdraw(asked, southwark, at=later)
    operations.answer(asked, reply=Reply.KNOWN, information="Seen in March.", by=southwark["health"], at=later)
    asked.refresh_from_db()
    assert (asked.information, asked.answered_by) == ("Seen in March.", southwark["health"])
    assert clock_of(asked).closed_as == "withdrawn"
    assert notices(southwark["mash"])[-1] == "An agency has answered your request"


def test_a_second_withdrawal_is_refused_and_changes_nothing(
    mash: Client, asked: InformationRequest, southwark: Cast, at: datetime
) -> None:
    withdraw(asked, southwark, at=at)
    with pytest.raises(AlreadyDone):
        withdraw(asked, southwark, at=at, reason="Another")
    assert mash.post(address(asked), {"reason": "Another"}).status_code == 409
    asked.refresh_from_db()
    assert asked.withdrawn_because == REASON
    assert len(rows(asked.case, Verb.INFORMATION_NOT_NEEDED)) == 1


def test_an_answered_request_is_not_withdrawn(asked: InformationRequest, southwark: Cast, later: datetime) -> None:
    operations.answer(asked, reply=Reply.NOTHING_KNOWN, information="", by=southwark["health"], at=later)
    with pytest.raises(AlreadyDone):
        withdraw(asked, southwark, at=later)
    assert clock_of(asked).closed_as == "met"


@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_withdraw_it_once(
    asked: InformationRequest, southwark: Cast, later: datetime
) -> None:
    results = in_parallel(lambda number: withdraw(asked, southwark, at=later), 2)
    assert [type(result) for result in results].count(AlreadyDone) == 1
    assert len(rows(asked.case, Verb.INFORMATION_NOT_NEEDED)) == 1


def test_on_a_closed_case_nothing_is_withdrawn(told: Callable[..., Case], southwark: Cast, later: datetime) -> None:
    case = told("inform")
    agencies = [southwark.agency("yjs")]
    operations.ask(
        case.referrals.get(), agencies=agencies, purpose="x", legal_basis="y", by=southwark["mash"], at=later
    )
    cases.close(case, outcome=CaseOutcome.MOVED, by=southwark["team"], at=later, reason="Moved away")
    with pytest.raises(CaseClosed):
        withdraw(case.information_requests.get(agency=agencies[0]), southwark, at=later)


def test_a_reason_is_asked_for_and_too_long_a_one_is_kept(mash: Client, asked: InformationRequest) -> None:
    for typed, expected in [(" ", "Error: Enter why it is no longer needed"), ("x" * 1001, "Error: ")]:
        page = read(mash.post(address(asked), {"reason": typed}).content.decode())
        (error,) = texts(page, ".govuk-error-message")
        assert error.startswith(expected)
        assert one(page, "#id_reason").text_content().strip() == typed.strip()
    asked.refresh_from_db()
    assert asked.is_awaited


def test_the_pages_say_that_nobody_waits_any_more(
    mash: Client, asked: InformationRequest, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    page = read(mash.get(reverse("referrals", args=[asked.case.ref])).content.decode())
    assert address(asked) in [link.get("href") for link in every(page, "main a")]
    withdraw(asked, southwark, at=at)
    page = read(mash.get(reverse("referrals", args=[asked.case.ref])).content.decode())
    assert address(asked) not in [link.get("href") for link in every(page, "main a")]
    assert REASON in words(page)
    own = signed_in(southwark["health"]).get(reverse("requests", args=[asked.case.ref])).content.decode()
    assert REASON in own
    assert every(read(mash.get(address(asked)).content.decode()), "main form") == []


@pytest.mark.rule("ALL-5")
def test_who_reaches_the_page(
    southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], asked: InformationRequest
) -> None:
    inside = dict.fromkeys(("police.mash", "inspector", "health", "school", "coordinator", "team"), 403)
    outside = dict.fromkeys(("other.school", "yjs", "worker", "admin"), 404)
    for part, status in {"mash": 200, **inside, **outside}.items():
        assert signed_in(southwark[part]).get(address(asked)).status_code == status, part
    assert signed_in(barnet["mash"]).post(address(asked), {"reason": REASON}).status_code == 404
    asked.refresh_from_db()
    assert asked.is_awaited


def test_the_request_of_one_case_is_not_reached_through_another(
    mash: Client, asked: InformationRequest, told: Callable[..., Case]
) -> None:
    other = told("share", number=1)
    assert mash.get(reverse("withdraw_request", args=[other.ref, asked.pk])).status_code == 404


def test_other_methods_are_refused(mash: Client, asked: InformationRequest) -> None:
    assert mash.put(address(asked)).status_code == 405


def test_the_database_keeps_half_a_withdrawal_out(asked: InformationRequest) -> None:
    asked.withdrawn_because = REASON
    with pytest.raises(IntegrityError, match="withdrawn_facts"), transaction.atomic():
        asked.save()
