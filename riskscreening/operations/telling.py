"""Notices about screenings, assessments and plans: the reference, never a name."""

from collections.abc import Iterable
from datetime import datetime

from mase.agencies.models import User
from mase.cases.models import Case
from mase.notifications import operations as notices


def tell(case: Case, people: Iterable[User], text: str, *, at: datetime, key: str) -> None:
    """Leave a notice that leads to the case."""
    notices.tell(people, text, url=case.get_absolute_url(), at=at, key=key, reference=case.ref)


def tell_colleagues(case: Case, text: str, *, by: User, at: datetime, key: str) -> None:
    """Tell the social worker, the manager who allocated and the co-ordinators, but not whoever did it themselves."""
    people = set(User.objects.holding("co_ordinator", authority=case.authority, at=at))
    if allocation := case.worker:
        people |= {allocation.worker, allocation.allocated_by}
    tell(case, sorted(people - {by}, key=lambda person: person.pk), text, at=at, key=key)
