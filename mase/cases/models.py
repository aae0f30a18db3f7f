"""The file about one child: the case, who works it, how far it has come, its deadlines, and who may see it."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from mase import profiles, references
from mase.agencies import roles
from mase.agencies.models import Authority
from mase.cases.stages import Stage, Step
from mase.constraints import all_or_none
from mase.people.models import Person

_PERSON = settings.AUTH_USER_MODEL


class Outcome(models.TextChoices):
    """How a case ends."""

    NO_FURTHER_ACTION = "no_further_action", "No further action"
    EARLY_HELP = "early_help", "Early help or universal services"
    RISK_REDUCED = "risk_reduced", "Risk reduced, plan completed"
    MOVED = "moved", "Transferred to another authority"
    ADULT = "adult", "Now an adult, passed to adult services"


class Case(models.Model):
    """What an authority holds about one child, from the first contact on."""

    ref = models.CharField(max_length=12, unique=True, default=references.new, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="cases")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    opened_at = models.DateTimeField()
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.MASH_CHECK)
    restricted_at = models.DateTimeField(null=True, blank=True)
    restricted_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    restricted_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all three facts or none
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_as = models.CharField(max_length=20, choices=Outcome, null=True, blank=True)  # noqa: DJ001
    closed_because = models.TextField(null=True, blank=True)  # noqa: DJ001
    history = HistoricalRecords()

    class Meta:
        permissions = [(f"see_{section.value}", section.label) for section in roles.Section]
        constraints = [
            all_or_none("restricted_at", "restricted_by", "restricted_because", name="case_restricted_facts"),
            all_or_none("closed_at", "closed_by", "closed_as", "closed_because", name="case_closed_facts"),
            models.CheckConstraint(
                condition=Q(stage=Stage.CLOSED, closed_at__isnull=False) | ~Q(stage=Stage.CLOSED) & Q(closed_at=None),
                name="case_closed_stage",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.ref])

    @property
    def profile(self) -> profiles.Profile:
        """Return the procedures of the authority that holds the case."""
        return self.authority.profile

    @property
    def worker(self) -> "Allocation | None":
        """Return the allocation in force, or None while nobody is allocated."""
        return self.allocations.filter(ends_at=None).select_related("worker", "allocated_by").first()


class Allocation(models.Model):
    """A social worker's responsibility for a case, and the manager who gave it to them."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="allocations")
    worker = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="allocations")
    allocated_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ends_at=None), name="allocation_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("begins_at")), name="allocation_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return f"Allocation {self.pk} of {self.case_id}"


class Transition(models.Model):
    """One step of the pathway: who, when, why (ALL-1). Append-only; an illegal step is refused by trigger."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transitions")
    step = models.CharField(max_length=20, choices=Step)
    at = models.DateTimeField()
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="transition_in_order")]

    def __str__(self) -> str:
        return f"{self.step} of case {self.case_id}"


class Ending(models.TextChoices):
    MET = "met", "Met"
    WITHDRAWN = "withdrawn", "No longer needed"


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def open(self) -> Self:
        """Return what is still owed."""
        return self.filter(closed_at=None)

    def overdue(self, at: datetime) -> Self:
        """Return what is still owed although its moment has passed."""
        return self.open().filter(due_at__lt=at)


class Deadline(models.Model):
    """A timescale applied to one case: an absolute moment, reckoned once, with the rule's words kept beside it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deadlines")
    code = models.CharField(max_length=40)
    key = models.CharField(max_length=40, blank=True, help_text="tells several of one code apart, such as actions")
    label = models.CharField(max_length=200, help_text="what has to be done, in words")
    rule = models.CharField(max_length=200, help_text="the timescale in words, as it was when the deadline started")
    version = models.CharField(max_length=40, help_text="the version of the procedures it was reckoned by")
    source = models.CharField(max_length=60, help_text="the rule it comes from")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="deadlines")
    owner_role = models.CharField(max_length=30, blank=True)
    manager = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    manager_role = models.CharField(max_length=30, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_as = models.CharField(max_length=10, choices=Ending, null=True, blank=True)  # noqa: DJ001

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [
            all_or_none("closed_at", "closed_as", name="deadline_closed_facts"),
            models.CheckConstraint(condition=~Q(owner=None, owner_role=""), name="deadline_somebody_answers"),
            models.CheckConstraint(
                condition=Q(breached_at=None) | Q(breached_at=F("due_at")), name="deadline_breach_is_due_moment"
            ),
            models.UniqueConstraint(
                fields=["case", "code", "key"], condition=Q(closed_at=None), name="deadline_open_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(closed_at=None, breached_at=None), name="deadline_to_sweep"
            ),
            models.Index(fields=["owner", "due_at", "id"], condition=Q(closed_at=None), name="deadline_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.code} of case {self.case_id}"


class Happening(models.TextChoices):
    """What can happen to a deadline."""

    STARTED = "started", "started"
    MOVED = "moved", "moved"
    BREACHED = "breached", "passed"
    MET = "met", "met"
    WITHDRAWN = "withdrawn", "no longer needed"


class DeadlineEvent(models.Model):
    """The ledger of a deadline. Append-only."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Happening)
    at = models.DateTimeField()
    by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(help_text="when it was due, after this")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline"], condition=Q(kind="breached"), name="deadline_breached_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.deadline_id}"


class Grant(models.Model):
    """What both kinds of grant carry: the list's sort key beside the right, and why it was given."""

    opened_at = models.DateTimeField()
    stage = models.CharField(max_length=20, choices=Stage)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)

    class Meta:
        abstract = True


class AgencyGrant(GroupObjectPermissionBase, Grant):
    """A section of a case's file opened to an agency."""

    content_object = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agency_grants")

    def __str__(self) -> str:
        return f"Agency grant {self.pk}"

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["group", "permission", "-opened_at", "-content_object"], name="agency_grant_list"),
            models.Index(
                fields=["group", "permission", "stage", "-opened_at", "-content_object"], name="agency_grant_stage"
            ),
        ]


class PersonGrant(UserObjectPermissionBase, Grant):
    """A section of a case's file opened to one person."""

    content_object = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="person_grants")

    def __str__(self) -> str:
        return f"Person grant {self.pk}"

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["user", "permission", "-opened_at", "-content_object"], name="person_grant_list"),
            models.Index(
                fields=["user", "permission", "stage", "-opened_at", "-content_object"], name="person_grant_stage"
            ),
        ]


class Sweep(models.Model):
    """When a job of the minute tick last finished; the health page reads it."""

    job = models.CharField(max_length=40, unique=True)
    ran_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.job
