"""Two people act on one case at the same moment: the second waits for the first, then goes on or is refused."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit.models import Event
from mase.cases import access, operations
from mase.cases.errors import AlreadyDone, CaseClosed, StepMissing
from mase.cases.models import Allocation, Case, Outcome
from mase.cases.stages import Stage, Step
from mase.demo import cast as demo_cast
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.ledger import kinds, only
from tests.together import overlapping

pytestmark = pytest.mark.django_db(transaction=True)
LATER = timedelta(days=2)
CLOSE = {"outcome": Outcome.MOVED, "reason": "Moved away"}


@pytest.fixture
def southwark(transactional_db: None, at: datetime) -> Cast:
    return demo_cast.hire("southwark", at=at, password=None)


def _stale(case: Case) -> Case:
    """Return the case as a page that was opened before holds it."""
    return Case.objects.get(pk=case.pk)


def test_two_managers_who_allocate_leave_one_allocation(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    case = told("decide")
    one, other = _stale(case), _stale(case)
    overlapping(
        lambda: operations.allocate(one, southwark["worker"], by=southwark["team"], at=at + LATER),
        lambda: operations.allocate(other, southwark["second.worker"], by=southwark["atm"], at=at + LATER),
    )
    assert case.worker is not None
    assert case.worker.worker == southwark["second.worker"]
    assert Allocation.objects.filter(ends_at=None).count() == 1
    assert list(case.transitions.filter(step="allocated").values_list("by", flat=True)) == [southwark["team"].pk]
    assert set(case.person_grants.values_list("user", flat=True)) == {southwark["second.worker"].pk}
    assert kinds(only(case, "screening")) == ["started", "handed_over"]
    assert only(case, "screening").owner == southwark["second.worker"]


def test_two_who_choose_the_same_worker_allocate_once(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    case = told("decide")
    one, other = _stale(case), _stale(case)
    _, second = overlapping(
        lambda: operations.allocate(one, southwark["worker"], by=southwark["team"], at=at + LATER),
        lambda: operations.allocate(other, southwark["worker"], by=southwark["atm"], at=at + LATER),
    )
    assert isinstance(second, AlreadyDone)
    assert Message.objects.filter(key__startswith="allocated-").count() == 1


def test_a_case_that_is_being_closed_is_not_given_on(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    case = told("inform")
    one, other = _stale(case), _stale(case)
    _, second = overlapping(
        lambda: operations.close(one, **CLOSE, by=southwark["team"], at=at + LATER),
        lambda: operations.allocate(other, southwark["second.worker"], by=southwark["atm"], at=at + LATER),
    )
    assert isinstance(second, CaseClosed)
    assert case.worker is None
    assert not case.person_grants.exists()
    assert case.deadlines.open().get().code == "look_back"


def test_two_who_close_close_once(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    case = told("inform")
    one, other = _stale(case), _stale(case)
    _, second = overlapping(
        lambda: operations.close(one, **CLOSE, by=southwark["team"], at=at + LATER),
        lambda: operations.close(other, **CLOSE, by=southwark["atm"], at=at + LATER),
    )
    assert isinstance(second, CaseClosed)
    assert Event.objects.filter(verb="case_closed").count() == 1


def test_two_who_restrict_restrict_once(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    case = told("refer")
    one, other = _stale(case), _stale(case)
    _, second = overlapping(
        lambda: operations.restrict(one, by=southwark["service"], at=at, reason="Related to a member of staff"),
        lambda: operations.restrict(other, by=southwark["mash"], at=at, reason="The same"),
    )
    assert isinstance(second, AlreadyDone)
    assert set(case.person_grants.values_list("user", flat=True)) == {southwark["service"].pk}


def test_a_case_that_is_being_restricted_is_opened_to_no_agency(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    case, health = told("refer"), southwark.agency("health")
    one, other = _stale(case), _stale(case)
    overlapping(
        lambda: operations.restrict(one, by=southwark["service"], at=at, reason="Related to a member of staff"),
        lambda: access.open_to_agency(other, health, Section, by=southwark["mash"], at=at, reason="Asked"),
    )
    assert not case.agency_grants.exists()


def test_and_what_was_opened_a_moment_before_is_closed_with_the_rest(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    case, health = told("refer"), southwark.agency("health")
    one, other = _stale(case), _stale(case)
    overlapping(
        lambda: access.open_to_agency(one, health, Section, by=southwark["mash"], at=at, reason="Asked"),
        lambda: operations.restrict(other, by=southwark["service"], at=at, reason="Related to a member of staff"),
    )
    assert not case.agency_grants.exists()


def test_of_two_steps_at_once_the_second_sees_the_first(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    case = told("share")
    one, other = _stale(case), _stale(case)
    overlapping(
        lambda: operations.advance(one, Step.RED, by=southwark["mash"], at=at + LATER),
        lambda: operations.advance(other, Step.ALLOCATED, by=southwark["team"], at=at + LATER),
    )
    assert list(case.transitions.order_by("pk").values_list("step", flat=True))[-2:] == ["red", "allocated"]
    assert {_stale(case).stage, *case.agency_grants.values_list("stage", flat=True)} == {Stage.SCREENING}


def test_an_act_that_fails_at_its_end_leaves_nothing(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    case = told("share")
    before = (Event.objects.count(), Message.objects.count(), case.transitions.count())
    with pytest.raises(StepMissing):
        _outcome_and_close(case, southwark["mash"], at + LATER)
    assert (Event.objects.count(), Message.objects.count(), case.transitions.count()) == before
    assert set(case.agency_grants.values_list("stage", flat=True)) == {_stale(case).stage}


@transaction.atomic
def _outcome_and_close(case: Case, by: User, at: datetime) -> None:
    operations.advance(case, Step.RED, by=by, at=at)
    operations.close(case, **CLOSE, by=by, at=at)


def test_two_administrators_who_give_one_new_person_a_role_make_one_account(southwark: Cast, at: datetime) -> None:
    typed = {"name": "Grace Hopper", "email": "grace@southwark.example", "role": "social_worker"}
    csc = southwark.agency("csc")

    def give() -> object:
        return agencies.begin_membership(csc, **typed, by=southwark["admin"], at=at)

    first, second = overlapping(give, give)
    assert first == second
    assert User.objects.filter(email=typed["email"]).count() == 1
    assert Event.objects.filter(verb="membership_begun", actor=southwark["admin"].pk).count() == 1
