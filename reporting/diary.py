"""What stands in a person's own calendar: what they owe, and the meetings they take part in. Neutral throughout.

A calendar outside the product is read on telephones and by its provider. Nothing here says whom it is about, what has
to be done, or where people meet: only that there is something, when, and the page that a signed-in person reads on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import chain, islice
from typing import Any

from django.db.models import Count, IntegerField, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import CombinedExpression

from mase import timescales
from mase.agencies import access as agency_access
from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.cases import access
from mase.cases import queries as cases
from mase.cases.models import Allocation, Happening
from mase.clock import LONDON
from meetings import queries as meetings
from meetings import seats, surgeries
from meetings.models import (
    ComplexMeeting,
    Contribution,
    Panel,
    PanelInvitation,
    PlanningMeeting,
    StrategyMeeting,
    SurgerySession,
    SurgerySlot,
)

AT_MOST = 1000
CANCELLED_SHOWN_FOR = timedelta(days=30)
_CHANGES = (Happening.MOVED, Happening.PAUSED, Happening.RESUMED)


class State(StrEnum):
    """Whether it is to be, as calendars put it; what is paused may still move."""

    STANDS = "CONFIRMED"
    PAUSED = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the calendar; ``name`` stays with it wherever it moves, ``changes`` grows when it does."""

    name: str
    title: str
    at: datetime
    path: str
    changes: int
    state: State = State.STANDS
    until: datetime | None = None


def entries(user: User, *, at: datetime) -> list[Entry]:
    """Return the calendar of this person: what they owe first, the nearest before the others; a thousand at most."""
    found = chain(
        _owed(user, at=at),
        _panels(user, at=at),
        _strategies(user, at=at),
        _plannings(user, at=at),
        _about_complex_abuse(user, at=at),
        _surgeries(user, at=at),
        _slots(user, at=at),
    )
    return list(islice(found, AT_MOST))


def invitation(panel: Panel) -> Entry:
    """Return the one meeting, under the name that it has in every calendar: a later file moves or cancels it there."""
    return _of_panel(panel, changes=panel.history.count() - 1)


def invitation_for(user: User, ref: str, *, at: datetime) -> Entry | None:
    """Return the MASE meeting of this reference as the person's own calendar has it, or None where it does not."""
    return next(_panels(user, at=at, ref=ref), None)


def _owed(user: User, *, at: datetime) -> Iterator[Entry]:
    changes = Count("events", filter=Q(events__kind__in=_CHANGES))
    for deadline in cases.owed_by(user, at=at).annotate(changes=changes)[:AT_MOST]:
        yield Entry(
            name=f"deadline-{deadline.ref}",
            title=f"MASE: deadline {deadline.ref}",
            at=deadline.due_at,
            path=deadline.get_absolute_url(),
            changes=deadline.changes,
            state=State.PAUSED if deadline.paused_at else State.STANDS,
        )


def _panels(user: User, *, at: datetime, **of: str) -> Iterator[Entry]:
    """Yield the MASE meetings with an agency for which the person reads meetings: a standing member, or invited."""
    invited = PanelInvitation.objects.filter(agency__in=_agencies(user, Permission.DESK_MEETINGS, at=at))
    theirs = Q(authority__in=meetings.authorities_of(user, at=at)) | Q(pk__in=invited.values("panel"))
    found = Panel.objects.filter(theirs, _shown("scheduled_for", at=at), **of)
    for panel in found.annotate(changes=_changes(Panel)).order_by("scheduled_for", "pk"):
        yield _of_panel(panel, changes=panel.changes)


def _of_panel(panel: Panel, *, changes: int) -> Entry:
    return Entry(
        name=f"meeting-{panel.ref}",
        title=f"MASE: meeting {panel.ref}",
        at=panel.scheduled_for,
        path=panel.get_absolute_url(),
        changes=changes,
        state=_state(panel.cancelled_at),
    )


def _strategies(user: User, *, at: datetime) -> Iterator[Entry]:
    """Yield the strategy meetings of those who chair them, work with the child, or read them for an invited agency."""
    invited = Contribution.objects.filter(agency__in=_agencies(user, Permission.STRATEGY_VIEW, at=at))
    theirs = Q(chair=user) | Q(case__in=_worked_with(user)) | Q(pk__in=invited.values("meeting"))
    seen = access.in_sight(user, at=at, needing=Permission.STRATEGY_VIEW)
    found = StrategyMeeting.objects.filter(seen, theirs, held_at=None, scheduled_for__gte=_today(at))
    for meeting in _of_open_cases(found):
        yield _of_case(meeting, called="strategy")


