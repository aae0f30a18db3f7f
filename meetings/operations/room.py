"""What is written down in the meeting: who is there, when it comes to each case, what it says of it (RE-8, BA-6)."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.db import transaction

from mase import timescales
from mase.agencies.models import Agency, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases import typed_notes
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.stages import Step
from mase.clock import LONDON
from mase.web.typed import Typed
from meetings import in_room
from meetings.models import Attendance, Capacity, ListEntry, Panel
from meetings.operations import listing, returning
from meetings.operations.telling import tell


class ChangedMeanwhile(Refused):
    """Somebody else has saved since this was read."""


@transaction.atomic
def note_attendance(
    panel: Panel,
    *,
    agency: Agency,
    name: str,
    present: bool,
    capacity: str = Capacity.MEMBER,
    by: User,
    at: datetime,
) -> None:
    """Note that somebody is present for their agency and as what, or sent apologies; noted again, it is corrected.

    Whoever had left and is noted as present once more is there again.
    """
    locked = listing.still_open(panel)
    said: dict[str, Any] = {"present": present, "capacity": capacity, "left_at": None}
    Attendance.objects.update_or_create(panel=locked, agency=agency, name=name, defaults=said)
    detail = {"agency": agency.code, "present": present}
    recording.record(Verb.ATTENDANCE_NOTED, locked, by=by, at=at, detail=detail)


@transaction.atomic
def note_everybody(panel: Panel, *, present: Iterable[Attendance], by: User, at: datetime) -> None:
    """Note as present, as what they were there before, those of an earlier meeting who have come again."""
    for one in present:
        said: dict[str, Any] = {"agency": one.agency, "name": one.name, "capacity": one.capacity}
        note_attendance(panel, present=True, **said, by=by, at=at)


@transaction.atomic
def note_leaving(attendance: Attendance, *, left_at: time, by: User, at: datetime) -> None:
    """Note when somebody left before the end; whether the meeting can still decide follows from it.

    Raises Refused for who was not there, and for a time before the meeting began.
    """
    locked = listing.still_open(attendance.panel)
    there = Attendance.objects.select_for_update(of=("self",)).select_related("agency").get(pk=attendance.pk)
    if not there.present:
        raise Refused("They were not at the meeting.")
    if left_at < locked.scheduled_for.astimezone(LONDON).time():
        raise Refused("The time they left is before the meeting began.")
    there.left_at = left_at
    there.save(update_fields=["left_at"])
    detail = {"agency": there.agency.code, "left": f"{left_at:%H:%M}", "as": there.capacity}
    recording.record(Verb.ATTENDANCE_NOTED, locked, by=by, at=at, detail=detail)


@transaction.atomic
def begin(entry: ListEntry, *, by: User, at: datetime) -> None:
    """Note that the meeting comes to this case now; its clock runs from here."""
    locked = _on_its_day(entry, at=at)
    if locked.begun_at:
        raise AlreadyDone("The meeting has come to this case already.")
    locked.begun_at = at
    locked.save(update_fields=["begun_at"])
    recording.record(Verb.ITEM_BEGUN, locked, by=by, at=at)


@transaction.atomic
def note_worker(entry: ListEntry, *, presented_by: str, by: User, at: datetime) -> None:
    """Note that the child's social worker is there, and who presents the case (BA-6).

    Where they were noted as absent before, the case is this meeting's again.
    """
    listing.still_open(entry.panel)
    locked = _locked(entry)
    returning.take_back(locked)
    locked.worker_attended, locked.presented_by = True, presented_by
    locked.save(update_fields=["worker_attended", "presented_by", "returns_to", "returns_because"])
    recording.record(Verb.ATTENDANCE_NOTED, locked, by=by, at=at, detail={"worker": True})


@transaction.atomic
def note_worker_absent(entry: ListEntry, *, by: User, at: datetime) -> None:
    """Note that the child's social worker is not there; a first meeting is carried to the next one (BA-6).

    Worker and manager are told. Raises AlreadyDone where that is noted or the case has been discussed.
    """
    returning.hold_next(entry, at=at)
    locked = _on_its_day(entry, at=at)
    if locked.discussed_at:
        raise AlreadyDone("The case has been discussed.")
    if locked.worker_attended is False:
        raise AlreadyDone("It is noted already that the social worker is not here.")
    locked.worker_attended, locked.presented_by = False, ""
    locked.save(update_fields=["worker_attended", "presented_by"])
    recording.record(Verb.ATTENDANCE_NOTED, locked, by=by, at=at, detail={"worker": False})
    if in_room.is_first(locked) and locked.case.closed_at is None:
        returning.carry(locked, by=by, at=at)
        _tell_of_absence(locked, at=at)


@transaction.atomic
def discuss(entry: ListEntry, *, answers: dict[str, Any], by: User, at: datetime) -> None:
    """Record the five answers of the meeting about one case (RE-8); until approval they may be corrected.

    A case that was closed after it was listed gets its answers too, or the minutes could not be approved. Raises
    StepMissing at a first meeting without the social worker (BA-6), and ChangedMeanwhile where the entry in hand is
    older than what somebody else has recorded.
    """
    listing.still_open(entry.panel)
    locked = _locked(entry)
    if locked.discussed_at != entry.discussed_at:
        raise ChangedMeanwhile("Somebody else has recorded the discussion meanwhile.")
    first_time = locked.discussed_at is None
    if first_time and not locked.worker_attended and in_room.is_first(locked):
        raise StepMissing(_without_worker(locked))
    for name, value in answers.items():
        setattr(locked, name, value)
    locked.discussed_at, locked.discussed_by = at, by
    locked.save()
    recording.record(Verb.CASE_DISCUSSED, locked, by=by, at=at)
    if first_time and locked.case.closed_at is None:
        cases.advance(locked.case, Step.DISCUSSED, by=by, at=at)


@transaction.atomic
def keep_typed(entry: ListEntry, typed: Typed, **how: Any) -> None:
    """Keep what is being typed of the discussion, also of a case that has closed; AlreadyDone as ``discuss``."""
    listing.still_open(entry.panel)
    typed_notes.keep_on_any(entry.case, typed, doing="what the meeting says of this case", **how)


def _on_its_day(entry: ListEntry, *, at: datetime) -> ListEntry:
    """Return the entry, locked; StepMissing before the day of the meeting."""
    panel = listing.still_open(entry.panel)
    if timescales.london_day(at) < timescales.london_day(panel.scheduled_for):
        raise StepMissing("The day of the meeting has not come yet.")
    return _locked(entry)


def _locked(entry: ListEntry) -> ListEntry:
    related = ("case__authority", "panel__authority", "returns_to", "form")
    return ListEntry.objects.select_for_update(of=("self", "case")).select_related(*related).get(pk=entry.pk)


def _without_worker(entry: ListEntry) -> str:
    if entry.worker_attended is None:
        return "This is the child’s first meeting: note first whether the social worker is here."
    return "The social worker is not here, and this is the child’s first meeting: the case goes to the next one."


def _tell_of_absence(entry: ListEntry, *, at: datetime) -> None:
    """Tell the social worker and whoever allocated the case."""
    if allocation := entry.case.worker:
        people = [allocation.worker, allocation.allocated_by]
        tell(entry.case, people, "A case waits for its social worker at MASE", at=at, key=f"absent-{entry.pk}")
