"""An authority's procedures as its people read them: in words, with the source of each, and what is to come."""

from dataclasses import dataclass
from datetime import date

from mase import profiles
from mase.agencies.models import Kind
from mase.agencies.roles import ROLES
from mase.profiles import words

LABELS = {role.code: role.label for role in ROLES.values()} | dict(Kind.choices)


@dataclass(frozen=True, kw_only=True)
class Coming:
    """The next version and what it says otherwise."""

    profile: profiles.Profile
    changes: tuple[words.Change, ...]


@dataclass(frozen=True, kw_only=True)
class Procedures:
    profile: profiles.Profile
    sections: tuple[words.Section, ...]
    groups: tuple[words.Group, ...]
    coming: Coming | None


def of(code: str, *, on: date) -> Procedures:
    """Return what holds in the authority on that day, in words; raise UnknownProfile where there is none."""
    profile = profiles.get(code, on=on)
    return Procedures(
        profile=profile,
        sections=words.sections(profile, labels=LABELS),
        groups=words.groups(profile, labels=LABELS),
        coming=_coming(profile, on=on),
    )


def _coming(profile: profiles.Profile, *, on: date) -> Coming | None:
    then = profiles.coming(profile.code, on=on)
    return Coming(profile=then, changes=words.changes(profile, then, labels=LABELS)) if then else None
