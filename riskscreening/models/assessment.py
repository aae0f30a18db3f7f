"""The single assessment of a child's needs, from the allocation to its outcome."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from mase.cases.models import Case
from mase.constraints import all_or_none

_PERSON = settings.AUTH_USER_MODEL


class AssessmentOutcome(models.TextChoices):
    """What a single assessment leads to."""

    S47 = "s47", "Section 47 enquiry: child protection procedures"
    S17 = "s17", "Child in need plan under section 17"
    EARLY_HELP = "early_help", "Early help or universal services"
    NO_FURTHER_ACTION = "no_further_action", "No further action by children’s social care"


class CarriedInto(models.TextChoices):
    """The plan into which the risks that were found are carried (HO-6)."""

    CIN = "cin", "Child in need plan"
    CP = "cp", "Child protection plan"
    LAC = "lac", "Care plan of a looked-after child"
    EARLY_HELP = "early_help", "Early help plan"


WITH_A_PLAN = (AssessmentOutcome.S47, AssessmentOutcome.S17)
WITHOUT_A_PLAN = (AssessmentOutcome.EARLY_HELP, AssessmentOutcome.NO_FURTHER_ACTION)


class SingleAssessment(models.Model):
    """A concluded single assessment: since when it was under way, what it led to, and why (SO-14, SO-17, SO-18).

    Where the child is at risk of significant harm and child protection procedures are not used, who decided so, when
    and why are facts of their own (SO-19).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="single_assessments")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    concluded_at = models.DateTimeField()
    concluded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=AssessmentOutcome)
    reason = models.TextField()
    significant_harm = models.BooleanField()
    not_protected_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all three facts or none
    not_protected_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    not_protected_on = models.DateField(null=True, blank=True)
    carried_into = models.CharField(max_length=10, choices=CarriedInto, blank=True)
    carried_where = models.TextField(blank=True)
    told_verbally_on = models.DateField(null=True, blank=True)
    told_in_writing_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "started_at"], name="single_assessment_concluded_once"),
            models.CheckConstraint(
                condition=Q(concluded_at__gte=F("started_at")), name="single_assessment_concluded_after"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=AssessmentOutcome.S47) | Q(significant_harm=True),
                name="single_assessment_enquiry_is_about_harm",
            ),
            all_or_none(
                "not_protected_because",
                "not_protected_by",
                "not_protected_on",
                name="single_assessment_not_protected_facts",
            ),
            models.CheckConstraint(
                condition=Q(significant_harm=True, not_protected_because=None, outcome=AssessmentOutcome.S47)
                | Q(significant_harm=True, not_protected_because__isnull=False) & ~Q(outcome=AssessmentOutcome.S47)
                | Q(significant_harm=False, not_protected_because=None),
                name="single_assessment_not_protected_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=WITH_A_PLAN) | ~Q(carried_into=""), name="single_assessment_carried_into_plan"
            ),
            all_or_none("told_verbally_on", "told_in_writing_on", name="single_assessment_told_both_ways"),
            models.CheckConstraint(
                condition=~Q(outcome__in=WITHOUT_A_PLAN) | Q(told_verbally_on__isnull=False),
                name="single_assessment_referrer_told",
            ),
        ]

    def __str__(self) -> str:
        return f"Single assessment {self.pk} of case {self.case_id}"
