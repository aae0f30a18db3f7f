"""Strategy meetings, multi-agency planning, the MASE form, the meeting itself, its list, actions and minutes."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase import references
from mase.agencies.models import Agency, Authority
from mase.cases.models import Case
from mase.constraints import all_or_none
from riskscreening.models import Assessment

_PERSON = settings.AUTH_USER_MODEL


class Decision(models.TextChoices):
    """What a strategy meeting decides about the threshold (HO-8)."""

    S47_JOINT = "s47_joint", "Section 47 enquiry, joint with the police"
    S47_SINGLE = "s47_single", "Section 47 enquiry by social care"
    S17 = "s17", "Section 17 assessment and a child in need plan"
    NO_FURTHER_ACTION = "no_further_action", "No further action under child protection procedures"


class StrategyMeeting(models.Model):
    """The discussion of social care, police, health and education about one child (SO-16, HO-8)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="strategy_meetings")
    convened_at = models.DateTimeField()
    convened_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    urgent = models.BooleanField()
    scheduled_for = models.DateTimeField()
    place = models.CharField(max_length=200)
    chair = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=20, choices=Decision, null=True, blank=True)  # noqa: DJ001 all facts or none
    decision_reason = models.TextField(null=True, blank=True)  # noqa: DJ001
    form_needed = models.BooleanField(null=True, blank=True)
    form_reason = models.TextField(null=True, blank=True)  # noqa: DJ001
    safety_plan = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none(
                "held_at",
                "recorded_by",
                "decision",
                "decision_reason",
                "form_needed",
                "form_reason",
                name="strategy_held_facts",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(held_at=None), name="strategy_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Strategy meeting {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("strategy", args=[self.case.ref, self.pk])


class Contribution(models.Model):
    """An agency invited to a strategy meeting: whether it came, by whom, and what it said."""

    meeting = models.ForeignKey(StrategyMeeting, on_delete=models.PROTECT, related_name="contributions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField(null=True, blank=True)
    attended_by = models.CharField(max_length=200, blank=True)
    information = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "agency"], name="contribution_once_an_agency")]

    def __str__(self) -> str:
        return f"Contribution {self.pk} to meeting {self.meeting_id}"


class PlanningMeeting(models.Model):
    """A multi-agency planning meeting (MAP) of one child's own professionals (BR-5, RE-3)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="planning_meetings")
    referred_at = models.DateTimeField()
    referred_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    carers_invited = models.BooleanField()
    carers_reason = models.TextField(blank=True)
    scheduled_for = models.DateTimeField()
    held_on = models.DateField(null=True, blank=True)
    summary = models.TextField(null=True, blank=True)  # noqa: DJ001 both facts or none
    recorded_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("held_on", "summary", "recorded_by", name="planning_held_facts"),
            models.CheckConstraint(
                condition=Q(carers_invited=True) | ~Q(carers_reason=""), name="planning_without_carers_says_why"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(held_on=None), name="planning_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Planning meeting {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("planning", args=[self.case.ref, self.pk])


class Professional(models.Model):
    """One of the child's own professionals, invited to the planning meeting."""

    meeting = models.ForeignKey(PlanningMeeting, on_delete=models.PROTECT, related_name="professionals")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    agency = models.CharField(max_length=120)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"Professional {self.pk} of meeting {self.meeting_id}"


class Strategy(models.Model):
    """What the planning meeting agreed to do, by whom, until when."""

    meeting = models.ForeignKey(PlanningMeeting, on_delete=models.PROTECT, related_name="strategies")
    text = models.TextField()
    who = models.CharField(max_length=200)
    due_on = models.DateField()
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"Strategy {self.pk} of meeting {self.meeting_id}"


class PanelQuerySet(models.QuerySet["Panel"]):
    def upcoming(self, at: datetime) -> Self:
        """Return the meetings still to come, the next one first."""
        return self.filter(scheduled_for__gt=at).order_by("scheduled_for", "pk")


