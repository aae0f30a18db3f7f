"""Picture and refusal agree: a station is open exactly where the server would not refuse, whatever has happened."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from mase.cases import operations, picture, showing
from mase.cases.errors import StepMissing
from mase.cases.models import Case, Outcome
from mase.cases.picture import State, Station
from mase.cases.stages import Stage
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.operations import planning, submission
from referrals.models import Colour
from tests.cases.test_picture import BOROUGHS, HOUR, STEPS


def _of_case(case: Case, *, at: datetime) -> dict[str, Station]:
    owed = showing.deadlines(case.deadlines.open(), at=at)
    rows = list(case.transitions.order_by("pk"))
    found = picture.stations(rows, owed, stage=Stage(case.stage), profile=case.profile_at(at))
    return {station.stop.name: station for station in found}


def _is_refused(act: Callable[[], object]) -> bool:
    """Say whether the server refuses the act because something has to come first; nothing of it stays."""
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except StepMissing:
        return True
    return False


def _attempts(cast: Cast, case: Case, at: datetime) -> dict[str, Callable[[], object]]:
    """Return, by the station's name, the acts that a borough has gates before."""
    worker, team = cast["worker"], cast["team"]
    form = stories.FORM | {"without_strategy_because": "The police act tonight"}
    plan: dict[str, Any] = {"reason": "Plan", "carers_invited": True, "carers_reason": "", "scheduled_for": at}
    closing: dict[str, Any] = {"outcome": Outcome.MOVED, "reason": "Moved away"}
    return {
        "form": lambda: submission.submit(case, form=form, by=worker, at=at),
        "map": lambda: planning.refer(case, **plan, by=worker, at=at),
        "closed": lambda: operations.close(case, **closing, by=team, at=at),
    }


@pytest.mark.rule("RE-3", "BA-2", "BR-5", "ALL-1")
@pytest.mark.parametrize("borough", BOROUGHS)
def test_picture_and_refusal_agree_after_every_act_of_a_story(
    hire: Callable[[str], Cast], at: datetime, borough: str
) -> None:
    cast, moment = hire(borough), at
    stories.schedule(cast, on=(at + timedelta(days=24)).date(), at=at)
    case = stories.refer(cast, 0, at=at)
    _assert_agreed(cast, case, moment)
    for _, pause, act in stories.ACTS:
        moment += pause
        act(cast, case, moment)
        case.refresh_from_db()
        _assert_agreed(cast, case, moment)
    assert case.stage == Stage.REVIEW


@pytest.mark.rule("RE-3")
def test_picture_and_refusal_agree_that_a_planning_meeting_opens_the_form(
    hire: Callable[[str], Cast], at: datetime
) -> None:
    cast = hire("redbridge")
    case = stories.tell(cast, 0, begins_at=at, until="sign")
    assert _of_case(case, at=at)["form"].state is State.WAITING
    plan: dict[str, Any] = {"reason": "Plan", "carers_invited": True, "carers_reason": "", "scheduled_for": at}
    meeting = planning.refer(case, **plan, by=cast["worker"], at=at)
    planning.add_professional(meeting, name="A", role="Nurse", agency="Health", by=cast["worker"], at=at)
    planning.add_strategy(meeting, text="Meet her after school", who="A", due_on=at.date(), by=cast["worker"], at=at)
    planning.record(meeting, held_on=at.date(), summary="Agreed", by=cast["worker"], at=at)
    assert _of_case(case, at=at)["form"].state is State.OPEN
    _assert_agreed(cast, case, at + timedelta(days=9))


@pytest.mark.rule("HO-3")
def test_picture_and_refusal_agree_where_a_case_ends_at_mash(southwark: Cast, at: datetime) -> None:
    case = stories.tell(southwark, 0, begins_at=at, until="answer")
    stories.decide(southwark, case, at + HOUR, colour=Colour.BLUE)
    assert _of_case(case, at=at)["closed"].state is State.WAITING
    _assert_agreed(southwark, case, at + HOUR)
    stories.inform(southwark, case, at + 2 * HOUR)
    assert _of_case(case, at=at)["closed"].state is State.DONE


@pytest.mark.rule("BA-2")
def test_the_form_asks_for_a_reason_exactly_where_the_server_does(hire: Callable[[str], Cast], at: datetime) -> None:
    for borough in BOROUGHS:
        cast = hire(borough)
        case = stories.tell(cast, 0, begins_at=at, until="sign")
        _assert_a_reason_is_asked_for(cast, case, at)
        for act in (stories.convene, stories.hold):
            act(cast, case, at + timedelta(days=5))
            case.refresh_from_db()
        _assert_a_reason_is_asked_for(cast, case, at)


def _assert_a_reason_is_asked_for(cast: Cast, case: Case, at: datetime) -> None:
    """Where the server would refuse the form without a reason, and only there."""
    form = _of_case(case, at=at)["form"]
    refused = _is_refused(lambda: submission.submit(case, form=stories.FORM, by=cast["worker"], at=at))
    assert refused is (form.state is State.WAITING or form.note is not None), (case.authority.code, case.stage)
    case.refresh_from_db()


def _assert_agreed(cast: Cast, case: Case, at: datetime) -> None:
    """Each station that is not behind the case is open exactly where the step there would be taken."""
    drawn = _of_case(case, at=at)
    unfinished = {name for name, station in drawn.items() if station.state in (State.OPEN, State.WAITING)}
    for name in unfinished & {"mash_check", "outcome", "allocation", "screening", "sign_off", "pre_mase", "mase"}:
        assert operations.allows(case, STEPS[name][0]) is (drawn[name].state is State.OPEN), (name, case.stage)
    attempts = _attempts(cast, case, at)
    for name in unfinished & attempts.keys():
        assert _is_refused(attempts[name]) is (drawn[name].state is State.WAITING), (name, case.stage)
        case.refresh_from_db()
