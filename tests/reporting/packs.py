"""A meeting with an agenda pack, told act by act."""

from collections.abc import Callable
from datetime import datetime

from mase.cases.models import Case
from mase.demo.cast import Cast
from meetings import packs
from meetings.models import AgendaPack, PackCopy, Panel
from meetings.operations import packs as operations
from reporting import packing


def made(panel: Panel, cast: Cast, *, at: datetime) -> AgendaPack:
    """Return a pack that the co-ordinator asked for and the worker made."""
    pack = operations.ask(panel, by=cast["coordinator"], at=at)
    packing.make(pack, at=at)
    pack.refresh_from_db()
    return pack


def issued(pack: AgendaPack, cast: Cast, *parts: str, at: datetime) -> dict[str, PackCopy]:
    """Issue the pack to these people; return their copies by part."""
    people = [cast[part] for part in parts]
    operations.issue(pack, to=people, by=cast["coordinator"], at=at)
    copies = {copy.user_id: copy for copy in packs.ledger(pack)}
    return {part: copies[cast[part].pk] for part in parts}


def listed(told: Callable[..., Case], *numbers: int) -> list[Case]:
    """Return that many children whom pre-MASE has put on the list."""
    return [told("admit", number=number) for number in numbers]
