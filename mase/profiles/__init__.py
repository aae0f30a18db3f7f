"""Authority profiles: each borough's procedure as data, read and checked once, when the product starts.

Every TOML file here is a borough, but for `_common.toml`; another borough is another file.
"""

from pathlib import Path

from mase.profiles.loader import ProfileError, load
from mase.profiles.profile import (
    CaseReview,
    Ladder,
    Lateness,
    MapOrder,
    Pathway,
    Profile,
    StrategyBeforePanel,
    Timescale,
    Wording,
)

__all__ = [
    "CaseReview",
    "Ladder",
    "Lateness",
    "MapOrder",
    "Pathway",
    "Profile",
    "ProfileError",
    "StrategyBeforePanel",
    "Timescale",
    "UnknownProfile",
    "Wording",
    "all_profiles",
    "get",
    "load",
]


class UnknownProfile(LookupError):
    """No borough has this code."""


_PROFILES = {path.stem: load(path) for path in sorted(Path(__file__).parent.glob("[!_]*.toml"))}


def get(code: str) -> Profile:
    """Return the profile of one borough; raise UnknownProfile where there is none."""
    try:
        return _PROFILES[code]
    except KeyError:
        raise UnknownProfile(f"{code!r} is none of {', '.join(_PROFILES)}") from None


def all_profiles() -> tuple[Profile, ...]:
    """Return every borough's profile, by code."""
    return tuple(_PROFILES.values())
