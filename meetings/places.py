"""Which pages of the meetings stand in a person's navigation though no right alone opens them."""

from datetime import datetime

from django.db.models import QuerySet

from mase.agencies import access as agency_access
from mase.agencies.models import User
from mase.agencies.roles import Permission
from meetings import seats, surgeries


def opened(user: User, *, at: datetime) -> dict[str, bool | QuerySet]:
    """Return the surgery where one is held, and complex abuse for who convenes such meetings or has a seat in one."""
    convenes = bool(agency_access.holding(user, Permission.DESK_COMPLEX, at=at))
    return {
        "surgeries": bool(surgeries.holding(user, *surgeries.EITHER, at=at)),
        "complex_meetings": convenes or seats.of(user, at=at),
    }
