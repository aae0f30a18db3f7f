"""Screenings of risk and their signatures."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase.agencies.models import Agency
from mase.cases.exploitation import ExploitationModel, GroupOrGang
from mase.cases.models import Case
from mase.constraints import all_or_none
from riskscreening import tools
from riskscreening.models.tools import LoadedTool

_PERSON = settings.AUTH_USER_MODEL


class Band(models.TextChoices):
    GREEN = "green", "Green: not at risk"
    AMBER = "amber", "Amber: vulnerable"
    RED = "red", "Red: likely victim"


class Assessment(models.Model):
    """One screening with one version of a tool, kept with that version for ever (ALL-3).

    The score, the worker's own judgement and the two signatures are separate facts; none follows from another. What
    ``stands`` once both have signed is kept too: while somebody disagrees, the graver band counts (SO-29).
    ``narratives`` holds by the code of a section what a tool of kind assessment asks for in words, and for the whole
    ``danger`` and ``goal``.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    tool_code = models.CharField(max_length=40)
    tool_version = models.PositiveSmallIntegerField()
    loaded_tool = models.ForeignKey(
        LoadedTool, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="the borough's own"
    )
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    answers = models.JSONField(default=dict, blank=True)
    narratives = models.JSONField(default=dict, blank=True)
    in_their_words = models.TextField(blank=True, help_text="what the child says and wants, in the child's own words")
    protective = models.TextField(blank=True, help_text="what protects the child: people, places, strengths")
    exploitation = ArrayField(models.CharField(max_length=20, choices=ExploitationModel), default=list, blank=True)
    main_model = models.CharField(max_length=20, choices=ExploitationModel, blank=True)
    group_or_gang = models.CharField(max_length=20, choices=GroupOrGang, default=GroupOrGang.NOT_KNOWN)
    sexual_harm_disclosed = models.BooleanField(null=True, blank=True)
    discussed_on = models.DateField(null=True, blank=True)
    crime_reference = models.CharField(max_length=40, blank=True)
    judgement_reason = models.TextField(blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    not_known = models.PositiveSmallIntegerField(null=True, blank=True)
    asked = models.PositiveSmallIntegerField(null=True, blank=True)
    band_by_score = models.CharField(max_length=10, choices=Band, null=True, blank=True)  # noqa: DJ001 all facts or none
    band = models.CharField(max_length=10, choices=Band, null=True, blank=True)  # noqa: DJ001
    floors = models.JSONField(null=True, blank=True)
    judgement = models.CharField(max_length=10, choices=Band, null=True, blank=True)  # noqa: DJ001
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    stands = models.CharField(  # noqa: DJ001 a fact of the second signature, or none
        max_length=10, choices=Band, null=True, blank=True, help_text="the band that counts once both have signed"
    )
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none(
                "completed_at",
                "completed_by",
                "score",
                "not_known",
                "asked",
                "band_by_score",
                "band",
                "floors",
                "judgement",
                name="assessment_completed_facts",
            ),
            models.CheckConstraint(
                condition=Q(judgement=None) | Q(judgement=models.F("band")) | ~Q(judgement_reason=""),
                name="assessment_other_judgement_says_why",
            ),
            models.CheckConstraint(
                condition=Q(main_model="") | Q(exploitation__contains=[F("main_model")]),
                name="assessment_main_model_is_one_of_them",
            ),
            models.CheckConstraint(
                condition=Q(stands=None) | Q(completed_at__isnull=False), name="assessment_stands_when_completed"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(completed_at=None), name="assessment_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Assessment {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("screening", args=[self.case.ref, self.pk])

    @property
    def tool(self) -> tools.Tool:
        """Return the very version that was answered."""
        return self.loaded_tool.tool if self.loaded_tool else tools.get(self.tool_code, self.tool_version)

    @property
    def signatures(self) -> "models.QuerySet[Signature]":
        """Return what was signed or returned since it was last completed."""
        return self.all_signatures.filter(round=self.round).select_related("by").order_by("at", "pk")

    @property
    def given(self) -> "list[Signature]":
        """Return the same of rows that are at hand: `all_signatures` has to be fetched before."""
        return [one for one in self.all_signatures.all() if one.round == self.round]


class Capacity(models.TextChoices):
    """In which of the two capacities a screening is signed (SO-29)."""

    LINE_MANAGER = "line_manager", "Line manager"
    CO_ORDINATOR = "co_ordinator", "Co-ordinator"


class Verdict(models.TextChoices):
    SIGNED = "signed", "Signed off"
    DISAGREED = "disagreed", "Signed off, with a disagreement on the record"
    RETURNED = "returned", "Returned for more work"


class Signature(models.Model):
    """A line manager's or co-ordinator's word on a completed screening (SO-29).

    Whoever disagrees says which band it should be and why. ``list_because``: why the child belongs on the MASE list
    although the score is low, because little is known.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="all_signatures")
    round = models.PositiveSmallIntegerField()
    capacity = models.CharField(max_length=20, choices=Capacity)
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.TextField(blank=True)
    would_say = models.CharField(max_length=10, choices=Band, blank=True)
    list_because = models.TextField(blank=True)
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "round", "capacity"], name="signature_once_a_capacity"),
            models.UniqueConstraint(fields=["assessment", "round", "by"], name="signature_two_people"),
            models.CheckConstraint(condition=Q(verdict=Verdict.SIGNED) | ~Q(note=""), name="signature_return_says_why"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.DISAGREED) & ~Q(would_say="")
                | ~Q(verdict=Verdict.DISAGREED) & Q(would_say=""),
                name="signature_disagreement_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"Signature {self.pk} of assessment {self.assessment_id}"


class TypedSection(models.Model):
    """What somebody is typing into a section of a screening and has not saved yet, kept every few seconds.

    Each person's words are kept beside the other's. ``window`` tells two open pages of one person apart; ``typed``
    holds the values of the form's fields as they were posted.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="typed_sections")
    section = models.CharField(max_length=40)
    typed = models.JSONField(default=dict)
    window = models.CharField(max_length=40)
    typed_at = models.DateTimeField()
    typed_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "section", "typed_by"], name="typed_section_once")]

    def __str__(self) -> str:
        return f"Typed in section {self.section} of assessment {self.assessment_id}"


