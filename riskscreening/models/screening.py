"""Screenings of risk and their signatures."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase.cases.models import Case
from mase.constraints import all_or_none
from riskscreening import tools

_PERSON = settings.AUTH_USER_MODEL


class Band(models.TextChoices):
    GREEN = "green", "Green: not at risk"
    AMBER = "amber", "Amber: vulnerable"
    RED = "red", "Red: likely victim"


class Assessment(models.Model):
    """One screening with one version of a tool, kept with that version for ever (ALL-3).

    The score, the worker's own judgement and the two signatures are separate facts; none follows from another.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    tool_code = models.CharField(max_length=40)
    tool_version = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    answers = models.JSONField(default=dict, blank=True)
    sexual_harm_disclosed = models.BooleanField(null=True, blank=True)
    discussed_on = models.DateField(null=True, blank=True)
    crime_reference = models.CharField(max_length=40, blank=True)
    judgement_reason = models.TextField(blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    not_known = models.PositiveSmallIntegerField(null=True, blank=True)
    asked = models.PositiveSmallIntegerField(null=True, blank=True)
    band_by_score = models.CharField(max_length=10, choices=Band, null=True, blank=True)  # noqa: DJ001 all facts or none
    band = models.CharField(max_length=10, choices=Band, null=True, blank=True)  # noqa: DJ001
    floors = models.JSONField(null=True, blank=True)
    judgement = models.CharField(max_length=10, choices=Band, null=True, blank=True)  # noqa: DJ001
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none(
                "completed_at",
                "completed_by",
                "score",
                "not_known",
                "asked",
                "band_by_score",
                "band",
                "floors",
                "judgement",
                name="assessment_completed_facts",
            ),
            models.CheckConstraint(
                condition=Q(judgement=None) | Q(judgement=models.F("band")) | ~Q(judgement_reason=""),
                name="assessment_other_judgement_says_why",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(completed_at=None), name="assessment_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Assessment {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("screening", args=[self.case.ref, self.pk])

    @property
    def tool(self) -> tools.Tool:
        """Return the very version that was answered."""
        return tools.get(self.tool_code, self.tool_version)

    @property
    def signatures(self) -> "models.QuerySet[Signature]":
        """Return what was signed or returned since it was last completed."""
        return self.all_signatures.filter(round=self.round).select_related("by").order_by("at", "pk")


class Capacity(models.TextChoices):
    """In which of the two capacities a screening is signed (SO-29)."""

    LINE_MANAGER = "line_manager", "Line manager"
    CO_ORDINATOR = "co_ordinator", "Co-ordinator"


class Verdict(models.TextChoices):
    SIGNED = "signed", "Signed off"
    RETURNED = "returned", "Returned for more work"


class Signature(models.Model):
    """A line manager's or co-ordinator's word on a completed screening (SO-29)."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="all_signatures")
    round = models.PositiveSmallIntegerField()
    capacity = models.CharField(max_length=20, choices=Capacity)
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.TextField(blank=True)
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "round", "capacity"], name="signature_once_a_capacity"),
            models.UniqueConstraint(fields=["assessment", "round", "by"], name="signature_two_people"),
            models.CheckConstraint(condition=Q(verdict=Verdict.SIGNED) | ~Q(note=""), name="signature_return_says_why"),
        ]

    def __str__(self) -> str:
        return f"Signature {self.pk} of assessment {self.assessment_id}"
