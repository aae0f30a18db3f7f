"""A case as it was at a moment, from the histories of its records."""

from dataclasses import dataclass
from datetime import datetime

from mase.agencies.models import User
from mase.cases.models import Allocation, Case
from mase.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Then:
    """What the record said at that moment."""

    case: Case
    child: Person
    worker: User | None


def look(case: Case, *, at: datetime) -> Then | None:
    """Return the case and its child as they were at that moment, or None where there was no such case yet."""
    try:
        then, child = case.history.as_of(at), case.child.history.as_of(at)
    except (Case.DoesNotExist, Person.DoesNotExist):
        return None
    held = Allocation.history.as_of(at).filter(case=case, ends_at=None).select_related("worker")
    allocation = next(iter(held.order_by("-begins_at", "-history_id")), None)
    return Then(case=then, child=child, worker=allocation.worker if allocation else None)
