"""Invented plans: one child's are carried out bit by bit, another's wait for what a strategy meeting asked of them."""

from datetime import datetime, timedelta
from typing import Any

from mase import timescales
from mase.cases.models import Case
from mase.demo import stories, strategies
from mase.demo.cast import Cast
from meetings import convening
from meetings.agenda import Asked
from meetings.operations import preparing
from referrals.models import RouteCode
from referrals.operations import routes
from riskscreening.models import ActionEnd, Attender, Plan, PlanKind, SafetyPlan, TookPart
from riskscreening.operations import acting, attendance, carrying, planning, plans

_DAY = timedelta(days=1)
_on = timescales.london_day
_CIN = {
    "aims": "She is home when she says she will be, and nobody she does not know collects her after school.",
    "arrangements": "The social worker sees her every Tuesday, alone. School walks with her to the bus. Police visit "
    "the keeper of the car. Her mother rings before eight in the evening.",
    "childs_view": "“I want somebody to fetch me who isn’t cross.”",
    "if_it_fails": "The plan is looked at the same day, and whether child protection procedures are needed.",
}
_LATER = _CIN | {
    "arrangements": "The social worker sees her every Tuesday, alone. Her aunt fetches her from school. Police have "
    "visited the keeper of the car. A mentor meets her on Thursdays.",
}
_PLACEMENT = {
    "aims": "She stays with her carers and is welcome when she comes back, whenever that is.",
    "arrangements": "The carers note cars and callers and tell the police. The link worker visits every fortnight.",
    "childs_view": "“They leave the light on for me.”",
    "if_it_fails": "A planning meeting before any move, with the independent reviewing officer.",
}


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell of a child with plans in every state, and of a looked-after child after a strategy meeting."""
    carried_out(cast, 40, at=at)
    after_strategy(cast, 42, at=at)


def carried_out(cast: Cast, number: int, *, at: datetime) -> Case:
    """A child in need plan, changed once and reviewed, a safety plan, actions done, open and late, and a gap."""
    case = stories.tell(cast, number, begins_at=at - 60 * _DAY, until="conclude")
    began_at, by = at - 45 * _DAY, cast["worker"]
    plan = planning.write(case, PlanKind.CIN, begun_on=_on(began_at), wording=_CIN, by=by, at=began_at)
    safety = case.safety_plans.get(ended_on=None)
    _act(cast, plan, safety, at=at)
    reason = "Her mother is at work on Thursdays, and what is said there could reach the adult with the car."
    attendance.decide(
        case, whom=Attender.CARERS, invited=False, reason=reason, by=cast["team"], at=began_at + 20 * _DAY
    )
    _review(cast, case, plan, at=began_at + 25 * _DAY)
    words = "The visit to the keeper of the car, and who meets her after school."
    carrying.carry(case, ["C4"], into=plan, words=words, by=by, at=began_at + 26 * _DAY)
    words = "Whom she can ring at any hour, and who goes out to look for her."
    carrying.carry(case, ["C1"], into=safety, words=words, by=by, at=began_at + 26 * _DAY)
    return case


def after_strategy(cast: Cast, number: int, *, at: datetime) -> Case:
    """A looked-after child: a strategy meeting asked for both plans; the placement plan has been written since."""
    case = stories.tell(cast, number, begins_at=at - 9 * _DAY, until="convene")
    reason = "She is looked after and lives with foster carers in the borough."
    by, held_at = cast["worker"], case.strategy_meetings.get().scheduled_for
    routes.begin(case, RouteCode.LOOKED_AFTER, reason=reason, by=by, at=held_at - timedelta(hours=2))
    planning.write(case, PlanKind.CARE, begun_on=_on(held_at - _DAY), wording=_CIN, by=by, at=held_at - _DAY / 4)
    meeting = case.strategy_meetings.get()
    posts = [Asked(post=post.title) for post in convening.posts(case, at=held_at)]
    preparing.invite_more(meeting, agencies=[], asked=posts, by=by, at=held_at - timedelta(hours=1))
    strategies.work_through(meeting, by=by, at=held_at)
    stories.hold(cast, case, held_at)
    about, written_at = "A safeguarding plan; Disrupting contact with whoever may harm the child", held_at + _DAY
    planning.write(
        case, PlanKind.PLACEMENT, begun_on=_on(written_at), wording=_PLACEMENT, about=about, by=by, at=written_at
    )
    return case


def _act(cast: Cast, plan: Plan, safety: SafetyPlan, *, at: datetime) -> None:
    by, early = cast["worker"], at - 40 * _DAY
    visit = acting.agree(
        plan,
        text="Visit the keeper of the car, and tell the social worker what came of it.",
        **_to(cast["police.member"], early + 10 * _DAY),
        by=by,
        at=early,
    )
    said = "Visited on Tuesday; he was told that she is a child and not to go near her. Reference 4619283/26."
    acting.report(visit, ending=ActionEnd.DONE, outcome=said, by=cast["police.member"], at=early + 8 * _DAY)
    text = "Offer a health check at school, with somebody she chooses beside her."
    acting.agree(plan, text=text, **_to(cast["health"], at + 6 * _DAY), by=by, at=at - 5 * _DAY)
    text = "Find a mentor who can meet her on Thursdays."
    acting.agree(plan, text=text, **_to(cast["worker"], at - 2 * _DAY), by=by, at=at - 15 * _DAY)
    hers: dict[str, Any] = {"owner": None, "owner_outside": "The young person", "due_on": _on(at + 12 * _DAY)}
    text = "Save her aunt’s number under another name, so that she can ring whenever she wants."
    acting.agree(safety, text=text, **hers, by=by, at=at - 3 * _DAY)


def _review(cast: Cast, case: Case, plan: Plan, *, at: datetime) -> None:
    facts: dict[str, Any] = {"held_on": _on(at), "plan_continues": True}
    parts: dict[str, Any] = {"child_part": TookPart.CAME, "carers_part": TookPart.NOT_INVITED}
    note = "She is home by nine on most days. The plan goes on; her aunt fetches her from school now."
    plans.review_plan(case, note=note, **facts, **parts, by=cast["worker"], at=at)
    seen, because = planning.version(plan), "What the review decided: her aunt fetches her, and a mentor is found."
    planning.change(plan, wording=_LATER, because=because, seen=seen, by=cast["worker"], at=at + _DAY)


def _to(owner: Any, moment: datetime) -> dict[str, Any]:
    return {"owner": owner, "owner_outside": "", "due_on": _on(moment)}
