"""Which deadlines a reader of the board and of timeliness may know of; numbers and lists both start from here."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from mase.agencies import access as agency_access
from mase.agencies.models import Authority, Kind, Membership, User
from mase.agencies.roles import Permission
from mase.cases import access, parts
from mase.cases.models import Case, Deadline
from mase.profiles.vocabulary import COUNTS_BACK, OWN_DATE, RUNS_ON

_CODES = (*RUNS_ON, *COUNTS_BACK, *OWN_DATE)
_NEEDS = sorted({parts.deadline_needs(code) for code in _CODES})


def seen(user: User, *, at: datetime) -> QuerySet[Deadline]:
    """Return the deadlines of the parts of files that are open to the reader, and what is owed without a case.

    The rights are asked once for each part of the file, never row by row; a code that nobody knows is left out.
    """
    known = _without_a_case(agency_access.holding(user, Permission.DESK_BOARD, at=at))
    for needed in _NEEDS:
        codes = [code for code in _CODES if parts.deadline_needs(code) == needed]
        known |= Q(code__in=codes) & access.in_sight(user, at=at, needing=needed)
    known |= Q(code="information_reply") & access.in_sight(user, at=at, needing=Permission.REFERRAL_VIEW)
    return Deadline.objects.filter(known, ~Q(code="information_reply") | _concerns(user, at=at))


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


def _concerns(user: User, *, at: datetime) -> Q:
    """Keep what lies between an asked agency and social care (BR-1): no other agency learns who else was asked."""
    return _owed_with(agency_access.memberships(user, at=at))


def _without_a_case(held: tuple[Membership, ...]) -> Q:
    return Q(case=None) & _owed_with(held)


def _owed_with(held: tuple[Membership, ...]) -> Q:
    """Keep what one of the agencies owes, or anybody owes to the authority whose social care it is."""
    agencies = [membership.agency_id for membership in held]
    authorities = [m.agency.authority_id for m in held if m.agency.kind == Kind.SOCIAL_CARE]
    return Q(agency__in=agencies) | Q(authority__in=authorities)
