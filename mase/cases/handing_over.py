"""What a social worker leaves to the next: written by themselves, or by the manager who gives the case on."""

from datetime import datetime

from django.db import transaction

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases.errors import NotEntitled
from mase.cases.models import Allocation, Case


def own_allocation(case: Case, person: User) -> Allocation:
    """Return the allocation of the case to this person; raise NotEntitled for anybody else."""
    allocation = case.worker
    if allocation is None or allocation.worker != person:
        raise NotEntitled("The social worker to whom the case is allocated writes the hand-over note.")
    return allocation


@transaction.atomic
def leave_note(case: Case, *, hand_over: str, by: User, at: datetime) -> None:
    """Keep what the social worker leaves to whoever gets the case next; the note before is replaced."""
    allocation = Allocation.objects.select_for_update().get(pk=own_allocation(case, by).pk)
    allocation.hand_over = hand_over
    allocation.save(update_fields=["hand_over"])
    recording.record(Verb.HAND_OVER_NOTED, case, by=by, at=at)


def last_note(case: Case) -> Allocation | None:
    """Return the allocation before the one in force, where its worker left a note, or None."""
    before = next((one for one in case.hands if one.ends_at), None)
    return before if before and before.hand_over else None
