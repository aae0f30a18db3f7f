"""What stands in a person's own calendar: what they owe, and the meetings they take part in. Neutral throughout.

A calendar outside the product is read on telephones and by its provider. Nothing here says whom it is about, what has
to be done, or where people meet: only that there is something, when, and the page that a signed-in person reads on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import chain, islice

from django.db.models import Count, F, IntegerField, Model, OuterRef, Q, QuerySet, Subquery

from mase import timescales
from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.cases import access
from mase.cases import queries as cases
from mase.cases.models import Happening
from mase.clock import LONDON
from meetings import queries as meetings
from meetings.models import Panel, PlanningMeeting, StrategyMeeting

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


def entries(user: User, *, at: datetime) -> list[Entry]:
    """Return the calendar of this person: what they owe first, the nearest before the others; a thousand at most."""
    today = datetime.combine(timescales.london_day(at), time(), LONDON)  # a meeting stays until its day is over
    found = chain(
        _owed(user, at=at),
        _panels(user, at=at, today=today),
        _strategies(user, at=at, today=today),
        _plannings(user, at=at, today=today),
    )
    return list(islice(found, AT_MOST))


def invitation(panel: Panel) -> Entry:
    """Return the one meeting, under the name that it has in every calendar: a later file moves or cancels it there."""
    return _meeting(panel, changes=panel.history.count() - 1)


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


def _panels(user: User, *, at: datetime, today: datetime) -> Iterator[Entry]:
    to_come = Q(cancelled_at=None, scheduled_for__gte=today) | Q(cancelled_at__gt=at - CANCELLED_SHOWN_FOR)
    own = Panel.objects.filter(to_come, authority__in=meetings.authorities_of(user, at=at))
    for panel in _counted(own.order_by("scheduled_for", "pk"), Panel):
        yield _meeting(panel, changes=panel.changes)


def _meeting(panel: Panel, *, changes: int) -> Entry:
    return Entry(
        name=f"meeting-{panel.ref}",
        title=f"MASE: meeting {panel.ref}",
        at=panel.scheduled_for,
        path=panel.get_absolute_url(),
        changes=changes,
        state=State.CANCELLED if panel.cancelled_at else State.STANDS,
    )


def _strategies(user: User, *, at: datetime, today: datetime) -> Iterator[Entry]:
    seen = access.in_sight(user, at=at, needing=Permission.STRATEGY_VIEW)
    own = StrategyMeeting.objects.filter(seen, chair=user, held_at=None, case__closed_at=None)
    return _of_cases(own, StrategyMeeting, today=today, called="strategy")


def _plannings(user: User, *, at: datetime, today: datetime) -> Iterator[Entry]:
    seen = access.in_sight(user, at=at, needing=Permission.MAP_VIEW)
    own = PlanningMeeting.objects.filter(seen, referred_by=user, held_on=None, case__closed_at=None)
    return _of_cases(own, PlanningMeeting, today=today, called="planning")


def _of_cases(found: QuerySet, model: type[Model], *, today: datetime, called: str) -> Iterator[Entry]:
    to_come = found.filter(scheduled_for__gte=today).select_related("case").order_by("scheduled_for", "pk")
    for meeting in _counted(to_come, model):
        yield Entry(
            name=f"{called}-{meeting.case.ref}-{meeting.pk}",
            title=f"MASE: meeting {meeting.case.ref}",
            at=meeting.scheduled_for,
            path=meeting.get_absolute_url(),
            changes=meeting.changes,
        )


def _counted(found: QuerySet, model: type[Model]) -> QuerySet:
    """Add how often each was changed since it was made: its rows of history but the first."""
    rows = model.history.filter(id=OuterRef("pk")).order_by().values("id").annotate(number=Count("history_id"))  # type: ignore[attr-defined]
    number = Subquery(rows.values("number"), output_field=IntegerField())
    return found.annotate(kept=number).annotate(changes=F("kept") - 1)
