"""What agencies send to a meeting, and the quarterly return that goes out of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from mase.agencies.models import Agency, Authority
from meetings.models.panel import Panel

_PERSON = settings.AUTH_USER_MODEL
TOPICS = (
    "prevention",
    "disruption",
    "prosecution",
    "places",
    "peer_groups",
    "gangs",
    "young_people",
    "investigations",
    "people_of_concern",
    "hot_spots",
)


class AgencySubmission(models.Model):
    """What a member agency tells a meeting: its work, places and groups of raised risk, young people (SO-25, SO-31)."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="submissions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="submissions")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    nothing_to_report = models.BooleanField()
    prevention = models.TextField(blank=True)
    disruption = models.TextField(blank=True)
    prosecution = models.TextField(blank=True)
    places = models.TextField(blank=True)
    peer_groups = models.TextField(blank=True)
    gangs = models.TextField(blank=True)
    young_people = models.TextField(blank=True)
    investigations = models.TextField(blank=True)
    people_of_concern = models.TextField(blank=True)
    hot_spots = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "agency"], name="agency_submission_once_a_meeting"),
            models.CheckConstraint(
                condition=Q(nothing_to_report=True, **dict.fromkeys(TOPICS, ""))
                | Q(~Q(**dict.fromkeys(TOPICS, "")), nothing_to_report=False),
                name="agency_submission_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"Submission {self.pk} of agency {self.agency_id}"


class QuarterlyReturn(models.Model):
    """That the data set of a quarter was reported: on which day, to whom (RE-9). It holds no figures."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="quarterly_returns")
    quarter = models.CharField(max_length=7, help_text="2026-Q1")
    issued_on = models.DateField()
    issued_to = models.CharField(max_length=200)
    note = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "quarter"], name="quarterly_return_once")]

    def __str__(self) -> str:
        return f"Return {self.quarter} of authority {self.authority_id}"
