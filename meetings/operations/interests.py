"""Somebody at the meeting says that they know somebody in a case: it closes to them at once, everywhere."""

from datetime import datetime

from django.db import transaction

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import conflicts
from mase.cases.errors import AlreadyDone
from mase.web import reader
from meetings.models import ListEntry
from meetings.operations import listing


@transaction.atomic
@reader.lifted()
def declare(entry: ListEntry, *, person: User, relation: str, by: User, at: datetime) -> None:
    """Put it into the register of conflicts, linked with the child; the entry says who, and never why.

    Raises AlreadyDone where they have said so of this entry before.
    """
    listing.still_open(entry.panel)
    if entry.interests.filter(person=person).exists():
        raise AlreadyDone("It is noted already that they know somebody in this case.")
    entry.interests.create(person=person, declared_at=at, declared_by=by)
    recording.record(Verb.INTEREST_DECLARED, entry, by=by, at=at, detail={"person": person.pk})
    conflicts.declare_child(person, entry.case.child, relation=relation, by=by, at=at)
