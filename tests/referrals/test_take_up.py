"""A new concern about a child whom a social worker has: taken up on the child's own file (SO-21, HO-5)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import joining
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from mase.cases.models import Case, Deadline
from mase.cases.models import Outcome as CaseOutcome
from mase.clock import LONDON
from mase.demo.cast import Cast
from referrals.models import Referral, RouteCode, TakenUp
from referrals.operations import routes
from referrals.operations import taking_up as operations
from tests.referrals import routed
from tests.referrals.trail import ended, notices, owed, rows, running, viewed
from tests.together import in_parallel
from tests.web.html import one, read, texts, words

TYPED = {
    "manager_told_on-day": "2",
    "manager_told_on-month": "3",
    "manager_told_on-year": "2026",
    "discussed": "yes",
    "discussed_on-day": "2",
    "discussed_on-month": "3",
    "discussed_on-year": "2026",
    "screen_again": "no",
    "strategy_indicated": "no",
    "reason": "The same car\nas before.",
}


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    """The child's own file, with a social worker."""
    return told("allocate")


@pytest.fixture
def referral(case: Case, southwark: Cast, at: datetime) -> Referral:
    """A second referral about the child, joined to it."""
    return routed.joined(southwark, case, at=at)


@pytest.fixture
def worker(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["worker"])


def address(referral: Referral, case: Case) -> str:
    return reverse("take_up", args=[case.ref, referral.pk])


def take_up(referral: Referral, case: Case, cast: Cast, *, at: datetime, **changes: Any) -> TakenUp:
    facts: dict[str, Any] = {
        "manager_told_on": at.astimezone(LONDON).date(),
        "discussed_on": None,
        "screen_again": False,
        "strategy_indicated": False,
        "reason": "x",
    }
    return operations.take_up(referral, on=case, by=cast["worker"], at=at, **facts | changes)


@pytest.mark.rule("SO-21", "HO-5")
def test_the_social_worker_takes_up_the_concern(
    worker: Client, case: Case, referral: Referral, southwark: Cast, at: datetime
) -> None:
    answer = worker.post(address(referral, case), TYPED)
    assert answer.headers["Location"] == reverse("routes", args=[case.ref])
    taken = referral.taken_up
    assert (taken.manager_told_on, taken.discussed_on) == (date(2026, 3, 2), date(2026, 3, 2))
    assert (taken.screen_again, taken.strategy_indicated, taken.reason) == (False, False, "The same car\nas before.")
    assert (taken.recorded_by, taken.recorded_at) == (southwark["worker"], at)
    assert ended(case, "forwarded_concern") == "met"
    (row,) = rows(case, Verb.CONCERN_TAKEN_UP)
    assert (row.reason, row.detail) == ("The same car\nas before.", {"referral": referral.pk})
    text = "A new concern has been taken up on an open case"
    assert {part for part, person in southwark.people.items() if text in notices(person)} == {"coordinator"}


@pytest.mark.rule("SO-21")
@pytest.mark.parametrize(
    ("joined_at", "due_on"),
    [
        pytest.param((2026, 4, 2, 15), "2026-04-07", id="over Easter"),
        pytest.param((2026, 12, 24, 15), "2026-12-29", id="over Christmas"),
        pytest.param((2026, 3, 27, 15), "2026-03-30", id="the clocks go forward"),
    ],
)
def test_it_is_taken_up_within_a_working_day(
    joined_at: tuple[int, ...], due_on: str, case: Case, southwark: Cast
) -> None:
    referral = routed.joined(southwark, case, at=datetime(*joined_at, tzinfo=LONDON))
    deadline = owed(case, "forwarded_concern")
    assert deadline.due_at.astimezone(LONDON).date().isoformat() == due_on
    assert (deadline.owner, deadline.path) == (southwark["worker"], address(referral, case))


