"""A child leaves the MASE list: somebody proposes it, a second person agrees or refuses; one person never does both."""

from datetime import datetime

from django.db import transaction

from mase.agencies import roles
from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, NotEntitled
from mase.cases.models import Case
from mase.cases.stages import Step
from meetings import leaving
from meetings.models import CohortEntry, CohortRemoval
from meetings.operations import agency_updates, consultation, updates
from meetings.operations.telling import tell


@transaction.atomic
def propose(entry: CohortEntry, *, reason: str, by: User, at: datetime) -> CohortRemoval:
    """Propose that the child's time on the list ends, and tell whoever may agree; nothing ends yet (SO-28)."""
    case = entry.case
    cases.hold_open(case)
    if CohortEntry.objects.get(pk=entry.pk).removed_at:
        raise AlreadyDone("The child has left the list already.")
    if entry.removals.filter(answered_at=None).exists():
        raise AlreadyDone("It has been proposed already, and waits for a second person.")
    proposed = CohortRemoval.objects.create(entry=entry, proposed_at=at, proposed_by=by, reason=reason)
    found = [one.code for one in leaving.findings(case, at=at)]
    recording.record(Verb.REMOVAL_PROPOSED, proposed, by=by, at=at, reason=reason, detail={"found": found})
    words = "It is proposed that a child leaves the list; a second person is needed"
    tell(case, _who_may_agree(case, but=by, at=at), words, at=at, key=f"removal-{proposed.pk}")
    return proposed


@transaction.atomic
def answer(removal: CohortRemoval, *, agreed: bool, words: str, by: User, at: datetime) -> None:
    """Agree or refuse, with the reason; agreed, the child leaves the list now.

    Raises NotEntitled for whoever proposed it, AlreadyDone where it is answered or the child has left.
    """
    case = removal.entry.case
    cases.hold_open(case)
    locked = CohortRemoval.objects.select_for_update(of=("self",)).select_related("entry", "proposed_by")
    found = locked.get(pk=removal.pk)
    if found.answered_at:
        raise AlreadyDone("A second person has answered this proposal.")
    if found.entry.removed_at:
        raise AlreadyDone("The child has left the list already.")
    if found.proposed_by == by:
        raise NotEntitled("You proposed it: somebody else has to agree.")
    found.agreed, found.answered_at, found.answered_by, found.answer = agreed, at, by, words
    found.save(update_fields=["agreed", "answered_at", "answered_by", "answer"])
    verb = Verb.REMOVAL_AGREED if agreed else Verb.REMOVAL_REFUSED
    codes = [one.code for one in leaving.findings(case, at=at)]
    recording.record(verb, found, by=by, at=at, reason=words, detail={"found": codes})
    if agreed:
        _remove(found.entry, case, by=by, at=at)
    said = "A child has left the list" if agreed else "A child stays on the list: it was not agreed"
    worker = [case.worker.worker] if case.worker else []
    tell(case, [found.proposed_by, *worker], said, at=at, key=f"removal-answered-{found.pk}")


def leave_with_case(case: Case, *, by: User, at: datetime) -> None:
    """End the child's time on the list because the case closes; opened again, it needs pre-MASE to come back on it."""
    for entry in case.cohort_entries.filter(removed_at=None):
        entry.removed_at = at
        entry.save(update_fields=["removed_at"])


def _remove(entry: CohortEntry, case: Case, *, by: User, at: datetime) -> None:
    """Take the child off the list, with what was asked for because they were on it."""
    reason = "The child has left the list"
    entry.removed_at = at
    entry.save(update_fields=["removed_at"])
    cases.advance(case, Step.LEFT_LIST, by=by, at=at)
    deadlines.withdraw(case, consultation.CODE, at=at, by=by, reason=reason, key=str(entry.pk))
    updates.withdraw_others(case.authority, by=by, at=at, reason=reason)
    agency_updates.end_where_not_needed(case, by=by, at=at, reason=reason)


def _who_may_agree(case: Case, *, but: User, at: datetime) -> list[User]:
    """Return who holds the right on this very case, but for who proposes it."""
    found = User.objects.holding(*roles.holding(Permission.PANEL_REMOVE), authority=case.authority, at=at)
    return [one for one in found.exclude(pk=but.pk) if access.may(one, Permission.PANEL_REMOVE, case, at=at)]
