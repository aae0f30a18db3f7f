"""The trail: who did and who saw what, when, why, for which agency; and the seals that close it, batch by batch.

Both are append-only; they point at nothing, so nothing can take them along.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, models
from django.db.models import Q
from django.db.models.functions import Now

from mase.audit.logged import Log, log_of
from mase.audit.verbs import Verb

_REVIEWED = Verb.TRAIL_SIGNAL_REVIEWED.value


class NotWritten(Exception):
    """The trail could not be written, so what was to be written down must not happen."""


class EventQuerySet(models.QuerySet["Event"]):
    def create(self, *args: Any, **values: Any) -> Any:
        """Write one event; NotWritten where that fails."""
        with _no_row_no_act():
            return super().create(*args, **values)

    def bulk_create(self, *args: Any, **options: Any) -> Any:
        """Write events; NotWritten where that fails."""
        with _no_row_no_act():
            return super().bulk_create(*args, **options)


class Event(models.Model):
    """One act or one viewing."""

    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    verb = models.CharField(max_length=40)
    actor = models.BigIntegerField(null=True, help_text="the person's number; empty for the system itself")
    agency = models.CharField(max_length=50, blank=True, help_text="the agency acted for at the time")
    case = models.CharField(max_length=12, blank=True, help_text="the case's reference")
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict, help_text="codes and references, never a person's details")

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case", "-at", "-id"], name="event_by_case"),
            models.Index(fields=["actor", "-at"], name="event_by_actor"),
            models.Index(fields=["agency", "-at", "-id"], name="event_by_agency"),
            models.Index(fields=["subject_id"], condition=Q(verb=_REVIEWED), name="event_signal_reviews"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject} {self.case}"

    @property
    def words(self) -> str:
        """Return what was done, as the timeline says it after the person's name."""
        return Verb(self.verb).label

    @property
    def log(self) -> Log:
        """Return which of the six kinds of the Data Protection Act 2018, section 62, it is."""
        return log_of(Verb(self.verb))


class Seal(models.Model):
    """A batch of events, closed for good: the head follows from the one before and from what the batch holds."""

    number = models.BigIntegerField(primary_key=True)
    first_event = models.BigIntegerField(unique=True)
    last_event = models.BigIntegerField(help_text="the next batch begins with the number after it")
    count = models.PositiveIntegerField(help_text="how many events; numbers between them were never given away")
    digest = models.CharField(max_length=64, help_text="SHA-256 over the events of the batch")
    head = models.CharField(max_length=64, help_text="SHA-256 over the head before, and all the above")
    sealed_at = models.DateTimeField(help_text="by the database's clock, when every event of the batch was settled")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gt=0), name="seal_numbered_from_one"),
            models.CheckConstraint(
                condition=models.Q(last_event__gte=models.F("first_event")), name="seal_of_a_range_of_events"
            ),
        ]

    def __str__(self) -> str:
        return f"seal {self.number}"

    @property
    def code(self) -> str:
        """Return the beginning of the head, in groups that one can read out."""
        return "-".join(self.head[place : place + 4] for place in range(0, 16, 4))


class Copied(models.Model):
    """Up to which seal the heads stand in the file outside the database, and what hinders the next ones."""

    number = models.BigIntegerField(default=0)
    at = models.DateTimeField(help_text="the last attempt")
    fault = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"copied up to seal {self.number}"


@contextmanager
def _no_row_no_act() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise NotWritten from error
