"""A meeting about complex abuse: several children, adults and places, with a membership of its own (SO-24, HO-10).

Only its members see what it says (meetings/apps.py); of its children each member sees those that are open to them.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase import references
from mase.agencies.models import Agency, Authority
from mase.cases.models import Case
from mase.constraints import all_or_none
from meetings.models.arranged import Arranged
from meetings.models.strategy import StrategyMeeting

_PERSON = settings.AUTH_USER_MODEL


class ComplexMeeting(Arranged):
    """The meeting: why, with whom the threshold was decided, when, who chairs, what came of it."""

    ref = models.CharField(max_length=12, unique=True, default=references.new, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="complex_meetings")
    strategy = models.ForeignKey(
        StrategyMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="complex_meetings"
    )
    convened_at = models.DateTimeField()
    convened_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    threshold_with = models.CharField(max_length=200, help_text="the safeguarding adviser, by post (HO-10)")
    quality_told_on = models.DateField(help_text="when the Head of Quality Assurance was contacted (SO-24)")
    other_boroughs = models.TextField(blank=True)
    place = models.CharField(max_length=200)
    chair = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    decision = models.TextField(null=True, blank=True)  # noqa: DJ001
    recorded_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            *Arranged.Meta.constraints,
            all_or_none("held_at", "summary", "decision", "recorded_by", name="complex_meeting_held_facts"),
            models.CheckConstraint(
                condition=Q(held_at=None) | Q(cancelled_at=None), name="complex_meeting_held_or_cancelled"
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("complex_meeting", args=[self.ref])


class ComplexMember(models.Model):
    """A person invited by name: the meeting is open to them until it is taken away."""

    meeting = models.ForeignKey(ComplexMeeting, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="complex_memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    present = models.BooleanField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"], condition=Q(withdrawn_at=None), name="complex_member_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"Member {self.pk} of complex meeting {self.meeting_id}"


class ComplexStatement(models.Model):
    """What an agency said at the meeting, as said. Kept with the meeting's members."""

    meeting = models.ForeignKey(ComplexMeeting, on_delete=models.PROTECT, related_name="statements")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"Statement {self.pk} at complex meeting {self.meeting_id}"


class Node(models.TextChoices):
    """Who or what the links lead between."""

    CHILD = "child", "Child"
    ADULT = "adult", "Person of concern"
    PLACE = "place", "Place"
    GROUP = "group", "Group or gang"
    VEHICLE = "vehicle", "Vehicle"
    CONTACT = "contact", "Telephone or online name"


class ComplexNode(models.Model):
    """Somebody or something on the map. A child has no name here: ComplexChild leads to its case."""

    meeting = models.ForeignKey(ComplexMeeting, on_delete=models.PROTECT, related_name="nodes")
    kind = models.CharField(max_length=10, choices=Node)
    name = models.CharField(max_length=200, blank=True)
    known = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="child", name="") | ~Q(kind="child") & ~Q(name=""), name="complex_node_names_no_child"
            )
        ]

    def __str__(self) -> str:
        return f"Node {self.pk} of complex meeting {self.meeting_id}"


class ComplexChild(models.Model):
    """Which case a child on the map is."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="complex_children")
    node = models.OneToOneField(ComplexNode, on_delete=models.PROTECT, related_name="child")
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"Child {self.pk} of node {self.node_id}"


class ComplexLink(models.Model):
    """A connection between two of them, with where it is known from (SO-24)."""

    meeting = models.ForeignKey(ComplexMeeting, on_delete=models.PROTECT, related_name="links")
    one = models.ForeignKey(ComplexNode, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(ComplexNode, on_delete=models.PROTECT, related_name="+")
    nature = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(one=F("other")), name="complex_link_between_two")]

    def __str__(self) -> str:
        return f"Link {self.pk} of complex meeting {self.meeting_id}"
