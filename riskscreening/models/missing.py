"""When a child was missing: since when, until when, and the interview after the return."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from mase.cases.models import Absence, Case
from mase.constraints import all_or_none

_PERSON = settings.AUTH_USER_MODEL


class MissingFrom(models.TextChoices):
    HOME = "home", "Home"
    CARE = "care", "Where the child is looked after"
    SCHOOL = "school", "School"
    OTHER = "other", "Somewhere else"


class Interview(models.TextChoices):
    """What became of the offer of a return interview."""

    HELD = "held", "The interview was held"
    DECLINED = "declined", "The interview was declined"


class MissingEpisode(models.Model):
    """One time a child was missing; nothing in it says whose doing that was.

    The return, and the interview within 72 hours of it, are facts of their own that may still be to come.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="missing_episodes")
    kind = models.CharField(max_length=10, choices=Absence, default=Absence.MISSING)
    missing_since = models.DateTimeField()
    missing_from = models.CharField(max_length=10, choices=MissingFrom)
    reported_to_police = models.BooleanField()
    police_reference = models.CharField(max_length=40, blank=True)
    notes = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    return_note = models.TextField(blank=True)
    found_where = models.CharField(max_length=200, blank=True)
    with_whom = models.CharField(max_length=200, blank=True)
    return_recorded_at = models.DateTimeField(null=True, blank=True)
    return_recorded_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(null=True, blank=True)
    offered_by = models.CharField(  # noqa: DJ001 all facts of the offer or none
        max_length=120,
        null=True,
        blank=True,
        help_text="declined is not the same as not offered",
    )
    interview = models.CharField(max_length=10, choices=Interview, null=True, blank=True)  # noqa: DJ001
    interview_at = models.DateTimeField(null=True, blank=True)
    interview_by = models.CharField(  # noqa: DJ001 all facts of the interview or none
        max_length=120, null=True, blank=True, help_text="who held it, or who declined it"
    )
    interview_note = models.TextField(  # noqa: DJ001
        null=True, blank=True, help_text="what was learned, or why it was declined"
    )
    passed_on = models.TextField(blank=True, help_text="what was passed to the police, in a line")
    passed_to_police = models.BooleanField(null=True, blank=True, help_text="what was learned in the interview")
    interview_recorded_at = models.DateTimeField(null=True, blank=True)
    interview_recorded_by = models.ForeignKey(
        _PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("returned_at", "return_recorded_at", "return_recorded_by", name="missing_returned_facts"),
            all_or_none("offered_at", "offered_by", name="missing_offered_facts"),
            all_or_none(
                "interview",
                "interview_at",
                "interview_by",
                "interview_note",
                "interview_recorded_at",
                "interview_recorded_by",
                name="missing_interview_facts",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(returned_at__gt=F("missing_since")), name="missing_returned_after"
            ),
            models.CheckConstraint(
                condition=Q(interview_at=None) | Q(returned_at__isnull=False, interview_at__gte=F("returned_at")),
                name="missing_interview_after_return",
            ),
            models.CheckConstraint(
                condition=Q(passed_to_police=None) & ~Q(interview=Interview.HELD, interview__isnull=False)
                | Q(passed_to_police__isnull=False, interview=Interview.HELD, interview__isnull=False),
                name="missing_passed_on_or_not",
            ),
            models.CheckConstraint(
                condition=Q(reported_to_police=True) | Q(police_reference=""), name="missing_reference_of_a_report"
            ),
            models.CheckConstraint(
                condition=Q(offered_at=None) | Q(returned_at__isnull=False, offered_at__gte=F("returned_at")),
                name="missing_offered_after_return",
            ),
            models.CheckConstraint(
                condition=Q(interview=None) | ~Q(interview=Interview.DECLINED) | Q(offered_at__isnull=False),
                name="missing_declined_was_offered",
            ),
            models.CheckConstraint(
                condition=Q(passed_on="") | Q(passed_to_police=True, passed_to_police__isnull=False),
                name="missing_passed_on_in_words",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(returned_at=None), name="missing_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Missing episode {self.pk} of case {self.case_id}"
