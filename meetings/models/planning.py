"""Multi-agency planning meetings (MAP) of one child."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase.cases.models import Case
from mase.constraints import all_or_none
from meetings.models.arranged import Arranged

_PERSON = settings.AUTH_USER_MODEL


class PlanningMeeting(Arranged):
    """A multi-agency planning meeting (MAP) of one child's own professionals (BR-5, RE-3)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="planning_meetings")
    referred_at = models.DateTimeField()
    referred_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    carers_invited = models.BooleanField()
    carers_reason = models.TextField(blank=True)
    held_on = models.DateField(null=True, blank=True)
    summary = models.TextField(null=True, blank=True)  # noqa: DJ001 both facts or none
    recorded_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            *Arranged.Meta.constraints,
            all_or_none("held_on", "summary", "recorded_by", name="planning_held_facts"),
            models.CheckConstraint(
                condition=Q(carers_invited=True) | ~Q(carers_reason=""), name="planning_without_carers_says_why"
            ),
            models.CheckConstraint(condition=Q(held_on=None) | Q(cancelled_at=None), name="planning_held_or_cancelled"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(held_on=None, cancelled_at=None), name="planning_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Planning meeting {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("planning", args=[self.case.ref, self.pk])


class Professional(models.Model):
    """One of the child's own professionals, invited to the planning meeting."""

    meeting = models.ForeignKey(PlanningMeeting, on_delete=models.PROTECT, related_name="professionals")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    agency = models.CharField(max_length=120)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"Professional {self.pk} of meeting {self.meeting_id}"


class Strategy(models.Model):
    """What the planning meeting agreed to do, by whom, until when."""

    meeting = models.ForeignKey(PlanningMeeting, on_delete=models.PROTECT, related_name="strategies")
    text = models.TextField()
    who = models.CharField(max_length=200)
    due_on = models.DateField()
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"Strategy {self.pk} of meeting {self.meeting_id}"
