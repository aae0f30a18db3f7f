"""An invented meeting that is being held now, and the themes of the next one."""

from datetime import datetime, timedelta
from typing import Any

from mase import timescales
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import About, Capacity, Exceptional, ListEntry, Panel
from meetings.operations import actions, interests, inviting, room, themes
from meetings.operations import panel as panels

_DAY = timedelta(days=1)
_VOLT = (
    (About.VICTIMS, "Younger than before", "Four of the seven new referrals this quarter are of children under 14."),
    (
        About.LOCATIONS,
        "The shopping centre after school",
        "Named in five screenings since June, on Thursdays and Fridays.",
    ),
    (About.TRENDS, "Rides offered by app", "Cars are ordered for children by adults whom they know from games."),
)
_BLOCKAGE = {
    "about": About.BLOCKAGE,
    "title": "Return interviews do not reach the police",
    "known": "In three cases what was said at the interview was passed on after more than a week.",
}


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell of the meeting of today, in the middle of its list, and of what the next one has on its agenda."""
    ahead = cast.authority.panels.upcoming(at).earliest("scheduled_for")
    today = _today(cast, at=at)
    entries = [_list(cast, today, number, at=at) for number in (60, 61, 62)]
    _attend(cast, today, at=at - timedelta(minutes=48))
    _discuss(cast, *entries, at=at)
    _prepare(cast, ahead, at=at)


def _today(cast: Cast, *, at: datetime) -> Panel:
    by, meets_at = cast["coordinator"], at.replace(second=0, microsecond=0) - timedelta(minutes=50)
    when: dict[str, Any] = {"scheduled_for": meets_at, "pre_mase_at": meets_at - 6 * _DAY, "place": "Town hall, room 3"}
    today = panels.schedule(cast.authority, **when, by=by, at=at - 20 * _DAY)
    themes.record(today, **_BLOCKAGE, by=by, at=at - 9 * _DAY)
    panels.circulate(today, by=by, at=at - 8 * _DAY)
    return today


def _list(cast: Cast, panel: Panel, number: int, *, at: datetime) -> ListEntry:
    case = stories.tell(cast, number, begins_at=at - 12 * _DAY, until="admit")
    why: dict[str, Any] = {"reason": "Three agencies hold a part of it.", "exceptional": Exceptional.BLOCKAGE}
    return panels.list_case(panel, case.cohort_entries.get(), **why, by=cast["coordinator"], at=at - 3 * _DAY)


def _attend(cast: Cast, panel: Panel, *, at: datetime) -> None:
    here = (
        ("chair", "csc", Capacity.CHAIR),
        ("police.chair", "police", Capacity.CHAIR),
        ("health.member", "health", Capacity.MEMBER),
        ("education", "education", Capacity.MEMBER),
    )
    for part, short, capacity in here:
        who: dict[str, Any] = {"name": cast[part].name, "agency": cast.agency(short), "capacity": capacity}
        room.note_attendance(panel, present=True, **who, by=cast["minutes"], at=at)
    gone: dict[str, Any] = {"name": cast["yjs"].name, "agency": cast.agency("yjs"), "present": False}
    room.note_attendance(panel, **gone, by=cast["minutes"], at=at)


def _discuss(cast: Cast, first: ListEntry, second: ListEntry, third: ListEntry, *, at: datetime) -> None:
    """One has been discussed, one could not be, and the meeting is in the middle of the third."""
    by, worker = cast["minutes"], cast["worker"].name
    room.begin(first, by=by, at=at - timedelta(minutes=40))
    stories.discuss(cast, first.case, at - timedelta(minutes=22))
    room.note_worker_absent(second, by=by, at=at - timedelta(minutes=20))
    room.begin(third, by=by, at=at - timedelta(minutes=6))
    room.note_worker(third, presented_by=worker, by=by, at=at - timedelta(minutes=6))
    interests.declare(third, person=cast["health.member"], relation="Neighbour", by=by, at=at - timedelta(minutes=5))
    due_on = timescales.london_day(at + 10 * _DAY)
    text = "Meet the school’s safeguarding lead about who walks with her to the bus."
    actions.agree(third.case, of=third, text=text, owner=cast["education"], due_on=due_on, by=by, at=at)


def _prepare(cast: Cast, ahead: Panel, *, at: datetime) -> None:
    by = cast["coordinator"]
    for about, title, known in _VOLT:
        themes.record(ahead, about=about, title=title, known=known, by=by, at=at - 2 * _DAY)
    themes.circulate(ahead, by=by, at=at - _DAY)
    blockage = themes.record(ahead, **_BLOCKAGE, by=by, at=at - _DAY)
    due_on = timescales.london_day(at + 9 * _DAY)
    text = "Agree who sends what was said at an interview to the police, and by when."
    themes.agree_action(blockage, text=text, owner=cast["inspector"], due_on=due_on, by=by, at=at - _DAY)
    entry = ahead.entries.select_related("case", "panel").earliest("position")
    because = "Knows the family, and has a place for her in the mentoring group."
    inviting.invite(ahead, cast.agency("harbour"), because=because, entries=[entry], by=by, at=at - _DAY)
