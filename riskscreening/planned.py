"""What operations and pages ask about the written plans of a case, their actions, and the risks they answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet

from mase.cases import queries as owed
from mase.cases.models import Case, Deadline
from mase.timescales.calendars import instant
from riskscreening import risks
from riskscreening.models import (
    Assessment,
    AttendanceDecision,
    Attender,
    CarriedRisk,
    Plan,
    PlanKind,
    PlannedAction,
    PlanReview,
    SafetyPlan,
    TookPart,
)
from riskscreening.risks import Carried, Risk

WORDING = ("aims", "arrangements", "childs_view", "if_it_fails", "vulnerability", "impedes_recovery")
AFTER_STRATEGY = (PlanKind.CARE, PlanKind.PLACEMENT)
UPDATE = "care_plan_update"


def is_invited(case: Case, whom: Attender, *, on: date | None = None) -> bool:
    """Say whether they are invited to plan meetings: now, or at the end of that day (SO-20)."""
    found = case.attendance_decisions.filter(whom=whom)
    if on is not None:
        found = found.filter(decided_at__lte=instant(on, time.max))
    newest = found.order_by("-decided_at", "-pk").first()
    return newest is None or newest.invited


@dataclass(frozen=True, kw_only=True)
class Invited:
    """Whether somebody is invited to plan meetings, and the decision by which, where there was one."""

    whom: Attender
    decision: AttendanceDecision | None

    @property
    def is_invited(self) -> bool:
        return self.decision is None or self.decision.invited


def invited(case: Case) -> list[Invited]:
    """Return for the child and for the carers whether they are invited now, with the newest decision (SO-20)."""
    rows = case.attendance_decisions.select_related("decided_by").order_by("decided_at", "pk")
    newest = {row.whom: row for row in rows}
    return [Invited(whom=whom, decision=newest.get(whom)) for whom in Attender]


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """A review of the child in need plan, with who was left out of it before any manager had decided that."""

    review: PlanReview
    undecided: tuple[str, ...]


def reviews(case: Case) -> list[Reviewed]:
    """Return the reviews, newest first; two queries."""
    rows = list(case.attendance_decisions.order_by("decided_at", "pk"))
    found = case.plan_reviews.select_related("recorded_by").order_by("-held_on", "-pk")
    return [Reviewed(review=review, undecided=tuple(_undecided(review, rows))) for review in found]


def _undecided(review: PlanReview, decisions: Sequence[AttendanceDecision]) -> Iterable[str]:
    end = instant(review.held_on, time.max)
    for whom, part in ((Attender.CHILD, review.child_part), (Attender.CARERS, review.carers_part)):
        then = [one.invited for one in decisions if one.whom == whom and one.decided_at <= end]
        if part == TookPart.NOT_INVITED and (not then or then[-1]):
            yield whom.label


def in_force(case: Case) -> QuerySet[Plan]:
    """Return the plans that have not ended, in the order of their kinds' names."""
    return case.plans.filter(ended_on=None).select_related("case", "changed_by", "recorded_by").order_by("kind", "pk")


def of_kind(case: Case, kind: PlanKind) -> Plan | None:
    """Return the plan of that kind that is in force, or None."""
    return in_force(case).filter(kind=kind).first()


def answered_by(plan: Plan | SafetyPlan) -> list[Risk]:
    """Return the risks of the newest screening that this plan answers, but for what is covered (HO-6)."""
    href = plan.get_absolute_url()
    found = risks.counted(found_risks(plan.case).risks)
    return [risk for risk in found if risk.carried and risk.carried.href == href]


def wordings(plan: Plan) -> list[Plan]:
    """Return how the plan read, newest first, each with why it was changed; what only ended it says nothing new."""
    found: list[Plan] = []
    for version in plan.history.select_related("changed_by").order_by("history_id"):
        if not found or version.changed_at != found[-1].changed_at:
            found.append(version)
    return found[::-1]


def actions(case: Case) -> QuerySet[PlannedAction]:
    """Return the actions of every plan, those that are due first at the head."""
    related = ("case", "plan", "safety_plan", "owner", "agency", "ended_by")
    return case.planned_actions.select_related(*related).order_by("due_on", "pk")


def updates_owed(case: Case) -> list[Deadline]:
    """Return what runs since strategy meetings about a looked-after child, the earliest first (SO-22)."""
    return list(owed.running(case, UPDATE).order_by("started_at", "pk"))


def are_up_to_date(case: Case, *, since: datetime) -> bool:
    """Say whether both plans that a strategy meeting asks for have been written or changed since (SO-22)."""
    kept = case.plans.filter(kind__in=AFTER_STRATEGY, ended_on=None, changed_at__gte=since)
    return kept.count() == len(AFTER_STRATEGY)


def still_to_update(case: Case) -> list[str]:
    """Return which plans a strategy meeting still waits for, in words; nothing where none asked for any (SO-22)."""
    updates = updates_owed(case)
    if not updates:
        return []
    since = updates[-1].started_at
    kept = case.plans.filter(ended_on=None, changed_at__gte=since).values_list("kind", flat=True)
    return [kind.label.lower() for kind in AFTER_STRATEGY if kind not in set(kept)]


@dataclass(frozen=True, kw_only=True)
class Found:
    """The newest completed screening, and its risks beside the plans; no screening, no risks."""

    assessment: Assessment | None
    risks: tuple[Risk, ...]

    @property
    def counted(self) -> int:
        return len(risks.counted(self.risks))

    @property
    def gaps(self) -> tuple[Risk, ...]:
        return risks.gaps(self.risks)

    @property
    def covered(self) -> int:
        return sum(risk.is_covered for risk in self.risks)


def found_risks(case: Case) -> Found:
    """Return the risks that the newest completed screening found, each with what was recorded last (HO-6)."""
    completed = case.assessments.filter(completed_at__isnull=False).select_related("loaded_tool")
    assessment = completed.order_by("-completed_at", "-pk").first()
    if assessment is None:
        return Found(assessment=None, risks=())
    rows = case.carried_risks.select_related("plan__case", "safety_plan__case", "recorded_by").order_by("pk")
    found = risks.against_plans(assessment.tool, assessment.answers, [_carried(row) for row in rows])
    return Found(assessment=assessment, risks=found)


def gaps_in(files: Sequence[Case]) -> Iterable[Risk]:
    """Return the gaps of all these files about a child."""
    for file in files:
        yield from found_risks(file).gaps


def _carried(row: CarriedRisk) -> Carried:
    into = row.plan or row.safety_plan
    name = row.plan.get_kind_display() if row.plan else "Safety plan" if row.safety_plan else ""
    return Carried(
        tool=row.tool_code,
        item=row.item_code,
        plan=name,
        href=into.get_absolute_url() if into else "",
        is_in_force=into is not None and into.ended_on is None,
        words=row.words,
        by=row.recorded_by.name,
        at=row.recorded_at,
    )
