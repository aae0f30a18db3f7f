"""The trail: who did and who saw what, when, why, for which agency.

Append-only; it points at nothing, so nothing can take it along.
"""

from django.db import models
from django.db.models.functions import Now

from mase.audit.verbs import Verb


class Event(models.Model):
    """One act or one viewing."""

    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    verb = models.CharField(max_length=40)
    actor = models.BigIntegerField(null=True, help_text="the person's number; empty for the system itself")
    agency = models.CharField(max_length=50, blank=True, help_text="the agency acted for at the time")
    case = models.CharField(max_length=12, blank=True, help_text="the case's reference")
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict, help_text="codes and references, never a person's details")

    class Meta:
        indexes = [
            models.Index(fields=["case", "-at", "-id"], name="event_by_case"),
            models.Index(fields=["actor", "-at"], name="event_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject} {self.case}"

    @property
    def words(self) -> str:
        """Return what was done, as the timeline says it after the person's name."""
        return Verb(self.verb).label
