"""What is unusual about who looked at what. Pure: looks and what explains them in, signals out.

A signal is a question to a colleague, never a finding: most have a good answer. Nobody's work is measured by it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import groupby, islice, takewhile

from mase.clock import LONDON
from mase.timescales.calendars import Calendar, london_day

EXPLAINED_FOR = timedelta(days=30)  # an act, a notice or a meeting explains looking a month before and after it
OPENS, CLOSES = time(7), time(20)  # handovers and late visits lie inside; what is outside is rare
LATE_CHILDREN = 3  # one's own case or two are written up at night; three children are not
HOUR = timedelta(hours=1)
BURST = 30  # a child every two minutes for an hour: faster than anybody reads, slower than a list is leafed through
REFUSALS = 5  # a wrong link is tried twice or three times
# Who answers for every case (opens each referral, keeps the list of all children) looks at many without acting on them.
ACROSS_CHILDREN = 12


class Kind(StrEnum):
    """What is unusual, in the order of how rarely there is a good answer."""

    SURNAME = "surname"
    ADDRESS = "address"
    UNCONNECTED = "unconnected"
    HOURS = "hours"
    BURST = "burst"
    REFUSALS = "refusals"


WORDS = {
    Kind.SURNAME: "Has the same family name as the child",
    Kind.ADDRESS: "Declared an address in the child’s postcode",
    Kind.UNCONNECTED: "Has no part in the case: not allocated, nothing owed, nothing done within a month",
    Kind.HOURS: "Opened records at night, at a weekend or on a bank holiday",
    Kind.BURST: f"Opened more than {BURST} children within an hour",
    Kind.REFUSALS: f"Was refused {REFUSALS} times or more in a row within an hour",
}


@dataclass(frozen=True, kw_only=True)
class Look:
    """Somebody opened a case, or was refused it."""

    person: int
    agency: str
    case: str
    at: datetime
    refused: bool = False


Pair = tuple[int, str]  # a person and a case, or a person and an agency
Span = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of the people and the cases: what explains a look, and what makes it unusual."""

    explained: Mapping[Pair, Sequence[Span]]
    same_name: frozenset[Pair]
    same_postcode: frozenset[Pair]
    at_all_hours: frozenset[Pair]  # by person and agency: the police, MASH duty
    across: frozenset[Pair]  # by person and agency: who answers for every case
    calendars: Mapping[str, Calendar]  # by agency

    def has_part(self, look: Look) -> bool:
        """Say whether something explains that the person looked at this case then."""
        return any(first <= look.at <= last for first, last in self.explained.get((look.person, look.case), ()))

    def is_late(self, look: Look) -> bool:
        """Say whether it was outside the hours in which this person works."""
        if (look.person, look.agency) in self.at_all_hours:
            return False
        local = look.at.astimezone(LONDON)
        calendar = self.calendars.get(look.agency)
        works = calendar.is_working_day(local.date()) if calendar else local.weekday() < 5
        return not works or not OPENS <= local.time() < CLOSES


@dataclass(frozen=True, kw_only=True)
class Signal:
    """Something to ask a person about; the key names it for good."""

    kind: Kind
    person: int
    begins_at: datetime
    ends_at: datetime
    cases: tuple[str, ...]
    key: str

    @property
    def words(self) -> str:
        """Return what is unusual."""
        return WORDS[self.kind]


def found(looks: Iterable[Look], known: Known) -> list[Signal]:
    """Return what is unusual about these looks, the newest first."""
    by_person: dict[int, list[Look]] = defaultdict(list)
    for look in sorted(looks, key=lambda look: look.at):
        by_person[look.person].append(look)
    signals = [signal for of_one in by_person.values() for rule in _RULES for signal in rule(of_one, known)]
    return sorted(signals, key=lambda signal: (signal.begins_at, signal.key), reverse=True)


