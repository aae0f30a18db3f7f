"""The invented children on routes of their own and in early help stand where their stories say."""

from datetime import UTC, datetime

import pytest

from mase.cases.models import Deadline
from mase.demo import beside
from mase.demo.cast import Cast
from referrals import progress
from referrals.models import RouteCode
from tests.referrals.trail import owed, running

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def at() -> datetime:
    return NOW


@pytest.mark.rule("SO-22", "HO-14")
def test_half_of_the_steps_of_a_child_placed_elsewhere_are_done(southwark: Cast) -> None:
    case = beside.placed_elsewhere(southwark, 23, at=NOW)
    (shown,) = progress.routes_of(case, at=NOW)
    assert (shown.done, len(shown.steps)) == (5, 12)
    assert shown.next is not None
    assert shown.next.step.code == "iro_told"
    assert {"host_contact", "host_move_notice", "iro_notice", "strategy_meeting"} <= running(case)
    assert owed(case, "host_move_notice").due_at > NOW


@pytest.mark.rule("SO-33", "HO-4")
def test_a_child_who_may_be_trafficked_is_referred_and_screened_as_well(southwark: Cast) -> None:
    case = beside.trafficked(southwark, 24, at=NOW)
    (shown,) = progress.routes_of(case, at=NOW)
    assert (shown.route.code, shown.done) == (RouteCode.TRAFFICKING, 2)
    assert case.nrm_referrals.get().reasonable_grounds == "positive"
    assert Deadline.objects.get(case=case, code="nrm_referral").closed_as == "met"
    assert case.stage == "sign_off"


@pytest.mark.rule("SO-2", "ALL-4")
def test_a_child_is_held_in_early_help_and_the_referrer_was_told(southwark: Cast) -> None:
    case = beside.held(southwark, 25, at=NOW)
    assert (case.stage, running(case)) == ("early_help", {"early_help_review"})
    assert case.referrals.get().outcomes.get().told_verbally_on is not None
    assert case.early_help.get().reviews.get().goes_on
