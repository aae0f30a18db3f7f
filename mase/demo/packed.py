"""Agenda packs: that of the meeting of today, sent and read, and one that is ready to be looked through."""

from datetime import datetime, timedelta

from mase.demo.cast import Cast
from meetings import packs
from meetings.models import AgendaPack, PackState, Panel
from meetings.operations import packs as operations
from reporting import packing

_READERS = ("chair", "police.chair", "police.member", "health.member", "education", "yjs")


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell of the pack for the meeting that is being held, and of the next one's; a machine without Pango has none."""
    panels = cast.authority.panels
    today = panels.before(at).filter(minutes=None).latest("scheduled_for")
    pack = _made(cast, today, at=at - timedelta(hours=20))
    if pack.state == PackState.READY:
        _read(cast, pack, at=at - timedelta(hours=20))
        _made(cast, panels.upcoming(at).earliest("scheduled_for"), at=at - timedelta(minutes=10))


def _made(cast: Cast, panel: Panel, *, at: datetime) -> AgendaPack:
    pack = operations.ask(panel, by=cast["coordinator"], at=at)
    packing.make(pack, at=at)
    pack.refresh_from_db()
    return pack


def _read(cast: Cast, pack: AgendaPack, *, at: datetime) -> None:
    """Two have opened their copy and one took it along; the others have not looked yet."""
    people = [cast[part] for part in _READERS]
    operations.issue(pack, to=people, by=cast["coordinator"], at=at + timedelta(minutes=5))
    copies = {copy.user_id: copy for copy in packs.ledger(pack)}
    for number, part in enumerate(("police.chair", "health.member"), start=1):
        copy = copies[cast[part].pk]
        operations.accept(copy, at=at + timedelta(hours=number))
        copy.refresh_from_db()
        operations.note_opened(copy, page="contents", at=at + timedelta(hours=number))
    operations.note_downloaded(copies[cast["police.chair"].pk], at=at + timedelta(hours=3))