class Panel(models.Model):
    """One monthly MASE meeting of an authority (SO-25, RE-1)."""

    ref = models.CharField(max_length=12, unique=True, default=references.new, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="panels")
    scheduled_at = models.DateTimeField()
    scheduled_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    scheduled_for = models.DateTimeField()
    pre_mase_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    circulated_at = models.DateTimeField(null=True, blank=True)
    circulated_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = PanelQuerySet.as_manager()

    class Meta:
        constraints = [
            all_or_none("circulated_at", "circulated_by", name="panel_circulated_facts"),
            models.CheckConstraint(condition=Q(pre_mase_at__lt=models.F("scheduled_for")), name="panel_after_pre_mase"),
            models.UniqueConstraint(fields=["authority", "scheduled_for"], name="panel_once_at_a_moment"),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("panel", args=[self.ref])

    @property
    def approved_minutes(self) -> "Minutes | None":
        """Return the minutes once the chair has approved them."""
        return getattr(self, "minutes", None)

    @property
    def is_locked(self) -> bool:
        """Say whether the minutes are approved and nothing in them changes any more."""
        return Minutes.objects.filter(panel=self).exists()


class Attendance(models.Model):
    """Who was at the meeting for which agency, or sent apologies."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="attendances")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    present = models.BooleanField()
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "agency", "name"], name="attendance_once")]

    def __str__(self) -> str:
        return f"Attendance {self.pk} of panel {self.panel_id}"


class MaseForm(models.Model):
    """The MASE form of one child for one meeting (HO-9, RE-7), and what pre-MASE made of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mase_forms")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, null=True, blank=True, on_delete=models.PROTECT, related_name="forms")
    missed_panel = models.ForeignKey(Panel, null=True, blank=True, on_delete=models.PROTECT, related_name="late_forms")
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    concerns = models.TextField()
    investigations = models.TextField()
    agency_updates = models.TextField()
    actions_so_far = models.TextField()
    asked_of_panel = models.TextField()
    without_strategy_because = models.TextField(blank=True)
    admitted_late_at = models.DateTimeField(null=True, blank=True)
    admitted_late_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    admitted_late_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField(null=True, blank=True)
    to_discuss = models.BooleanField(null=True, blank=True)
    decision_reason = models.TextField(null=True, blank=True)  # noqa: DJ001
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("admitted_late_at", "admitted_late_by", "admitted_late_because", name="mase_form_late_facts"),
            all_or_none(
                "decided_at", "decided_by", "accepted", "to_discuss", "decision_reason", name="mase_form_decided_facts"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(decided_at=None), name="mase_form_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"MASE form {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("mase_form", args=[self.case.ref, self.pk])


class CohortEntry(models.Model):
    """A child's time on the cohort that MASE keeps oversight of (SO-28, HO-16)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="cohort_entries")
    admitted_at = models.DateTimeField()
    admitted_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    removed_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(removed_at=None), name="cohort_once_at_a_time")
        ]

    def __str__(self) -> str:
        return f"Cohort entry {self.pk} of case {self.case_id}"


class ListEntry(models.Model):
    """A case on a meeting's list, and what the meeting answered: Redbridge's five questions (RE-8)."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="entries")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="list_entries")
    form = models.ForeignKey(MaseForm, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveSmallIntegerField()
    listed_because = models.TextField()
    actions_meet_concerns = models.BooleanField(null=True, blank=True)
    support_needed = models.BooleanField(null=True, blank=True)
    protect_and_disrupt = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    agencies_together = models.BooleanField(null=True, blank=True)
    recorded_by_all = models.BooleanField(null=True, blank=True)
    satisfied = models.BooleanField(null=True, blank=True)
    discussion = models.TextField(null=True, blank=True)  # noqa: DJ001
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
            models.UniqueConstraint(fields=["panel", "case"], name="list_entry_once_a_case"),
            models.UniqueConstraint(
                fields=["panel", "position"], name="list_entry_position", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"List entry {self.pk} of panel {self.panel_id}"


class Ending(models.TextChoices):
    """How an action ends; "not possible" and "not undertaken" are different facts."""

    DONE = "done", "Done"
    NOT_POSSIBLE = "not_possible", "Not possible, circumstances changed"
    NOT_UNDERTAKEN = "not_undertaken", "Not undertaken"


class Action(models.Model):
    """What a named person in a partner agency does by a day (RE-8)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="actions")
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="actions")
    text = models.TextField()
    owner = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="actions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_as = models.CharField(max_length=20, choices=Ending, null=True, blank=True)  # noqa: DJ001 all facts or none
    evidence = models.TextField(null=True, blank=True)  # noqa: DJ001
    history = HistoricalRecords()

    class Meta:
        constraints = [all_or_none("closed_at", "closed_by", "closed_as", "evidence", name="action_closed_facts")]

    def __str__(self) -> str:
        return f"Action {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("action", args=[self.case.ref, self.pk])


class Minutes(models.Model):
    """The approved minutes, as they were approved. Append-only; what they quote is locked with them."""

    panel = models.OneToOneField(Panel, on_delete=models.PROTECT, related_name="minutes")
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"Minutes of panel {self.panel_id}"
