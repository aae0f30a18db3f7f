"""The trail of changes: what every insert, update and delete did to which row, written by the database itself.

Triggers write it (mase/cases/trail.py), whatever path the change took; nobody else can. It points at nothing, so
nothing can take it along.
"""

from typing import Any, Self

from django.db import models
from django.db.models import F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Abs, JSONObject
from django.db.models.lookups import LessThan

from mase.cases.models.case import Case
from mase.cases.models.deadline import Deadline


class Act(models.Model):
    """In which transaction an act was written to the audit trail: the changes around it are what the act did."""

    transaction = models.BigIntegerField()
    event = models.BigIntegerField(db_column="event_id")
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    actor = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = '"trail"."act"'

    def __str__(self) -> str:
        return f"{self.verb} {self.event}"


class _Without(Func):
    """A JSON object without these keys."""

    template = "(%(expressions)s::text[])"
    arg_joiner = " - "
    output_field = models.JSONField()


class ChangeQuerySet(models.QuerySet["Change"]):
    def of_case(self, case: Case) -> tuple[Self, Self]:
        """Return what changed in the case's record, and apart from it what changed in what is known of the child.

        Each half has its own index; one condition for both would read everybody's changes.
        """
        return self.filter(case=case.pk), self.filter(case=None, child=case.child_id)

    def in_tables(self, tables: list[str]) -> Self:
        """Return what changed in these tables."""
        return self.filter(table__in=tables)

    def telling(self) -> Self:
        """Return the changes after which something read otherwise, leaving out what is only kept in step with it."""
        return self.alias(told=_Without("changed", Value(sorted(Change.KEPT_IN_STEP)))).exclude(
            Q(changed={}) | ~Q(table=Case._meta.db_table) & Q(told={})
        )

    def before(self, number: int | None) -> Self:
        """Return the changes older than the one of this number, the newest first."""
        return (self.filter(pk__lt=number) if number else self.all()).order_by("-pk")

    def with_acts(self) -> Self:
        """Return each change with the act it was part of: the next one written in its transaction, or the last."""
        inside = Act.objects.filter(transaction=OuterRef("transaction")).annotate(later=F("pk") - OuterRef("pk"))
        nearest = inside.order_by(LessThan(F("later"), 0), Abs("later"))
        said = nearest.values(said=JSONObject(event="event", verb="verb", subject="subject", actor="actor"))
        return self.annotate(through=models.Subquery(said[:1]))

    def with_labels(self) -> Self:
        """Return each change of a deadline with what has to be done by then."""
        label = models.Subquery(Deadline.objects.filter(pk=OuterRef("row")).values("label"))
        is_deadline = When(table=Deadline._meta.db_table, then=label)
        return self.annotate(called=models.Case(is_deadline, default=Value("")))


class Change(models.Model):
    """What one statement did to one row."""

    class Kind(models.TextChoices):
        INSERT = "insert", "added"
        UPDATE = "update", "changed"
        DELETE = "delete", "removed"

    at = models.DateTimeField(help_text="by the database's own clock")
    transaction = models.BigIntegerField()
    table = models.CharField(max_length=63, db_column="table_name")
    row = models.BigIntegerField(null=True, db_column="row_id")
    case = models.BigIntegerField(null=True, db_column="case_id", help_text="the number of the case it belongs to")
    child = models.BigIntegerField(null=True, db_column="child_id", help_text="the number of the person it is about")
    act = models.CharField(max_length=6, choices=Kind)
    person = models.BigIntegerField(null=True, db_column="person_id", help_text="for whom the database answered")
    login = models.CharField(max_length=63, help_text="the database role that had signed in")
    role = models.CharField(max_length=63, help_text="the database role in force")
    changed = models.JSONField(help_text="of each column the value before and after, or the whole row")

    through: dict[str, Any] | None  # by with_acts()
    called: str  # by with_labels()

    # What repeats the case's stage or times a deadline's ladder; the case and the ledger say what came of it.
    KEPT_IN_STEP = frozenset({"stage", "ladder", "moments", "rung", "next_at", "stuck_at"})

    objects = ChangeQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = '"trail"."change"'

    def __str__(self) -> str:
        return f"{self.act} {self.table} {self.row}"

    @property
    def is_by_application(self) -> bool:
        """Say whether the application's own roles did this: for somebody in a request, or by itself as the worker."""
        return self.role == "mase_worker" or (self.role == "mase_app" and self.person is not None)
