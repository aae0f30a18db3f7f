"""Which cases a meeting discusses, what it answers about each, and which of the cohort it leaves for another time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from mase.cases.models import Case
from mase.constraints import all_or_none
from mase.timescales import london_day
from meetings.models.cohort import MaseForm
from meetings.models.panel import Panel
from meetings.models.room import Theme

_PERSON = settings.AUTH_USER_MODEL


class Exceptional(models.TextChoices):
    """Why a meeting that looks at cases by exception looks at this one (SO-34)."""

    THEME = "theme", "A common theme"
    DIFFICULTY = "difficulty", "A difficulty in the work"
    BLOCKAGE = "blockage", "A blockage between agencies"


class ListEntry(models.Model):
    """A case on a meeting's list, and what the meeting answered: Redbridge's five questions (RE-8).

    It may come back at a chosen later meeting, and does where the social worker was not there for a first one (BA-6).
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="entries")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="list_entries")
    form = models.ForeignKey(MaseForm, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveSmallIntegerField()
    listed_because = models.TextField()
    brought_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="brought",
        help_text="the entry of the earlier meeting that brought the case here",
    )
    exceptional = models.CharField(max_length=10, choices=Exceptional, blank=True)
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    begun_at = models.DateTimeField(null=True, blank=True, help_text="when the meeting came to this case")
    worker_attended = models.BooleanField(null=True, blank=True)
    presented_by = models.CharField(max_length=120, blank=True)
    returns_to = models.ForeignKey(Panel, null=True, blank=True, on_delete=models.PROTECT, related_name="expected")
    returns_because = models.TextField(null=True, blank=True)  # noqa: DJ001 both facts or none
    actions_meet_concerns = models.BooleanField(null=True, blank=True)
    support_needed = models.BooleanField(null=True, blank=True)
    protect_and_disrupt = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    agencies_together = models.BooleanField(null=True, blank=True)
    recorded_by_all = models.BooleanField(null=True, blank=True)
    satisfied = models.BooleanField(null=True, blank=True)
    discussion = models.TextField(null=True, blank=True)  # noqa: DJ001
    dissent = models.TextField(blank=True, help_text="which agency did not agree, and why; empty where all agreed")
    discussed_at = models.DateTimeField(null=True, blank=True)
    discussed_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none(
                "actions_meet_concerns",
                "support_needed",
                "protect_and_disrupt",
                "agencies_together",
                "recorded_by_all",
                "satisfied",
                "discussion",
                "discussed_at",
                "discussed_by",
                name="list_entry_discussed_facts",
            ),
            all_or_none("returns_to", "returns_because", name="list_entry_returns_facts"),
            models.CheckConstraint(
                condition=Q(worker_attended=None) | Q(worker_attended=False) | ~Q(presented_by=""),
                name="list_entry_names_who_presented",
            ),
            models.UniqueConstraint(fields=["panel", "case"], name="list_entry_once_a_case"),
            models.UniqueConstraint(
                fields=["panel", "position"], name="list_entry_position", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"List entry {self.pk} of panel {self.panel_id}"

    @property
    def why_listed(self) -> str:
        """Return why the case is on the list, and of which meeting it comes back from, whenever that is held."""
        if self.brought_from is None:
            return self.listed_because
        held = london_day(self.brought_from.panel.scheduled_for)
        return f"Brought back from the meeting of {held:%-d %B %Y}: {self.listed_because}"


class EntryAddendum(models.Model):
    """What was added to approved minutes about one case. Append-only."""

    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="addenda")
    words = models.TextField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Addendum {self.pk} to list entry {self.entry_id}"

    @property
    def case(self) -> Case:
        return self.entry.case


class DeclaredInterest(models.Model):
    """That somebody said at the meeting that they know somebody in the case; never whom, nor how."""

    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="interests")
    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "person"], name="declared_interest_once")]

    def __str__(self) -> str:
        return f"Interest {self.pk} in list entry {self.entry_id}"

    @property
    def case(self) -> Case:
        return self.entry.case


class NotDiscussed(models.Model):
    """That pre-MASE looked at a child of the cohort and does not bring them to this meeting, and why (HO-16)."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="not_discussed")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="not_discussed")
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "case"], name="not_discussed_once_a_meeting")]

    def __str__(self) -> str:
        return f"Case {self.case_id} not at panel {self.panel_id}"
