"""Invented actions on their way: two carried forward, some late, one done; and additions to approved minutes."""

from datetime import date, datetime, timedelta
from typing import Any

from mase import timescales
from mase.demo.cast import Cast
from meetings.models import About, Action, Ending, ListEntry, Panel, StrategyMeeting, ThemeAction
from meetings.operations import actions, minutes, progress, themes

_DAY = timedelta(days=1)
_PLACE = {
    "about": About.LOCATIONS,
    "title": "The car park behind the station",
    "known": "Named in three screenings. Two of its lamps are broken, and the gate stands open at night.",
}


def give(cast: Cast, panel: Panel, *, at: datetime) -> None:
    """The meeting of last month speaks of a place, and gives an action about it."""
    theme = themes.record(panel, **_PLACE, by=cast["coordinator"], at=at)
    said = "The police and the council look at it together; the lamps come first."
    themes.discuss(theme, known=_PLACE["known"], discussion=said, by=cast["minutes"], at=at)
    due_on = timescales.london_day(at) + 5 * _DAY
    text = "Have the lamps of the car park mended."
    themes.agree_action(theme, text=text, owner=cast["inspector"], due_on=due_on, by=cast["minutes"], at=at)


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell what became of the actions that the meeting of last month agreed, and of two that strategy meetings did."""
    last = cast.authority.panels.exclude(minutes=None).latest("scheduled_for")
    discussed = last.entries.select_related("case__authority", "panel").latest("pk")
    _carry_both(cast, discussed.actions.get(), ThemeAction.objects.get(theme__panel=last), at=at)
    _late(cast, discussed, at=at)
    words = "Correction: the car was seen on the Thursday, not on the Friday."
    minutes.add(last.minutes, entry=discussed, words=words, by=cast["chair"], at=at - 2 * _DAY)
    words = "The meeting began at a quarter past ten; the minutes name the time for which it was called."
    minutes.add(last.minutes, entry=None, words=words, by=cast["police.chair"], at=at - _DAY)


def _carry_both(cast: Cast, notice: Action, lamps: ThemeAction, *, at: datetime) -> None:
    """The meeting of today hears why neither was done in time, and gives them some more weeks."""
    today = cast.authority.panels.before(at).filter(minutes=None).latest("scheduled_for")
    how: dict[str, Any] = {"panel": today, "carried_to": _in(21, at), "by": cast["minutes"], "at": at}
    heard = "The keeper of the car has moved. The new address is known since Friday; the notice is served there."
    progress.check(notice, words=heard, **how)
    heard = "One lamp is mended. For the other the council waits for the owner of the wall."
    progress.check(lamps, words=heard, **how | {"carried_to": _in(14, at)})


def _in(days: int, at: datetime) -> date:
    return timescales.london_day(at) + timedelta(days=days)


def _late(cast: Cast, discussed: ListEntry, *, at: datetime) -> None:
    """A strategy meeting asked for three things: one is late, one is due soon, one is done."""
    meeting = StrategyMeeting.objects.filter(case=discussed.case).exclude(held_at=None).latest("pk")
    asked = (
        ("Ask the youth club who collects her on Thursdays.", "worker", -3),
        ("Find her a place in the evening project.", "coordinator", 4),
        ("Look again at the two visits to the walk-in centre.", "health.member", -6),
    )
    today = timescales.london_day(at)
    given = [
        actions.agree(
            meeting.case,
            of=meeting,
            text=text,
            owner=cast[part],
            due_on=today + timedelta(days=days),
            by=cast["team"],
            at=at - 10 * _DAY,
        )
        for text, part, days in asked
    ]
    said = "Both visits were for a sprained wrist; the nurse has asked her about it alone."
    actions.report(given[-1], ending=Ending.DONE, evidence=said, by=cast["health.member"], at=at - 7 * _DAY)
