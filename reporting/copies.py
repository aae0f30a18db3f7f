"""One recipient's copy of an agenda pack, on paper and on screen: cut to what is open to them at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mase.web.environment import moment
from meetings import packs
from meetings.models import PackCopy, PackPart
from meetings.operations import packs as operations
from reporting import binding, packing
from reporting.binding import Leaf

_OWN = (
    "OFFICIAL-SENSITIVE. This copy is yours alone: do not pass it on. A colleague who needs it reads it in MASE under "
    "their own name. Every opening is recorded."
)
_AGENDA, _INFORMATION = "Agenda, earlier actions and themes", "Information from the agencies"


@dataclass(frozen=True)
class Contents:
    """What the holder finds in their copy now."""

    front: dict[str, Any] | None
    information: list[Any]
    parts: Sequence[PackPart]
    new: set[int]
    withheld: int


def contents(copy: PackCopy, *, at: datetime) -> Contents:
    """Return what is in the copy; agencies that are only invited get cases, and nothing else."""
    front, sent = packing.front_of(copy.pack) if _is_member(copy, at=at) else (None, None)
    parts = list(packs.parts_for(copy.pack, copy.user, at=at))
    return Contents(
        front=front.said if front else None,
        information=sent.said if sent else [],
        parts=parts,
        new=packs.new_places(copy.pack),
        withheld=operations.length_for(copy.pack, copy.user) - len(parts),
    )


def bound(copy: PackCopy, *, at: datetime) -> bytes:
    """Return the copy as PDF: every part that is open to its holder now, stamped with whose it is (T5)."""
    parts = list(packs.parts_for(copy.pack, copy.user, at=at).defer(None))
    withheld = operations.length_for(copy.pack, copy.user) - len(parts)
    return binding.bind(_copy(copy, len(parts), withheld, at=at), [*_before(copy, at=at), *_cases(parts)])


def _before(copy: PackCopy, *, at: datetime) -> list[Leaf]:
    if not _is_member(copy, at=at):
        return []
    front, sent = packing.front_of(copy.pack)
    leaves = [Leaf(title=_AGENDA, pdf=front.pdf)]
    return [*leaves, Leaf(title=_INFORMATION, pdf=sent.pdf)] if sent else leaves


def _cases(parts: Sequence[PackPart]) -> list[Leaf]:
    """Return the cases as the holder counts them: a gap would tell of one that they do not see."""
    return [
        Leaf(title=f"{number}. {part.case.child.name}, {part.case.ref}", pdf=packing.case_of(part).pdf)
        for number, part in enumerate(parts, start=1)
    ]


def _copy(copy: PackCopy, cases: int, withheld: int, *, at: datetime) -> binding.Copy:
    panel = copy.pack.panel
    called = panel.authority.profile_at(panel.scheduled_at).wording.panel
    what = f"{called} agenda pack {copy.pack.ref}, version {copy.pack.version}"
    holder = f"Copy {copy.number} of {copy.user.name}, {copy.agency.name}"
    return binding.Copy(
        title=what,
        heading=f"{called} meeting, {moment(panel.scheduled_for)}",
        says=[f"{holder}. {what}. Made for this copy on {moment(at)}, London time.", _held(cases, withheld), _OWN],
        holder=holder,
        foot=f"Made on {moment(at)}, London time. {what}, copy {copy.number}.",
    )


def _held(cases: int, withheld: int) -> str:
    kept = f"{withheld} more on the list {'is' if withheld == 1 else 'are'} not open to you and not in it."
    said = f"There {'is 1 case' if cases == 1 else f'are {cases} cases'} in this copy."
    return f"{said} {kept}" if withheld else said


def _is_member(copy: PackCopy, *, at: datetime) -> bool:
    return copy.pack.panel.members(at=at).filter(pk=copy.agency_id).exists()
