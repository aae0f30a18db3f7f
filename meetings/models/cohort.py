"""The children MASE keeps oversight of: their forms, time on the cohort, discussions and actions."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase.agencies.models import Agency
from mase.cases.models import Case
from mase.constraints import all_or_none
from meetings.models.panel import Panel
from riskscreening.models import Assessment

_PERSON = settings.AUTH_USER_MODEL


class MaseFormQuerySet(models.QuerySet["MaseForm"]):
    def waiting(self) -> Self:
        """Return the forms on which pre-MASE has still to decide."""
        return self.filter(decided_at=None, withdrawn_at=None)

    def current(self) -> Self:
        """Return the forms that still speak for their case: neither withdrawn nor turned down, the newest first."""
        return self.filter(withdrawn_at=None).exclude(accepted=False).order_by("-submitted_at", "-pk")


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
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    history = HistoricalRecords()

    objects = MaseFormQuerySet.as_manager()

    class Meta:
        constraints = [
            all_or_none("admitted_late_at", "admitted_late_by", "admitted_late_because", name="mase_form_late_facts"),
            all_or_none(
                "decided_at", "decided_by", "accepted", "to_discuss", "decision_reason", name="mase_form_decided_facts"
            ),
            all_or_none("withdrawn_at", "withdrawn_by", "withdrawn_because", name="mase_form_withdrawn_facts"),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(withdrawn_at=None), name="mase_form_withdrawn_undecided"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(decided_at=None, withdrawn_at=None),
                name="mase_form_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"MASE form {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("mase_form", args=[self.case.ref, self.pk])


class FormUpdate(models.Model):
    """The form brought up to date before a pre-MASE, or confirmed as it stands (HO-9, HO-16). Append-only.

    ``changes`` holds each text that changed, as it was before and as it is after; none where nothing has changed.
    """

    form = models.ForeignKey(MaseForm, on_delete=models.PROTECT, related_name="updates")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="form_updates")
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"Update {self.pk} of MASE form {self.form_id}"

    @property
    def case(self) -> Case:
        return self.form.case


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


class ClinicalOffer(models.Model):
    """The consultation that the clinical service offers the social worker of a child new to the cohort (SO-26)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clinical_offers")
    entry = models.OneToOneField(CohortEntry, on_delete=models.PROTECT, related_name="offer")
    offered_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(null=True, blank=True)
    held_recorded_at = models.DateTimeField(null=True, blank=True)
    held_recorded_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("accepted", "answered_at", "answered_by", name="clinical_offer_answered_facts"),
            all_or_none("held_on", "held_recorded_at", "held_recorded_by", name="clinical_offer_held_facts"),
            models.CheckConstraint(
                condition=Q(held_on=None) | Q(accepted=True, held_on__gte=models.F("offered_on")),
                name="clinical_offer_held_when_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"Clinical offer {self.pk} of case {self.case_id}"
