"""MASH's own work on a referral: whether checks are needed, links to one request, concerns taken up."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from mase.constraints import all_or_none
from referrals.models.referral import InformationRequest, Referral

_PERSON = settings.AUTH_USER_MODEL


class Priority(models.TextChoices):
    NOW = "now", "Now: a child may be in danger"
    TODAY = "today", "Today"
    ROUTINE = "routine", "Within the time of the procedure"


class MashScreening(models.Model):
    """MASH's first decision about a referral: how urgent, and whether checks are made (HO-1). The newest counts."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="mash_screenings")
    priority = models.CharField(max_length=10, choices=Priority)
    checks_needed = models.BooleanField()
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"MASH screening {self.pk} of referral {self.referral_id}"


class RequestLink(models.Model):
    """The way in for somebody without an account: to one request, for a limited time, with a code told separately.

    Only hashes of link and code are kept. The code is read out by telephone, never sent with the link.
    """

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="links")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    secret_sha256 = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=128)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0, help_text="wrong codes; after five the link is dead")
    opened_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            all_or_none("withdrawn_at", "withdrawn_by", name="request_link_withdrawn_facts"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("sent_at")), name="request_link_ends_after"),
            models.CheckConstraint(condition=Q(attempts__lte=5), name="request_link_five_attempts"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(used_at=None, withdrawn_at=None), name="request_link_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Link {self.pk} to request {self.request_id}"


class TakenUp(models.Model):
    """How the social worker took up a referral about a child they already work with (SO-21)."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="taken_up")
    manager_told_on = models.DateField()
    discussed_on = models.DateField(null=True, blank=True, help_text="with the co-ordinator")
    screen_again = models.BooleanField()
    strategy_indicated = models.BooleanField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"Taking up of referral {self.referral_id}"
