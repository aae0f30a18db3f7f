"""The MASE meeting: scheduled, its list ordered, circulated, discussed, its minutes approved and locked."""

import hashlib
import json
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Q

from mase.agencies import access as agency_access
from mase.agencies.models import Agency, Authority, Kind, User
from mase.agencies.roles import Permission, Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, conflicts, deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, NotEntitled, StepMissing
from mase.cases.models import Basis
from mase.cases.stages import Step
from mase.clock import LONDON
from mase.web import reader
from meetings import minutes, queries
from meetings.models import Action, Attendance, CohortEntry, Ending, ListEntry, Minutes, Panel
from meetings.operations import listing, obligations
from meetings.operations.telling import tell, tell_members, tell_seal

# Who is told with its owner when an action is late; in other agencies it is the safeguarding lead, as the rule says.
_STANDS_BEHIND = {
    Kind.POLICE: ("police_inspector", "co_ordinator"),
    Kind.SOCIAL_CARE: ("team_manager", "service_manager"),
}


@transaction.atomic
def schedule(
    authority: Authority, *, scheduled_for: datetime, pre_mase_at: datetime, place: str, by: User, at: datetime
) -> Panel:
    """Schedule a monthly meeting; cases that wait for their form get its clock (RE-1, RE-6)."""
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    refuse_a_moment_that_is_taken(authority, scheduled_for)
    panel = Panel.objects.create(
        authority=authority,
        scheduled_at=at,
        scheduled_by=by,
        scheduled_for=scheduled_for,
        pre_mase_at=pre_mase_at,
        place=place,
    )
    recording.record(Verb.PANEL_SCHEDULED, panel, by=by, at=at)
    listing.carry_over(authority, by=by, at=at)
    obligations.begin(panel, by=by, at=at)
    return panel


def refuse_a_moment_that_is_taken(authority: Authority, moment: datetime) -> None:
    """Raise AlreadyDone where a meeting that is not cancelled stands at that moment."""
    if authority.panels.filter(scheduled_for=moment, cancelled_at=None).exists():
        raise AlreadyDone("A meeting is scheduled for this moment already.")


@transaction.atomic
def list_case(panel: Panel, cohort_entry: CohortEntry, *, reason: str, by: User, at: datetime) -> ListEntry:
    """Put a case of the current cohort on the meeting's list, with the reason (SO-34)."""
    locked = listing.still_open(panel)
    case = cohort_entry.case
    if locked.entries.filter(case=case).exists():
        raise AlreadyDone("This case is on the list already.")
    form = case.mase_forms.filter(accepted=True).latest("submitted_at")
    return listing.put_on(locked, form, reason=reason, by=by, at=at)


@transaction.atomic
def place_at(entry: ListEntry, *, position: int, by: User, at: datetime) -> None:
    """Move an entry to a position of the list, as the person who moves it counts; the others close up.

    Whoever does not see every case counts those they see: the entry goes before the one that they see next.
    """
    panel = listing.still_open(entry.panel)
    seen = queries.entries_of(panel, by, at=at).exclude(pk=entry.pk).values_list("pk", flat=True)
    after = list(seen)[max(position - 1, 0) :][:1]
    with reader.lifted():
        _put_before(after, entry, panel)
    recording.record(Verb.LIST_ORDERED, entry, by=by, at=at, detail={"meeting": panel.ref})


def _put_before(after: list[int], entry: ListEntry, panel: Panel) -> None:
    """Put the entry before the one named, or at the end, and number the whole list anew."""
    positions = list(panel.entries.order_by("position", "pk").values_list("pk", flat=True))
    positions.remove(entry.pk)
    positions.insert(positions.index(after[0]) if after else len(positions), entry.pk)
    for number, pk in enumerate(positions, start=1):
        moved = panel.entries.get(pk=pk)
        if moved.position != number:
            moved.position = number
            moved.save(update_fields=["position"])


@transaction.atomic
@reader.lifted()
def circulate(panel: Panel, *, by: User, at: datetime) -> None:
    """Circulate the agenda: from now on the standing members read its cases (RE-6), whoever circulates it."""
    locked = listing.still_open(panel)
    if locked.circulated_at:
        raise AlreadyDone("The agenda has been circulated.")
    if not locked.entries.exists():
        raise StepMissing("Put at least one case on the list first.")
    locked.circulated_at, locked.circulated_by = at, by
    locked.save(update_fields=["circulated_at", "circulated_by"])
    for entry in locked.entries.select_related("case").order_by("position", "pk"):
        listing.open_to_members(locked, entry.case, by=by, at=at)
    deadlines.meet(locked.authority, "mase_circulation", at=at, by=by, key=locked.ref)
    recording.record(Verb.AGENDA_CIRCULATED, locked, by=by, at=at)
    tell_members(locked, "The MASE agenda is ready to read", at=at, key=f"agenda-{locked.pk}")
    tell_seal(locked, at=at)


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


@transaction.atomic
def agree_action(entry: ListEntry, *, text: str, owner: User, due_on: date, by: User, at: datetime) -> Action:
    """Give an action to a named person with a day; the person sees the MASE part of the file (RE-8)."""
    listing.still_open(entry.panel)
    case = entry.case
    conflicts.refuse(owner, case)
    held = agency_access.holding(owner, Permission.PANEL_ACT, at=at)
    membership = next((m for m in held if m.agency.authority_id == case.authority_id), None)
    if membership is None:
        raise NotEntitled("This person belongs to no agency that takes actions here.")
    action = Action.objects.create(
        case=case,
        entry=entry,
        text=text,
        owner=owner,
        agency=membership.agency,
        due_on=due_on,
        agreed_at=at,
        agreed_by=by,
    )
    sections, reason = [Section.CASE, Section.PANEL], "Has an action from MASE"
    access.open_to_person(case, owner, sections, by=by, at=at, reason=reason, basis=Basis.CO_OPERATION)
    due_at = datetime.combine(due_on, time.max, tzinfo=LONDON)
    behind = _STANDS_BEHIND.get(Kind(action.agency.kind), ())
    deadlines.start(
        case,
        "action",
        at=at,
        by=by,
        owner=owner,
        agency=action.agency,
        behind=behind,
        key=str(action.pk),
        path=action.get_absolute_url(),
        due_at=due_at,
    )
    recording.record(Verb.ACTION_AGREED, action, by=by, at=at)
    tell(case, [owner], "You have an action from MASE", at=at, key=f"action-{action.pk}")
    return action


@transaction.atomic
def report(action: Action, *, ending: Ending, evidence: str, by: User, at: datetime) -> None:
    """Say how the action ended, with evidence; only its owner does (RE-8)."""
    locked = Action.objects.select_for_update(of=("self", "case")).select_related("case__authority").get(pk=action.pk)
    if locked.closed_at:
        raise AlreadyDone("This action has been reported on.")
    if locked.owner_id != by.pk:
        raise NotEntitled("Only the person named in the action reports on it.")
    locked.closed_at, locked.closed_by, locked.closed_as, locked.evidence = at, by, ending, evidence
    locked.save(update_fields=["closed_at", "closed_by", "closed_as", "evidence"])
    deadlines.meet(locked.case, "action", at=at, by=by, key=str(locked.pk))
    recording.record(Verb.ACTION_CLOSED, locked, by=by, at=at, detail={"ending": ending})


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
