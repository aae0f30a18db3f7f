"""Plans with a family: reviews of the child in need plan (SO-17); the safety plan and its reviews (HO-11).

Time runs from the day on which a plan was agreed or a review held, however late it is recorded.
"""

from datetime import date, datetime

from django.db import transaction

from mase import timescales
from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases import queries as owed
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.models import Case
from riskscreening import queries
from riskscreening.models import Attender, NextForPlan, PlanReview, SafetyPlan, SafetyPlanReview, TookPart
from riskscreening.operations import attendance, planning
from riskscreening.operations.telling import tell

_SAME_DAY = timescales.parse("same day")
_RISK_CHANGED = "The risk level changed"


@transaction.atomic
def review_plan(
    case: Case,
    *,
    held_on: date,
    plan_continues: bool,
    note: str,
    child_part: TookPart = TookPart.NOT_RECORDED,
    carers_part: TookPart = TookPart.NOT_RECORDED,
    by: User,
    at: datetime,
) -> PlanReview:
    """Record a review of the child in need plan; while it continues, the next one is due three months on (SO-17).

    A review from before the one that started the three months leaves them alone; one that ends the plan ends it in
    writing too. Nobody was left out of it without a manager's decision (SO-20).
    """
    cases.hold_open(case)
    plan = owed.running(case, "cin_review").first()
    if plan is None:
        raise StepMissing("No child in need plan is running.")
    if case.plan_reviews.filter(held_on=held_on).exists():
        raise AlreadyDone("A review held on that day has been recorded.")
    parts = {Attender.CHILD: child_part, Attender.CARERS: carers_part}
    attendance.refuse_uninvited(case, parts, held_on=held_on)
    review = PlanReview.objects.create(
        case=case,
        held_on=held_on,
        plan_continues=plan_continues,
        child_part=child_part,
        carers_part=carers_part,
        note=note,
        recorded_at=at,
        recorded_by=by,
    )
    if held_on >= timescales.london_day(plan.started_at):
        _follow(review, by=by, at=at)
    recording.record(Verb.CIN_REVIEWED, review, by=by, at=at)
    return review


@transaction.atomic
def agree_plan(
    case: Case,
    *,
    agreed_on: date,
    took_part: str,
    young_person_does: str,
    professionals_do: str,
    emergency_contact: str,
    by: User,
    at: datetime,
) -> SafetyPlan:
    """Record the safety plan agreed with the young person; its first review is due six months on (HO-11)."""
    cases.hold_open(case)
    if queries.running_plan(case):
        raise AlreadyDone("A safety plan is in force already: review it instead.")
    plan = SafetyPlan.objects.create(
        case=case,
        agreed_on=agreed_on,
        took_part=took_part,
        young_person_does=young_person_does,
        professionals_do=professionals_do,
        emergency_contact=emergency_contact,
        recorded_at=at,
        recorded_by=by,
    )
    _start(plan, agreed_on, by=by, at=at)
    recording.record(Verb.SAFETY_PLAN_AGREED, plan, by=by, at=at)
    return plan


@transaction.atomic
def review_safety_plan(
    plan: SafetyPlan,
    *,
    held_on: date,
    took_part: str,
    what_changed: str,
    decision: NextForPlan,
    wording: dict[str, str] | None = None,
    ended_because: str = "",
    by: User,
    at: datetime,
) -> SafetyPlanReview:
    """Record a review: the plan goes on, with or without another ``wording``, or ends with the reason (HO-11).

    A review from before the risk changed does not meet what is owed since.
    """
    locked = _in_force(plan)
    if locked.reviews.filter(held_on=held_on).exists():
        raise AlreadyDone("A review held on that day has been recorded.")
    if held_on < since(locked):
        raise Refused("The plan was agreed, or last reviewed, after that day.")
    review = SafetyPlanReview.objects.create(
        plan=locked,
        held_on=held_on,
        took_part=took_part,
        what_changed=what_changed,
        decision=decision,
        recorded_at=at,
        recorded_by=by,
    )
    _reword(locked, wording or {})
    if decision == NextForPlan.ENDED:
        _end(locked, held_on, because=ended_because, by=by, at=at)
    else:
        _renew(locked, held_on, by=by, at=at)
    recording.record(Verb.SAFETY_PLAN_REVIEWED, locked, by=by, at=at, reason=ended_because)
    return review


@transaction.atomic
def review_at_once(case: Case, *, by: User, at: datetime) -> None:
    """Let the safety plan in force be reviewed the same day, because the risk changed (HO-11)."""
    if queries.running_plan(case) is None:
        return
    end_of_day = timescales.due_at(_SAME_DAY, starts_at=at, calendar=case.profile_at(at).calendar)
    started = deadlines.start(case, "safety_plan_review", at=at, by=by, due_at=end_of_day)
    deadlines.move(case, "safety_plan_review", at=at, by=by, reason=_RISK_CHANGED, due_at=end_of_day)
    if started and (allocation := case.worker):
        people = [allocation.worker, allocation.allocated_by]
        text = "The risk level changed: review the safety plan today"
        tell(case, people, text, at=at, key=f"safety-plan-{started.pk}-{end_of_day:%Y%m%d}")


def since(plan: SafetyPlan) -> date:
    """Return the day of the last review or, before the first, the day the plan was agreed."""
    last = plan.reviews.order_by("-held_on").values_list("held_on", flat=True).first()
    return last or plan.agreed_on


def _follow(review: PlanReview, *, by: User, at: datetime) -> None:
    """Meet what was owed, and start the next three months or end the plan in writing."""
    case, held_on = review.case, review.held_on
    deadlines.meet(case, "cin_review", at=at, by=by)
    if review.plan_continues:
        deadlines.start(case, "cin_review", at=at, by=by, runs_from=timescales.same_time_on(held_on, at))
    else:
        planning.end_with_review(case, held_on=held_on, because=review.note, by=by, at=at)


def _in_force(plan: SafetyPlan) -> SafetyPlan:
    locked = SafetyPlan.objects.select_for_update(of=("self", "case")).select_related("case__authority").get(pk=plan.pk)
    cases.hold_open(locked.case)
    if locked.ended_on:
        raise AlreadyDone("This safety plan has ended.")
    return locked


def _reword(plan: SafetyPlan, wording: dict[str, str]) -> None:
    for name, text in wording.items():
        setattr(plan, name, text)
    if wording:
        plan.save(update_fields=list(wording))


def _end(plan: SafetyPlan, held_on: date, *, because: str, by: User, at: datetime) -> None:
    plan.ended_on, plan.ended_because = held_on, because
    plan.save(update_fields=["ended_on", "ended_because"])
    deadlines.meet(plan.case, "safety_plan_review", at=at, by=by)


def _renew(plan: SafetyPlan, held_on: date, *, by: User, at: datetime) -> None:
    running = owed.running(plan.case, "safety_plan_review").first()
    if running and held_on < timescales.london_day(queries.counts_from(running)):
        return
    deadlines.meet(plan.case, "safety_plan_review", at=at, by=by)
    _start(plan, held_on, by=by, at=at)


def _start(plan: SafetyPlan, day: date, *, by: User, at: datetime) -> None:
    path, moment = plan.get_absolute_url(), timescales.same_time_on(day, at)
    deadlines.start(plan.case, "safety_plan_review", at=at, by=by, runs_from=moment, path=path)
