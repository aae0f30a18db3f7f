"""What is written down in the meeting: who is there, what it says of each case (RE-8)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mase.agencies.models import Agency, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.stages import Step
from meetings.models import Attendance, ListEntry, Panel
from meetings.operations import listing


@transaction.atomic
def note_attendance(panel: Panel, *, agency: Agency, name: str, present: bool, by: User, at: datetime) -> None:
    """Note that somebody is present for their agency, or sent apologies."""
    locked = listing.still_open(panel)
    Attendance.objects.update_or_create(panel=locked, agency=agency, name=name, defaults={"present": present})
    detail = {"agency": agency.code, "present": present}
    recording.record(Verb.ATTENDANCE_NOTED, locked, by=by, at=at, detail=detail)


@transaction.atomic
def discuss(entry: ListEntry, *, answers: dict[str, Any], by: User, at: datetime) -> None:
    """Record the five answers of the meeting about one case (RE-8); until approval they may be corrected.

    A case that was closed after it was listed gets its answers too, or the minutes could not be approved.
    """
    listing.still_open(entry.panel)
    locked = ListEntry.objects.select_for_update(of=("self", "case")).select_related("case__authority").get(pk=entry.pk)
    first_time = locked.discussed_at is None
    for name, value in answers.items():
        setattr(locked, name, value)
    locked.discussed_at, locked.discussed_by = at, by
    locked.save()
    recording.record(Verb.CASE_DISCUSSED, locked, by=by, at=at)
    if first_time and locked.case.closed_at is None:
        cases.advance(locked.case, Step.DISCUSSED, by=by, at=at)
