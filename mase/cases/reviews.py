"""The register of emergency accesses as privacy officers read it: references, agencies and acts, never a child.

A privacy officer sees no record, restricted ones least of all, and still has to look into every emergency: what is read
here is read for every case of their authorities, but for those from which a conflict of interest keeps them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from mase.agencies import access as agency_access
from mase.agencies.models import Agency, User
from mase.agencies.roles import Permission
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access, emergency
from mase.cases.models import Emergency
from mase.cases.models.emergency import EmergencyQuerySet
from mase.web import reader

LOOKED_BACK = timedelta(days=90)
SHOWN_AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One emergency access: what was opened, for which agency the person acted, and how long a review may take."""

    emergency: Emergency
    agency: str
    due_at: datetime
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class Habit:
    """How often one person has opened records in an emergency lately, and what reviews found."""

    name: str
    number: int
    waiting: int
    justified: int
    not_justified: int


def register(by: User, *, at: datetime) -> list[Entry]:
    """Return what waits for a review, the most urgent first, and then what was reviewed in the last 90 days."""
    with transaction.atomic(), reader.lifted():
        found = _within_reach(by, at=at)
        waiting = found.unreviewed().order_by("opened_at", "pk")[:SHOWN_AT_ONCE]
        reviewed = found.filter(reviewed_at__gte=at - LOOKED_BACK).order_by("-reviewed_at", "-pk")[:SHOWN_AT_ONCE]
        return _entries([*waiting, *reviewed], at=at)


def find(pk: int, *, by: User, at: datetime) -> Entry | None:
    """Return one emergency access that the person may look into, or None."""
    with transaction.atomic(), reader.lifted():
        entries = _entries(list(_within_reach(by, at=at).filter(pk=pk)), at=at)
        return entries[0] if entries else None


def looked_at(found: Emergency) -> list[Event]:
    """Return what the person did and saw of the record while it was open, in its order."""
    during = Event.objects.filter(actor=found.user_id, at__gte=found.opened_at, at__lte=found.ends_at)
    return list(during.filter(case=found.case.ref).order_by("at", "pk")[:SHOWN_AT_ONCE])


def habits(by: User, *, at: datetime) -> list[Habit]:
    """Return who has opened records in an emergency in the last 90 days, whoever did so most often first."""
    right = Q(finding__in=[Emergency.Finding.JUSTIFIED, Emergency.Finding.SHOULD_HAVE_ACCESS])
    with transaction.atomic(), reader.lifted():
        lately = _within_reach(by, at=at).filter(opened_at__gte=at - LOOKED_BACK)
        rows = lately.values("user", "user__name").annotate(
            number=Count("pk"),
            waiting=Count("pk", filter=Q(reviewed_at=None)),
            justified=Count("pk", filter=right),
        )
        return [
            Habit(
                name=row["user__name"],
                number=row["number"],
                waiting=row["waiting"],
                justified=row["justified"],
                not_justified=row["number"] - row["waiting"] - row["justified"],
            )
            for row in rows.order_by("-number", "user__name", "user")
        ]


def _within_reach(by: User, *, at: datetime) -> EmergencyQuerySet:
    authorities = agency_access.authorities(by, Permission.DESK_PRIVACY, at=at)
    free = access.not_kept_from(by, case="case")
    found = Emergency.objects.filter(free, case__authority__in=authorities)
    return found.select_related("case__authority", "user", "reviewed_by")


def _entries(found: list[Emergency], *, at: datetime) -> list[Entry]:
    agencies = _acted_for(found)
    entries = []
    for one in found:
        due_at = emergency.due_at(one)
        late = one.reviewed_at is None and due_at < at
        entries.append(Entry(emergency=one, agency=agencies.get(one.pk, ""), due_at=due_at, is_overdue=late))
    return entries


def _acted_for(found: list[Emergency]) -> dict[int | None, str]:
    """Return by emergency the name of the agency that the trail says the person acted for then."""
    opened = Event.objects.filter(verb=Verb.EMERGENCY_OPENED, subject_id__in=[one.pk for one in found])
    codes = dict(opened.filter(case__in=[one.case.ref for one in found]).values_list("subject_id", "agency"))
    names = dict(Agency.objects.filter(code__in=codes.values()).values_list("code", "name"))
    return {pk: names.get(code, "") for pk, code in codes.items()}
