"""A meeting's list: it changes under the meeting's lock, and not at all once the minutes are approved.

What stood on the list of a meeting that was cancelled goes to the next one, as soon as there is one.
"""

from datetime import datetime
from typing import Any

from django.db.models import Max

from mase.agencies.models import Authority, User
from mase.agencies.roles import Section
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Basis, Case
from mase.profiles import CaseReview
from mase.web import reader
from meetings.models import CohortEntry, ListEntry, MaseForm, PackPart, Panel


def still_open(panel: Panel) -> Panel:
    """Return the meeting, locked against changes by others; AlreadyDone once it is cancelled or its minutes approved.

    The lock lets others refer to the meeting meanwhile, so a form that is being submitted does not wait for it.
    """
    locked = Panel.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(pk=panel.pk)
    if locked.cancelled_at:
        raise AlreadyDone("The meeting is cancelled; its cases go to the next one.")
    if locked.is_locked:
        raise AlreadyDone("The minutes are approved; nothing in this meeting changes any more.")
    return locked


def still_on_cohort(entry: CohortEntry) -> Case:
    """Return the case, kept from closing until the transaction ends; AlreadyDone where the child left the cohort."""
    cases.hold_open(entry.case)
    if CohortEntry.objects.get(pk=entry.pk).removed_at:
        raise AlreadyDone("The child has left the cohort.")
    return entry.case


def asks_for_exception(panel: Panel) -> bool:
    """Say whether the meeting looks at single cases by exception only (SO-34)."""
    return panel.authority.profile_at(panel.scheduled_for).pathway.case_review is CaseReview.BY_EXCEPTION


def refuse_without_exception(panel: Panel, exceptional: str) -> None:
    """Raise StepMissing where the meeting looks at cases by exception, and nobody says why at this one (SO-34)."""
    if asks_for_exception(panel) and not exceptional:
        raise StepMissing("This meeting looks at a case only for a theme, a difficulty or a blockage: say which.")


def length_for(person: User, panel: Panel) -> int:
    """Return how many cases are on the list for all the person may know.

    They know that there are some which were not opened to them; of a child whom they know they learn nothing.
    """
    with reader.lifted():
        return panel.entries.filter(access.not_kept_from(person, case="case")).count()


def put_on(panel: Panel, form: MaseForm, *, reason: str, by: User, at: datetime, **besides: Any) -> ListEntry:
    """Put the form's case at the end of the list of a meeting that ``still_open`` has locked.

    A case that is on the list already keeps its place and goes on from the newer form. ``besides`` are
    columns of the entry: why a meeting that looks at cases by exception looks at it (SO-34), whence it comes back.
    That pre-MASE had left the child for another meeting stands no more.
    """
    entry = panel.entries.filter(case=form.case).first()
    if entry:
        entry.form = form
        entry.save(update_fields=["form"])
        return entry
    if panel.circulated_at:
        open_to_members(panel, form.case, by=by, at=at)
    take_up(panel, form.case)
    entry = ListEntry(panel=panel, case=form.case, form=form, position=_end(panel), listed_because=reason, **besides)
    _save_as_listed(entry, by=by, at=at)
    return entry


def _save_as_listed(entry: ListEntry, *, by: User, at: datetime) -> None:
    """Save a new entry; its history says who listed it and when, whatever browser or clock it was listed by."""
    entry._history_user, entry._history_date = by, at  # type: ignore[attr-defined]
    entry.save()
    del entry._history_user, entry._history_date  # type: ignore[attr-defined]


def take_up(panel: Panel, case: Case) -> None:
    """Take back that pre-MASE left the child for another meeting: the case comes before this one after all."""
    for left in panel.not_discussed.filter(case=case):
        left.delete()


@reader.lifted()
def carry_over(authority: Authority, *, by: User, at: datetime) -> None:
    """Move the list of a cancelled meeting to the end of the next one's, where one is scheduled."""
    ahead = list(authority.panels.upcoming(at))
    left = ListEntry.objects.filter(panel__authority=authority).exclude(panel__cancelled_at=None)
    related = left.select_related("case__authority", "panel", "brought_from__panel")
    for entry in related.order_by("panel__scheduled_for", "position", "pk"):
        if panel := next((one for one in ahead if _may_take(one, entry)), None):
            _carry(entry, still_open(panel), by=by, at=at)


def _may_take(panel: Panel, entry: ListEntry) -> bool:
    """Say whether the entry can go there: what an earlier meeting brings back comes after that meeting (RE-8)."""
    source = entry.brought_from
    return source is None or bool(source.panel.cancelled_at) or panel.scheduled_for > source.panel.scheduled_for


def _carry(entry: ListEntry, panel: Panel, *, by: User, at: datetime) -> None:
    from_before = {"panel__minutes": None, "panel__scheduled_for__lt": panel.scheduled_for}
    for earlier in entry.panel.expected.filter(case=entry.case_id, **from_before):
        earlier.returns_to = panel
        earlier.save(update_fields=["returns_to"])
    if standing := panel.entries.filter(case=entry.case).first():
        _merge(entry, standing)
        return
    take_up(panel, entry.case)
    entry.panel, entry.position = panel, _end(panel)
    entry.save(update_fields=["panel", "position"])
    if panel.circulated_at:
        open_to_members(panel, entry.case, by=by, at=at)


def _merge(entry: ListEntry, standing: ListEntry) -> None:
    """Leave to the entry that stands there already what was printed, declared and brought back of the other."""
    PackPart.objects.filter(entry=entry).update(entry=standing)
    for declared in entry.interests.all():
        if not standing.interests.filter(person=declared.person_id).exists():
            standing.interests.create(
                person_id=declared.person_id, declared_at=declared.declared_at, declared_by_id=declared.declared_by_id
            )
        declared.delete()
    for brought in entry.brought.all():
        brought.brought_from = standing
        brought.save(update_fields=["brought_from"])
    entry.delete()


@reader.lifted()
def _end(panel: Panel) -> int:
    """Return the position after the last; one that was taken off the list leaves a gap."""
    return (panel.entries.aggregate(last=Max("position"))["last"] or 0) + 1


def open_to_members(panel: Panel, case: Case, *, by: User, at: datetime) -> None:
    """Open the MASE part of the file to the standing members, so that they read it before the meeting (RE-6)."""
    for agency in panel.members(at=at):
        sections, basis = [Section.CASE, Section.PANEL], Basis.CO_OPERATION
        access.open_to_agency(case, agency, sections, by=by, at=at, reason="On the MASE list", basis=basis)