def same_name(looks: Sequence[Look], known: Known) -> Iterator[Signal]:
    """Find children with the person's own family name, each once: looking into it answers it for good."""
    yield from _pairs(Kind.SURNAME, looks, known.same_name)


def same_postcode(looks: Sequence[Look], known: Known) -> Iterator[Signal]:
    """Find children in a postcode that the person declared, also where the door stayed shut."""
    yield from _pairs(Kind.ADDRESS, looks, known.same_postcode)


def without_part(looks: Sequence[Look], known: Known) -> Iterator[Signal]:
    """Find, day by day, children whom the person opened without any part in the case."""
    for day, of_day in _days(look for look in _opened(looks) if not known.has_part(look)):
        across = any((look.person, look.agency) in known.across for look in of_day)
        if len(_cases(of_day)) >= (ACROSS_CHILDREN if across else 1):
            yield _signal(Kind.UNCONNECTED, of_day, day)


def out_of_hours(looks: Sequence[Look], known: Known) -> Iterator[Signal]:
    """Find, day by day, what was opened out of hours: one child without a part in the case, or several."""
    for day, of_day in _days(look for look in _opened(looks) if known.is_late(look)):
        if len(_cases(of_day)) >= LATE_CHILDREN or not all(map(known.has_part, of_day)):
            yield _signal(Kind.HOURS, of_day, day)


def bursts(looks: Sequence[Look], known: Known) -> Iterator[Signal]:
    """Find, day by day, the first hour in which more children were opened than anybody reads."""
    for day, of_day in _days(_opened(looks)):
        within = (_hour_from(of_day, first) for first in range(len(of_day)))
        hour = next((looks for looks in within if len(_cases(looks)) > BURST), None)
        if hour:
            yield _signal(Kind.BURST, hour, day)


def refusals(looks: Sequence[Look], known: Known) -> Iterator[Signal]:
    """Find, day by day, the first run of refusals within an hour, without anything opened between them."""
    for day, of_day in _days(looks):
        for refused, run in groupby(of_day, key=lambda look: look.refused):
            tried = list(run)
            within = (_hour_from(tried, first) for first in range(len(tried)))
            hour = next((looks for looks in within if len(looks) >= REFUSALS), None)
            if refused and hour:
                yield _signal(Kind.REFUSALS, hour, day)
                break


_RULES: tuple[Callable[[Sequence[Look], Known], Iterator[Signal]], ...] = (
    same_name,
    same_postcode,
    without_part,
    out_of_hours,
    bursts,
    refusals,
)


def _pairs(kind: Kind, looks: Sequence[Look], pairs: frozenset[Pair]) -> Iterator[Signal]:
    by_case: dict[str, list[Look]] = defaultdict(list)
    for look in looks:
        if (look.person, look.case) in pairs:
            by_case[look.case].append(look)
    for case, of_case in by_case.items():
        yield _signal(kind, of_case, case)


def _opened(looks: Iterable[Look]) -> list[Look]:
    return [look for look in looks if not look.refused]


def _days(looks: Iterable[Look]) -> Iterator[tuple[str, list[Look]]]:
    """Yield each London day with its looks."""
    for day, of_day in groupby(looks, key=lambda look: london_day(look.at)):
        yield day.isoformat(), list(of_day)


def _hour_from(looks: Sequence[Look], first: int) -> list[Look]:
    """Return the looks of the hour that begins with this one."""
    until = looks[first].at + HOUR
    return list(takewhile(lambda look: look.at < until, islice(looks, first, None)))


def _cases(looks: Iterable[Look]) -> list[str]:
    """Return the cases in the order in which they were opened, each once."""
    return list(dict.fromkeys(look.case for look in looks))


def _signal(kind: Kind, looks: Sequence[Look], of: str) -> Signal:
    return Signal(
        kind=kind,
        person=looks[0].person,
        begins_at=looks[0].at,
        ends_at=looks[-1].at,
        cases=tuple(_cases(looks)),
        key=f"{kind}:{looks[0].person}:{of}",
    )
