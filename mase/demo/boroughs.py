"""Five boroughs, each some way into its month: a meeting behind it, a meeting ahead, cases at every step."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from mase import profiles, timescales
from mase.demo import (
    absences,
    beside,
    brought,
    convened,
    desks,
    enquiries,
    files,
    judged,
    kinds,
    left_out,
    linked,
    mash,
    meeting_rooms,
    on_the_form,
    overseen,
    packed,
    planned,
    preparations,
    screened,
    stories,
    surgery,
    surroundings,
    tracked,
    writing,
)
from mase.demo.cast import Cast, hire
from mase.notifications.models import Message
from referrals.models import Colour

# How long ago each story began, and how far it has come.
_SOUTHWARK = (
    (timedelta(hours=2), "refer"),
    (timedelta(hours=30), "refer"),
    (timedelta(hours=8), "share"),
    (timedelta(days=1), "answer"),
    (timedelta(days=2), "decide"),
    (timedelta(days=4), "inform"),
    (timedelta(days=5), "screen"),
    (timedelta(days=6), "sign"),
    (timedelta(days=9), "hold"),
    (timedelta(days=11), "submit"),
)
_OTHERS = ((timedelta(hours=5), "refer"), (timedelta(days=2), "decide"), (timedelta(days=6), "sign"))


def settle(*, at: datetime) -> None:
    """Fill the five boroughs as they stand at that moment."""
    for profile in profiles.all_profiles(on=timescales.london_day(at)):
        cast = hire(profile.code, at=at - timedelta(days=400))
        _month(cast, at=at)
        found = _SOUTHWARK if profile.code == "southwark" else _OTHERS
        for number, (ago, until) in enumerate(found):
            stories.tell(cast, number, begins_at=at - ago, until=until)
        enquiries.enquire(cast, 12, begins_at=at - timedelta(days=9))
        desks.settle(cast, at=at)
        writing.settle(cast, at=at)
        if profile.holds_surgery:
            surgery.settle(cast, at=at)
        if profile.code == "southwark":
            beside.settle(cast, at=at)
            files.settle(cast, at=at)
            kinds.settle(cast, at=at)
            absences.settle(cast, at=at)
            brought.settle(cast, at=at)
            mash.settle(cast, at=at)
            surroundings.settle(cast, at=at)
            planned.settle(cast, at=at)
            convened.settle(cast, at=at)
            linked.settle(cast, hire("barnet", at=at - timedelta(days=400)), at=at)
            screened.settle(cast, at=at)
            judged.settle(cast, at=at)
            overseen.settle(cast, at=at)
            meeting_rooms.settle(cast, at=at)
            tracked.settle(cast, at=at)
            on_the_form.settle(cast, at=at)
            packed.settle(cast, at=at)
            left_out.settle(cast, at=at)
    _read_and_sent(before=at - timedelta(days=2))


def _read_and_sent(*, before: datetime) -> None:
    """Leave unread and unsent only what is new; the rest belongs to days that these people have behind them."""
    Message.objects.filter(created_at__lt=before).update(read_at=F("created_at"), mailed_at=F("created_at"))


def _wednesday(moment: datetime) -> date:
    """Return the first Wednesday on or after that day."""
    day = timescales.london_day(moment)
    return day + timedelta(days=(2 - day.weekday()) % 7)


@transaction.atomic
def _month(cast: Cast, *, at: datetime) -> None:
    """Tell the month behind: one case discussed and its minutes approved, one closed as information only."""
    begun = at - timedelta(days=35)
    behind = stories.schedule(cast, on=_wednesday(at - timedelta(days=8)), at=begun - timedelta(days=20))
    ahead = stories.schedule(cast, on=_wednesday(at + timedelta(days=20)), at=begun)
    case = stories.tell(cast, 10, begins_at=begun, until="admit")
    preparations.consult(cast, case, at=behind.scheduled_for - timedelta(days=12))
    preparations.keep_up(cast, case, at=behind.scheduled_for - timedelta(days=9))
    preparations.inform(cast, behind, at=behind.scheduled_for - timedelta(days=9))
    stories.circulate(cast, behind, at=behind.scheduled_for - timedelta(days=8))
    stories.discuss(cast, case, behind.scheduled_for + timedelta(hours=1))
    tracked.give(cast, behind, at=behind.scheduled_for + timedelta(hours=2))
    stories.approve(cast, behind, at=behind.scheduled_for + timedelta(hours=3))
    preparations.postpone(cast, on=_wednesday(at + timedelta(days=48)), at=at - timedelta(days=4))
    preparations.inform(cast, ahead, at=at - timedelta(days=1), answering=1)
    preparations.look_ahead(cast, at=at)
    opened = preparations.open_in_emergency(cast, case, at=at - timedelta(days=12))
    preparations.look_into(cast, opened, at=at - timedelta(days=11))
    preparations.open_in_emergency(cast, case, at=at - timedelta(hours=20))
    enquired = enquiries.enquire(cast, 13, begins_at=begun)
    enquiries.confer(cast, enquired, begun + timedelta(days=19))
    closing = stories.tell(cast, 11, begins_at=begun, until="answer")
    stories.decide(cast, closing, begun + timedelta(hours=9), colour=Colour.BLUE)
    stories.inform(cast, closing, begun + timedelta(hours=10))
