"""When a strategy meeting was held: not before it was convened, but for an urgent talk by telephone (SO-16, HO-8)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from mase.cases.errors import Refused
from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.demo.stories import OUTCOME
from meetings.models import StrategyMeeting
from meetings.operations import preparing, strategy
from meetings.operations.preparing import Said
from tests.cases.pages import error_of
from tests.meetings.conftest import everybody_came
from tests.meetings.typing_in import moment

NOW = datetime(2026, 3, 7, 9, tzinfo=UTC)
TYPED = {
    "decision": "s17",
    "decision_reason": "A plan is needed.",
    "complex_abuse": "no",
    "complex_reason": "One adult, one child.",
    "form_needed": "yes",
    "form_reason": "Several agencies hold parts of the picture.",
    "placed_elsewhere": "no",
}


@pytest.fixture
def convened(southwark: Cast, told: Callable[..., Case]) -> StrategyMeeting:
    """A meeting under whose agenda everything is said."""
    meeting = told("convene").strategy_meetings.get()
    said = Said(contributions=everybody_came(meeting), ahead={"parents_told": True, "safety_plan": "Her mother."})
    preparing.write(meeting, said, by=southwark["worker"], at=NOW)
    meeting.refresh_from_db()
    return meeting


def _minute(meeting: StrategyMeeting) -> datetime:
    return meeting.convened_at.replace(second=0, microsecond=0)


def _address(name: str, meeting: StrategyMeeting) -> str:
    return reverse(name, args=[meeting.case.ref, meeting.pk])


@pytest.mark.rule("SO-16", "HO-8")
def test_it_was_not_held_before_it_was_convened(southwark: Cast, convened: StrategyMeeting, signed_in: Any, clock: Any):
    before, facts = _minute(convened) - timedelta(minutes=1), {"by": southwark["atm"], "at": NOW}
    with pytest.raises(Refused, match="before it was convened"):
        strategy.record(convened, held_at=before, contributions={}, outcome=OUTCOME, **facts)
    clock.move_to(NOW)
    chair, address = signed_in(southwark["atm"]), _address("record_strategy", convened)
    refused = chair.post(address, TYPED | moment("held_at", before))
    assert "Enter that moment or a later one" in error_of(refused, "held_at")
    assert TYPED["form_reason"] in refused.text
    assert chair.post(address, TYPED | moment("held_at", _minute(convened))).status_code == 302
    assert "entered here after it was held" not in chair.get(convened.get_absolute_url()).text


@pytest.mark.rule("SO-16", "HO-8")
def test_an_urgent_talk_on_the_telephone_is_entered_afterwards_and_the_record_says_so(
    southwark: Cast, convened: StrategyMeeting, signed_in: Any, clock: Any
):
    convened.urgent = True
    convened.save()
    clock.move_to(NOW)
    chair, address = signed_in(southwark["atm"]), _address("record_strategy", convened)
    assert "If you talked on the telephone" in chair.get(address).text
    held_at = _minute(convened) - timedelta(hours=2)
    assert chair.post(address, TYPED | moment("held_at", held_at)).status_code == 302
    for name in ("strategy", "print_strategy"):
        assert "entered here after it was held" in chair.get(_address(name, convened)).text
