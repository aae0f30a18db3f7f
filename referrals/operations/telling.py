"""Notices about a case of MASH."""

from collections.abc import Iterable
from datetime import datetime

from mase.agencies.models import User
from mase.cases.models import Case
from mase.notifications import operations as notices


def tell(case: Case, people: Iterable[User], text: str, *, at: datetime, key: str) -> None:
    """Leave each person a notice that leads to the case."""
    notices.tell(people, text, url=case.get_absolute_url(), at=at, key=key, reference=case.ref)


def tell_role(case: Case, role: str, text: str, *, at: datetime, key: str) -> None:
    """Leave a notice for each person who holds the role in the authority of the case."""
    tell(case, User.objects.holding(role, authority=case.authority, at=at), text, at=at, key=key)
