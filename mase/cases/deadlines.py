"""Deadlines: started, met, moved and withdrawn in the transaction of the act; breached by the sweep, once.

The moment of breach is the due moment, whenever the sweep came by.
"""

from datetime import datetime

from django.db import connection, transaction

from mase import timescales
from mase.agencies.models import User
from mase.cases.models import Case, Deadline, DeadlineEvent, Ending, Happening

_BATCH = 500

_BREACH = """
WITH due AS (
    SELECT d.id, d.due_at, d.label, d.owner_id, d.owner_role, d.manager_id, d.manager_role, c.ref, c.authority_id
    FROM cases_deadline d JOIN cases_case c ON c.id = d.case_id
    WHERE d.closed_at IS NULL AND d.breached_at IS NULL AND d.due_at < %(at)s
        AND (%(only)s::bigint IS NULL OR d.id = %(only)s)
    ORDER BY d.due_at, d.id LIMIT %(batch)s
    FOR UPDATE OF d SKIP LOCKED
), breached AS (
    UPDATE cases_deadline d SET breached_at = d.due_at FROM due WHERE d.id = due.id
), ledger AS (
    INSERT INTO cases_deadlineevent (deadline_id, kind, at, due_at, reason)
    SELECT id, 'breached', due_at, due_at, '' FROM due
), told AS (
    SELECT id, owner_id AS person FROM due WHERE owner_id IS NOT NULL
    UNION
    SELECT id, manager_id FROM due WHERE manager_id IS NOT NULL
    UNION
    SELECT due.id, m.user_id FROM due
    JOIN agencies_agency a ON a.authority_id = due.authority_id
    JOIN agencies_membership m ON m.agency_id = a.id
        AND m.begins_at <= %(at)s AND (m.ends_at IS NULL OR m.ends_at > %(at)s)
    WHERE (due.owner_id IS NULL AND m.role = due.owner_role)
        OR (due.manager_id IS NULL AND m.role = due.manager_role AND (
            due.owner_id IS NULL OR EXISTS (
                SELECT FROM agencies_membership o WHERE o.user_id = due.owner_id AND o.agency_id = m.agency_id
            )
        ))
), messages AS (
    INSERT INTO notifications_message (recipient_id, key, text, reference, url, created_at, try_after, attempts)
    SELECT told.person, 'deadline-breached-' || due.id, left('Deadline passed: ' || due.label, 200), due.ref,
        '/cases/' || due.ref || '/', %(at)s, %(at)s, 0
    FROM told JOIN due ON due.id = told.id
    ON CONFLICT (recipient_id, key) DO NOTHING
)
SELECT count(*) FROM due
"""


@transaction.atomic
def start(
    case: Case,
    code: str,
    *,
    at: datetime,
    by: User | None,
    owner: User | None = None,
    manager_role: str = "",
    key: str = "",
    label: str = "",
    due_at: datetime | None = None,
) -> Deadline:
    """Start the timescale on the case, or return the deadline that is already running for it.

    A rule whose owner is the social worker goes to the allocated one, with the allocating manager behind them.
    ``due_at`` is for what has its own date or counts back; ``manager_role`` where another role stands behind the owner.
    """
    rule = case.profile.timescales[code]
    allocation = case.worker if owner is None and rule.owner_role == "social_worker" else None
    deadline, created = Deadline.objects.get_or_create(
        case=case,
        code=code,
        key=key,
        closed_at=None,
        defaults={
            "label": label or rule.label,
            "rule": rule.rule,
            "version": case.profile.version,
            "source": rule.source,
            "started_at": at,
            "due_at": due_at or reckon(case, code, at=at),
            "owner": allocation.worker if allocation else owner,
            "owner_role": rule.owner_role,
            "manager": allocation.allocated_by if allocation else None,
            "manager_role": manager_role or rule.ladder[0],
        },
    )
    if created:
        _write(deadline, Happening.STARTED, at=at, by=by)
    return deadline


def meet(case: Case, code: str, *, at: datetime, by: User, key: str = "") -> None:
    """Meet the running deadline of that code, where there is one; met late, it is breached first."""
    _close(case, code, Ending.MET, at=at, by=by, key=key, reason="")


def withdraw(case: Case, code: str, *, at: datetime, by: User, reason: str, key: str = "") -> None:
    """End the running deadline of that code because it is no longer needed."""
    _close(case, code, Ending.WITHDRAWN, at=at, by=by, key=key, reason=reason)


def withdraw_all(case: Case, *, at: datetime, by: User, reason: str) -> None:
    """End every running deadline of the case because it is no longer needed."""
    for deadline in case.deadlines.open().order_by("due_at", "pk"):
        withdraw(case, deadline.code, at=at, by=by, reason=reason, key=deadline.key)


@transaction.atomic
def move(case: Case, code: str, *, due_at: datetime, at: datetime, by: User, reason: str, key: str = "") -> None:
    """Move the running deadline of that code, with its history, because what it hangs on moved.

    What has passed stays where it was, whether or not the sweep has come by.
    """
    deadline = _running(case, code, key=key)
    if deadline is None or deadline.due_at == due_at:
        return
    if deadline.due_at < at:
        breach_overdue(at=at, only=deadline.pk)
    else:
        deadline.due_at = due_at
        deadline.save(update_fields=["due_at"])
        _write(deadline, Happening.MOVED, at=at, by=by, reason=reason)


@transaction.atomic
def hand_over(case: Case, *, to: User, manager: User) -> None:
    """Give the running deadlines of the social worker to the one who is allocated now."""
    running = case.deadlines.open().filter(owner_role="social_worker")
    running.update(owner=to, manager=manager)


def reckon(case: Case, code: str, *, at: datetime) -> datetime:
    """Return when the timescale of that code would be due if it started at that moment."""
    length, calendar = case.profile.timescales[code].length, case.profile.calendar
    if length is None:
        raise ValueError(f"{code} has no length: hand over its own date")
    return timescales.due_at(length, starts_at=at, calendar=calendar)


def breach_overdue(*, at: datetime, only: int | None = None) -> int:
    """Mark what is overdue as breached, write it down and tell owner and manager; return how many there were.

    Where nobody is named, everybody in the role is told; behind a named owner, those of the owner's own agencies.
    One statement: two sweeps at the same time never take the same row, and a killed one leaves nothing half done.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BREACH, {"at": at, "only": only, "batch": _BATCH})
        return cursor.fetchone()[0]


def _running(case: Case, code: str, *, key: str) -> Deadline | None:
    return case.deadlines.open().select_for_update().filter(code=code, key=key).first()


@transaction.atomic
def _close(case: Case, code: str, ending: Ending, *, at: datetime, by: User, key: str, reason: str) -> None:
    deadline = _running(case, code, key=key)
    if deadline is None:
        return
    if deadline.due_at < at:
        breach_overdue(at=at, only=deadline.pk)
    deadline.closed_at, deadline.closed_as = at, ending
    deadline.save(update_fields=["closed_at", "closed_as"])
    _write(deadline, Happening(ending.value), at=at, by=by, reason=reason)


def _write(deadline: Deadline, kind: Happening, *, at: datetime, by: User | None, reason: str = "") -> None:
    DeadlineEvent.objects.create(deadline=deadline, kind=kind, at=at, by=by, due_at=deadline.due_at, reason=reason)
