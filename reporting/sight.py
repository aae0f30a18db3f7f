"""Which deadlines a reader of the board and of timeliness may know of; numbers and lists both start from here."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from mase.agencies import access as agency_access
from mase.agencies.models import Authority, User
from mase.agencies.roles import Permission
from mase.cases import access
from mase.cases.models import Case, Deadline
from mase.profiles.vocabulary import COUNTS_BACK, OWN_DATE, RUNS_ON

_CODES = (*RUNS_ON, *COUNTS_BACK, *OWN_DATE)


def seen(user: User, *, at: datetime) -> QuerySet[Deadline]:
    """Return the deadlines of the parts of files that are open to the reader, and what is owed without a case.

    The rights are asked once for each part of the file, never row by row; a code that nobody knows is left out.
    """
    own = access.owed_with(agency_access.holding(user, Permission.DESK_BOARD, at=at))
    return Deadline.objects.filter(Q(case=None) & own | access.known_set(user, at=at, codes=_CODES))


def with_names(found: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """Return the deadlines with all that a row of a list says of them."""
    return found.select_related("case__child", "owner", "agency")


def cases(shown: Iterable[Deadline]) -> set[Case]:
    """Return the cases that a list of deadlines shows, for the trail."""
    return {deadline.case for deadline in shown if deadline.case}


def titles(authorities: list[Authority], *, at: datetime) -> dict[str, str]:
    """Return what each timescale of these authorities asks for, in their own words, by its code."""
    found: dict[str, str] = {}
    for authority in authorities:
        for code, timescale in authority.profile_at(at).timescales.items():
            found.setdefault(code, timescale.label)
    return found


def title(code: str, known: Mapping[str, str]) -> str:
    """Return what a timescale asks for; for one that the procedures have given up, its code in words."""
    return known.get(code) or code.replace("_", " ").capitalize()
