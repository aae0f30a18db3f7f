"""The ladder: who is told of a deadline, and when. A reminder before it is due, the breach, the rungs above.

Every moment is settled when the deadline starts. The sweep takes what has come due, one rung at a time, in one
statement: the row, its ledger and the notices change together or not at all, two sweeps never take the same row, and
whenever the sweep comes by, the moment of breach is the due moment.

At place 0 of a ladder stands the owner, by name or by role; above, the roles of the profile. Whoever is active, not on
leave, and may see the case counts. From a place with nobody there it goes up one, and the ledger says so. An owner by
name hears of it on leave too, and the next place beside them.
"""

import logging
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction

from mase import timescales
from mase.agencies.roles import ROLES, Permission, Reach, holding
from mase.cases.models import Deadline
from mase.clock import LONDON
from mase.profiles import Profile
from mase.timescales import Calendar, Length, Unit

log = logging.getLogger(__name__)

STEPS = ("reminded", "breached", "escalated")
_BATCH = 500
_SET_ASIDE_FOR = timedelta(minutes=15)
_DIGEST_AT = time(8)
_VIEWING = sorted(holding(Permission.CASE_VIEW))
_REACHING = [code for code in _VIEWING if ROLES[code].reach is Reach.AGENCY]
_BACK_FROM = {Unit.DAYS: Unit.DAYS_BEFORE, Unit.WORKING_DAYS: Unit.WORKING_DAYS_BEFORE}

_WHAT_HAS_COME_DUE = "d.next_at < %(at)s AND d.id <> ALL(%(aside)s)"
_THESE = "d.id = ANY(%(these)s)"

