"""Plans with a family: the reviews of a child in need plan, and the safety plan with its own reviews."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase.cases.models import Case
from mase.constraints import all_or_none

_PERSON = settings.AUTH_USER_MODEL


class TookPart(models.TextChoices):
    """How the child, or the carers, had their say in a review (SO-20)."""

    CAME = "came", "Came"
    VIEWS = "views", "Sent their views"
    DID_NOT_COME = "did_not_come", "Were invited and did not come"
    NOT_INVITED = "not_invited", "Were not invited, as a manager decided"
    NOT_RECORDED = "not_recorded", "Not recorded"


class PlanReview(models.Model):
    """A review of the child in need plan, at least every three months until it ends (SO-17)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plan_reviews")
    held_on = models.DateField()
    plan_continues = models.BooleanField()
    child_part = models.CharField(max_length=20, choices=TookPart, default=TookPart.NOT_RECORDED)
    carers_part = models.CharField(max_length=20, choices=TookPart, default=TookPart.NOT_RECORDED)
    note = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"Plan review {self.pk} of case {self.case_id}"


class SafetyPlan(models.Model):
    """What a young person and the professionals will do to keep the young person safe, agreed with them (HO-11).

    A review may change its wording; the history keeps how it read before.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="safety_plans")
    agreed_on = models.DateField()
    took_part = models.TextField()
    young_person_does = models.TextField()
    professionals_do = models.TextField()
    emergency_contact = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.TextField(null=True, blank=True)  # noqa: DJ001 both facts or none
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("ended_on", "ended_because", name="safety_plan_ended_facts"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("agreed_on")), name="safety_plan_ends_after"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(ended_on=None), name="safety_plan_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Safety plan {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("safety_plan", args=[self.case.ref, self.pk])


class NextForPlan(models.TextChoices):
    """What a review makes of a safety plan."""

    CONTINUES = "continues", "It goes on as it is"
    CHANGED = "changed", "It goes on, with changes"
    ENDED = "ended", "It ends"


class SafetyPlanReview(models.Model):
    """A review of the safety plan: every six months, and at once when the risk changes (HO-11)."""

    plan = models.ForeignKey(SafetyPlan, on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField()
    took_part = models.TextField()
    what_changed = models.TextField()
    decision = models.CharField(max_length=10, choices=NextForPlan)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "held_on"], name="safety_plan_review_once_a_day")]

    def __str__(self) -> str:
        return f"Review {self.pk} of safety plan {self.plan_id}"
