"""The MASE meeting: scheduled, its list built and ordered, the agenda circulated."""

from datetime import datetime

from django.db import transaction

from mase.agencies.models import Authority, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases.errors import AlreadyDone, StepMissing
from mase.web import reader
from meetings import queries
from meetings.models import CohortEntry, ListEntry, Panel, Theme
from meetings.operations import listing, obligations, returning
from meetings.operations.telling import tell_members, tell_seal


@transaction.atomic
def schedule(
    authority: Authority, *, scheduled_for: datetime, pre_mase_at: datetime, place: str, by: User, at: datetime
) -> Panel:
    """Schedule a monthly meeting and tell its members; cases that wait for their form get its clock (RE-1, RE-6)."""
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
    returning.carry_what_waits(authority, by=by, at=at)
    obligations.begin(panel, by=by, at=at)
    tell_members(panel, "A MASE meeting is scheduled", at=at, key=f"scheduled-{panel.pk}")
    return panel


def refuse_a_moment_that_is_taken(authority: Authority, moment: datetime) -> None:
    """Raise AlreadyDone where a meeting that is not cancelled stands at that moment."""
    if authority.panels.filter(scheduled_for=moment, cancelled_at=None).exists():
        raise AlreadyDone("A meeting is scheduled for this moment already.")


@transaction.atomic
def list_case(
    panel: Panel,
    cohort_entry: CohortEntry,
    *,
    reason: str,
    exceptional: str = "",
    theme: Theme | None = None,
    by: User,
    at: datetime,
) -> ListEntry:
    """Put a case of the current cohort on the meeting's list, with the reason.

    Where the meeting looks at cases by exception: for a theme, for a difficulty or a blockage, or not at all (SO-34).
    Raises StepMissing where that is not said, AlreadyDone where the case is on the list or has left the cohort.
    """
    locked = listing.still_open(panel)
    listing.refuse_without_exception(locked, exceptional)
    case = listing.still_on_cohort(cohort_entry)
    if locked.entries.filter(case=case).exists():
        raise AlreadyDone("This case is on the list already.")
    form = case.mase_forms.filter(accepted=True).latest("submitted_at")
    entry = listing.put_on(locked, form, reason=reason, exceptional=exceptional, theme=theme, by=by, at=at)
    recording.record(Verb.CASE_LISTED, entry, by=by, at=at, reason=reason, detail={"meeting": locked.ref})
    return entry


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
    """Circulate the agenda and tell the members (RE-6)."""
    open_agenda(panel, by=by, at=at)
    tell_members(panel, "The MASE agenda is ready to read", at=at, key=f"agenda-{panel.pk}")


@transaction.atomic
@reader.lifted()
def open_agenda(panel: Panel, *, by: User, at: datetime) -> None:
    """Circulate the agenda: from now on the standing members read its cases (RE-6), whoever circulates it."""
    locked = listing.still_open(panel)
    if locked.circulated_at:
        raise AlreadyDone("The agenda has been circulated.")
    if not (locked.entries.exists() or locked.themes.exists()):
        raise StepMissing("Put at least one case or theme on the agenda first.")
    locked.circulated_at, locked.circulated_by = at, by
    locked.save(update_fields=["circulated_at", "circulated_by"])
    for entry in locked.entries.select_related("case").order_by("position", "pk"):
        listing.open_to_members(locked, entry.case, by=by, at=at)
    deadlines.meet(locked.authority, "mase_circulation", at=at, by=by, key=locked.ref)
    recording.record(Verb.AGENDA_CIRCULATED, locked, by=by, at=at)
    tell_seal(locked, at=at)
