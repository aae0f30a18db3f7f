"""A meeting that is arranged for a moment: it can be moved to another one, or cancelled."""

from django.conf import settings
from django.db import models

from mase.constraints import all_or_none

_PERSON = settings.AUTH_USER_MODEL


class Arranged(models.Model):
    """When the meeting is to be, from when it was moved last and why, and that it was cancelled and why."""

    scheduled_for = models.DateTimeField()
    moved_at = models.DateTimeField(null=True, blank=True, help_text="the last time; history keeps those before")
    moved_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    moved_from = models.DateTimeField(null=True, blank=True)
    moved_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cancelled_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none

    class Meta:
        abstract = True
        constraints = [
            all_or_none("moved_at", "moved_by", "moved_from", "moved_because", name="%(class)s_moved_facts"),
            all_or_none("cancelled_at", "cancelled_by", "cancelled_because", name="%(class)s_cancelled_facts"),
        ]
