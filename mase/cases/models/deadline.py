"""Deadlines and their ledger: what is owed on a case, or by an agency to its authority's meetings."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from mase import references
from mase.agencies.models import Agency, Authority
from mase.cases.models.case import Case
from mase.constraints import all_or_none

_PERSON = settings.AUTH_USER_MODEL


class Ending(models.TextChoices):
    MET = "met", "Met"
    WAIVED = "waived", "Waived"
    WITHDRAWN = "withdrawn", "No longer needed"


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def open(self) -> Self:
        """Return what is still owed."""
        return self.filter(closed_at=None)

    def overdue(self, at: datetime) -> Self:
        """Return what is still owed although its moment has passed; what is paused never is."""
        return self.open().filter(due_at__lt=at, paused_at=None)


class Deadline(models.Model):
    """A timescale applied once: an absolute moment, reckoned when it started, with the rule's words kept beside it.

    What is told to whom, and when, is settled at the start as well: ``moments`` holds when the owner is reminded, the
    moment it is due, and when each further rung of the ``ladder`` of roles is told; ``rung`` says which of them comes
    next, and ``next_at`` is that moment (none while it is paused or once nothing more is to be told).
    The sweep rewrites rows by the thousand: there is no index here that nobody asks.
    """

    ref = models.CharField(max_length=12, default=references.new, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="deadlines", db_index=False)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="deadlines")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="deadlines", db_index=False)
    code = models.CharField(max_length=40)
    key = models.CharField(max_length=40, blank=True, help_text="tells several of one code apart, such as actions")
    label = models.CharField(max_length=200, help_text="what has to be done, in words")
    rule = models.CharField(max_length=200, help_text="the timescale in words, as it was when the deadline started")
    version = models.CharField(max_length=40, help_text="the version of the procedures it was reckoned by")
    source = models.CharField(max_length=60, help_text="the rule it comes from")
    path = models.CharField(max_length=200, help_text="the page on which it is done")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner = models.ForeignKey(
        _PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="deadlines", db_index=False
    )
    owner_role = models.CharField(max_length=30, blank=True)
    manager = models.ForeignKey(
        _PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ladder = ArrayField(models.CharField(max_length=30), default=list)
    moments = ArrayField(models.DateTimeField())
    rung = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    stuck_at = models.DateTimeField(null=True, blank=True, help_text="when the sweep failed on it")
    breached_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_as = models.CharField(max_length=10, choices=Ending, null=True, blank=True)  # noqa: DJ001

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ref"], name="deadline_ref_once"),
            all_or_none("closed_at", "closed_as", name="deadline_closed_facts"),
            models.CheckConstraint(condition=~Q(owner=None, owner_role=""), name="deadline_somebody_answers"),
            models.CheckConstraint(
                condition=Q(breached_at=None) | Q(breached_at=F("due_at")), name="deadline_breach_is_due_moment"
            ),
            models.CheckConstraint(
                condition=Q(next_at=None) | Q(closed_at=None, paused_at=None), name="deadline_ended_or_paused_is_quiet"
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(closed_at=None, breached_at=None), name="deadline_paused_while_it_runs"
            ),
            models.UniqueConstraint(
                fields=["case", "code", "key"], condition=Q(closed_at=None), name="deadline_open_once"
            ),
            models.UniqueConstraint(
                fields=["agency", "code", "key"],
                condition=Q(closed_at=None, case=None),
                name="deadline_open_once_an_agency",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(next_at__isnull=False), name="deadline_to_sweep"),
            models.Index(fields=["owner", "due_at", "id"], condition=Q(closed_at=None), name="deadline_of_owner"),
            models.Index(fields=["agency", "due_at", "id"], condition=Q(closed_at=None), name="deadline_of_agency"),
            models.Index(fields=["authority", "code", "due_at"], name="deadline_timeliness"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.ref}"

    @property
    def owed(self) -> Case | Authority:
        """Return what it is owed on: a case, or the authority as a whole."""
        return self.case or self.authority

    def get_absolute_url(self) -> str:
        if self.case is None:
            return reverse("deadline", args=[self.ref])
        return reverse("case_deadline", args=[self.case.ref, self.ref])


class Happening(models.TextChoices):
    """What can happen to a deadline."""

    STARTED = "started", "started"
    MOVED = "moved", "moved"
    HANDED_OVER = "handed_over", "handed over"
    PAUSED = "paused", "paused"
    RESUMED = "resumed", "resumed"
    REMINDED = "reminded", "reminder sent"
    BREACHED = "breached", "passed"
    ESCALATED = "escalated", "escalated"
    MET = "met", "met"
    WAIVED = "waived", "waived"
    WITHDRAWN = "withdrawn", "no longer needed"


class DeadlineEvent(models.Model):
    """The ledger of a deadline, from which its state follows. Append-only.

    Where the ladder was climbed, ``told`` is the role that was reached and ``empty`` the roles below it in which
    nobody was to be found.
    """

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Happening)
    at = models.DateTimeField()
    by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField(help_text="when it was due, after this")
    owner = models.ForeignKey(
        _PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    told = models.CharField(max_length=30, blank=True, db_default="")
    empty = ArrayField(models.CharField(max_length=30), default=list, db_default=[])
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline"], condition=Q(kind="breached"), name="deadline_breached_once")
        ]
        indexes = [models.Index(fields=["-at", "-id"], condition=~Q(empty=[]), name="deadline_event_nobody_there")]

    def __str__(self) -> str:
        return f"{self.kind} {self.deadline_id}"


class Sweep(models.Model):
    """When a job of the minute tick last finished; the health page reads it."""

    job = models.CharField(max_length=40, unique=True)
    ran_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.job
