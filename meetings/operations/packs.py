"""The agenda pack: asked for, made part by part, issued, opened, recalled; every copy in a ledger (RE-6)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from mase.agencies import access as agency_access
from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases.errors import AlreadyDone, StepMissing
from mase.notifications import operations as notices
from mase.web import reader
from meetings import packs, queries
from meetings.models import AgendaPack, ListEntry, PackCopy, PackPart, PackState, Panel
from meetings.operations import listing
from meetings.operations import panel as panels

GIVEN_UP_AFTER = timedelta(minutes=30)


@transaction.atomic
def ask(panel: Panel, *, by: User, at: datetime) -> AgendaPack:
    """Have a new version of the pack made from the list as it is; the worker takes it up.

    Raises AlreadyDone while another is being made, StepMissing for an empty list.
    """
    locked = listing.still_open(panel)
    if packs.is_being_made(packs.newest(locked)):
        raise AlreadyDone("A pack is being made already.")
    if not queries.entries_of(locked, by, at=at).exists():
        raise StepMissing("Put at least one case on the list first.")
    version = (locked.packs.aggregate(last=Max("version"))["last"] or 0) + 1
    pack = AgendaPack.objects.create(panel=locked, version=version, asked_at=at, asked_by=by)
    recording.record(Verb.PACK_ASKED, pack, by=by, at=at, detail={"meeting": panel.ref, "version": version})
    return pack


@transaction.atomic
def begin(pack: AgendaPack, *, at: datetime) -> list[ListEntry] | None:
    """Return the cases whose part is still to be made, or None where the pack is made or fails.

    What a worker that died had made stays where the list still has it in that place, for its seal names the place; the
    rest is made again. The person who asked has to hold the right now, and only what is open to
    them now is put in. The pack fails where they lost the right, where nothing is open to them, and when it has been
    tried for too long.
    """
    locked = AgendaPack.objects.select_for_update(of=("self",)).get(pk=pack.pk)
    if not packs.is_being_made(locked):  # another worker was quicker
        return None
    entries = list(queries.entries_of(locked.panel, locked.asked_by, at=at).order_by("position", "pk"))
    if not entries or not _may_still(locked, at=at) or at - locked.asked_at > GIVEN_UP_AFTER:
        locked.state = PackState.FAILED
        locked.save(update_fields=["state"])
        return None
    made = _kept_in_place(locked, entries)
    locked.state, locked.parts_total, locked.parts_done = PackState.BUILDING, len(entries), len(made)
    locked.save(update_fields=["state", "parts_total", "parts_done"])
    return [entry for entry in entries if entry.pk not in made]


@transaction.atomic
def keep_front(pack: AgendaPack, *, sealed: bytes, pages: int) -> None:
    """Keep the sealed pages that name no case."""
    AgendaPack.objects.filter(pk=pack.pk).update(front=sealed, front_pages=pages)


@transaction.atomic
def keep_part(pack: AgendaPack, entry: ListEntry, *, place: int, sealed: bytes, pages: int) -> None:
    """Keep the sealed pages of one case, and count them as done."""
    PackPart.objects.create(pack=pack, entry=entry, case=entry.case, position=place, sealed=sealed, pages=pages)
    AgendaPack.objects.filter(pk=pack.pk).update(parts_done=pack.parts.count())


@transaction.atomic
def finish(pack: AgendaPack, *, at: datetime) -> None:
    """Say that the pack is ready to be looked through and issued."""
    AgendaPack.objects.filter(pk=pack.pk).update(state=PackState.READY, built_at=at)


@transaction.atomic
def fail(pack: AgendaPack) -> None:
    """Say that the pack could not be made; another can be asked for."""
    AgendaPack.objects.filter(pk=pack.pk).update(state=PackState.FAILED)


def preview(pack: AgendaPack, *, by: User, at: datetime) -> list[packs.Share]:
    """Return what everybody would get if the pack were issued now.

    Before the agenda is circulated its cases are open to few: it is circulated for the length of the question, and
    nothing of that stays. Raises as ``issue`` does.
    """
    _refuse_to_issue(pack, by=by, at=at)
    with transaction.atomic():
        if pack.panel.circulated_at is None:
            panels.open_agenda(pack.panel, by=by, at=at)
        total = pack.parts.count()
        people = packs.readers(pack.panel, at=at)
        found = [packs.share_of(pack, user, agency, total=total, at=at) for user, agency in people]
        transaction.set_rollback(True)
    return found


@transaction.atomic
def issue(pack: AgendaPack, *, to: Collection[User], by: User, at: datetime) -> None:
    """Hand a numbered copy to each of these people and tell them once; the first also circulates the agenda (RE-6).

    Raises StepMissing where the pack is not ready or the list has changed since, AlreadyDone where it was issued.
    """
    panel = listing.still_open(pack.panel)
    locked = AgendaPack.objects.select_for_update(of=("self",)).get(pk=pack.pk)
    _refuse_to_issue(locked, by=by, at=at)
    if panel.circulated_at is None:
        panels.open_agenda(panel, by=by, at=at)
    locked.issued_at, locked.issued_by = at, by
    locked.save(update_fields=["issued_at", "issued_by"])
    _hand_out(locked, {person.pk for person in to}, at=at)
    detail = {"meeting": panel.ref, "version": locked.version, "copies": locked.copies.count()}
    recording.record(Verb.PACK_ISSUED, locked, by=by, at=at, detail=detail)


@transaction.atomic
def recall(pack: AgendaPack, *, reason: str, by: User, at: datetime) -> None:
    """Close every copy of the pack at once, with the reason, and tell whoever had one."""
    locked = AgendaPack.objects.select_for_update(of=("self",)).get(pk=pack.pk)
    if locked.issued_at is None:
        raise StepMissing("This pack has not been issued, so there is nothing to recall.")
    if locked.recalled_at:
        raise AlreadyDone("This pack has been recalled already.")
    locked.recalled_at, locked.recalled_by, locked.recalled_because = at, by, reason
    locked.save(update_fields=["recalled_at", "recalled_by", "recalled_because"])
    detail = {"meeting": locked.panel.ref, "version": locked.version}
    recording.record(Verb.PACK_RECALLED, locked, by=by, at=at, reason=reason, detail=detail)
    for copy in packs.ledger(locked):
        _tell(copy, "An agenda pack was recalled. Delete what you saved of it", at=at, key=f"pack-recalled-{pack.pk}")


@transaction.atomic
def accept(copy: PackCopy, *, at: datetime) -> None:
    """Note that the holder accepted the confidentiality statement of this meeting; once is enough."""
    locked = PackCopy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    if locked.accepted_at is None:
        locked.accepted_at = at
        locked.save(update_fields=["accepted_at"])


@transaction.atomic
def note_opened(copy: PackCopy, *, page: str, at: datetime) -> None:
    """Note in the ledger that the holder opened their copy, the first time; in the trail every time."""
    if copy.opened_at is None:
        copy.opened_at = at
        copy.save(update_fields=["opened_at"])
    recording.record(Verb.PACK_OPENED, copy, by=copy.user, at=at, detail=_which(copy) | {"page": page})


@transaction.atomic
def note_downloaded(copy: PackCopy, *, at: datetime) -> None:
    """Note that the holder took their copy along; the ledger keeps the last time, the trail every one."""
    copy.downloaded_at = at
    copy.save(update_fields=["downloaded_at"])
    recording.record(Verb.PACK_DOWNLOADED, copy, by=copy.user, at=at, detail=_which(copy))


@reader.lifted()
def length_for(pack: AgendaPack, person: User) -> int:
    """Return how many cases the pack has for all the person may know; of a child whom they know they learn nothing."""
    return pack.parts.filter(access.not_kept_from(person, case="case")).count()


def _kept_in_place(pack: AgendaPack, entries: Collection[ListEntry]) -> set[int]:
    """Drop the parts of cases that have left the list or their place in it, and return the cases whose part stays."""
    places = {(entry.pk, entry.position) for entry in entries}
    made = {part: (entry, place) for part, entry, place in pack.parts.values_list("pk", "entry", "position")}
    pack.parts.filter(pk__in=[part for part, where in made.items() if where not in places]).delete()
    return {entry for entry, place in made.values() if (entry, place) in places}


def _hand_out(pack: AgendaPack, chosen: Collection[int], *, at: datetime) -> None:
    """Number the copies in the order of agencies and names; who accepted the statement before has accepted it."""
    before = PackCopy.objects.filter(pack__panel=pack.panel).exclude(accepted_at=None)
    agreed = dict(before.values_list("user", "accepted_at"))
    people = [(user, agency) for user, agency in packs.readers(pack.panel, at=at) if user.pk in chosen]
    for number, (user, agency) in enumerate(people, start=1):
        copy = PackCopy(pack=pack, user=user, agency=agency, number=number, sent_at=at)
        copy.accepted_at = agreed.get(user.pk)
        copy.save()
        _tell(copy, "An agenda pack is ready for you to read", at=at, key=f"pack-{pack.pk}")


def _refuse_to_issue(pack: AgendaPack, *, by: User, at: datetime) -> None:
    if pack.issued_at:
        raise AlreadyDone("This pack has been issued already.")
    if pack.state != PackState.READY:
        raise StepMissing("The pack is not ready yet.")
    listed = list(queries.entries_of(pack.panel, by, at=at).order_by("position", "pk").values_list("pk", flat=True))
    if listed != list(pack.parts.order_by("position").values_list("entry", flat=True)):
        raise StepMissing("The list has changed since this pack was made. Make a new one.")


def _may_still(pack: AgendaPack, *, at: datetime) -> bool:
    return pack.panel.authority in agency_access.authorities(pack.asked_by, Permission.DESK_SCHEDULE, at=at)


def _which(copy: PackCopy) -> dict[str, object]:
    return {"meeting": copy.pack.panel.ref, "version": copy.pack.version, "copy": copy.number}


def _tell(copy: PackCopy, text: str, *, at: datetime, key: str) -> None:
    """Leave a notice that says nothing but that there is something to read, and leads to the copy."""
    url = reverse("reading_room", args=[copy.pack.ref, copy.number])
    notices.tell([copy.user], text, url=url, at=at, key=key, reference=copy.pack.panel.ref)
