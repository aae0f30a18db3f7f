"""What the police record of a referral, what a child told of an offence, and references of other systems."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from mase.cases.models import Case
from mase.constraints import all_or_none
from mase.people.models import Answer
from referrals.models.referral import Referral

_PERSON = settings.AUTH_USER_MODEL


class System(models.TextChoices):
    """Where the police keep crime reports: CRIS until February 2024, CONNECT since."""

    CRIS = "cris", "CRIS"
    CONNECT = "connect", "CONNECT"


class Report(models.TextChoices):
    CRIME = "crime", "A crime"
    NON_CRIME = "non_crime", "A non-crime exploitation report"


class Considered(models.TextChoices):
    """Whether something was considered, and what came of it (SO-32)."""

    ARRANGED = "arranged", "Considered, and arranged"
    NOT_NOW = "not_now", "Considered, and not now"
    NOT_YET = "not_yet", "Not considered yet"


class CrimeReport(models.TextChoices):
    """Where the police hold the crime reference of a category (SO-13)."""

    CREATED = "created", "A new report, made for this"
    ADDED = "added", "Added to a report that was there before"


class PoliceCategory(models.Model):
    """The category that the police gave, under which crime reference (SO-13). Append-only: the newest counts."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="categories")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200, help_text="the category in words, as they were when it was recorded")
    crime_report = models.CharField(max_length=10, choices=CrimeReport)
    crime_reference = models.CharField(max_length=40)
    system = models.CharField(max_length=10, choices=System, default=System.CONNECT)
    report = models.CharField(max_length=10, choices=Report, default=Report.CRIME)
    evidenced = models.CharField(max_length=10, choices=Answer, default=Answer.NOT_KNOWN)
    interview = models.CharField(max_length=20, choices=Considered, default=Considered.NOT_YET)
    interview_because = models.TextField(blank=True)
    witness_support = models.CharField(max_length=20, choices=Considered, default=Considered.NOT_YET)
    witness_support_because = models.TextField(blank=True)
    goes_to = models.CharField(max_length=200, blank=True, help_text="the team, in words, when it was recorded")
    basis = models.TextField(help_text="what it rests on")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(crime_reference=""), name="police_category_has_reference"),
            models.CheckConstraint(
                condition=Q(interview=Considered.NOT_NOW) ^ Q(interview_because=""),
                name="police_category_interview_reason",
            ),
            models.CheckConstraint(
                condition=Q(witness_support=Considered.NOT_NOW) ^ Q(witness_support_because=""),
                name="police_category_support_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Category {self.pk} of referral {self.referral_id}"


class Disclosure(models.Model):
    """That a child told of an offence, when and to whom; what was told stays where it was written down.

    It is settled by a crime reference, or by the decision that no crime is recorded, with the reason.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disclosures")
    told_at = models.DateTimeField()
    told_to = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    crime_reference = models.CharField(max_length=40, blank=True)
    no_crime_because = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("settled_at", "settled_by", name="disclosure_settled_facts"),
            models.CheckConstraint(
                condition=Q(settled_at=None, crime_reference="", no_crime_because="")
                | Q(settled_at__isnull=False) & (Q(crime_reference="") ^ Q(no_crime_because="")),
                name="disclosure_settled_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"Disclosure {self.pk} of case {self.case_id}"


class ExternalReference(models.Model):
    """What another system calls this child or what happened to them; many for one case."""

    class Kind(models.TextChoices):
        CRIS = "cris", "CRIS crime report"
        CONNECT = "connect", "CONNECT crime report"
        NON_CRIME = "588", "Non-crime exploitation report (588)"
        MERLIN = "merlin", "MERLIN"
        FORM_87A = "87a", "Police referral form 87a"
        CAD = "cad", "CAD"
        NRM = "nrm", "National referral mechanism"
        SOCIAL_CARE = "social_care", "Social care’s case number"
        OTHER = "other", "Another system"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="external_references")
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.CharField(max_length=60)
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("withdrawn_at", "withdrawn_by", "withdrawn_because", name="external_reference_withdrawn_facts"),
            models.UniqueConstraint(
                fields=["case", "kind", "number"], condition=Q(withdrawn_at=None), name="external_reference_once"
            ),
        ]

    def __str__(self) -> str:
        return f"External reference {self.pk} of case {self.case_id}"