_CLIMB = """
WITH due AS (
    SELECT d.*, c.ref AS case_ref, CASE WHEN d.rung = 0 AND d.due_at < %(at)s THEN 1 ELSE d.rung END AS step
    FROM cases_deadline d LEFT JOIN cases_case c ON c.id = d.case_id
    WHERE [claim] AND d.next_at IS NOT NULL
    ORDER BY d.next_at, d.id LIMIT %(batch)s
    FOR UPDATE OF d SKIP LOCKED
), climbed AS (
    UPDATE cases_deadline d SET rung = due.step + 1, next_at = due.moments[due.step + 2], stuck_at = NULL,
        breached_at = CASE WHEN due.step = 1 THEN due.due_at ELSE d.breached_at END
    FROM due WHERE d.id = due.id
), places AS (
    SELECT due.id, role.code, role.number - 1 AS place
    FROM due, unnest(ARRAY[due.owner_role] || due.ladder) WITH ORDINALITY AS role (code, number)
    WHERE role.code <> ''
), candidates AS (
    SELECT id, 0 AS place, owner_id AS person, true AS named FROM due WHERE owner_id IS NOT NULL
    UNION
    SELECT id, 1, manager_id, true FROM due WHERE manager_id IS NOT NULL
    UNION
    SELECT due.id, places.place, m.user_id, false
    FROM due JOIN places ON places.id = due.id
    JOIN agencies_agency a ON a.authority_id = due.authority_id AND (a.id = due.agency_id OR a.kind = 'social_care')
    JOIN agencies_membership m ON m.agency_id = a.id AND m.role = places.code
        AND m.begins_at <= %(at)s AND (m.ends_at IS NULL OR m.ends_at > %(at)s)
    WHERE NOT (places.place = 0 AND due.owner_id IS NOT NULL)
), seeing AS (
    SELECT candidates.*, EXISTS (
        SELECT FROM agencies_leave l WHERE l.user_id = person AND %(today)s BETWEEN l.begins_on AND l.ends_on
    ) AS away
    FROM candidates JOIN due ON due.id = candidates.id JOIN agencies_user u ON u.id = person AND u.is_active
    WHERE due.case_id IS NULL OR EXISTS (
        SELECT FROM agencies_membership m JOIN agencies_agency a ON a.id = m.agency_id
        WHERE m.user_id = person AND m.role = ANY(%(viewing)s)
            AND m.begins_at <= %(at)s AND (m.ends_at IS NULL OR m.ends_at > %(at)s)
            AND (EXISTS (
                SELECT FROM cases_persongrant g JOIN auth_permission p ON p.id = g.permission_id
                WHERE g.content_object_id = due.case_id AND g.user_id = person AND p.codename = 'see_case'
            ) OR m.role = ANY(%(reaching)s) AND EXISTS (
                SELECT FROM cases_agencygrant g JOIN auth_permission p ON p.id = g.permission_id
                WHERE g.content_object_id = due.case_id AND g.group_id = a.group_id AND p.codename = 'see_case'
            ))
    )
), people AS (
    SELECT id, place, person FROM (
        SELECT seeing.*, bool_or(named) OVER (PARTITION BY id, place) AS by_name FROM seeing WHERE NOT away
    ) AS there
    WHERE named OR NOT by_name
), aims AS (
    SELECT id, step, CASE WHEN step > 1 AND moments[step + 2] IS NULL THEN cardinality(ladder) ELSE step END AS aim
    FROM due
), reached AS (
    SELECT aims.*, (SELECT min(place) FROM people WHERE people.id = aims.id AND place >= aim) AS place FROM aims
), ledger AS (
    INSERT INTO cases_deadlineevent (deadline_id, kind, at, due_at, reason, told, empty)
    SELECT due.id, CASE due.step WHEN 0 THEN 'reminded' WHEN 1 THEN 'breached' ELSE 'escalated' END,
        CASE due.step WHEN 1 THEN due.due_at ELSE %(at)s END, due.due_at, '',
        coalesce((SELECT code FROM places WHERE places.id = due.id AND places.place = reached.place), ''),
        coalesce((
            SELECT array_agg(code ORDER BY places.place) FROM places WHERE places.id = due.id
                AND NOT EXISTS (SELECT FROM people WHERE people.id = due.id AND people.place = places.place)
                AND (places.place = 0 AND due.step = 1
                    OR places.place >= reached.aim AND (reached.place IS NULL OR places.place < reached.place))
        ), '{}')
    FROM due JOIN reached ON reached.id = due.id
), told AS (
    SELECT due.id, person FROM seeing JOIN due ON due.id = seeing.id
    WHERE seeing.named AND seeing.place = 0 AND due.step < 2
    UNION
    SELECT people.id, person FROM people JOIN reached ON reached.id = people.id
    WHERE people.place = reached.place OR people.place = 0 AND reached.step < 2
), messages AS (
    INSERT INTO notifications_message
        (recipient_id, key, text, reference, url, created_at, try_after, in_digest, attempts)
    SELECT told.person, 'deadline-' || due.id || '-' || due.step || '-' || extract(epoch FROM due_at)::bigint,
        left(CASE due.step WHEN 0 THEN 'Due soon: ' WHEN 1 THEN 'Deadline passed: ' ELSE 'Still overdue: ' END
            || label, 200),
        coalesce(case_ref, ''), coalesce('/cases/' || case_ref, '') || '/deadlines/' || due.ref || '/', %(at)s,
        CASE WHEN waits THEN %(morning)s ELSE %(at)s END, waits, 0
    FROM told JOIN due ON due.id = told.id,
        LATERAL (SELECT due.step = 0 AND due.due_at > %(morning)s AS waits) AS reminder
    ON CONFLICT (recipient_id, key) DO NOTHING
)
SELECT step, count(*) FROM due GROUP BY step
"""


def moments(
    before: Length | None, *, rungs: int, starts_at: datetime, due_at: datetime, profile: Profile
) -> list[datetime]:
    """Return when the owner is reminded, when it is due, and when each rung above the first is told.

    ``before`` is how long ahead the owner is reminded; None means a quarter of the time, at least an hour.
    """
    steps = (profile.ladder.next_rung, profile.ladder.last_rung)[: max(rungs - 1, 0)]
    above = [timescales.due_at(length, starts_at=due_at, calendar=profile.calendar) for length in steps]
    return [_reminder_at(before, starts_at, due_at, profile.calendar), due_at, *above]


