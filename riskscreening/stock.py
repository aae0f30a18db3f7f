"""Which screening tools an authority has: those that ship, those it loaded itself, and which it starts screenings with.

An assessment is pinned to a version, so nothing here takes a version away from one that exists.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from mase.agencies.models import Authority
from mase.profiles.profile import Profile
from riskscreening import tools
from riskscreening.models import LoadedTool, RetiredTool
from riskscreening.tools.tool import Tool

Version = tuple[str, int]


class State(StrEnum):
    """What a version is to an authority on a day."""

    IN_USE = "in use"
    COMING = "coming"
    REPLACED = "replaced"
    ELSEWHERE = "not used here"
    RETIRED = "retired"


@dataclass(frozen=True)
class Offer:
    """One version of a tool; `loaded` is the authority's own file, None where the tool ships with the product."""

    tool: Tool
    loaded: LoadedTool | None

    @property
    def version(self) -> Version:
        """Return what tells it from every other version of every tool of the authority."""
        return self.tool.code, self.tool.version

    @property
    def pinned(self) -> dict[str, Any]:
        """Return what a screening keeps of it, to be read with this very version for ever."""
        return {"tool_code": self.tool.code, "tool_version": self.tool.version, "loaded_tool": self.loaded}

    @property
    def source(self) -> str:
        """Return the text from which it was read."""
        return self.loaded.source if self.loaded else tools.source_of(self.tool)


def on_offer(authority: Authority, *, profile: Profile, on: date) -> list[Offer]:
    """Return with what a new screening may be started on that day, the default first (BA-4, HO-6).

    The tool of the profile and every tool that the authority loaded, each in its newest version that is valid on the
    day and not retired. As with a profile, the first version that ships holds before its day too.
    """
    return offered(held(authority), without=set(retired(authority)), profile=profile, on=on)


def offered(offers: list[Offer], *, without: set[Version], profile: Profile, on: date) -> list[Offer]:
    """Return what is on offer of these once those versions are left out."""
    newest: dict[str, Offer] = {}
    for offer in sorted(offers, key=lambda one: one.tool.version):
        if _is_ours(offer, profile) and offer.version not in without and _holds(offer, on):
            newest[offer.tool.code] = offer
    return sorted(
        newest.values(), key=lambda one: (one.tool.code != profile.screening_tool, one.tool.title, one.tool.code)
    )


@dataclass(frozen=True)
class Entry:
    """A version as it stands in the authority's list; `retired` says since when and why, where it is."""

    offer: Offer
    state: State
    retired: RetiredTool | None


def entries(authority: Authority, *, profile: Profile, on: date) -> list[Entry]:
    """Return every version of every tool with what it is to the authority on that day, the newest of each first."""
    offers, gone = held(authority), retired(authority)
    in_use = offered(offers, without=set(gone), profile=profile, on=on)
    found = [Entry(one, _state(one, in_use, set(gone), profile, on), gone.get(one.version)) for one in offers]
    last = (State.ELSEWHERE, State.RETIRED)
    return sorted(found, key=lambda one: (one.state in last, one.offer.tool.code, -one.offer.tool.version))


def _state(offer: Offer, in_use: list[Offer], gone: set[Version], profile: Profile, on: date) -> State:
    if offer.version in gone:
        return State.RETIRED
    if not _is_ours(offer, profile):
        return State.ELSEWHERE
    if not _holds(offer, on):
        return State.COMING
    return State.IN_USE if offer in in_use else State.REPLACED


def _is_ours(offer: Offer, profile: Profile) -> bool:
    return offer.loaded is not None or offer.tool.code == profile.screening_tool


def _holds(offer: Offer, on: date) -> bool:
    return offer.tool.valid_from <= on or (offer.loaded is None and offer.tool.version == 1)


def held(authority: Authority) -> list[Offer]:
    """Return every version that ships or was loaded, by code, the oldest version first."""
    shipped = [Offer(tool, None) for tool in tools.all_tools()]
    own = [Offer(loaded.tool, loaded) for loaded in LoadedTool.objects.filter(authority=authority).order_by("pk")]
    # What the authority loaded counts where the product later ships the same version.
    return [offer for _, offer in sorted({offer.version: offer for offer in shipped + own}.items())]


def retired(authority: Authority) -> dict[Version, RetiredTool]:
    """Return what the authority retired, by version."""
    found = RetiredTool.objects.filter(authority=authority).select_related("retired_by")
    return {(one.code, one.version): one for one in found}
