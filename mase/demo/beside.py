"""Invented children on routes beside the common pathway, and one held in early help."""

from datetime import datetime, timedelta
from typing import Any

from mase import timescales
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from referrals.models import Colour, NrmDecision, RouteCode
from referrals.operations import early_help, routes

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_day = timescales.london_day
# Of a child placed elsewhere: after how many hours each step was done, with whom, what was decided and why.
_DONE: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("manager_told", 1, {"contact": "The team manager"}),
    ("iro_told", 3, {"contact": "Her independent reviewing officer", "note": "The new concern, in full."}),
    (
        "host_police_contacted",
        5,
        {"contact": "Duty sergeant", "note": "They know the flat and go there tonight."},
    ),
    ("link_worker_asked", 20, {"contact": "The fostering link worker"}),
    (
        "discussion_decided",
        22,
        {"decision": "to_be_held", "note": "The carers are worried too; police there and the officer are invited."},
    ),
)
_HELD: dict[str, Any] = {
    "lead_professional": "Ms Sorrel, family support worker",
    "plan": "A mentor on Tuesdays and the homework club. School rings the family support worker if she is not there.",
    "reason": "Mother and daughter accept help. What agencies hold meets neither section 17 nor section 47 now.",
}


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell of one child on each of two routes, and of one held in early help."""
    placed_elsewhere(cast, 23, at=at)
    trafficked(cast, 24, at=at)
    held(cast, 26, at=at)


def placed_elsewhere(cast: Cast, number: int, *, at: datetime) -> Case:
    """A child in care lives in another area: half of the steps are done, a move is planned."""
    case = stories.tell(cast, number, begins_at=at - 4 * _DAY, until="inform")
    began_at, by = at - 30 * _HOUR, cast["worker"]
    reason = "She is in foster care in Thurrock. Her carers saw the car again."
    route = routes.begin(
        case, RouteCode.PLACED_ELSEWHERE, reason=reason, authority_named="Thurrock", by=by, at=began_at
    )
    for code, hours, facts in _DONE:
        done_at = began_at + hours * _HOUR
        routes.record_step(route, code, done_at=done_at, by=by, at=done_at + timedelta(minutes=20), **facts)
    moves_on, note = _day(at + 6 * _DAY), "To carers who live further away from the flat."
    routes.record_step(route, "move_planned", done_at=at - _HOUR, planned_on=moves_on, note=note, by=by, at=at)
    return case


def trafficked(cast: Cast, number: int, *, at: datetime) -> Case:
    """A child who may be trafficked: referred, and a first decision made, while the other steps go on."""
    case, by = stories.tell(cast, number, begins_at=at - 12 * _DAY, until="screen"), cast["worker"]
    began_at = at - 9 * _DAY
    reason = "She was found in a flat in another county with goods that are not hers, and fears whoever took her there."
    routes.begin(case, RouteCode.TRAFFICKING, reason=reason, by=by, at=began_at)
    responder = f"{by.name}, social worker"
    nrm = routes.refer_nrm(
        case,
        made_on=_day(began_at + _DAY),
        reference="NRM-26-004417",
        first_responder=responder,
        by=by,
        at=began_at + _DAY,
    )
    routes.decide_nrm(nrm, NrmDecision.POSITIVE, decided_on=_day(at - 3 * _DAY), by=by, at=at - 3 * _DAY)
    return case


def held(cast: Cast, number: int, *, at: datetime) -> Case:
    """A child held in early help since an outcome that was green, and reviewed since."""
    began_at = at - 100 * _DAY
    case = stories.tell(cast, number, begins_at=began_at, until="answer")
    stories.decide(cast, case, began_at + 9 * _HOUR, colour=Colour.GREEN)
    now = early_help.hold(case, agency=None, by=cast["mash"], at=began_at + 10 * _HOUR, **_HELD)
    stories.inform(cast, case, began_at + 11 * _HOUR)
    reviewed_at, finding = (
        at - 12 * _DAY,
        "She is at school every day and goes to the club. Her mother rings less often.",
    )
    by = cast["coordinator"]
    early_help.review(now, held_on=_day(reviewed_at), finding=finding, goes_on=True, by=by, at=reviewed_at)
    return case
