"""The agenda pack: rendered once, sealed, handed to each recipient with what they may see, and a ledger of copies."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from mase import references
from mase.agencies.models import Agency
from mase.cases.models import Case
from mase.constraints import all_or_none
from meetings.models.listed import ListEntry
from meetings.models.panel import Panel

_PERSON = settings.AUTH_USER_MODEL


class PackState(models.TextChoices):
    """How far a pack is."""

    WAITING = "waiting", "Waiting to be built"
    BUILDING = "building", "Being built"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be built"


class AgendaPack(models.Model):
    """One version of the pack of a meeting: who asked for it, how far it is, when it was issued or recalled (RE-6)."""

    ref = models.CharField(max_length=12, unique=True, default=references.new, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="packs")
    version = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=PackState, default=PackState.WAITING)
    parts_done = models.PositiveSmallIntegerField(default=0)
    parts_total = models.PositiveSmallIntegerField(default=0)
    built_at = models.DateTimeField(null=True, blank=True)
    front = models.BinaryField(null=True, help_text="cover, actions and themes: the sealed pages that name no case")
    front_pages = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recalled_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none

    class Meta:
        constraints = [
            all_or_none("issued_at", "issued_by", name="pack_issued_facts"),
            all_or_none("recalled_at", "recalled_by", "recalled_because", name="pack_recalled_facts"),
            models.CheckConstraint(condition=Q(issued_at=None) | Q(state="ready"), name="pack_issued_when_ready"),
            models.CheckConstraint(condition=Q(parts_done__lte=F("parts_total")), name="pack_parts_counted"),
            models.UniqueConstraint(fields=["panel", "version"], name="pack_version_once"),
        ]

    def __str__(self) -> str:
        return self.ref


class PackPart(models.Model):
    """The sealed pages of one case in a pack."""

    pack = models.ForeignKey(AgendaPack, on_delete=models.PROTECT, related_name="parts")
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()
    pages = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "entry"], name="pack_part_once_a_case")]

    def __str__(self) -> str:
        return f"Part {self.pk} of pack {self.pack_id}"


class PackCopy(models.Model):
    """The copy of one recipient: its number, when it was sent, opened and downloaded."""

    pack = models.ForeignKey(AgendaPack, on_delete=models.PROTECT, related_name="copies")
    user = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="pack_copies")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True, help_text="the confidentiality statement")
    opened_at = models.DateTimeField(null=True, blank=True)
    downloaded_at = models.DateTimeField(null=True, blank=True, help_text="the last time; the trail has every one")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "user"], name="pack_copy_once_a_person"),
            models.UniqueConstraint(fields=["pack", "number"], name="pack_copy_number"),
        ]

    def __str__(self) -> str:
        return f"Copy {self.number} of pack {self.pack_id}"
