"""Who may not see which child: the register of conflicts of interest. Denial beats every grant and every role."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from mase.constraints import all_or_none
from mase.people.models import NameKey, Person, Postcode

_PERSON = settings.AUTH_USER_MODEL


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def in_force(self) -> Self:
        """Return the conflicts that have not ended."""
        return self.filter(ended_at=None)


class Conflict(models.Model):
    """A member of staff is related to, or knows, a child or adult, or lives where a child lives.

    Matched by the database (cases_kept_from in mase/cases/locks.sql): by the person linked, by name and date of birth
    (a date that is not known matches any), or by postcode; the child's own or an adult's in the child's life.
    """

    user = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="conflicts")
    names = models.CharField(max_length=200, blank=True, help_text="of the child or adult")
    born_on = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=200, blank=True, help_text="with its postcode")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="conflicts")
    relation = models.CharField(max_length=200, help_text="what the member of staff is to them, in a few words")
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all three facts or none
    name_key = models.GeneratedField(
        expression=NameKey("names"), output_field=models.CharField(max_length=200), db_persist=True
    )
    postcode = models.GeneratedField(
        expression=Postcode("address"), output_field=models.CharField(max_length=8), db_persist=True
    )
    history = HistoricalRecords(excluded_fields=["name_key", "postcode"])

    objects = ConflictQuerySet.as_manager()

    class Meta:
        constraints = [
            all_or_none("ended_at", "ended_by", "ended_because", name="conflict_ended_facts"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name_key="") | ~Q(postcode=""), name="conflict_with_something"
            ),
        ]
        indexes = [models.Index(fields=["user"], condition=Q(ended_at=None), name="conflict_in_force")]

    def __str__(self) -> str:
        return f"Conflict {self.pk} of {self.user_id}"