class ProfessionalScreening(models.Model):
    """A screening by a professional of another agency who spoke with their safeguarding officer first (SO-9).

    It is what that agency says; the social worker's own screening may take up its answers. It moves no case on.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="professional_screenings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=120, help_text="the safeguarding officer they spoke with")
    spoke_on = models.DateField()
    advised = models.TextField(help_text="what the safeguarding officer advised")
    tool_code = models.CharField(max_length=40)
    tool_version = models.PositiveSmallIntegerField()
    loaded_tool = models.ForeignKey(LoadedTool, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, blank=True)
    in_their_words = models.TextField(blank=True)
    protective = models.TextField(blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    not_known = models.PositiveSmallIntegerField(null=True, blank=True)
    asked = models.PositiveSmallIntegerField(null=True, blank=True)
    band = models.CharField(max_length=10, choices=Band, null=True, blank=True)  # noqa: DJ001 all facts or none
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none(
                "completed_at",
                "completed_by",
                "score",
                "not_known",
                "asked",
                "band",
                name="professional_screening_completed_facts",
            ),
            models.UniqueConstraint(
                fields=["case", "agency"], condition=Q(completed_at=None), name="professional_screening_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Professional screening {self.pk} of case {self.case_id}"

    @property
    def tool(self) -> tools.Tool:
        """Return the very version that was answered."""
        return self.loaded_tool.tool if self.loaded_tool else tools.get(self.tool_code, self.tool_version)
