"""The plans that carry what was found: the plan itself, its actions, which risk it answers, who is at its meetings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase.agencies.models import Agency
from mase.cases.models import Case
from mase.constraints import all_or_none
from riskscreening.models.plans import SafetyPlan

_PERSON = settings.AUTH_USER_MODEL


class PlanKind(models.TextChoices):
    CIN = "cin", "Child in need plan"
    CP = "cp", "Child protection plan"
    CARE = "care", "Care plan"
    PLACEMENT = "placement", "Placement plan"
    PATHWAY = "pathway", "Pathway plan"


class Plan(models.Model):
    """A written plan for the child, one of a kind at a time; how it read before is in its history (SO-17, SO-22).

    The pathway plan of a care leaver names the vulnerability and what impedes recovery (SO-23).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField(max_length=10, choices=PlanKind)
    begun_on = models.DateField()
    aims = models.TextField(help_text="what has to be different for the child")
    arrangements = models.TextField(help_text="what is done, by whom, how often the child is seen")
    childs_view = models.TextField(blank=True, help_text="what the child says of the plan, in the child's own words")
    if_it_fails = models.TextField(blank=True, help_text="what happens if things do not change")
    vulnerability = models.TextField(blank=True)
    impedes_recovery = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    changed_because = models.TextField(blank=True, help_text="of the newest wording; empty for the first")
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.TextField(null=True, blank=True)  # noqa: DJ001 both facts or none
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("ended_on", "ended_because", name="plan_ended_facts"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("begun_on")), name="plan_ends_after"
            ),
            models.CheckConstraint(
                condition=~Q(kind=PlanKind.PATHWAY) | ~Q(vulnerability="") & ~Q(impedes_recovery=""),
                name="plan_pathway_names_vulnerability",
            ),
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(ended_on=None), name="plan_one_of_a_kind_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Plan {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.case.ref, self.pk])


class ActionEnd(models.TextChoices):
    """What became of an action; that it could not be done is not that it was not done."""

    DONE = "done", "Done"
    NOT_POSSIBLE = "not_possible", "Not possible: circumstances changed"
    NOT_UNDERTAKEN = "not_undertaken", "Not undertaken"
    CANCELLED = "cancelled", "No longer needed"


class PlannedAction(models.Model):
    """What somebody by name does by a day, under a plan or the safety plan; it is owed until it has ended (HO-11).

    Whoever has no account here is named with their organisation, and the social worker answers for the action.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="planned_actions")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    safety_plan = models.ForeignKey(SafetyPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    text = models.TextField()
    owner = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner_outside = models.CharField(max_length=200, blank=True, help_text="somebody without an account")
    due_on = models.DateField()
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    ended_as = models.CharField(max_length=20, choices=ActionEnd, null=True, blank=True)  # noqa: DJ001 all facts or none
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField(null=True, blank=True, help_text="what came of it, or why not")  # noqa: DJ001
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(plan__isnull=False, safety_plan=None) | Q(plan=None, safety_plan__isnull=False),
                name="planned_action_of_one_plan",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, agency__isnull=False, owner_outside="")
                | Q(owner=None, agency=None) & ~Q(owner_outside=""),
                name="planned_action_has_one_owner",
            ),
            all_or_none("ended_as", "ended_at", "ended_by", "outcome", name="planned_action_ended_facts"),
        ]

    def __str__(self) -> str:
        return f"Planned action {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("planned_action", args=[self.case.ref, self.pk])

    @property
    def whose(self) -> str:
        """Return the name of whom the action was given to."""
        return self.owner.name if self.owner else self.owner_outside


class CarriedRisk(models.Model):
    """Into which plan a risk that a screening found is carried, or why into none (HO-6). The newest row counts.

    A risk is known by the code of its tool and item, so that it stays the same from one screening to the next.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="carried_risks")
    tool_code = models.CharField(max_length=40)
    item_code = models.CharField(max_length=40)
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="risks")
    safety_plan = models.ForeignKey(SafetyPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="risks")
    words = models.TextField(help_text="how the plan answers it, or why no plan does")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(plan=None) | Q(safety_plan=None), name="carried_risk_into_one_plan")
        ]

    def __str__(self) -> str:
        return f"Carried risk {self.pk} of case {self.case_id}"


class Attender(models.TextChoices):
    CHILD = "child", "The child"
    CARERS = "carers", "Parents or carers"


class AttendanceDecision(models.Model):
    """A manager's decision on whether the child, or the carers, are invited to plan meetings (SO-20).

    They are, unless it would compromise safety or the investigation. The newest decision on each counts.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attendance_decisions")
    whom = models.CharField(max_length=10, choices=Attender)
    invited = models.BooleanField()
    reason = models.TextField(help_text="what attendance would compromise, or why that no longer holds")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Attendance decision {self.pk} of case {self.case_id}"
