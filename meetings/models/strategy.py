"""Strategy meetings and what the agencies brought to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase.agencies.models import Agency
from mase.cases.models import Case
from mase.constraints import all_or_none

_PERSON = settings.AUTH_USER_MODEL


class Decision(models.TextChoices):
    """What a strategy meeting decides about the threshold (HO-8)."""

    S47_JOINT = "s47_joint", "Section 47 enquiry, joint with the police"
    S47_SINGLE = "s47_single", "Section 47 enquiry by social care"
    S17 = "s17", "Section 17 assessment and a child in need plan"
    NO_FURTHER_ACTION = "no_further_action", "No further action under child protection procedures"


S47 = (Decision.S47_JOINT, Decision.S47_SINGLE)


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
    complex_abuse = models.BooleanField(null=True, blank=True, help_text="is there more than one victim or abuser?")
    complex_reason = models.TextField(blank=True)
    parents_told = models.BooleanField(null=True, blank=True)
    parents_reason = models.TextField(blank=True)
    next_on = models.DateField(null=True, blank=True)
    minutes_go_to = models.TextField(blank=True)
    placed_elsewhere = models.BooleanField(
        null=True, blank=True, help_text="in another authority's area; not asked of meetings before it was asked"
    )
    host_authority = models.CharField(max_length=120, blank=True)
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
            models.CheckConstraint(
                condition=Q(placed_elsewhere__isnull=False, placed_elsewhere=True) & ~Q(host_authority="")
                | (Q(placed_elsewhere=None) | Q(placed_elsewhere=False)) & Q(host_authority=""),
                name="strategy_host_is_named",
            ),
            models.CheckConstraint(
                condition=Q(parents_told=None) | Q(parents_told=True) | ~Q(parents_reason=""),
                name="strategy_parents_not_told_says_why",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(held_at=None), name="strategy_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Strategy meeting {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("strategy", args=[self.case.ref, self.pk])


class Contribution(models.Model):
    """An agency invited to a strategy meeting: whether it came and could decide, what it said, where it dissented."""

    meeting = models.ForeignKey(StrategyMeeting, on_delete=models.PROTECT, related_name="contributions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField(null=True, blank=True)
    attended_by = models.CharField(max_length=200, blank=True)
    decides = models.BooleanField(null=True, blank=True, help_text="whoever came could decide for the agency")
    contributed_how = models.CharField(max_length=200, blank=True, help_text="how an agency that was absent took part")
    source = models.CharField(max_length=200, blank=True)
    information = models.TextField(blank=True)
    dissent = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "agency"], name="contribution_once_an_agency")]

    def __str__(self) -> str:
        return f"Contribution {self.pk} to meeting {self.meeting_id}"


class StrategyAttendee(models.Model):
    """Somebody invited by their post beside the agencies: reviewing officer, link worker, host police (SO-22)."""

    meeting = models.ForeignKey(StrategyMeeting, on_delete=models.PROTECT, related_name="attendees")
    post = models.CharField(max_length=120)
    name = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    present = models.BooleanField(null=True, blank=True)
    contributed_how = models.CharField(max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "post", "name"], name="strategy_attendee_once")]

    def __str__(self) -> str:
        return f"Attendee {self.pk} of meeting {self.meeting_id}"


class AgendaNote(models.Model):
    """What was said under one point of the pro forma agenda (SO-16); the points stand in meetings/agenda.py."""

    meeting = models.ForeignKey(StrategyMeeting, on_delete=models.PROTECT, related_name="agenda_notes")
    point = models.SlugField(max_length=30)
    words = models.TextField()
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "point"], name="agenda_note_once_a_point")]

    def __str__(self) -> str:
        return f"Note {self.pk} of meeting {self.meeting_id}"


class Weighed(models.TextChoices):
    """How a point of the list for looked-after children was answered."""

    YES = "yes", "Yes"
    NO = "no", "No"
    DOES_NOT_ARISE = "does_not_arise", "Does not arise"


class PlacementPoint(models.Model):
    """One of the fourteen points that a meeting about a looked-after child works through (SO-22)."""

    meeting = models.ForeignKey(StrategyMeeting, on_delete=models.PROTECT, related_name="placement_points")
    point = models.SlugField(max_length=30)
    answer = models.CharField(max_length=15, choices=Weighed)
    words = models.TextField()
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "point"], name="placement_point_once")]

    def __str__(self) -> str:
        return f"Point {self.pk} of meeting {self.meeting_id}"


class StrategyMove(models.Model):
    """When and where a meeting was to be before it was moved, and why it was. Append-only."""

    meeting = models.ForeignKey(StrategyMeeting, on_delete=models.PROTECT, related_name="moves")
    was_for = models.DateTimeField()
    was_at = models.CharField(max_length=200)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    late_because = models.TextField(blank=True, help_text="why it is held after its time, where it is")

    def __str__(self) -> str:
        return f"Move {self.pk} of meeting {self.meeting_id}"


class How(models.TextChoices):
    """How one authority told the other."""

    TELEPHONE = "telephone", "By telephone"
    SECURE_EMAIL = "secure_email", "By secure e-mail"
    MEETING = "meeting", "At the meeting itself"


class HostNotice(models.Model):
    """That the authority in whose area the child is placed, and its police, were told (HO-14, SO-22). Append-only."""

    meeting = models.OneToOneField(StrategyMeeting, on_delete=models.PROTECT, related_name="host_notice")
    told_at = models.DateTimeField()
    authority_post = models.CharField(max_length=200, help_text="who was told there, by their post")
    police_post = models.CharField(max_length=200, help_text="who of the police there was told, by their post")
    how = models.CharField(max_length=20, choices=How)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Host notice {self.pk} of meeting {self.meeting_id}"


class Plan(models.TextChoices):
    """What a child protection conference decides: the category of its plan, or none (Working Together)."""

    NEGLECT = "neglect", "A child protection plan: neglect"
    PHYSICAL = "physical", "A child protection plan: physical abuse"
    SEXUAL = "sexual", "A child protection plan: sexual abuse"
    EMOTIONAL = "emotional", "A child protection plan: emotional abuse"
    MULTIPLE = "multiple", "A child protection plan: more than one category"
    NONE = "none", "No child protection plan"


class Conference(models.Model):
    """The initial child protection conference that an enquiry led to, or why it led to none. Append-only."""

    meeting = models.OneToOneField(StrategyMeeting, on_delete=models.PROTECT, related_name="conference")
    held_on = models.DateField(null=True, blank=True)
    plan = models.CharField(max_length=10, choices=Plan, blank=True)
    not_held_because = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on__isnull=False, not_held_because="") & ~Q(plan="")
                | Q(held_on=None, plan="") & ~Q(not_held_because=""),
                name="conference_held_or_why_not",
            )
        ]

    def __str__(self) -> str:
        return f"Conference {self.pk} after meeting {self.meeting_id}"
