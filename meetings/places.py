"""Which pages of the meetings stand in a person's navigation though no right alone opens them."""

from datetime import datetime

from mase.agencies import access as agency_access
from mase.agencies.models import User
from mase.agencies.roles import Permission
from meetings import seats, surgeries


def opened(user: User, *, at: datetime) -> set[str]:
    """Return the surgery where one is held, and complex abuse for who convenes such meetings or has a seat in one."""
    found = set()
    if surgeries.holding(user, *surgeries.EITHER, at=at):
        found.add("surgeries")
    if agency_access.holding(user, Permission.DESK_COMPLEX, at=at) or seats.has_any(user, at=at):
        found.add("complex_meetings")
    return found