def _plannings(user: User, *, at: datetime) -> Iterator[Entry]:
    theirs = Q(referred_by=user) | Q(case__in=_worked_with(user))
    seen = access.in_sight(user, at=at, needing=Permission.MAP_VIEW)
    found = PlanningMeeting.objects.filter(seen, theirs, _shown("scheduled_for", at=at), held_on=None)
    for meeting in _of_open_cases(found):
        yield _of_case(meeting, called="planning", state=_state(meeting.cancelled_at))


def _of_open_cases(found: QuerySet) -> QuerySet:
    counted = found.filter(case__closed_at=None).annotate(changes=_changes(found.model))
    return counted.select_related("case").order_by("scheduled_for", "pk")


def _of_case(meeting: Any, *, called: str, state: State = State.STANDS) -> Entry:
    return Entry(
        name=f"{called}-{meeting.case.ref}-{meeting.pk}",
        title=f"MASE: meeting {meeting.case.ref}",
        at=meeting.scheduled_for,
        path=meeting.get_absolute_url(),
        changes=meeting.changes,
        state=state,
    )


def _about_complex_abuse(user: User, *, at: datetime) -> Iterator[Entry]:
    """Yield the meetings in which the person has a seat; with the seat they are gone, cancelled or not."""
    seated = seats.of(user, at=at).values("meeting")
    found = ComplexMeeting.objects.filter(_shown("scheduled_for", at=at), pk__in=seated, held_at=None)
    for meeting in found.annotate(changes=_changes(ComplexMeeting)).order_by("scheduled_for", "pk"):
        yield Entry(
            name=f"complex-{meeting.ref}",
            title=f"MASE: meeting {meeting.ref}",
            at=meeting.scheduled_for,
            path=meeting.get_absolute_url(),
            changes=meeting.changes,
            state=_state(meeting.cancelled_at),
        )


def _surgeries(user: User, *, at: datetime) -> Iterator[Entry]:
    """Yield whole sessions: to who gives advice there, and to who opened them while they may look at them."""
    advised = Q(authority__in=surgeries.holding(user, Permission.DESK_SURGERY, at=at))
    opened = Q(authority__in=surgeries.holding(user, *surgeries.EITHER, at=at), opened_by=user)
    found = SurgerySession.objects.filter(advised | opened, _shown("begins_at", at=at))
    counted = found.annotate(number=Count("slots"), changes=_changes(SurgerySession))
    for session in counted.order_by("begins_at", "pk"):
        yield _of_surgery(session, begins_at=session.begins_at, slots=session.number, changes=session.changes)


def _slots(user: User, *, at: datetime) -> Iterator[Entry]:
    """Yield the moments that the person booked; for what, and about whom, is not asked."""
    where = surgeries.holding(user, *surgeries.EITHER, at=at)
    shown = _shown("begins_at", at=at, cancelled="session__cancelled_at")
    found = SurgerySlot.objects.filter(shown, taken_by=user, session__authority__in=where).select_related("session")
    changes = _changes(SurgerySlot) + _changes(SurgerySession, of="session")
    for slot in found.annotate(changes=changes).order_by("begins_at", "pk"):
        yield _of_surgery(slot.session, begins_at=slot.begins_at, slots=1, changes=slot.changes, slot=f"-{slot.pk}")


def _of_surgery(session: SurgerySession, *, begins_at: datetime, slots: int, changes: int, slot: str = "") -> Entry:
    return Entry(
        name=f"surgery-{session.ref}{slot}",
        title=f"MASE: meeting {session.ref}",
        at=begins_at,
        until=begins_at + slots * timedelta(minutes=session.minutes_each),
        path=session.get_absolute_url(),
        changes=changes,
        state=_state(session.cancelled_at),
    )


def _agencies(user: User, permission: Permission, *, at: datetime) -> list[int]:
    return [membership.agency_id for membership in agency_access.holding(user, permission, at=at)]


def _worked_with(user: User) -> QuerySet:
    """Return the cases whose social worker the person is."""
    return Allocation.objects.filter(worker=user, ends_at=None).values("case")


def _today(at: datetime) -> datetime:
    return datetime.combine(timescales.london_day(at), time(), LONDON)  # a meeting stays until its day is over


def _shown(moment: str, *, at: datetime, cancelled: str = "cancelled_at") -> Q:
    """Return the condition of what is to come or was cancelled not long ago, by the fields that say so."""
    ahead = Q(**{cancelled: None, f"{moment}__gte": _today(at)})
    return ahead | Q(**{f"{cancelled}__gt": at - CANCELLED_SHOWN_FOR})


def _state(cancelled_at: datetime | None) -> State:
    return State.CANCELLED if cancelled_at else State.STANDS


def _changes(model: type[Model], *, of: str = "pk") -> CombinedExpression:
    """Return how often a row was changed since it was made: its rows of history but the first."""
    rows = model.history.filter(id=OuterRef(of)).order_by().values("id").annotate(number=Count("history_id"))  # type: ignore[attr-defined]
    return Subquery(rows.values("number"), output_field=IntegerField()) - 1
