"""Whether two files are about the same child: what MASH decided, by whom, why, and when that was taken back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from mase.cases.models.case import Case
from mase.constraints import all_or_none

_PERSON = settings.AUTH_USER_MODEL


class Verdict(models.TextChoices):
    SAME = "same", "The same child"
    DIFFERENT = "different", "Another child"


class Match(models.Model):
    """A decision about a later file and an earlier one. Nothing moves between them, so that it can be undone.

    While files of the same child are joined, the earlier one is where work goes on.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="matches", help_text="the later file")
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="matched", help_text="the earlier file")
    verdict = models.CharField(max_length=10, choices=Verdict)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    decided_because = models.TextField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "matches"
        constraints = [
            all_or_none("undone_at", "undone_by", "undone_because", name="match_undone_facts"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="match_of_two"),
            models.UniqueConstraint(
                fields=["case", "other"], condition=Q(undone_at=None), name="match_one_verdict_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(undone_at=None, verdict=Verdict.SAME), name="match_joined_to_one"
            ),
        ]

    def __str__(self) -> str:
        return f"Match {self.pk} of cases {self.case_id} and {self.other_id}"
