"""The routes a case can be on beside the common pathway, their steps, trafficking, and children held in early help."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from mase.agencies.models import Agency
from mase.cases.models import Case
from mase.constraints import all_or_none

_PERSON = settings.AUTH_USER_MODEL


class RouteCode(models.TextChoices):
    """What each asks for stands in referrals/routes.py."""

    LOOKED_AFTER = "looked_after", "Looked-after child, in the borough"
    PLACED_ELSEWHERE = "placed_elsewhere", "Looked-after child, placed in another borough"
    PLACED_HERE = "placed_here", "Another authority’s child, placed here"
    CARE_LEAVER = "care_leaver", "Care leaver of 18 or over"
    TRAFFICKING = "trafficking", "Trafficking is suspected"
    OPEN_CASE = "open_case", "A new concern on an open case"


class Route(models.Model):
    """That a case is on a route, since when and why; several at once are possible."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="routes")
    code = models.CharField(max_length=20, choices=RouteCode)
    authority_named = models.CharField(max_length=80, blank=True, help_text="the other authority, where there is one")
    reason = models.TextField()
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("ended_at", "ended_by", "ended_because", name="route_ended_facts"),
            models.UniqueConstraint(fields=["case", "code"], condition=Q(ended_at=None), name="route_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Route {self.pk} of case {self.case_id}"


class RouteStep(models.Model):
    """A step of a route: what was done when, with whom. Append-only; a step done again is another row."""

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="steps")
    code = models.CharField(max_length=30)
    done_at = models.DateTimeField()
    contact = models.CharField(max_length=200, blank=True, help_text="who was told or asked: name and role")
    decision = models.CharField(max_length=30, blank=True)
    planned_on = models.DateField(null=True, blank=True, help_text="the day ahead that the step is about: of a move")
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["route", "code", "id"], name="route_step_in_order")]

    def __str__(self) -> str:
        return f"Step {self.code} of route {self.route_id}"


class NrmDecision(models.TextChoices):
    POSITIVE = "positive", "Positive"
    NEGATIVE = "negative", "Negative"
    SUSPENDED = "suspended", "Suspended, or withdrawn"


class NrmReferral(models.Model):
    """A referral to the national referral mechanism, with its two decisions (SO-33, HO-4)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="nrm_referrals")
    made_on = models.DateField()
    reference = models.CharField(max_length=40)
    first_responder = models.CharField(max_length=200)
    reasonable_grounds = models.CharField(max_length=10, choices=NrmDecision, null=True, blank=True)  # noqa: DJ001
    reasonable_grounds_on = models.DateField(null=True, blank=True)
    conclusive_grounds = models.CharField(max_length=10, choices=NrmDecision, null=True, blank=True)  # noqa: DJ001
    conclusive_grounds_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("reasonable_grounds", "reasonable_grounds_on", name="nrm_reasonable_facts"),
            all_or_none("conclusive_grounds", "conclusive_grounds_on", name="nrm_conclusive_facts"),
            models.CheckConstraint(
                condition=Q(conclusive_grounds=None)
                | Q(
                    reasonable_grounds__isnull=False,
                    reasonable_grounds="positive",
                    conclusive_grounds_on__gte=F("reasonable_grounds_on"),
                ),
                name="nrm_conclusive_after_reasonable",
            ),
            models.CheckConstraint(
                condition=Q(reasonable_grounds_on=None) | Q(reasonable_grounds_on__gte=F("made_on")),
                name="nrm_decided_after_made",
            ),
            models.UniqueConstraint(fields=["case", "reference"], name="nrm_reference_once"),
        ]

    def __str__(self) -> str:
        return f"NRM referral {self.pk} of case {self.case_id}"


class EarlyHelp(models.Model):
    """A child held outside social care, by early help, who stays in the co-ordinator's view (SO-2)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="early_help")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lead_professional = models.CharField(max_length=200)
    plan = models.TextField()
    reason = models.TextField()
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "early help"
        constraints = [
            all_or_none("ended_at", "ended_by", "ended_because", name="early_help_ended_facts"),
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="early_help_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Early help {self.pk} of case {self.case_id}"


class EarlyHelpReview(models.Model):
    """The co-ordinator's look at a child held in early help. Append-only."""

    early_help = models.ForeignKey(EarlyHelp, on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField()
    finding = models.TextField()
    goes_on = models.BooleanField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Review {self.pk} of early help {self.early_help_id}"
