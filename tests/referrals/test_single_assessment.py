"""Red starts the single assessment, reckoned from the day the referral came in; on an open case it goes on (SO-14)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import Colour, Referral
from tests.referrals.trail import notices, owed, running

CODE = "single_assessment"


def red(referral: Referral, cast: Cast, *, at: datetime, colour: Colour = Colour.RED) -> None:
    fresh = Referral.objects.select_related("case__authority").get(pk=referral.pk)
    outcome = operations.propose(fresh, colour=colour, reason="It fits", by=cast["mash"], at=at)
    operations.agree(outcome, by=cast["police.mash"], at=at)


def another(case: Case, cast: Cast, *, at: datetime) -> Referral:
    """A second referral about the child, which joins the open case."""
    facts = stories.REFERRAL | {"received_at": at, "sent_by": cast["yjs"], "agency": cast.agency("yjs")}
    joined = Referral.objects.create(case=case, draft_ref="BCDF-7777", **facts)
    agencies = [cast.agency("harbour")]
    operations.start_sharing(joined, agencies=agencies, purpose="x", legal_basis="Section 47", by=cast["mash"], at=at)
    return joined


@pytest.mark.rule("SO-14")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param((2026, 4, 2, 16, 0), (2026, 6, 10, 17, 0), id="over Easter and two bank holidays of May"),
        pytest.param((2026, 3, 6, 17, 30), (2026, 5, 13, 17, 0), id="a Friday after the office has closed"),
        pytest.param((2026, 3, 7, 10, 0), (2026, 5, 13, 17, 0), id="a Saturday"),
        pytest.param((2026, 12, 24, 11, 0), (2027, 3, 2, 17, 0), id="over Christmas"),
        pytest.param((2026, 10, 23, 12, 0), (2026, 12, 29, 17, 0), id="while the clocks go back"),
    ],
)
def test_it_is_due_forty_five_working_days_after_the_receipt_whenever_red_is_agreed(
    received: tuple[int, ...], due: tuple[int, ...], told: Callable[..., Case], southwark: Cast
) -> None:
    received_at = datetime(*received, tzinfo=LONDON)
    case = told("answer", begins_at=received_at)
    assert CODE not in running(case)
    red(case.referrals.get(), southwark, at=received_at + timedelta(days=4))
    deadline = owed(case, CODE)
    assert (deadline.started_at, deadline.due_at) == (received_at, datetime(*due, tzinfo=LONDON))


@pytest.mark.rule("SO-14")
@pytest.mark.parametrize("colour", [Colour.AMBER, Colour.GREEN, Colour.BLUE])
def test_no_other_colour_starts_it(colour: Colour, shared: Referral, southwark: Cast, later: datetime) -> None:
    red(shared, southwark, at=later, colour=colour)
    assert CODE not in running(shared.case)


@pytest.mark.rule("HO-3", "SO-14")
def test_red_after_amber_starts_it_from_the_receipt_too(shared: Referral, southwark: Cast, later: datetime) -> None:
    red(shared, southwark, at=later, colour=Colour.AMBER)
    red(shared, southwark, at=later + timedelta(days=3))
    assert owed(shared.case, CODE).started_at == shared.received_at


@pytest.mark.rule("SO-14")
def test_it_goes_to_the_social_worker_as_soon_as_there_is_one(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("decide")
    assert (owed(case, CODE).owner, owed(case, CODE).owner_role) == (None, "social_worker")
    stories.allocate(southwark, case, case.referrals.get().received_at + timedelta(days=1))
    deadline = owed(case, CODE)
    assert (deadline.owner, deadline.manager) == (southwark["worker"], southwark["team"])
    assert deadline.due_at == datetime(2026, 5, 7, 17, tzinfo=LONDON)


@pytest.mark.rule("SO-21")
def test_red_on_an_allocated_case_goes_to_its_worker_and_their_manager_not_to_allocation(
    told: Callable[..., Case], southwark: Cast
) -> None:
    case = told("allocate")
    at = case.opened_at + timedelta(days=2)
    red(another(case, southwark, at=at), southwark, at=at)
    assert "allocation" not in running(case)
    text = "A new concern has come in on your case"
    assert {part for part, person in southwark.people.items() if text in notices(person)} == {"worker", "team"}


@pytest.mark.rule("SO-14", "SO-21")
def test_an_assessment_that_runs_goes_on_by_its_own_clock(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("allocate")
    before, at = owed(case, CODE), case.opened_at + timedelta(days=2)
    red(another(case, southwark, at=at), southwark, at=at)
    assert (owed(case, CODE).pk, owed(case, CODE).due_at) == (before.pk, before.due_at)


@pytest.mark.rule("SO-14", "SO-21")
def test_once_the_first_assessment_is_concluded_a_new_concern_starts_another_with_the_worker(
    told: Callable[..., Case], southwark: Cast
) -> None:
    case = told("allocate")
    at = case.opened_at + timedelta(days=30)
    deadlines.meet(case, CODE, at=at, by=southwark["worker"])
    joined = another(case, southwark, at=at)
    red(joined, southwark, at=at + timedelta(days=1))
    deadline = owed(case, CODE)
    assert (deadline.started_at, deadline.owner, deadline.manager) == (at, southwark["worker"], southwark["team"])


@pytest.mark.rule("SO-14")
def test_red_on_an_open_case_that_nobody_has_yet_goes_to_allocation_once(
    told: Callable[..., Case], southwark: Cast, later: datetime
) -> None:
    case = told("decide")
    red(another(case, southwark, at=later), southwark, at=later)
    assert case.deadlines.filter(code="allocation").count() == 1
    assert case.deadlines.filter(code=CODE).count() == 1
    cases.allocate(case, southwark["worker"], by=southwark["team"], at=later)
    assert "allocation" not in running(case)
