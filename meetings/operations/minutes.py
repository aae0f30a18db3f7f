"""The minutes: approved by the chairs as they stand, then locked and issued; corrected only by addition (RE-8, SO-25).

Where the procedures name two chairs, one of each of their agencies approves the same words; where they name one, a
chair of that agency does (BR-4). Whoever holds the role at that moment approves: a chair who has left or is away holds
nothing up.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from mase.agencies import access as agency_access
from mase.agencies.models import Agency, Kind, Membership, User
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases.errors import AlreadyDone, NotEntitled, StepMissing
from mase.web import reader
from meetings import in_room, minutes, queries
from meetings.models import ActionCheck, EntryAddendum, ListEntry, Minutes, MinutesApproval, Panel
from meetings.operations import listing, obligations
from meetings.operations.telling import tell_members, tell_of

ANOTHER_APPROVES = "Another chair approves these minutes."  # nobody learns of a case from what they may not do


@dataclass(frozen=True, kw_only=True)
class Approved:
    """One approval of the draft, and whether it holds for the words as they are now."""

    approval: MinutesApproval
    stands: bool


@transaction.atomic
@reader.lifted()
def approve(panel: Panel, *, by: User, at: datetime) -> MinutesApproval:
    """Approve the minutes as they read now; with the last chair who has to, they are locked and issued (RE-8, SO-25).

    Raises NotEntitled for a person who does not see every case, chairs nothing here or, as the only chair, wrote them;
    AlreadyDone where their side has approved these words; StepMissing before the meeting's hour, and while a case has
    no answers, or no action although the meeting is not satisfied or support was asked for.
    """
    locked = listing.still_open(panel)
    if not sees_every_case(locked, by, at=at):
        raise NotEntitled(ANOTHER_APPROVES)
    for sentence in still_missing(locked, at=at):
        raise StepMissing(sentence)
    content = minutes.content_of(locked)
    sha256 = minutes.fingerprint(content)
    agency = _chairs_for(locked, by, sha256=sha256, at=at)
    approval = locked.approvals.create(approved_at=at, approved_by=by, agency=agency, sha256=sha256)
    recording.record(Verb.MINUTES_SIGNED, locked, by=by, at=at, detail={"sha256": sha256})
    if missing := still_to_approve(locked, sha256=sha256):
        _ask(locked, missing, sha256=sha256, at=at)
    else:
        _lock(locked, approval, content=content, at=at)
    return approval


@reader.lifted()
def draft_of(panel: Panel) -> dict[str, Any]:
    """Return what the minutes would say if they were approved now; whoever shows it cuts it first."""
    return minutes.content_of(panel)


def approvals_of(panel: Panel, *, sha256: str) -> list[Approved]:
    """Return who approved the draft, the first one first; a change of any word voids what was approved before."""
    found = panel.approvals.select_related("approved_by", "agency").order_by("approved_at", "pk")
    return [Approved(approval=approval, stands=approval.sha256 == sha256) for approval in found]


def still_to_approve(panel: Panel, *, sha256: str) -> list[Kind]:
    """Return the kinds of agency of whose chairs one has still to approve these words."""
    given = {Kind(one.approval.agency.kind) for one in approvals_of(panel, sha256=sha256) if one.stands}
    if has_two_chairs(panel):
        return [kind for kind in chairing(panel) if kind not in given]
    return [] if given else chairing(panel)


@reader.lifted()
def without_chair(panel: Panel, *, waits_for: Collection[Kind], at: datetime) -> list[Kind]:
    """Return the kinds of agency that still have to approve and of whose chairs nobody sees every case of the meeting.

    The minutes wait until one does, or another is named. Where one chair is enough, one of any kind is.
    """
    able = {
        kind for kind in waits_for if any(sees_every_case(panel, one, at=at) for one in _chairs(panel, [kind], at=at))
    }
    return [kind for kind in waits_for if kind not in able] if has_two_chairs(panel) or not able else []


def chairing(panel: Panel) -> list[Kind]:
    """Return the kinds of agency whose chairs approve the minutes of the meeting (SO-25, BR-4)."""
    return [Kind(kind) for kind in panel.authority.profile_at(panel.scheduled_for).panel_chair_agencies]


def chairs(person: User, panel: Panel, *, at: datetime) -> bool:
    """Say whether the person holds the chair of an agency whose chair approves here."""
    return bool(_chaired(person, panel, at=at))


def has_two_chairs(panel: Panel) -> bool:
    """Say whether the procedures name two chairs for the meeting (SO-25)."""
    return len(panel.authority.profile_at(panel.scheduled_for).panel_chairs) > 1


@transaction.atomic
@reader.lifted()
def add(approved: Minutes, *, entry: ListEntry | None, words: str, by: User, at: datetime) -> None:
    """Add to approved minutes, about one case or the meeting as a whole; what was approved stays as it is (RE-8)."""
    Panel.objects.select_for_update(of=("self",), no_key=True).get(pk=approved.panel_id)  # pressed twice, it waits
    rows = entry.addenda if entry else approved.addenda
    if rows.filter(words=words).exists():
        raise AlreadyDone("This is added already.")
    added = rows.create(words=words, added_at=at, added_by=by)
    recording.record(Verb.MINUTES_ADDED, added, by=by, at=at, detail={"meeting": approved.panel.ref})
    key = f"minutes-added-{added._meta.model_name}-{added.pk}"
    tell_members(approved.panel, "Something was added to MASE minutes", at=at, key=key)


def sees_every_case(panel: Panel, person: User, *, at: datetime) -> bool:
    """Say whether the person sees the whole list, and what was heard of earlier actions: they answer for all of it."""
    seen = queries.refs_in_minutes(panel, person, at=at)
    with reader.lifted():
        return seen >= set(minutes.refs_of(panel))


@reader.lifted()
def known_to(person: User, panel: Panel) -> dict[str, int]:
    """Return of how many cases and earlier actions the person may know; of a child they know they learn nothing."""
    heard = ActionCheck.objects.filter(panel=panel).filter(access.not_kept_from(person, case="action__case"))
    return {"cases_known": listing.length_for(person, panel), "heard_known": heard.count()}


@reader.lifted()
def version_for(person: User, approved: Minutes) -> int:
    """Return the version: each addition makes another, but for those about a child from whom a conflict keeps them."""
    about_cases = EntryAddendum.objects.filter(entry__panel=approved.panel)
    known = about_cases.filter(access.not_kept_from(person, case="entry__case"))
    return 1 + approved.addenda.count() + known.count()


@reader.lifted()
def still_missing(panel: Panel, *, at: datetime) -> list[str]:
    """Return in words what the minutes need before the chair can approve them."""
    unanswered = panel.entries.filter(discussed_at=None).exclude(pk__in=in_room.not_held())
    found = {
        "The meeting has not taken place yet: its minutes are approved afterwards.": at < panel.scheduled_for,
        "There is no case on the list of this meeting.": not (panel.entries.exists() or panel.themes.exists()),
        "Record who was present first.": not panel.attendances.filter(present=True).exists(),
        "Every case on the list needs the five answers first.": unanswered.exists(),
        "A case with which the meeting is not satisfied, or that needs support, needs at least one action.": (
            panel.entries.filter(Q(satisfied=False) | Q(support_needed=True), actions=None).exists()
        ),
    }
    return [sentence for sentence, missing in found.items() if missing]


def _chairs_for(panel: Panel, by: User, *, sha256: str, at: datetime) -> Agency:
    """Return the agency for which the person approves: of the two sides one that has not approved these words."""
    agencies = _chaired(by, panel, at=at)
    if not agencies:
        raise NotEntitled(ANOTHER_APPROVES)
    standing = [one.approval for one in approvals_of(panel, sha256=sha256) if one.stands]
    if any(approval.approved_by_id == by.pk for approval in standing):
        raise AlreadyDone("You have approved these minutes. The other chair approves them too.")
    if not has_two_chairs(panel):
        _refuse_the_author(panel, by)
        return agencies[0]
    taken = {approval.agency.kind for approval in standing}
    free = [agency for agency in agencies if agency.kind not in taken]
    if not free:
        raise AlreadyDone("A chair of your agency has approved these minutes. The other chair approves them too.")
    return free[0]


def _chaired(person: User, panel: Panel, *, at: datetime) -> list[Agency]:
    held = agency_access.holding_in(person, Permission.DESK_CHAIR, authority=panel.authority, at=at)
    return [membership.agency for membership in held if membership.agency.kind in chairing(panel)]


def _refuse_the_author(panel: Panel, by: User) -> None:
    last = panel.entries.exclude(discussed_at=None).order_by("-discussed_at", "-pk").first()
    if last and last.discussed_by_id == by.pk:
        raise NotEntitled("You wrote down the last of what was said, so another chair approves these minutes.")


def _ask(panel: Panel, kinds: list[Kind], *, sha256: str, at: datetime) -> None:
    """Tell whoever holds the chair of these kinds of agency that it is their turn, but whom a conflict keeps away."""
    whole = {"cases_known": panel.entries.count(), "heard_known": ActionCheck.objects.filter(panel=panel).count()}
    chairs = [one for one in _chairs(panel, kinds, at=at) if known_to(one, panel) == whole]
    key = f"minutes-wait-{panel.pk}-{sha256[:16]}"
    tell_of(panel, chairs, "MASE minutes wait for your approval", at=at, key=key)


def _chairs(panel: Panel, kinds: Collection[Kind], *, at: datetime) -> QuerySet[User]:
    held = Membership.objects.at(at).entitled(Permission.DESK_CHAIR)
    return User.objects.through(held.filter(agency__authority=panel.authority, agency__kind__in=kinds))


def _lock(panel: Panel, last: MinutesApproval, *, content: dict[str, Any], at: datetime) -> None:
    Minutes.objects.create(
        panel=panel, approved_at=at, approved_by=last.approved_by, content=content, sha256=last.sha256
    )
    obligations.close(panel, by=last.approved_by, at=at)
    recording.record(Verb.MINUTES_APPROVED, panel, by=last.approved_by, at=at, detail={"sha256": last.sha256})
    tell_members(panel, "MASE minutes are approved", at=at, key=f"minutes-{panel.pk}")
