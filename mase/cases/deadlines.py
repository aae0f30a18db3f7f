"""Deadlines: started, met, moved, paused, waived and withdrawn in the transaction of the act.

The case comes first or, for what an agency owes to a meeting, the authority; the code is that of the profile's
timescale. A borough that does not know a timescale starts none, and ending what does not run changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from mase import timescales
from mase.agencies.models import Agency, Authority, Kind, User
from mase.agencies.roles import ROLES
from mase.cases import access, ladder, parts
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Case, Deadline, DeadlineEvent, DeadlineQuerySet, Ending, Happening
from mase.profiles import Profile, Timescale

Owed = Case | Authority


@transaction.atomic
def start(
    owed: Owed,
    code: str,
    *,
    at: datetime,
    by: User | None,
    owner: User | None = None,
    owner_role: str = "",
    agency: Agency | None = None,
    behind: Sequence[str] = (),
    key: str = "",
    label: str = "",
    path: str = "",
    runs_from: datetime | None = None,
    meeting_at: datetime | None = None,
    due_at: datetime | None = None,
) -> Deadline | None:
    """Start the timescale, or return the deadline that already runs for it; None where the borough has none.

    A rule whose owner is the social worker goes to the allocated one, with the allocating manager behind them. The
    agency that answers is the authority's that has the owner's role, the roles ``behind`` are the profile's, unless
    given. Time runs from the act or from an earlier ``runs_from``, back from ``meeting_at``, or to its own ``due_at``.
    """
    began_at = runs_from or at
    profile = owed.profile_at(began_at)
    rule = profile.timescales.get(code)
    if rule is None:
        return None
    deadline = Deadline(authority=_authority(owed), code=code, key=key, label=label or rule.label, started_at=began_at)
    deadline.case, deadline.path = (owed, path or _path(owed, code)) if isinstance(owed, Case) else (None, path)
    deadline.rule, deadline.version, deadline.source = rule.rule, profile.version, rule.source
    deadline.owner, deadline.owner_role = owner, owner_role or rule.owner_role
    deadline.agency = agency or _agency(deadline, at=at)
    deadline.ladder = list(behind or rule.ladder)
    _hand_to_the_worker(deadline)
    deadline.due_at = due_at or _reckon(rule, profile, at=began_at, meeting_at=meeting_at)
    _plan(deadline, from_moment=at)
    return _running_or_new(deadline, at=at, by=by)


def meet(
    owed: Owed,
    code: str,
    *,
    at: datetime,
    by: User | None,
    key: str = "",
    agency: Agency | None = None,
    reason: str = "",
) -> None:
    """Meet the running deadline of that code, where there is one; met late, it is breached first."""
    _end(_running(owed, code, key=key, agency=agency), Ending.MET, at=at, by=by, reason=reason)


def withdraw(
    owed: Owed, code: str, *, at: datetime, by: User, reason: str, key: str = "", agency: Agency | None = None
) -> None:
    """End the running deadline of that code because it is no longer needed."""
    _end(_running(owed, code, key=key, agency=agency), Ending.WITHDRAWN, at=at, by=by, reason=reason)


def withdraw_all(case: Case, *, at: datetime, by: User, reason: str) -> None:
    """End every running deadline of the case because it is no longer needed."""
    _end(case.deadlines.open().order_by("due_at", "pk"), Ending.WITHDRAWN, at=at, by=by, reason=reason)


def note_reminder(deadline: Deadline, *, at: datetime, by: User) -> None:
    """Write down that somebody reminded whoever answers for it; the ladder goes on as it was planned."""
    _write(deadline, Happening.REMINDED, at=at, by=by)


@transaction.atomic
def waive(deadline: Deadline, *, at: datetime, by: User, reason: str) -> None:
    """Let the deadline go, with the reason; nobody waives what they owe themselves. What has passed stays passed."""
    locked = _refuse_if_closed(deadline)
    _refuse_who_answers(locked, by, at=at)
    _end(Deadline.objects.filter(pk=deadline.pk), Ending.WAIVED, at=at, by=by, reason=reason)


@transaction.atomic
def pause(deadline: Deadline, *, at: datetime, by: User, reason: str) -> None:
    """Stop the clock where the profile allows it and the moment has not passed; nobody pauses what they owe."""
    locked = _refuse_if_closed(deadline)
    _refuse_who_answers(locked, by, at=at)
    if not may_pause(locked):
        raise Refused("The procedures do not let this timescale pause.")
    if locked.paused_at:
        raise AlreadyDone("This deadline is paused already.")
    if locked.due_at < at:
        raise Refused("This deadline has passed: it can no longer be paused.")
    locked.paused_at, locked.next_at, locked.stuck_at = at, None, None
    locked.save(update_fields=["paused_at", "next_at", "stuck_at"])
    _write(locked, Happening.PAUSED, at=at, by=by, reason=reason)


@transaction.atomic
def resume(deadline: Deadline, *, at: datetime, by: User, reason: str) -> None:
    """Let the clock run on: the deadline is due later by as much time, in its own unit, as it was paused."""
    locked = _refuse_if_closed(deadline)
    if locked.paused_at is None:
        raise AlreadyDone("This deadline is not paused.")
    rule, profile = _rule(locked)
    if rule is None or rule.length is None:
        raise Refused("The procedures no longer know this timescale.")
    was, paused_at, locked.paused_at = locked.due_at, locked.paused_at, None
    locked.due_at = timescales.resumed(
        rule.length, due_at=was, paused_at=paused_at, resumed_at=at, calendar=profile.calendar
    )
    if locked.due_at == was:
        locked.next_at = locked.moments[locked.rung]
        locked.save(update_fields=["paused_at", "next_at"])
    else:
        _plan_anew(locked, at=at)
    _write(locked, Happening.RESUMED, at=at, by=by, reason=reason)


@transaction.atomic
def move(
    owed: Owed,
    code: str,
    *,
    at: datetime,
    by: User,
    reason: str,
    due_at: datetime | None = None,
    meeting_at: datetime | None = None,
    key: str = "",
    agency: Agency | None = None,
) -> None:
    """Move the running deadline of that code, with its history, because what it hangs on moved.

    What has passed stays where it was, whether or not the sweep has come by; what is paused moves and stays paused.
    """
    for deadline in _running(owed, code, key=key, agency=agency).select_for_update(of=("self",)):
        rule, profile = _rule(deadline)
        to = due_at or (_reckon(rule, profile, at=at, meeting_at=meeting_at) if rule else deadline.due_at)
        if deadline.due_at < at and deadline.paused_at is None:
            _breach(deadline, at=at)
        elif to != deadline.due_at:
            deadline.due_at = to
            _plan_anew(deadline, at=at)
            _write(deadline, Happening.MOVED, at=at, by=by, reason=reason)


@transaction.atomic
def hand_over(case: Case, *, to: User, manager: User, at: datetime, by: User) -> None:
    """Give the running deadlines of the social worker to the one who is allocated now."""
    for deadline in case.deadlines.open().filter(owner_role="social_worker").select_for_update(of=("self",)):
        deadline.owner, deadline.manager = to, manager
        deadline.save(update_fields=["owner", "manager"])
        _write(deadline, Happening.HANDED_OVER, at=at, by=by, owner=to)


def reckon(owed: Owed, code: str, *, at: datetime, meeting_at: datetime | None = None) -> datetime:
    """Return when the timescale of that code would be due if it started at that moment."""
    profile = owed.profile_at(at)
    return _reckon(profile.timescales[code], profile, at=at, meeting_at=meeting_at)


def has_passed(owed: Owed, code: str, *, at: datetime, key: str = "") -> bool:
    """Say whether the running deadline of that code has passed, whether or not the sweep has come by."""
    return _running(owed, code, key=key, agency=None).filter(due_at__lt=at, paused_at=None).exists()


def may_pause(deadline: Deadline) -> bool:
    """Say whether the procedures by which it runs let this deadline pause."""
    rule, _ = _rule(deadline)
    return rule is not None and rule.length is not None and rule.may_pause


def _authority(owed: Owed) -> Authority:
    return owed.authority if isinstance(owed, Case) else owed


def _path(case: Case, code: str) -> str:
    return reverse(parts.page_of(code), args=[case.ref])


def _rule(deadline: Deadline) -> tuple[Timescale | None, Profile]:
    """Return the rule as it was when the deadline started, with its profile."""
    profile = deadline.authority.profile_at(deadline.started_at)
    return profile.timescales.get(deadline.code), profile


def _reckon(rule: Timescale, profile: Profile, *, at: datetime, meeting_at: datetime | None) -> datetime:
    if rule.length is None:
        raise ValueError(f"{rule.code} has no length: hand over its own date")
    if rule.length.unit.counts_back:
        if meeting_at is None:
            raise ValueError(f"{rule.code} counts back: hand over the moment of the meeting")
        return timescales.before(rule.length, meeting_at=meeting_at, calendar=profile.calendar)
    return timescales.due_at(rule.length, starts_at=at, calendar=profile.calendar)


def _agency(deadline: Deadline, *, at: datetime) -> Agency:
    """Return the agency of the named owner or, for a role, the one agency of the authority that can have it."""
    agencies = deadline.authority.agencies.order_by("pk")
    if deadline.owner:
        held = deadline.owner.memberships.at(at)
        return agencies.filter(pk__in=held.values("agency")).first() or agencies.get(kind=Kind.SOCIAL_CARE)
    (kind,) = ROLES[deadline.owner_role].kinds  # a role that several kinds of agency have says nothing: hand it over
    return agencies.filter(kind=kind)[0]


def _hand_to_the_worker(deadline: Deadline) -> None:
    if deadline.case is None or deadline.owner or deadline.owner_role != "social_worker":
        return
    if allocation := deadline.case.worker:
        deadline.owner, deadline.manager = allocation.worker, allocation.allocated_by


def _plan(deadline: Deadline, *, from_moment: datetime) -> None:
    """Settle when who is told, from the reminder on."""
    rule, profile = _rule(deadline)
    before = rule.reminder if rule else None
    deadline.moments = ladder.moments(
        before, rungs=len(deadline.ladder), starts_at=from_moment, due_at=deadline.due_at, profile=profile
    )
    deadline.rung, deadline.next_at = 0, deadline.moments[0]


def _plan_anew(deadline: Deadline, *, at: datetime) -> None:
    _plan(deadline, from_moment=at)
    deadline.stuck_at = None
    if deadline.paused_at:
        deadline.next_at = None
    deadline.save(update_fields=["due_at", "paused_at", "moments", "rung", "next_at", "stuck_at"])


def _running_or_new(deadline: Deadline, *, at: datetime, by: User | None) -> Deadline:
    """Write the deadline, or return the one that somebody else has started before or at the same moment."""
    which = {name: getattr(deadline, name) for name in ("authority", "case", "code", "key")}
    if deadline.case is None:
        which["agency"] = deadline.agency
    columns = [field.name for field in Deadline._meta.concrete_fields if not field.primary_key]
    settled = {name: getattr(deadline, name) for name in columns}
    kept, created = Deadline.objects.get_or_create(**which, closed_at=None, defaults=settled)
    if created:
        _write(kept, Happening.STARTED, at=at, by=by, owner=kept.owner)
    return kept


def _running(owed: Owed, code: str, *, key: str, agency: Agency | None) -> DeadlineQuerySet:
    found = Deadline.objects.open().filter(code=code, key=key)
    found = found.filter(case=owed) if isinstance(owed, Case) else found.filter(case=None, authority=owed)
    return found.filter(agency=agency) if agency else found


def _refuse_who_answers(deadline: Deadline, by: User, *, at: datetime) -> None:
    if access.answers_for(by, deadline, at=at):
        raise NotEntitled("Somebody else has to decide on what you answer for yourself.")


def _refuse_if_closed(deadline: Deadline) -> Deadline:
    locked = Deadline.objects.select_for_update(of=("self",)).select_related("authority").get(pk=deadline.pk)
    if locked.closed_at:
        raise AlreadyDone("This deadline has ended.")
    return locked


def _breach(deadline: Deadline, *, at: datetime) -> None:
    """Mark what has passed before the sweep came by."""
    if deadline.breached_at is None:
        ladder.climb_one(deadline, at=at)


@transaction.atomic
def _end(running: DeadlineQuerySet, ending: Ending, *, at: datetime, by: User | None, reason: str) -> None:
    for deadline in running.select_for_update(of=("self",)):
        if deadline.due_at < at and deadline.paused_at is None:
            _breach(deadline, at=at)
        deadline.closed_at, deadline.closed_as = at, ending
        deadline.next_at = deadline.paused_at = deadline.stuck_at = None
        deadline.save(update_fields=["closed_at", "closed_as", "next_at", "paused_at", "stuck_at"])
        _write(deadline, Happening(ending.value), at=at, by=by, reason=reason)


def _write(
    deadline: Deadline,
    kind: Happening,
    *,
    at: datetime,
    by: User | None,
    reason: str = "",
    owner: User | None = None,
) -> None:
    DeadlineEvent.objects.create(
        deadline=deadline, kind=kind, at=at, by=by, due_at=deadline.due_at, reason=reason, owner=owner
    )
