"""Authority profiles: each borough's procedure as data, read and checked once, when the product starts.

Every TOML file here is a borough, but for `_common.toml`; another borough is another file, here or in a folder that is
handed to `use`. What is asked of a profile is asked for a day: a change has its day, and nothing before it moves.
"""

from datetime import date
from pathlib import Path

from mase.profiles import files
from mase.profiles.loader import ProfileError, load
from mase.profiles.profile import (
    CaseReview,
    Ladder,
    Lateness,
    Letter,
    Letters,
    MapOrder,
    Pathway,
    Profile,
    StrategyBeforePanel,
    Timescale,
    Wording,
    WorkspaceOpens,
)

__all__ = [
    "CaseReview",
    "Ladder",
    "Lateness",
    "Letter",
    "Letters",
    "MapOrder",
    "Pathway",
    "Profile",
    "ProfileError",
    "StrategyBeforePanel",
    "Timescale",
    "UnknownProfile",
    "Wording",
    "WorkspaceOpens",
    "all_profiles",
    "check",
    "coming",
    "get",
    "load",
    "use",
    "versions",
]


class UnknownProfile(LookupError):
    """No borough has this code."""


_SHIPPED = Path(__file__).parent
_VERSIONS: dict[str, tuple[Profile, ...]] = {}


def use(*folders: Path) -> None:
    """Answer, from now on, from the shipped files and those of these folders; raise ProfileError at the first fault."""
    found = files.read(files.in_folders(_SHIPPED, *folders))
    _VERSIONS.clear()
    _VERSIONS.update(found)


def check(path: Path, *folders: Path) -> None:
    """Read the file as if it lay among the shipped ones and those of these folders; raise ProfileError at a fault."""
    others = (known for known in files.in_folders(_SHIPPED, *folders) if known.resolve() != path.resolve())
    files.read([*others, path])


def get(code: str, *, on: date) -> Profile:
    """Return what holds in the borough on that day; before its first version the first; UnknownProfile where none."""
    found = versions(code)
    return next((profile for profile in reversed(found) if profile.valid_from <= on), found[0])


def coming(code: str, *, on: date) -> Profile | None:
    """Return the version that follows the one of that day, where one is written down."""
    held = get(code, on=on)
    return next((profile for profile in versions(code) if profile.valid_from > held.valid_from), None)


def versions(code: str) -> tuple[Profile, ...]:
    """Return every version of the borough's profile, oldest first; raise UnknownProfile where there is none."""
    try:
        return _VERSIONS[code]
    except KeyError:
        raise UnknownProfile(f"{code!r} is none of {', '.join(_VERSIONS)}") from None


def all_profiles(*, on: date) -> tuple[Profile, ...]:
    """Return what holds in each borough on that day, by code."""
    return tuple(get(code, on=on) for code in _VERSIONS)


use()
