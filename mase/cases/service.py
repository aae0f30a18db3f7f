"""How the service is running, for whoever watches over it: nothing here names a child or a case."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet

from mase import timescales
from mase.agencies.models import Authority, Leave
from mase.agencies.roles import ROLES
from mase.cases.models import Deadline, DeadlineEvent, Sweep
from mase.notifications.models import Message

_LATE_AFTER = timedelta(minutes=3)
_LOOKED_BACK = timedelta(days=30)
_SHOWN = 100

# The places of running ladders: the role that owns where nobody is named, and the rungs above it.
_EMPTY_PLACES = """
SELECT a.name, place.role, count(*) FROM cases_deadline d
JOIN agencies_agency a ON a.id = d.agency_id
CROSS JOIN LATERAL unnest(
    CASE WHEN d.owner_id IS NULL THEN ARRAY[d.owner_role] ELSE '{}' END || d.ladder
) AS place (role)
WHERE d.closed_at IS NULL AND d.authority_id = ANY(%(authorities)s) AND NOT EXISTS (
    SELECT FROM agencies_membership m
    JOIN agencies_agency own ON own.id = m.agency_id
    JOIN agencies_user u ON u.id = m.user_id AND u.is_active
    WHERE m.role = place.role AND own.authority_id = d.authority_id
        AND (own.id = d.agency_id OR own.kind = 'social_care')
        AND m.begins_at <= %(at)s AND (m.ends_at IS NULL OR m.ends_at > %(at)s)
        AND NOT EXISTS (
            SELECT FROM agencies_leave l WHERE l.user_id = u.id AND %(today)s BETWEEN l.begins_on AND l.ends_on
        )
)
GROUP BY a.name, place.role ORDER BY a.name, place.role
"""


@dataclass(frozen=True, kw_only=True)
class EmptyPlace:
    """A place on running ladders where nobody is to be found at present."""

    agency: str
    role: str
    deadlines: int


@dataclass(frozen=True, kw_only=True)
class Tick:
    """One job of the minute tick: when it last came by, and whether that is too long ago."""

    job: str
    ran_at: datetime
    is_late: bool


def ticks(*, at: datetime) -> list[Tick]:
    """Return the jobs of the minute tick."""
    return [
        Tick(job=sweep.job, ran_at=sweep.ran_at, is_late=at - sweep.ran_at > _LATE_AFTER)
        for sweep in Sweep.objects.order_by("job")
    ]


def stuck(authorities: list[Authority]) -> QuerySet[Deadline]:
    """Return the deadlines that the sweep failed on and will try again, the longest first."""
    failed = Deadline.objects.filter(authority__in=authorities, stuck_at__isnull=False, closed_at=None)
    return failed.select_related("agency").order_by("stuck_at", "pk")[:_SHOWN]


def unanswered(authorities: list[Authority], *, at: datetime) -> QuerySet[DeadlineEvent]:
    """Return the latest escalations that found nobody at a place of the ladder."""
    found = DeadlineEvent.objects.filter(~Q(empty=[]), at__gt=at - _LOOKED_BACK, deadline__authority__in=authorities)
    return found.select_related("deadline__agency").order_by("-at", "-pk")[:_SHOWN]


def empty_places(authorities: list[Authority], *, at: datetime) -> list[EmptyPlace]:
    """Return where an escalation would find nobody now, with the number of running deadlines that lead there."""
    known: dict[str, Any] = {"authorities": [a.pk for a in authorities], "at": at, "today": timescales.london_day(at)}
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY_PLACES, known)
        return [EmptyPlace(agency=name, role=ROLES[role].label, deadlines=n) for name, role, n in cursor.fetchall()]


def notices(authorities: list[Authority], *, at: datetime) -> dict[str, object]:
    """Return how many notices wait for the relay, since when, and how many it has refused so far."""
    to_people = Message.objects.filter(recipient__memberships__agency__authority__in=authorities)
    waiting = to_people.to_send(at) | to_people.filter(mailed_at=None, attempts__gt=0)
    return waiting.aggregate(
        waiting=Count("pk", distinct=True),
        oldest=Min("created_at"),
        refused=Count("pk", distinct=True, filter=Q(attempts__gt=0)),
    )


def away(authorities: list[Authority], *, at: datetime) -> QuerySet[Leave]:
    """Return who is away today."""
    found = Leave.objects.on(timescales.london_day(at))
    return found.filter(user__memberships__agency__authority__in=authorities).select_related("user").distinct()