@pytest.mark.rule("SO-21")
@pytest.mark.parametrize(("minutes", "breached"), [(-1, False), (0, False), (1, True)])
def test_taken_up_after_its_time_is_late(
    minutes: int, breached: bool, case: Case, referral: Referral, southwark: Cast
) -> None:
    due = owed(case, "forwarded_concern").due_at
    take_up(referral, case, southwark, at=due + timedelta(minutes=minutes))
    deadline = Deadline.objects.get(case=case, code="forwarded_concern")
    assert (deadline.closed_as, deadline.breached_at) == ("met", due if breached else None)


@pytest.mark.rule("SO-21")
def test_each_concern_is_taken_up_for_itself(case: Case, referral: Referral, southwark: Cast, at: datetime) -> None:
    second = routed.joined(southwark, case, at=at + timedelta(hours=1), concern="Again")
    take_up(referral, case, southwark, at=at + timedelta(hours=2))
    assert owed(case, "forwarded_concern").path == address(second, case)


@pytest.mark.rule("SO-21")
def test_a_strategy_discussion_that_is_indicated_is_owed_and_convened_next(
    worker: Client, case: Case, referral: Referral
) -> None:
    answer = worker.post(address(referral, case), TYPED | {"strategy_indicated": "yes"})
    assert answer.headers["Location"] == reverse("convene", args=[case.ref])
    assert "strategy_meeting" in running(case)
    assert worker.get(answer.headers["Location"]).status_code == 200


