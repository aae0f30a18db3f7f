"""What operations and pages ask about the written plans of a case, their actions, and the risks they answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet

from mase.agencies.models import Membership, User
from mase.agencies.roles import Permission, holding
from mase.cases import access
from mase.cases import queries as owed
from mase.cases.models import Case, Deadline
from mase.timescales.calendars import instant
from riskscreening import risks
from riskscreening.models import Assessment, Attender, CarriedRisk, Plan, PlanKind, PlannedAction

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


def in_force(case: Case) -> QuerySet[Plan]:
    """Return the plans that have not ended, in the order of their kinds' names."""
    return case.plans.filter(ended_on=None).select_related("case", "changed_by", "recorded_by").order_by("kind", "pk")


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


def people_for_actions(case: Case, *, at: datetime) -> list[tuple[User, str]]:
    """Return the people of the authority's agencies who may be given an action, each with the agency's name."""
    held = Membership.objects.at(at).filter(agency__authority=case.authority, user__is_active=True)
    held = held.filter(role__in=holding(Permission.PANEL_ACT)).exclude(user__in=access.kept_out(case))
    held = held.select_related("user", "agency").order_by("user__name", "pk")
    return list({m.user: m.agency.name for m in held}.items())


@dataclass(frozen=True, kw_only=True)
class Found:
    """The newest completed screening, and its risks beside the plans; no screening, no risks."""

    assessment: Assessment | None
    risks: tuple[risks.Risk, ...]

    @property
    def counted(self) -> int:
        return len(risks.counted(self.risks))

    @property
    def gaps(self) -> tuple[risks.Risk, ...]:
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


def gaps_in(files: Sequence[Case]) -> Iterable[risks.Risk]:
    """Return the gaps of all these files about a child."""
    for file in files:
        yield from found_risks(file).gaps


def _carried(row: CarriedRisk) -> risks.Carried:
    into = row.plan or row.safety_plan
    name = row.plan.get_kind_display() if row.plan else "Safety plan" if row.safety_plan else ""
    return risks.Carried(
        tool=row.tool_code,
        item=row.item_code,
        plan=name,
        href=into.get_absolute_url() if into else "",
        is_in_force=into is not None and into.ended_on is None,
        words=row.words,
        by=row.recorded_by.name,
        at=row.recorded_at,
    )
