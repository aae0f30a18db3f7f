"""The minutes: approved as they stand, locked and issued with that (RE-8)."""

import hashlib
import json
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases.errors import NotEntitled, StepMissing
from mase.web import reader
from meetings import minutes, queries
from meetings.models import Minutes, Panel
from meetings.operations import listing, obligations
from meetings.operations.telling import tell_members


@transaction.atomic
@reader.lifted()
def approve(panel: Panel, *, by: User, at: datetime) -> Minutes:
    """Approve the minutes: they are written down as they stand, locked, and issued with that (RE-8).

    Raises NotEntitled for a person who does not see every case; StepMissing before the meeting's hour, and while a case
    has no answers, or no action although the meeting is not satisfied or support was asked for.
    """
    locked = listing.still_open(panel)
    if not sees_every_case(locked, by, at=at):
        raise NotEntitled("You do not see every case of this meeting, so you cannot approve its minutes.")
    for sentence in still_missing(locked, at=at):
        raise StepMissing(sentence)
    content = minutes.content_of(locked)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    approved = Minutes.objects.create(
        panel=locked, approved_at=at, approved_by=by, content=content, sha256=hashlib.sha256(text.encode()).hexdigest()
    )
    obligations.close(locked, by=by, at=at)
    recording.record(Verb.MINUTES_APPROVED, locked, by=by, at=at, detail={"sha256": approved.sha256})
    tell_members(locked, "MASE minutes are approved", at=at, key=f"minutes-{locked.pk}")
    return approved


def sees_every_case(panel: Panel, person: User, *, at: datetime) -> bool:
    """Say whether the person sees the whole list, so that they can answer for its minutes."""
    seen = queries.entries_of(panel, person, at=at).count()
    with reader.lifted():
        return panel.entries.count() == seen


@reader.lifted()
def still_missing(panel: Panel, *, at: datetime) -> list[str]:
    """Return in words what the minutes need before the chair can approve them."""
    found = {
        "The meeting has not taken place yet: its minutes are approved afterwards.": at < panel.scheduled_for,
        "There is no case on the list of this meeting.": not panel.entries.exists(),
        "Record who was present first.": not panel.attendances.filter(present=True).exists(),
        "Every case on the list needs the five answers first.": panel.entries.filter(discussed_at=None).exists(),
        "A case with which the meeting is not satisfied, or that needs support, needs at least one action.": (
            panel.entries.filter(Q(satisfied=False) | Q(support_needed=True), actions=None).exists()
        ),
    }
    return [sentence for sentence, missing in found.items() if missing]
