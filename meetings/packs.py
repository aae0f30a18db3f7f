"""Who reads which parts of an agenda pack, and for how long. A reader finds only what is open to them now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db.models import QuerySet

from mase.agencies.models import Agency, Membership, User
from mase.agencies.roles import Permission, holding
from meetings import in_room, queries
from meetings.models import AgendaPack, PackCopy, PackPart, PackState, Panel

KEPT_OPEN = timedelta(days=14)
_READERS = holding(Permission.DESK_MEETINGS) & holding(Permission.PANEL_VIEW)


class Closed(Enum):
    """Why a copy opens no more."""

    RECALLED = "It was recalled."
    EXPIRED = "It was open until two weeks after the meeting."


@dataclass(frozen=True)
class Share:
    """What one person gets of a pack: the places of its cases, in order, and how many they do not get."""

    user: User
    agency: Agency
    places: tuple[int, ...]
    total: int

    @property
    def withheld(self) -> int:
        return self.total - len(self.places)


def newest(panel: Panel) -> AgendaPack | None:
    """Return the last version of the meeting's pack, whatever became of it."""
    return versions(panel).first()


def versions(panel: Panel) -> QuerySet[AgendaPack]:
    """Return every version of the pack, the newest first, without its pages."""
    found = panel.packs.select_related("asked_by", "issued_by", "recalled_by").defer("front")
    return found.order_by("-version")


def is_being_made(pack: AgendaPack | None) -> bool:
    """Say whether the worker has still to do with it."""
    return pack is not None and pack.state in (PackState.WAITING, PackState.BUILDING)


def replaced_by(pack: AgendaPack) -> AgendaPack | None:
    """Return the newest version that was issued after this one and stands, or None."""
    later = AgendaPack.objects.filter(panel=pack.panel, version__gt=pack.version, recalled_at=None)
    return later.exclude(issued_at=None).defer("front").order_by("-version").first()


def readers(panel: Panel, *, at: datetime) -> list[tuple[User, Agency]]:
    """Return who may get a copy, each once: people of standing and invited agencies whose role reads cases."""
    ordered = _memberships(panel, at=at).select_related("user", "agency").order_by("agency__name", "user__name", "pk")
    found: dict[int, tuple[User, Agency]] = {}
    for membership in ordered:
        found.setdefault(membership.user_id, (membership.user, membership.agency))
    return list(found.values())


def still_reads(copy: PackCopy, *, at: datetime) -> bool:
    """Say whether its holder still belongs to the agency for which they got it, and that to the meeting (T4, T14)."""
    return _memberships(copy.pack.panel, at=at).filter(user=copy.user_id, agency=copy.agency_id).exists()


def parts_for(pack: AgendaPack, user: User, *, at: datetime) -> QuerySet[PackPart]:
    """Return the cases of the pack that are open to the person at this moment, in order; their pages stay sealed."""
    seen = pack.parts.filter(queries.in_sight(user, at=at))
    return seen.select_related("case__child").defer("sealed").order_by("position")


def share_of(pack: AgendaPack, user: User, agency: Agency, *, total: int, at: datetime) -> Share:
    """Return what the person would get if the pack were opened now."""
    return Share(user, agency, tuple(parts_for(pack, user, at=at).values_list("position", flat=True)), total)


def alike(shares: Iterable[Share]) -> list[tuple[tuple[int, ...], list[Share]]]:
    """Return the people grouped by what they get, the fullest first: the difference between recipients. Pure."""
    groups: dict[tuple[int, ...], list[Share]] = {}
    for share in shares:
        groups.setdefault(share.places, []).append(share)
    return sorted(groups.items(), key=lambda group: (-len(group[0]), group[0]))


def missing_from(places: Iterable[int], labels: Mapping[int, str]) -> list[str]:
    """Return by label what somebody with these places does not get. Pure."""
    held = set(places)
    return [label for place, label in labels.items() if place not in held]


def closed_because(copy: PackCopy, *, at: datetime) -> Closed | None:
    """Return why the copy opens no more, or None while it does. Needs pack and meeting at hand."""
    if copy.pack.recalled_at:
        return Closed.RECALLED
    return Closed.EXPIRED if at >= copy.pack.panel.scheduled_for + KEPT_OPEN else None


def new_places(pack: AgendaPack) -> set[int]:
    """Return the places of the cases that no version issued before had; empty for the first version."""
    before = AgendaPack.objects.filter(panel=pack.panel, version__lt=pack.version).exclude(issued_at=None)
    if not before.exists():
        return set()
    had = PackPart.objects.filter(pack__in=before).values("case")
    return set(pack.parts.exclude(case__in=had).values_list("position", flat=True))


def own_copy(panel: Panel, user: User) -> PackCopy | None:
    """Return the person's copy of the newest version that they got and that was not recalled, or None."""
    found = PackCopy.objects.filter(pack__panel=panel, pack__recalled_at=None, user=user).select_related("pack")
    return found.defer("pack__front").order_by("-pack__version").first()


def ledger(pack: AgendaPack) -> QuerySet[PackCopy]:
    """Return the copies by number: who was sent which, when they opened and downloaded it."""
    return pack.copies.select_related("user", "agency").order_by("number")


def _memberships(panel: Panel, *, at: datetime) -> QuerySet[Membership]:
    held = Membership.objects.at(at).filter(agency__in=in_room.taking_part(panel, at=at))
    return held.filter(role__in=_READERS, user__is_active=True)
