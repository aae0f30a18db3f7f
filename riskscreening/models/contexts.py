"""Contexts outside the family in which a child is harmed, and what is done there for several children (SO-6)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase import references
from mase.agencies.models import Agency, Authority
from mase.cases.exploitation import ContextKind
from mase.cases.models import Case
from mase.constraints import all_or_none

_PERSON = settings.AUTH_USER_MODEL


class Intervention(models.Model):
    """What is done in a school, a peer group or a place, for every child who is harmed there.

    It is about the context: nothing in it names a child. Which children it serves is said in their own files.
    """

    ref = models.CharField(max_length=12, unique=True, default=references.new, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="interventions")
    kind = models.CharField(max_length=20, choices=ContextKind)
    where = models.CharField(max_length=200, help_text="the school, the group, the place, the platform")
    concern = models.TextField(help_text="what happens there")
    what = models.TextField(help_text="what is done there")
    lead = models.CharField(max_length=200, help_text="who leads it")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    begun_on = models.DateField()
    review_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(null=True, blank=True)  # noqa: DJ001 both facts or none
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("ended_on", "outcome", name="intervention_ended_facts"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("begun_on")), name="intervention_ends_after"
            ),
            models.CheckConstraint(condition=Q(review_on__gte=F("begun_on")), name="intervention_reviewed_after"),
        ]

    def __str__(self) -> str:
        return f"Intervention {self.ref}"

    def get_absolute_url(self) -> str:
        return reverse("intervention", args=[self.ref])


class Context(models.Model):
    """One context outside the family in which this child is harmed, or is safe (SO-6)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contexts")
    kind = models.CharField(max_length=20, choices=ContextKind)
    where = models.CharField(max_length=200)
    harm = models.TextField(help_text="what happens to the child there")
    safety = models.TextField(blank=True, help_text="who and what keeps the child safe there")
    interventions = models.ManyToManyField(Intervention, through="Served", related_name="contexts")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.TextField(null=True, blank=True)  # noqa: DJ001 both facts or none
    history = HistoricalRecords()

    class Meta:
        constraints = [all_or_none("ended_on", "ended_because", name="context_ended_facts")]

    def __str__(self) -> str:
        return f"Context {self.pk} of case {self.case_id}"


class Served(models.Model):
    """That an intervention serves a child in a context of theirs, since when, and why no longer."""

    context = models.ForeignKey(Context, on_delete=models.PROTECT, related_name="served")
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="served")
    since = models.DateTimeField()
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "served"
        constraints = [
            all_or_none("ended_at", "ended_by", name="served_ended_facts"),
            models.UniqueConstraint(
                fields=["context", "intervention"], condition=Q(ended_at=None), name="served_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Context {self.context_id} served by intervention {self.intervention_id}"
