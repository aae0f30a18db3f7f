"""The letter to the referrer, in the borough's words: what was decided and what happens next (SO-18, HO-3).

It may lie on a desk or in a tray: it says no name and nothing about the child.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mase import timescales
from mase.agencies.models import Kind, PointOfContact
from mase.cases.models import Case
from mase.cases.stages import Stage
from mase.profiles.words import day
from referrals.models import Colour, Outcome
from referrals.models.referral import Whom

FORWARDED = "forwarded"


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Which support services were named to whom, and why not to somebody."""

    services: tuple[str, ...] = ()
    with_whom: tuple[str, ...] = ()
    not_because: str = ""

    @classmethod
    def with_all(cls, services: Iterable[str]) -> "Shared":
        """Return that these services were shared with everybody; without services nothing was shared with anybody."""
        named = tuple(services)
        return cls(services=named, with_whom=tuple(Whom) if named else ())

    @property
    def forgets(self) -> list[str]:
        """Return with whom nothing was shared."""
        return [whom for whom in Whom if whom not in self.with_whom]


NOTHING_SHARED = Shared()


def kind_of(outcome: Outcome) -> str:
    """Return which of the borough's letters it takes: red is forwarded where somebody takes it up already."""
    case = outcome.referral.case
    taken_up = case.worker is not None or case.stage == Stage.JOINED
    return FORWARDED if outcome.colour == Colour.RED and taken_up else outcome.colour


def written(outcome: Outcome, *, on: date, services: Iterable[str] = (), added: str = "") -> str:
    """Return the letter of that day as it goes out; ``added`` is MASH's own sentence to it."""
    case = outcome.referral.case
    letters = case.authority.profile_at(outcome.proposed_at).letters
    letter = letters.of[kind_of(outcome)]
    sent_on = day(timescales.london_day(outcome.referral.received_at))
    filled = {"authority": case.authority.name, "reference": case.ref, "sent_on": sent_on}
    said = [letters.opening, letter.decided, letter.follows]
    paragraphs = [day(on), *(text.format_map(filled) for text in said), _list(services), added.strip()]
    paragraphs += [letters.contact.format_map(filled), f"MASH, {case.authority.name}{_telephone(case)}"]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _list(services: Iterable[str]) -> str:
    return "\n".join(f"– {service}" for service in services)


def _telephone(case: Case) -> str:
    """Return the number on which the authority's social care is reached, where it has named its point of contact."""
    social_care = {"agency__authority": case.authority, "agency__kind": Kind.SOCIAL_CARE, "ended_at": None}
    named = PointOfContact.objects.filter(**social_care).first()
    return f"\nTelephone {named.telephone}" if named else ""
