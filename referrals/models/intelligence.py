"""Police intelligence: what others read of it, how it is graded, and apart from both the full text of its originator.

Graded as the police grade: how reliable the source is, how well the information is known, how it may be handled.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase.agencies.models import Agency
from mase.cases.models import Case
from mase.constraints import all_or_none

_PERSON = settings.AUTH_USER_MODEL


class Source(models.TextChoices):
    """How reliable the source is."""

    RELIABLE = "1", "1: reliable"
    UNTESTED = "2", "2: untested"
    NOT_RELIABLE = "3", "3: not reliable"


class Assessment(models.TextChoices):
    """How well the source knows it."""

    DIRECTLY = "A", "A: known directly to the source"
    CORROBORATED = "B", "B: known indirectly, and corroborated"
    INDIRECTLY = "C", "C: known indirectly"
    NOT_KNOWN = "D", "D: not known"
    SUSPECTED_FALSE = "E", "E: suspected to be false"


class Handling(models.TextChoices):
    """What those who read the line may do with it."""

    PERMITTED = "P", "P: may be shared where that is lawful"
    CONDITIONS = "C", "C: may be shared on conditions"


class About(models.TextChoices):
    """What the person it is about is to the police (Data Protection Act 2018, section 38)."""

    SUSPECT = "suspect", "Somebody suspected of an offence"
    CONVICTED = "convicted", "Somebody convicted of an offence"
    VICTIM = "victim", "A victim, or somebody who may be one"
    WITNESS = "witness", "A witness, or somebody who can tell of it"


class Nature(models.TextChoices):
    """Fact and opinion are kept apart (section 38)."""

    FACT = "fact", "Fact"
    OPINION = "opinion", "Opinion or personal assessment"


class Intelligence(models.Model):
    """A piece of intelligence as others see it. Its originator alone may withdraw it; a correction is a new one."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="intelligence")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="intelligence")
    line = models.TextField(help_text="what others read: nothing from which the source can be told")
    source = models.CharField(max_length=1, choices=Source)
    assessment = models.CharField(max_length=1, choices=Assessment)
    handling = models.CharField(max_length=1, choices=Handling)
    conditions = models.TextField(blank=True)
    about = models.CharField(max_length=10, choices=About)
    nature = models.CharField(max_length=10, choices=Nature)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "police intelligence"
        constraints = [
            all_or_none("withdrawn_at", "withdrawn_by", "withdrawn_because", name="intelligence_withdrawn_facts"),
            models.CheckConstraint(condition=~Q(line=""), name="intelligence_has_a_line"),
            models.CheckConstraint(
                condition=Q(handling=Handling.CONDITIONS) ^ Q(conditions=""), name="intelligence_says_its_conditions"
            ),
        ]

    def __str__(self) -> str:
        return f"Intelligence {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("intelligence", args=[self.case.ref])

    @property
    def grading(self) -> str:
        """Return the three grades as the police write them: "1AP"."""
        return f"{self.source}{self.assessment}{self.handling}"


class IntelligenceText(models.Model):
    """The full text. Append-only; the database shows it to the originator's people and to nobody else (apps.py)."""

    intelligence = models.OneToOneField(Intelligence, on_delete=models.PROTECT, primary_key=True, related_name="full")
    text = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="intelligence_text_says_something")]

    def __str__(self) -> str:
        return f"Full text of intelligence {self.pk}"
