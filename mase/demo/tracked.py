"""Invented actions on their way: one carried forward, some late, one done; and additions to approved minutes."""

from datetime import datetime, timedelta

from mase import timescales
from mase.demo.cast import Cast
from meetings.models import Action, Ending, ListEntry, StrategyMeeting
from meetings.operations import actions, minutes, progress

_DAY = timedelta(days=1)


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell what became of the actions that the meeting of last month agreed, and of two that strategy meetings did."""
    last = cast.authority.panels.exclude(minutes=None).latest("scheduled_for")
    discussed = last.entries.select_related("case__authority", "panel").latest("pk")
    _carry(discussed.actions.get(), cast, at=at)
    _late(cast, discussed, at=at)
    words = "Correction: the car was seen on the Thursday, not on the Friday."
    minutes.add(last.minutes, entry=discussed, words=words, by=cast["chair"], at=at - 2 * _DAY)
    words = "The meeting began at a quarter past ten; the minutes name the time for which it was called."
    minutes.add(last.minutes, entry=None, words=words, by=cast["police.chair"], at=at - _DAY)


def _carry(action: Action, cast: Cast, *, at: datetime) -> None:
    """The meeting of today hears why the notice was not served, and gives it another two weeks."""
    today = cast.authority.panels.filter(minutes=None, cancelled_at=None, scheduled_for__lte=at).latest("scheduled_for")
    heard = "The keeper of the car has moved. The new address is known since Friday; the notice is served there."
    to = timescales.london_day(at) + timedelta(days=21)
    progress.check(action, panel=today, words=heard, carried_to=to, by=cast["minutes"], at=at)


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
