"""A case comes back at a later meeting: the meeting wants it (RE-8), or its social worker was not there (BA-6)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from mase.agencies.models import Authority, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import Refused
from mase.web import reader
from meetings import in_room
from meetings.models import ListEntry, PackPart, Panel
from meetings.operations import listing

NOT_THERE = "The social worker was not at the child’s first meeting"


@transaction.atomic
def bring_back(entry: ListEntry, *, panel: Panel, reason: str, by: User, at: datetime) -> None:
    """Keep the case for a later meeting, onto whose list it comes (RE-8); a second time changes which one, and why.

    Raises Refused where that meeting is not a later one of the same authority.
    """
    listing.still_open(entry.panel)
    listing.still_open(panel)  # both before the case, as whoever builds that list takes them
    cases.hold_open(entry.case)
    locked = ListEntry.objects.select_for_update(of=("self",)).select_related("panel", "returns_to").get(pk=entry.pk)
    take_back(locked)
    _send_on(locked, panel, because=reason, by=by, at=at)


def hold_next(entry: ListEntry, *, at: datetime) -> None:
    """Lock the entry's meeting and the next one, before the case, for ``carry``: whoever builds a list does so too."""
    listing.still_open(entry.panel)
    if ahead := _after(entry, at=at).first():
        listing.still_open(ahead)


def carry(entry: ListEntry, *, by: User, at: datetime) -> Panel | None:
    """Carry a locked entry on to the next meeting, or let it wait for one to be scheduled (BA-6)."""
    ahead = _after(entry, at=at).first()
    if ahead:
        _send_on(entry, ahead, because=NOT_THERE, by=by, at=at)
    return ahead


@reader.lifted()
def carry_what_waits(authority: Authority, *, by: User, at: datetime) -> None:
    """Carry the cases that have waited for another meeting onto the list of one that was scheduled (BA-6)."""
    for entry in _waiting(authority):
        if entry.panel.approved_minutes is None:
            carry(entry, by=by, at=at)
        elif ahead := _after(entry, at=at).first():  # what the approved minutes say of it stays as it is
            _list_again(entry, listing.still_open(ahead), because=NOT_THERE, by=by, at=at)


def take_back(entry: ListEntry) -> None:
    """Take the locked entry's case off the list onto which it was to come, unless something was done with it there."""
    untouched = entry.brought.filter(begun_at=None, discussed_at=None, actions=None, interests=None, brought=None)
    waiting = untouched.filter(worker_attended=None, panel__minutes=None).exclude(pk__in=_printed())
    for again in waiting.select_for_update(of=("self",)):  # who begins it at this moment is waited for, and keeps it
        again.delete()
    entry.returns_to = entry.returns_because = None


def _send_on(entry: ListEntry, panel: Panel, *, because: str, by: User, at: datetime) -> None:
    ahead = listing.still_open(panel)
    if ahead not in _after(entry, at=at):
        raise Refused("Choose a later meeting that is still to come.")
    entry.returns_to, entry.returns_because = ahead, because
    entry.save(update_fields=["returns_to", "returns_because"])
    _list_again(entry, ahead, because=because, by=by, at=at)
    recording.record(Verb.CASE_RETURNS, entry, by=by, at=at, reason=because, detail={"meeting": ahead.ref})


def _list_again(entry: ListEntry, ahead: Panel, *, because: str, by: User, at: datetime) -> None:
    """Put the case on the list of that locked meeting, as exceptional as it was (SO-34); there already, it stays."""
    if not ahead.entries.filter(case=entry.case_id).exists():
        as_before = {"exceptional": entry.exceptional, "theme": entry.theme, "brought_from": entry}
        listing.put_on(ahead, entry.form, reason=because, by=by, at=at, **as_before)


def _printed() -> QuerySet:
    return PackPart.objects.values("entry")


def _after(entry: ListEntry, *, at: datetime) -> QuerySet[Panel]:
    return in_room.meetings_after(entry.panel, at=at)


def _waiting(authority: Authority) -> QuerySet[ListEntry]:
    """Return the entries whose social worker was not there and that have not come before a later meeting."""
    later = ListEntry.objects.filter(case=OuterRef("case"), panel__scheduled_for__gt=OuterRef("panel__scheduled_for"))
    found = in_room.not_held().filter(
        panel__authority=authority, panel__cancelled_at=None, returns_to=None, case__closed_at=None
    )
    return (
        found.exclude(Exists(later)).select_related("panel__authority", "form__case__authority", "case").order_by("pk")
    )
