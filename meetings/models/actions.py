"""What named people do by a day: actions about a child, from whatever meeting, and actions about a theme."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase.agencies.models import Agency, Authority
from mase.cases.models import Case
from mase.constraints import all_or_none, exactly_one
from meetings.models.complex_abuse import ComplexMeeting
from meetings.models.listed import ListEntry
from meetings.models.panel import Panel
from meetings.models.planning import PlanningMeeting
from meetings.models.room import Theme
from meetings.models.strategy import StrategyMeeting

_PERSON = settings.AUTH_USER_MODEL


class Ending(models.TextChoices):
    """How an action ends; "not possible" and "not undertaken" are different facts."""

    DONE = "done", "Done"
    NOT_POSSIBLE = "not_possible", "Not possible, circumstances changed"
    NOT_UNDERTAKEN = "not_undertaken", "Not undertaken"
    CANCELLED = "cancelled", "Cancelled"


REPORTED = (Ending.DONE, Ending.NOT_POSSIBLE, Ending.NOT_UNDERTAKEN)  # by the owner; a meeting cancels


class Agreed(models.Model):
    """What every action has: the words, a named person in an agency, a day, and how it ended."""

    text = models.TextField()
    owner = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="%(class)ss")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_as = models.CharField(max_length=20, choices=Ending, null=True, blank=True)  # noqa: DJ001 all facts or none
    evidence = models.TextField(null=True, blank=True)  # noqa: DJ001

    class Meta:
        abstract = True


class Action(Agreed):
    """What a named person in a partner agency does about a child by a day (RE-8), and the meeting that agreed it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="actions")
    entry = models.ForeignKey(ListEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    strategy = models.ForeignKey(
        StrategyMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    planning = models.ForeignKey(
        PlanningMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    complex_meeting = models.ForeignKey(
        ComplexMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("closed_at", "closed_by", "closed_as", "evidence", name="action_closed_facts"),
            exactly_one("entry", "strategy", "planning", "complex_meeting", name="action_of_one_meeting"),
        ]

    def __str__(self) -> str:
        return f"Action {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("action", args=[self.case.ref, self.pk])

    @property
    def panel(self) -> Panel | None:
        """The MASE meeting that agreed it; another kind of meeting may have."""
        return self.entry.panel if self.entry else None

    @property
    def owed(self) -> Case:
        """What its deadline hangs on, under its ``key``."""
        return self.case

    @property
    def key(self) -> str:
        return str(self.pk)

    @property
    def reference(self) -> str:
        """What a notice about it names."""
        return self.case.ref


class Heard(models.Model):
    """What a later meeting heard of an action, and to which day it was carried forward (RE-8). Append-only."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    carried_to = models.DateField(null=True, blank=True)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class ActionCheck(Heard):
    """What a later meeting heard of an action about a child."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="checks")

    def __str__(self) -> str:
        return f"Check {self.pk} of action {self.action_id}"

    @property
    def case(self) -> Case:
        return self.action.case


class ThemeAction(Agreed):
    """What a named person does about a theme or a blockage by a day; no single child is its subject (SO-34)."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="actions")
    history = HistoricalRecords()

    class Meta:
        constraints = [all_or_none("closed_at", "closed_by", "closed_as", "evidence", name="theme_action_closed_facts")]

    def __str__(self) -> str:
        return f"Action {self.pk} about theme {self.theme_id}"

    def get_absolute_url(self) -> str:
        return reverse("theme_action", args=[self.panel.ref, self.pk])

    @property
    def panel(self) -> Panel:
        """The MASE meeting that agreed it."""
        return self.theme.panel

    @property
    def owed(self) -> Authority:
        """What its deadline hangs on, under its ``key``: no child's file."""
        return self.panel.authority

    @property
    def key(self) -> str:
        return f"theme-{self.pk}"

    @property
    def reference(self) -> str:
        """What a notice about it names."""
        return self.panel.ref


class ThemeActionCheck(Heard):
    """What a later meeting heard of an action about a theme."""

    action = models.ForeignKey(ThemeAction, on_delete=models.PROTECT, related_name="checks")

    def __str__(self) -> str:
        return f"Check {self.pk} of theme action {self.action_id}"
