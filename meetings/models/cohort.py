"""The children MASE keeps oversight of: their forms and their time on the cohort."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase.agencies.models import Agency, Authority
from mase.cases.models import Case
from mase.constraints import all_or_none, different_people
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


class CohortEntryQuerySet(models.QuerySet["CohortEntry"]):
    def current(self, authority: Authority) -> Self:
        """Return who of the authority's open cases is on the cohort now."""
        return self.filter(removed_at=None, case__closed_at=None, case__authority=authority)


class CohortEntry(models.Model):
    """A child's time on the cohort that MASE keeps oversight of (SO-28, HO-16)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="cohort_entries")
    admitted_at = models.DateTimeField()
    admitted_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    removed_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = CohortEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(removed_at=None), name="cohort_once_at_a_time")
        ]

    def __str__(self) -> str:
        return f"Cohort entry {self.pk} of case {self.case_id}"


class CohortRemoval(models.Model):
    """That somebody proposed to end a child's time on the cohort and why, and what a second person said to it."""

    entry = models.ForeignKey(CohortEntry, on_delete=models.PROTECT, related_name="removals")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    agreed = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("agreed", "answered_at", "answered_by", "answer", name="cohort_removal_answered_facts"),
            different_people("proposed_by", "answered_by", name="cohort_removal_by_two"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(answered_at=None), name="cohort_removal_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Removal {self.pk} of cohort entry {self.entry_id}"

    @property
    def case(self) -> Case:
        return self.entry.case


class AgencyUpdate(models.Model):
    """What an agency involved says for the MASE form of a child, asked for before a meeting (HO-9)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agency_updates")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="agency_updates")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    nothing_new = models.BooleanField(null=True, blank=True)
    words = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("answered_at", "answered_by", "nothing_new", "words", name="agency_update_answered_facts"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(nothing_new=True) | ~Q(words=""), name="agency_update_says_something"
            ),
            models.UniqueConstraint(fields=["case", "panel", "agency"], name="agency_update_once_a_meeting"),
        ]

    def __str__(self) -> str:
        return f"Update {self.pk} of agency {self.agency_id}"


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