def climb(*, at: datetime, aside: Collection[int] = ()) -> Counter[str]:
    """Tell the next rung of a batch of deadlines whose moment has come; count them by what was done.

    One statement. Those set aside are passed over.
    """
    return _climb(_WHAT_HAS_COME_DUE, at=at, aside=list(aside))


def climb_one(deadline: Deadline, *, at: datetime) -> Counter[str]:
    """Tell the next rung of this deadline, which is overdue."""
    return _climb(_THESE, at=at, these=[deadline.pk])


def sweep(*, at: datetime) -> Counter[str]:
    """Climb until nothing is due any more; a row that fails is set aside for a while and stops none of the rest."""
    done, stuck = Counter[str](), list[int]()
    while batch := _batch(at=at, aside=stuck):
        done += batch
    if stuck:
        log.error("deadlines that the sweep failed on: %d", len(stuck))
    return done + Counter(stuck=len(stuck))


def _batch(*, at: datetime, aside: list[int]) -> Counter[str]:
    try:
        with transaction.atomic():
            return climb(at=at, aside=aside)
    except OperationalError:
        raise
    except DatabaseError:
        return _one_by_one(at=at, aside=aside)


def _one_by_one(*, at: datetime, aside: list[int]) -> Counter[str]:
    """Climb for each row by itself and set aside those that fail, until a batch has come through."""
    done = Counter[str]()
    waiting = Deadline.objects.filter(next_at__lt=at).exclude(pk__in=aside).order_by("next_at", "pk")
    for pk in list(waiting.values_list("pk", flat=True)[:_BATCH]):
        try:
            with transaction.atomic():
                done += _climb(_THESE, at=at, these=[pk])
        except OperationalError:
            raise
        except DatabaseError:
            aside.append(pk)
            _set_aside(pk, at=at)
    return done or _batch(at=at, aside=aside)


def _set_aside(pk: int, *, at: datetime) -> None:
    try:
        with transaction.atomic():
            waiting = Deadline.objects.filter(pk=pk, next_at__isnull=False)  # unless somebody has ended it since
            waiting.update(next_at=at + _SET_ASIDE_FOR, stuck_at=at)
    except DatabaseError as error:
        log.error("deadline %d cannot even be set aside: %s", pk, type(error).__name__)


def _climb(claim: str, *, at: datetime, **which: Sequence[int]) -> Counter[str]:
    moments = {"at": at, "today": at.astimezone(LONDON).date(), "morning": _next_digest(at)}
    roles = {"viewing": _VIEWING, "reaching": _REACHING}
    known: dict[str, Any] = {"batch": _BATCH, **moments, **roles, **which}
    with connection.cursor() as cursor:
        cursor.execute(_CLIMB.replace("[claim]", claim), known)
        counted = cursor.fetchall()
    return Counter({STEPS[min(step, len(STEPS) - 1)]: number for step, number in counted})


def _next_digest(at: datetime) -> datetime:
    """Return the next morning's moment at which what can wait is sent in one e-mail."""
    here = at.astimezone(LONDON)
    day = here.date() if here.time() < _DIGEST_AT else here.date() + timedelta(days=1)
    return datetime.combine(day, _DIGEST_AT, LONDON)


def _reminder_at(before: Length | None, starts_at: datetime, due_at: datetime, calendar: Calendar) -> datetime:
    if before is None:
        return timescales.reminder_at(starts_at=starts_at, due_at=due_at)
    if before.unit is Unit.HOURS:
        return max(starts_at, due_at - timedelta(hours=before.amount))
    back = Length(before.amount, _BACK_FROM[before.unit])
    return max(starts_at, timescales.before(back, meeting_at=due_at, calendar=calendar))
