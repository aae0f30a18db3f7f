"""What hangs on a meeting: the agenda, the minutes, the agencies' information, the forms and their updates.

It starts when the meeting is scheduled, follows it when it moves, and ends when it is cancelled.
"""

from datetime import datetime
from typing import Any

from mase.agencies.models import User
from mase.cases import deadlines
from meetings.models import Panel
from meetings.operations import agency_updates, information, submission, updates

_OWED_TO_IT = ("mase_circulation", "minutes_issued", "agency_submission")


def begin(panel: Panel, *, by: User, at: datetime) -> None:
    """Start what is owed to a meeting that was scheduled (RE-6, RE-8, SO-25); forms and updates follow it."""
    named: dict[str, Any] = {"key": panel.ref, "path": panel.get_absolute_url()}
    deadlines.start(panel.authority, "mase_circulation", at=at, by=by, meeting_at=panel.scheduled_for, **named)
    # Nobody records that a meeting was held: it is, at its hour, unless it was moved or cancelled before.
    deadlines.start(panel.authority, "minutes_issued", at=at, by=by, runs_from=panel.scheduled_for, **named)
    information.ask(panel, by=by, at=at)
    _cases_follow(panel, by=by, at=at, reason="A meeting was scheduled")


def follow(panel: Panel, *, by: User, at: datetime, reason: str) -> None:
    """Move what is owed to a meeting that was moved; what has passed stays where it was."""
    authority = panel.authority
    moved: dict[str, Any] = {"at": at, "by": by, "reason": reason, "key": panel.ref}
    deadlines.move(authority, "mase_circulation", meeting_at=panel.scheduled_for, **moved)
    information.follow(panel, by=by, at=at, reason=reason)
    if "minutes_issued" in authority.profile_at(panel.scheduled_for).timescales:
        due_at = deadlines.reckon(authority, "minutes_issued", at=panel.scheduled_for)
        deadlines.move(authority, "minutes_issued", due_at=due_at, **moved)
    updates.follow(panel, by=by, at=at, reason=reason)
    agency_updates.follow(panel, by=by, at=at, reason=reason)
    _cases_follow(panel, by=by, at=at, reason=reason)


def withdraw(panel: Panel, *, by: User, at: datetime, reason: str) -> None:
    """End what was owed to a meeting that was cancelled; the cases' own clocks go on to the next one."""
    for code in _OWED_TO_IT:
        deadlines.withdraw(panel.authority, code, at=at, by=by, reason=reason, key=panel.ref)
    agency_updates.end_for(panel, by=by, at=at, reason=reason)
    _cases_follow(panel, by=by, at=at, reason=reason)


def close(panel: Panel, *, by: User, at: datetime) -> None:
    """Meet the time of the minutes, and end what nobody can do for this meeting any more; late it stays late.

    A form on which nobody decided goes to the next meeting.
    """
    named: dict[str, Any] = {"at": at, "by": by, "key": panel.ref}
    deadlines.meet(panel.authority, "minutes_issued", **named)
    without = "The minutes were approved without it"
    for code in ("mase_circulation", "agency_submission"):
        deadlines.withdraw(panel.authority, code, reason=without, **named)
    agency_updates.end_for(panel, by=by, at=at, reason=without)
    _cases_follow(panel, by=by, at=at, reason="The minutes of the meeting were approved")


def _cases_follow(panel: Panel, *, by: User, at: datetime, reason: str) -> None:
    submission.follow_meetings(panel.authority, by=by, at=at, reason=reason)
    updates.withdraw_others(panel.authority, by=by, at=at, reason=reason)
    updates.ask(panel.authority, by=by, at=at)