@pytest.mark.rule("SO-21", "ALL-3")
def test_a_child_who_is_screened_again_is_owed_a_screening(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    case, moment = told("sign"), at + timedelta(days=10)
    assert "screening" not in running(case)
    referral = routed.joined(southwark, case, at=moment)
    take_up(referral, case, southwark, at=moment, screen_again=True)
    assert owed(case, "screening").owner == southwark["worker"]


@pytest.mark.rule("SO-21")
def test_a_screening_that_runs_keeps_its_time(case: Case, referral: Referral, southwark: Cast, at: datetime) -> None:
    due = owed(case, "screening").due_at
    take_up(referral, case, southwark, at=at + timedelta(days=2), screen_again=True)
    assert owed(case, "screening").due_at == due


@pytest.mark.rule("SO-21", "SO-22")
def test_the_reviewing_officer_of_a_looked_after_child_is_owed_word_of_it(
    case: Case, referral: Referral, southwark: Cast, at: datetime
) -> None:
    how = {"by": southwark["worker"], "at": at}
    route = routes.begin(case, RouteCode.LOOKED_AFTER, reason="x", **how)
    routes.record_step(route, "iro_told", done_at=at, contact="Ms Brook", note="x", **how)
    assert "iro_notice" not in running(case)
    take_up(referral, case, southwark, at=at + timedelta(hours=1))
    assert owed(case, "iro_notice").started_at == at + timedelta(hours=1)


@pytest.mark.rule("SO-21")
def test_why_the_co_ordinator_was_not_asked_is_kept_with_the_reason(
    worker: Client, case: Case, referral: Referral
) -> None:
    worker.post(address(referral, case), TYPED | {"discussed": "no", "not_discussed": "Not at work today"})
    assert referral.taken_up.discussed_on is None
    assert referral.taken_up.reason == (
        "The same car\nas before.\n\nNot discussed with the co-ordinator: Not at work today"
    )


def test_it_is_taken_up_once(worker: Client, case: Case, referral: Referral, southwark: Cast, at: datetime) -> None:
    assert [worker.post(address(referral, case), TYPED).status_code for _ in range(2)] == [302, 409]
    with pytest.raises(AlreadyDone):
        take_up(referral, case, southwark, at=at)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_take_it_up_once(
    case: Case, referral: Referral, southwark: Cast, later: datetime
) -> None:
    results = in_parallel(lambda number: take_up(referral, case, southwark, at=later), 2)
    assert [type(result) for result in results].count(AlreadyDone) == 1
    assert TakenUp.objects.count() == 1


@pytest.mark.parametrize(("name", "days"), [("manager_told_on", -1), ("discussed_on", -1), ("manager_told_on", 2)])
def test_a_day_before_the_referral_or_ahead_is_refused(
    name: str, days: int, case: Case, referral: Referral, southwark: Cast, later: datetime
) -> None:
    day = referral.received_at.astimezone(LONDON).date() + timedelta(days=days)
    with pytest.raises(Refused):
        take_up(referral, case, southwark, at=later, **{name: day})
    assert not TakenUp.objects.exists()


def test_on_a_closed_case_nothing_is_taken_up(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    case = told("inform")
    referral = routed.joined(southwark, case, at=at)
    cases.close(case, outcome=CaseOutcome.MOVED, by=southwark["team"], at=at + timedelta(days=1), reason="Moved away")
    with pytest.raises(CaseClosed):
        take_up(referral, case, southwark, at=at + timedelta(days=1))


WRONG = {
    "Error: Select whether you have talked with the co-ordinator": {"discussed": ""},
    "Error: Enter why not": {"discussed": "no"},
    "Error: Select whether you will screen the child again": {"screen_again": ""},
    "Error: Select whether a strategy discussion is indicated": {"strategy_indicated": ""},
    "Error: Enter why, and what happens next": {"reason": " "},
    "Error: The day must not lie before the referral, 2 March 2026": {"manager_told_on-day": "1"},
    "Error: The day must be today or in the past": {"discussed_on-day": "3"},
}


@pytest.mark.rule("SO-21")
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    worker: Client, case: Case, referral: Referral, subtests: pytest.Subtests
) -> None:
    for sentence, changes in WRONG.items():
        with subtests.test(sentence):
            typed = TYPED | changes
            page = read(worker.post(address(referral, case), typed).content.decode())
            assert texts(page, ".govuk-error-message") == [sentence]
            assert one(page, "#id_reason").text_content().split() == typed["reason"].split()
    assert not TakenUp.objects.exists()


@pytest.mark.rule("SO-21", "HO-5")
def test_the_page_shows_the_concern_and_leaves_a_row_on_both_files(
    worker: Client, case: Case, referral: Referral, southwark: Cast
) -> None:
    page = words(one(read(worker.get(address(referral, case)).content.decode()), "main"))
    assert "Collected by the same car again." in page
    assert "the referrer came straight to you" in page
    assert viewed(case, southwark["worker"]) == ["take up"]
    assert viewed(referral.case, southwark["worker"]) == ["take up a new concern"]


def test_a_referral_of_a_file_that_is_not_joined_is_not_found(
    worker: Client, case: Case, referral: Referral, told: Callable[..., Case], southwark: Cast, later: datetime
) -> None:
    other = told("share", number=1).referrals.get()
    assert worker.get(address(other, case)).status_code == 404
    assert worker.get(address(case.referrals.get(), case)).status_code == 404
    joining.undo(case.matched.get(), reason="Another child after all", by=southwark["mash"], at=later)
    assert worker.get(address(referral, case)).status_code == 404


@pytest.mark.rule("ALL-5")
def test_a_referral_of_a_file_that_the_worker_may_not_see_is_not_found(
    worker: Client, case: Case, referral: Referral, southwark: Cast
) -> None:
    referral.case.person_grants.filter(user=southwark["worker"]).delete()
    assert worker.get(address(referral, case)).status_code == 404
    assert worker.post(address(referral, case), TYPED).status_code == 404
    assert not TakenUp.objects.exists()


@pytest.mark.rule("ALL-5", "SO-21")
def test_who_may_take_it_up(
    case: Case, referral: Referral, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client]
) -> None:
    for part, status in {"mash": 403, "coordinator": 403, "team": 403, "school": 403, "second.worker": 404}.items():
        assert signed_in(southwark[part]).post(address(referral, case), TYPED).status_code == status, part
    assert signed_in(barnet["worker"]).post(address(referral, case), TYPED).status_code == 404
    assert not TakenUp.objects.exists()


def test_other_methods_are_refused(worker: Client, case: Case, referral: Referral) -> None:
    assert worker.put(address(referral, case)).status_code == 405
