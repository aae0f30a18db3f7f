"""What a page sends beside what was saved since it was opened: nothing is overwritten that its writer did not see.

Pure. Answers go by the name of what is asked; each is a set of parts, such as answer, evidence, source and date.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mase.web.typed import digest

Parts = Mapping[str, str]
Answers = Mapping[str, Parts]


@dataclass(frozen=True, kw_only=True)
class Merged:
    """What is to be saved; the names of what the page had as it was, and of what both sides changed."""

    changed: dict[str, Parts]
    untouched: tuple[str, ...]
    differing: tuple[str, ...]


def token(saved: Answers, names: Iterable[str]) -> str:
    """Return what a page carries along to say which saved state it was opened with."""
    return ".".join(version(saved.get(name)) for name in names)


def version(parts: Parts | None) -> str:
    """Return what tells one answer from another, whichever of its parts are empty."""
    return digest({part: value for part, value in (parts or {}).items() if value})


def merge(
    names: Iterable[str], *, mine: Answers, saved: Answers, seen: str | None, chosen: Mapping[str, str]
) -> Merged:
    """Lay what the page sends over what is saved; without ``seen`` nothing was opened before and all of it counts.

    ``chosen`` holds for what both sides changed "mine-" or "saved-" and the version that the choice was made upon.
    """
    asked = list(names)
    states = dict(zip(asked, seen.split("."), strict=False)) if seen is not None else None
    changed: dict[str, Parts] = {}
    untouched, differing = [], []
    for name in [name for name in asked if name in mine and version(mine[name]) != version(saved.get(name))]:
        now = version(saved.get(name))
        if states is None or states.get(name) == now or chosen.get(name) == f"mine-{now}":
            changed[name] = mine[name]
        elif states.get(name) == version(mine[name]) or chosen.get(name) == f"saved-{now}":
            untouched.append(name)
        else:
            differing.append(name)
    return Merged(changed=changed, untouched=tuple(untouched), differing=tuple(differing))
