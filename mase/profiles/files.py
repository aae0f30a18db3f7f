"""The files of every borough, and what follows from them: which profile holds from which day.

A borough is a file named by its code, `southwark.toml`; what will hold from a later day is another file beside it,
`southwark.2027-04-01.toml`. What boroughs share has its versions too, `_common.2027-04-01.toml`. On any day the newest
file of the borough lies over the newest shared one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from mase.profiles import reading
from mase.profiles.loader import ProfileError, load
from mase.profiles.profile import Profile
from mase.profiles.reading import Table

_COMMON = "_common"
_NAME = re.compile(r"(_common|[a-z][a-z0-9-]*)(?:\.(\d{4}-\d{2}-\d{2}))?\.toml")
_NAMES = "a borough's code, and for a later version its day: newham.toml, newham.2027-04-01.toml"


@dataclass(frozen=True)
class _File:
    path: Path
    code: str
    holds_from: date


def in_folders(*folders: Path) -> tuple[Path, ...]:
    """Return every TOML file in these folders; raise ProfileError where there is no such folder."""
    for folder in folders:
        if not folder.is_dir():
            raise ProfileError(file=str(folder), key="the folder", value="is not there", allowed="a folder of files")
    return tuple(path for folder in folders for path in sorted(folder.glob("*.toml")))


def read(paths: Iterable[Path]) -> Mapping[str, tuple[Profile, ...]]:
    """Return the versions of each borough, oldest first, by its code; raise ProfileError at the first fault."""
    files = sorted((_file(path) for path in paths), key=lambda file: (file.code, file.holds_from))
    for earlier, later in pairwise(files):
        if (earlier.code, earlier.holds_from) == (later.code, later.holds_from):
            raise _fault(later, f"another day than {earlier.path.name} holds from")
    common = [file for file in files if file.code == _COMMON]
    codes = dict.fromkeys(file.code for file in files if file.code != _COMMON)
    return {code: _versions([file for file in files if file.code == code], common) for code in codes}


def _versions(own: list[_File], common: list[_File]) -> tuple[Profile, ...]:
    days = sorted({file.holds_from for file in own + common})
    pairs = [(_newest(own, day), _newest(common, day)) for day in days]
    holding = {max(ours.holds_from, shared.holds_from): (ours.path, shared.path) for ours, shared in pairs}
    return tuple(load(ours, common=shared) for ours, shared in holding.values())


def _newest(files: list[_File], day: date) -> _File:
    """Return what holds on the day; before the first has begun, the first."""
    return next((file for file in reversed(files) if file.holds_from <= day), files[0])


def _file(path: Path) -> _File:
    named = _NAME.fullmatch(path.name)
    if named is None:
        raise ProfileError(file=path.name, key="the file's name", value=f"is {path.name!r}", allowed=_NAMES)
    code, day = named.groups()
    file = _File(path, code, _holds_from(path, code))
    if day and day != file.holds_from.isoformat():
        raise _fault(file, f"{day}, as the file's name says")
    return file


def _holds_from(path: Path, code: str) -> date:
    values = reading.parse(path, error=ProfileError)
    return Table(values, file_of=lambda key: path.name, error=ProfileError).day(_key(code))


def _fault(file: _File, allowed: str) -> ProfileError:
    said = f"is {file.holds_from.isoformat()}"
    return ProfileError(file=file.path.name, key=_key(file.code), value=said, allowed=allowed)


def _key(code: str) -> str:
    return "common_valid_from" if code == _COMMON else "valid_from"
