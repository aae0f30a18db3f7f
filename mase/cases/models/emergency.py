"""Access that somebody took in an emergency, without being asked first and with being asked afterwards."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from mase.cases.models.case import Case
from mase.constraints import all_or_none, different_people

_PERSON = settings.AUTH_USER_MODEL
LASTS = timedelta(hours=1)


class EmergencyQuerySet(models.QuerySet["Emergency"]):
    def in_force(self, at: datetime) -> Self:
        """Return what is still open at that moment."""
        return self.filter(ends_at__gt=at)

    def unreviewed(self) -> Self:
        """Return what nobody has looked into yet."""
        return self.filter(reviewed_at=None)


class Emergency(models.Model):
    """One hour in a record that the person had no access to, with the reason they gave and what a review found."""

    class Need(models.TextChoices):
        DANGER = "danger", "A child is in danger now"
        MISSING = "missing", "A child is missing now"
        OUT_OF_HOURS = "out_of_hours", "I am covering out of hours and the worker cannot be reached"
        COURT = "court", "A court or the police need an answer now"

    class Finding(models.TextChoices):
        JUSTIFIED = "justified", "Justified"
        SHOULD_HAVE_ACCESS = "should_have_access", "Justified, and the person should have had access already"
        NOT_JUSTIFIED = "not_justified", "Not justified: passed to the person's agency"
        MISUSE = "misuse", "Misuse: passed on as a data breach"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="emergencies")
    user = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="emergencies")
    need = models.CharField(max_length=20, choices=Need)
    reason = models.TextField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="an hour after it was opened, or when the person ended it")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=20, choices=Finding, null=True, blank=True)  # noqa: DJ001 all facts or none
    review_note = models.TextField(null=True, blank=True)  # noqa: DJ001
    history = HistoricalRecords()

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        constraints = [
            all_or_none("reviewed_at", "reviewed_by", "finding", "review_note", name="emergency_reviewed_facts"),
            different_people("user", "reviewed_by", name="emergency_reviewed_by_another"),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("opened_at")) & Q(ends_at__lte=F("opened_at") + LASTS),
                name="emergency_one_hour",
            ),
        ]
        indexes = [models.Index(fields=["user", "opened_at"], name="emergency_of_user")]

    def __str__(self) -> str:
        return f"Emergency access {self.pk} to {self.case_id}"
