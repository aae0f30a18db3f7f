"""The ladder: who is told of a deadline, and when. A reminder before it is due, the breach, the rungs above.

Every moment is settled when the deadline starts. The sweep takes what has come due, one rung at a time, in one
statement: the row, its ledger and the notices change together or not at all, two sweeps never take the same row, and
whenever the sweep comes by, the moment of breach is the due moment.

What decides who is told (agency, owner, ladder, rung, who sees the case) is alike for many: it is worked out once.
At place 0 of a ladder stands the owner, by name or by role; above, the roles of the profile. Whoever is active, not on
leave, and may see the case counts. From a place with nobody there it goes up one, and the ledger says so. An owner by
name hears of it on leave too; beside them whoever covers or, where nobody does, the next place.
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
_BATCH = 1_000
_SET_ASIDE_FOR = timedelta(minutes=15)
_DIGEST_AT = time(8)
_VIEWING = sorted(holding(Permission.CASE_VIEW))
_REACHING = [code for code in _VIEWING if ROLES[code].reach is Reach.AGENCY]
_BACK_FROM = {Unit.DAYS: Unit.DAYS_BEFORE, Unit.WORKING_DAYS: Unit.WORKING_DAYS_BEFORE}

_WHAT_HAS_COME_DUE = "d.next_at < %(at)s AND d.id <> ALL(%(aside)s)"
_THESE = "d.id = ANY(%(these)s)"

_CLIMB = """
WITH see_case AS MATERIALIZED (
    SELECT id FROM auth_permission WHERE codename = 'see_case'
), claimed AS (
    SELECT d.*, c.ref AS case_ref, CASE WHEN d.rung = 0 AND d.due_at < %(at)s THEN 1 ELSE d.rung END AS step,
        ARRAY(
            SELECT g.group_id FROM cases_agencygrant g
            WHERE g.content_object_id = d.case_id AND g.permission_id = (SELECT id FROM see_case)
                AND (g.ends_at IS NULL OR g.ends_at > %(at)s) ORDER BY 1
        ) AS agencies,
        ARRAY(
            SELECT g.user_id FROM cases_persongrant g
            WHERE g.content_object_id = d.case_id AND g.permission_id = (SELECT id FROM see_case)
                AND (g.ends_at IS NULL OR g.ends_at > %(at)s) ORDER BY 1
        ) AS persons,
        ARRAY(SELECT cases_kept_out(d.case_id) ORDER BY 1) AS kept_out
    FROM cases_deadline d LEFT JOIN cases_case c ON c.id = d.case_id
    WHERE [claim] AND d.next_at IS NOT NULL
    ORDER BY d.next_at, d.id LIMIT %(batch)s
    FOR UPDATE OF d SKIP LOCKED
), due AS (
    SELECT *, CASE WHEN step > 1 AND moments[step + 2] IS NULL THEN cardinality(ladder) ELSE step END AS aim,
        dense_rank() OVER (ORDER BY authority_id, agency_id, owner_id, owner_role, manager_id, ladder, step,
            moments[step + 2] IS NULL, case_id IS NULL, agencies, persons, kept_out) AS alike
    FROM claimed
), climbed AS (
    UPDATE cases_deadline d SET rung = due.step + 1, next_at = due.moments[due.step + 2], stuck_at = NULL,
        breached_at = CASE WHEN due.step = 1 THEN due.due_at ELSE d.breached_at END
    FROM due WHERE d.id = due.id
), kinds AS (
    SELECT DISTINCT ON (alike) * FROM due ORDER BY alike
), places AS (
    SELECT alike, step, aim, role.code, role.number - 1 AS place
    FROM kinds, unnest(ARRAY[owner_role] || ladder) WITH ORDINALITY AS role (code, number)
    WHERE role.code <> ''
), in_person AS (
    SELECT alike, 0 AS place, owner_id AS person FROM kinds WHERE owner_id IS NOT NULL
    UNION
    SELECT alike, 1, manager_id FROM kinds WHERE manager_id IS NOT NULL
), candidates AS (
    SELECT alike, place, person, true AS named FROM in_person
    UNION
    SELECT in_person.alike, in_person.place, l.covered_by_id, true
    FROM in_person JOIN agencies_leave l ON l.user_id = in_person.person
        AND %(today)s BETWEEN l.begins_on AND l.ends_on AND l.covered_by_id IS NOT NULL
    UNION
    SELECT kinds.alike, places.place, m.user_id, false
    FROM kinds JOIN places ON places.alike = kinds.alike
    JOIN agencies_agency a ON a.authority_id = kinds.authority_id AND (a.id = kinds.agency_id OR a.kind = 'social_care')
    JOIN agencies_membership m ON m.agency_id = a.id AND m.role = places.code
        AND m.begins_at <= %(at)s AND (m.ends_at IS NULL OR m.ends_at > %(at)s)
    WHERE NOT (places.place = 0 AND kinds.owner_id IS NOT NULL)
), seeing AS (
    SELECT candidates.*, EXISTS (
        SELECT FROM agencies_leave l WHERE l.user_id = person AND %(today)s BETWEEN l.begins_on AND l.ends_on
    ) AS away
    FROM candidates JOIN kinds ON kinds.alike = candidates.alike
    JOIN agencies_user u ON u.id = person AND u.is_active
    WHERE kinds.case_id IS NULL OR person <> ALL (kept_out) AND EXISTS (
        SELECT FROM agencies_membership m JOIN agencies_agency a ON a.id = m.agency_id
        WHERE m.user_id = person AND m.role = ANY(%(viewing)s)
            AND m.begins_at <= %(at)s AND (m.ends_at IS NULL OR m.ends_at > %(at)s)
            AND (person = ANY(persons) OR m.role = ANY(%(reaching)s) AND a.group_id = ANY(agencies))
    )
), people AS (
    SELECT alike, place, person FROM (
        SELECT seeing.*, bool_or(named) OVER (PARTITION BY alike, place) AS by_name FROM seeing WHERE NOT away
    ) AS there
    WHERE named OR NOT by_name
), reached AS (
    SELECT kinds.alike, step, aim, min(place) AS place
    FROM kinds LEFT JOIN people ON people.alike = kinds.alike AND people.place >= aim
    GROUP BY kinds.alike, step, aim
), vacant AS (
    SELECT places.alike, array_agg(code ORDER BY places.place) AS roles
    FROM places JOIN reached ON reached.alike = places.alike
    WHERE (places.place = 0 AND places.step = 1
            OR places.place >= places.aim AND (reached.place IS NULL OR places.place < reached.place))
        AND NOT EXISTS (SELECT FROM people WHERE people.alike = places.alike AND people.place = places.place)
    GROUP BY places.alike
), told AS (
    SELECT kinds.alike, person FROM seeing JOIN kinds ON kinds.alike = seeing.alike
    WHERE seeing.named AND seeing.place = 0 AND step < 2
    UNION
    SELECT people.alike, person FROM people JOIN reached ON reached.alike = people.alike
    WHERE people.place = reached.place OR people.place = 0 AND step < 2
), ledger AS (
    INSERT INTO cases_deadlineevent (deadline_id, kind, at, due_at, reason, told, empty)
    SELECT due.id, CASE due.step WHEN 0 THEN 'reminded' WHEN 1 THEN 'breached' ELSE 'escalated' END,
        CASE due.step WHEN 1 THEN due.due_at ELSE %(at)s END, due.due_at, '',
        coalesce(places.code, ''), coalesce(vacant.roles, '{}')
    FROM due JOIN reached ON reached.alike = due.alike
    LEFT JOIN places ON places.alike = due.alike AND places.place = reached.place
    LEFT JOIN vacant ON vacant.alike = due.alike
    ORDER BY due.next_at, due.id
), messages AS (
    INSERT INTO notifications_message
        (recipient_id, key, text, reference, url, created_at, try_after, in_digest, attempts)
    SELECT told.person, 'deadline-' || due.id || '-' || due.step || '-' || extract(epoch FROM due_at)::bigint,
        left(CASE due.step WHEN 0 THEN 'Due soon: ' WHEN 1 THEN 'Deadline passed: ' ELSE 'Still overdue: ' END
            || label, 200),
        coalesce(case_ref, ''), coalesce('/cases/' || case_ref, '') || '/deadlines/' || due.ref || '/', %(at)s,
        CASE WHEN waits THEN %(morning)s ELSE %(at)s END, waits, 0
    FROM told JOIN due ON due.alike = told.alike,
        LATERAL (SELECT due.step = 0 AND due.due_at > %(morning)s AS waits) AS reminder
    ORDER BY due.next_at, due.id
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

    One statement, behind a glance at the index: most ticks find nothing. Those set aside are passed over.
    """
    if not Deadline.objects.filter(next_at__lt=at).exists():
        return Counter()
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
        log.error("deadline %d cannot even be set aside: %s", pk, type(error))


def _climb(claim: str, *, at: datetime, **which: Sequence[int]) -> Counter[str]:
    moments = {"at": at, "today": timescales.london_day(at), "morning": _next_digest(at)}
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
