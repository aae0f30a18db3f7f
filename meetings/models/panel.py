"""The MASE meeting itself: when and where, who came, its approved minutes."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase import references
from mase.agencies.models import Agency, Authority
from mase.constraints import all_or_none
from meetings.models.arranged import Arranged

_PERSON = settings.AUTH_USER_MODEL


class PanelQuerySet(models.QuerySet["Panel"]):
    def upcoming(self, at: datetime) -> Self:
        """Return the meetings still to come, the next one first; a cancelled one does not come."""
        return self.filter(scheduled_for__gt=at, cancelled_at=None).order_by("scheduled_for", "pk")

    def before(self, at: datetime) -> Self:
        """Return the meetings that were called for before that moment and not cancelled, the last one first."""
        return self.filter(scheduled_for__lt=at, cancelled_at=None).order_by("-scheduled_for", "-pk")


class Panel(Arranged):
    """One monthly MASE meeting of an authority (SO-25, RE-1)."""

    ref = models.CharField(max_length=12, unique=True, default=references.new, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="panels")
    scheduled_at = models.DateTimeField()
    scheduled_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    pre_mase_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    circulated_at = models.DateTimeField(null=True, blank=True)
    circulated_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = PanelQuerySet.as_manager()

    class Meta:
        constraints = [
            *Arranged.Meta.constraints,
            all_or_none("circulated_at", "circulated_by", name="panel_circulated_facts"),
            models.CheckConstraint(condition=Q(pre_mase_at__lt=models.F("scheduled_for")), name="panel_after_pre_mase"),
            models.UniqueConstraint(
                fields=["authority", "scheduled_for"], condition=Q(cancelled_at=None), name="panel_once_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("panel", args=[self.ref])

    def members(self, *, at: datetime) -> models.QuerySet[Agency]:
        """Return the agencies that are standing members by the procedures of that moment (SO-25)."""
        kinds = self.authority.profile_at(at).standing_members
        return Agency.objects.filter(authority=self.authority, kind__in=kinds).order_by("pk")

    @property
    def approved_minutes(self) -> "Minutes | None":
        """Return the minutes once the chair has approved them."""
        return getattr(self, "minutes", None)

    @property
    def is_locked(self) -> bool:
        """Say whether the minutes are approved and nothing in them changes any more."""
        return Minutes.objects.filter(panel=self).exists()


class Capacity(models.TextChoices):
    """As what somebody was at the meeting."""

    MEMBER = "member", "Member"
    CHAIR = "chair", "Chair"
    PRESENTER = "presenter", "Presents a case"
    INVITED = "invited", "Invited"
    OBSERVER = "observer", "Observer, bound to confidentiality"


class Attendance(models.Model):
    """Who was at the meeting for which agency and as what, or sent apologies; when they left, if before its end."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="attendances")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    present = models.BooleanField()
    capacity = models.CharField(max_length=10, choices=Capacity, default=Capacity.MEMBER)
    left_at = models.TimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "agency", "name"], name="attendance_once"),
            models.CheckConstraint(condition=Q(left_at=None) | Q(present=True), name="attendance_left_who_came"),
        ]

    def __str__(self) -> str:
        return f"Attendance {self.pk} of panel {self.panel_id}"


class MinutesApproval(models.Model):
    """That one of the chairs approved the draft as it read then; where two chair, both do. Append-only.

    ``sha256`` is that of the content they read: who approved other words than the last has to approve again.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="approvals")
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", help_text="for which they chair")
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"Approval {self.pk} of the minutes of panel {self.panel_id}"


class Minutes(models.Model):
    """The approved minutes, as they were approved. Append-only; what they quote is locked with them."""

    panel = models.OneToOneField(Panel, on_delete=models.PROTECT, related_name="minutes")
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"Minutes of panel {self.panel_id}"


class MinutesAddendum(models.Model):
    """What was added to approved minutes about the meeting as a whole; it names no child. Append-only."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="addenda")
    words = models.TextField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Addendum {self.pk} to minutes {self.minutes_id}"
