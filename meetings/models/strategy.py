"""Strategy meetings and what the agencies brought to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase.agencies.models import Agency
from mase.cases.models import Case
from mase.constraints import all_or_none

_PERSON = settings.AUTH_USER_MODEL


class Decision(models.TextChoices):
    """What a strategy meeting decides about the threshold (HO-8)."""

    S47_JOINT = "s47_joint", "Section 47 enquiry, joint with the police"
    S47_SINGLE = "s47_single", "Section 47 enquiry by social care"
    S17 = "s17", "Section 17 assessment and a child in need plan"
    NO_FURTHER_ACTION = "no_further_action", "No further action under child protection procedures"


class StrategyMeeting(models.Model):
    """The discussion of social care, police, health and education about one child (SO-16, HO-8)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="strategy_meetings")
    convened_at = models.DateTimeField()
    convened_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    urgent = models.BooleanField()
    scheduled_for = models.DateTimeField()
    place = models.CharField(max_length=200)
    chair = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=20, choices=Decision, null=True, blank=True)  # noqa: DJ001 all facts or none
    decision_reason = models.TextField(null=True, blank=True)  # noqa: DJ001
    form_needed = models.BooleanField(null=True, blank=True)
    form_reason = models.TextField(null=True, blank=True)  # noqa: DJ001
    safety_plan = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none(
                "held_at",
                "recorded_by",
                "decision",
                "decision_reason",
                "form_needed",
                "form_reason",
                name="strategy_held_facts",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(held_at=None), name="strategy_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Strategy meeting {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("strategy", args=[self.case.ref, self.pk])


class Contribution(models.Model):
    """An agency invited to a strategy meeting: whether it came, by whom, and what it said."""

    meeting = models.ForeignKey(StrategyMeeting, on_delete=models.PROTECT, related_name="contributions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField(null=True, blank=True)
    attended_by = models.CharField(max_length=200, blank=True)
    information = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "agency"], name="contribution_once_an_agency")]

    def __str__(self) -> str:
        return f"Contribution {self.pk} to meeting {self.meeting_id}"
