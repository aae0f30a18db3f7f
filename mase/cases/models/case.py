"""The file about one child: the case, who works it, and how far it has come."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase import profiles, references
from mase.agencies import roles
from mase.agencies.models import Authority
from mase.cases.stages import Stage, Step
from mase.constraints import all_or_none
from mase.people.models import Person
from mase.web import reader

_PERSON = settings.AUTH_USER_MODEL


class Outcome(models.TextChoices):
    """How a case ends."""

    NO_FURTHER_ACTION = "no_further_action", "No further action"
    EARLY_HELP = "early_help", "Early help or universal services"
    RISK_REDUCED = "risk_reduced", "Risk reduced, plan completed"
    MOVED = "moved", "Transferred to another authority"
    ADULT = "adult", "Now an adult, passed to adult services"


class Absence(models.TextChoices):
    """The two kinds that are counted: nobody knows where the child is, or the child is away without agreement."""

    MISSING = "missing", "Missing: nobody knew where the child was"
    AWAY = "away", "Away without agreement: where the child was, was known"


class Case(models.Model):
    """What an authority holds about one child, from the first contact on."""

    ref = models.CharField(max_length=12, unique=True, default=references.new, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="cases")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    opened_at = models.DateTimeField()
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.MASH_CHECK)
    restricted_at = models.DateTimeField(null=True, blank=True)
    restricted_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    restricted_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all three facts or none
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_as = models.CharField(max_length=20, choices=Outcome, null=True, blank=True)  # noqa: DJ001
    closed_because = models.TextField(null=True, blank=True)  # noqa: DJ001
    absent_since = models.DateTimeField(null=True, blank=True, verbose_name="missing or away since")
    absent_as = models.CharField(  # noqa: DJ001 both or neither
        max_length=10, choices=Absence, null=True, blank=True, verbose_name="missing or away"
    )
    history = HistoricalRecords()

    class Meta:
        indexes = [
            models.Index(fields=["absent_since"], condition=Q(absent_since__isnull=False), name="case_absent_now")
        ]
        permissions = [(f"see_{section.value}", section.label) for section in roles.Section]
        constraints = [
            all_or_none("restricted_at", "restricted_by", "restricted_because", name="case_restricted_facts"),
            all_or_none("closed_at", "closed_by", "closed_as", "closed_because", name="case_closed_facts"),
            all_or_none("absent_since", "absent_as", name="case_absent_facts"),
            models.CheckConstraint(
                condition=Q(stage=Stage.CLOSED, closed_at__isnull=False) | ~Q(stage=Stage.CLOSED) & Q(closed_at=None),
                name="case_closed_stage",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.ref])

    @property
    def profile(self) -> profiles.Profile:
        """Return the procedures of the authority that holds the case."""
        return self.authority.profile

    def profile_at(self, at: datetime) -> profiles.Profile:
        """Return the procedures that are in force there at that moment."""
        return self.authority.profile_at(at)

    @property
    def worker(self) -> "Allocation | None":
        """Return the allocation in force, or None while nobody is allocated."""
        return next((one for one in self.hands if one.ends_at is None), None)

    @property
    def hands(self) -> "list[Allocation]":
        """Return the two newest allocations, the one in force first."""
        newest = self.allocations.order_by(F("ends_at").desc(nulls_first=True), "-pk")
        return reader.kept(("hands", self.pk), lambda: list(newest.select_related("worker", "allocated_by")[:2]))


class Allocation(models.Model):
    """A social worker's responsibility for a case, and the manager who gave it to them."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="allocations")
    worker = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="allocations")
    allocated_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="why this worker, for them and for whoever reads the file")
    hand_over = models.TextField(blank=True, help_text="what the worker before leaves to the next")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ends_at=None), name="allocation_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("begins_at")), name="allocation_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return f"Allocation {self.pk} of {self.case_id}"


class Transition(models.Model):
    """One step of the pathway: who, when, why (ALL-1). Append-only; an illegal step is refused by trigger."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transitions")
    step = models.CharField(max_length=20, choices=Step)
    at = models.DateTimeField()
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="transition_in_order")]

    def __str__(self) -> str:
        return f"{self.step} of case {self.case_id}"
