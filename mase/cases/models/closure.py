"""How a case was closed each time, what was checked before, the look back three months later, and why it reopened."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from mase.cases.models.case import Case, Outcome
from mase.constraints import all_or_none

_PERSON = settings.AUTH_USER_MODEL


class Closure(models.Model):
    """One time the case was closed; the case itself says only how it stands now."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closures")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome)
    reason = models.TextField()
    childs_view = models.TextField(blank=True, help_text="what the child or young person says of it")
    checked = models.JSONField(default=dict, help_text="what the checklist found, and why it closed all the same")
    opens_again_when = models.TextField(blank=True, help_text="what would open the case again")
    looked_back_at = models.DateTimeField(null=True, blank=True)
    looked_back_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    looked_back_finding = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reopened_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("looked_back_at", "looked_back_by", "looked_back_finding", name="closure_looked_back_facts"),
            all_or_none("reopened_at", "reopened_by", "reopened_because", name="closure_reopened_facts"),
            models.UniqueConstraint(fields=["case"], condition=Q(reopened_at=None), name="closure_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Closure {self.pk} of case {self.case_id}"
