"""The CSE surgery: sessions of police and co-ordinator with slots that workers and partners book (BA-3)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase import references
from mase.agencies.models import Agency, Authority
from mase.cases.models import Case
from mase.constraints import all_or_none

_PERSON = settings.AUTH_USER_MODEL


class SurgerySession(models.Model):
    """A session on one day, with slots of equal length."""

    ref = models.CharField(max_length=12, unique=True, default=references.new, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="surgeries")
    begins_at = models.DateTimeField()
    minutes_each = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cancelled_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("cancelled_at", "cancelled_by", "cancelled_because", name="surgery_cancelled_facts"),
            models.UniqueConstraint(
                fields=["authority", "begins_at"], condition=Q(cancelled_at=None), name="surgery_once_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("surgery", args=[self.ref])


class SurgerySlot(models.Model):
    """A slot of the session, and who has it; nothing of what is spoken of in it stands here."""

    session = models.ForeignKey(SurgerySession, on_delete=models.PROTECT, related_name="slots")
    begins_at = models.DateTimeField()
    # Who may not see a booking still sees that the slot is not free; whoever cancels the session reaches everybody.
    taken_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "begins_at"], name="surgery_slot_once")]

    def __str__(self) -> str:
        return f"Slot {self.pk} of surgery {self.session_id}"


class Why(models.TextChoices):
    """What a slot is booked for (BA-3)."""

    BEFORE_MASE = "before_mase", "An open case, before it goes to MASE"
    BELOW_THRESHOLD = "below_threshold", "A worry below the threshold of MASE"


class Recommended(models.TextChoices):
    """What the surgery advises."""

    MASE_FORM = "mase_form", "Complete the MASE form"
    STRATEGY = "strategy", "Convene a strategy meeting"
    SCREEN = "screen", "Screen the child"
    REFER = "refer", "Send a referral"
    EARLY_HELP = "early_help", "Offer early help"
    WATCH = "watch", "Keep watching, and come again if the worry grows"


class SurgeryBooking(models.Model):
    """Who booked a slot and what for, and the advice it ended with. Seen by them and by who gives advice (apps.py)."""

    slot = models.ForeignKey(SurgerySlot, on_delete=models.PROTECT, related_name="bookings")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="surgery_bookings")
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=20, choices=Why)
    question = models.TextField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    advised_at = models.DateTimeField(null=True, blank=True)
    advised_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recommends = models.CharField(max_length=20, choices=Recommended, null=True, blank=True)  # noqa: DJ001
    advice = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("released_at", "released_by", name="surgery_booking_released_facts"),
            all_or_none("advised_at", "advised_by", "recommends", "advice", name="surgery_booking_advised_facts"),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(advised_at=None), name="surgery_booking_released_or_advised"
            ),
            models.CheckConstraint(
                condition=Q(why="below_threshold") | Q(case__isnull=False), name="surgery_booking_before_mase_has_case"
            ),
            models.UniqueConstraint(
                fields=["slot"], condition=Q(released_at=None), name="surgery_slot_booked_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Booking {self.pk} of slot {self.slot_id}"

    def get_absolute_url(self) -> str:
        return reverse("surgery_booking", args=[self.slot.session.ref, self.pk])
