"""Every 90 days somebody says whether an access is still needed: what waits for that, case by case.

Social care's own access and the allocated worker's wait for nobody: allocation, restriction and closing review them.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mase.agencies.models import Agency, Kind, User
from mase.agencies.rights import Permission
from mase.cases import access, onlookers, sharing
from mase.cases.models import AgencyGrant, Allocation, Case, PersonGrant

SHOWN_AT_ONCE = 50
COUNTED = 100
_ROWS = 1_000  # a party is given up to nine sections, each a row
_OWN = Q(group__agency__kind=Kind.SOCIAL_CARE, group__agency__authority=F("content_object__authority"))


@dataclass(frozen=True, kw_only=True)
class Due:
    """What one agency or person was given of one case, and since when it waits for a review."""

    case: Case
    whom: sharing.Whom
    openings: list[onlookers.Opening]
    since: datetime

    @property
    def key(self) -> str:
        """Return what the page's box sends for it."""
        return f"{self.case.ref}/{'agency' if isinstance(self.whom, Agency) else 'person'}/{self.whom.pk}"


def due(user: User, *, at: datetime) -> list[Due]:
    """Return what waits for the person's review, case by case, the longest first."""
    rows: list[Any] = []
    for grants in _waiting(user, at=at):
        party = "group__agency" if grants.model is AgencyGrant else "user"
        related = grants.select_related(
            "content_object__child", "content_object__authority", "granted_by", "permission"
        )
        rows += related.select_related(party).order_by("review_at", "content_object", "pk")[:_ROWS]
    held: dict[tuple[Case, sharing.Whom], list[Any]] = {}
    for grant in sorted(rows, key=lambda grant: (grant.review_at, grant.content_object_id)):
        held.setdefault((grant.content_object, onlookers.whom(grant)), []).append(grant)
    found = [
        Due(case=case, whom=whom, openings=onlookers.together(grants), since=grants[0].review_at)
        for (case, whom), grants in islice(held.items(), SHOWN_AT_ONCE)
    ]
    cases = list(dict.fromkeys(one.case for one in found))
    return sorted(found, key=lambda one: cases.index(one.case))


def count(user: User, *, at: datetime) -> int:
    """Return how much waits for the person's review; one more than COUNTED stands for "more than that"."""
    parties: set[tuple[int, ...]] = set()
    for number, grants in enumerate(_waiting(user, at=at)):
        party = "group" if grants.model is AgencyGrant else "user"
        parties |= {(number, *row) for row in grants.values_list("content_object", party)[:_ROWS]}
    return min(len(parties), COUNTED + 1)


def _waiting(user: User, *, at: datetime) -> list[QuerySet]:
    """Return the grants that wait for a review, to agencies and to people, in cases whose access the person governs."""
    sight = access.in_sight(user, at=at, needing=Permission.CASE_SHARE, case="content_object")
    allocated = Allocation.objects.filter(ends_at=None, case=OuterRef("content_object"), worker=OuterRef("user"))
    come = Q(review_at__lte=at)
    return [
        AgencyGrant.objects.in_force(at).filter(sight, come).exclude(_OWN),
        PersonGrant.objects.in_force(at).filter(sight, come, ~Exists(allocated)).exclude(access.TAKEN),
    ]
