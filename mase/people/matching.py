"""Is this child known? People who may be the one who is looked for, the likeliest first, and what speaks for each.

Words like those of the name are looked for among all words of names, then people by equal words, likely dates of birth
and numbers one slip away: the only comparisons for which an index serves under row-level security. What the database
does for it is in mase/people/migrations/0006_words_at_hand.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Exists, QuerySet, Value

from mase.people import names, scoring, slips
from mase.people.models import Person
from mase.people.scoring import Sought

__all__ = ["Candidate", "Sought", "apart", "candidates"]

_LOOKED_AT = 60  # people who are compared in every detail, of those who are shown and of the others
_COMPARED = tuple(field.name for field in fields(Sought))

_FOUND = """
SELECT * FROM (
    SELECT person.*, row_number() OVER (PARTITION BY person.shown ORDER BY found.place, found.person_id) AS nth
    FROM ({ways}) AS found JOIN ({among}) AS person ON person.id = found.person_id
) AS ranked WHERE nth <= %s
"""
_BY_NAME = "SELECT person_id, place FROM people_found(%s, %s, %s::date[], %s)"
_BY_NUMBER = """
SELECT n.id AS person_id, 0 AS place FROM people_person n WHERE n.{column} <> '' AND n.{column} = ANY (%s)
"""


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be the one who is looked for, with what speaks for and against it, the weightiest first."""

    person_id: int
    score: float
    reasons: tuple[str, ...]


def candidates(sought: Sought, *, among: QuerySet[Person], limit: int = 10) -> list[Candidate]:
    """Return who of these people may be the one who is looked for, the likeliest first.

    ``among`` is the caller's restriction, by access and by authority: ``Person.objects.filter(cases__authority=...)``.
    Where nobody is likely among those a slip away, whoever is called anything like it is looked at as well.
    """
    return apart(sought, among=among, shown=Value(True, BooleanField()))[0][:limit]


def apart(sought: Sought, *, among: QuerySet[Person], shown: Exists | Value) -> tuple[list[Candidate], list[Candidate]]:
    """Return who may be the one who is looked for: those who are shown and the rest, of both the likeliest first.

    The rest have no bearing on who is found among those who are shown, nor on how widely is looked.
    """
    sought = replace(sought, nhs_number=slips.digits(sought.nhs_number), upn=slips.characters(sought.upn))
    parted = among.annotate(shown=shown)
    found = _compared(sought, _found(parted, _nearly(sought)))
    if all(candidate.score < scoring.LIKELY for candidate in found[True]):
        wider = _compared(sought, _found(parted, _widely(sought)))
        found = {is_shown: found[is_shown] | wider[is_shown] for is_shown in found}
    return _ranked(found[True]), _ranked(found[False])


_Way = tuple[str, list[Any]]


def _nearly(sought: Sought) -> list[_Way]:
    """Return the ways to whoever is a slip away."""
    numbers = {"nhs_number": slips.nhs_numbers(sought.nhs_number), "upn": slips.upns(sought.upn)}
    by_number = [(_BY_NUMBER.replace("{column}", column), [near]) for column, near in numbers.items() if near]
    return [*by_number, *_by_name(sought, widely=False)]


def _widely(sought: Sought) -> list[_Way]:
    """Return the way to whoever is called anything like it."""
    return _by_name(sought, widely=True)


def _by_name(sought: Sought, *, widely: bool) -> list[_Way]:
    given = list(names.given(sought.given_names, sought.known_as))
    family = list(names.family(sought.family_name, sought.known_as))
    births = slips.dates(sought.born_on) if sought.born_on else []
    return [(_BY_NAME, [given, family, births, widely])] if given or family else []


def _found(among: QuerySet[Person], ways: list[_Way]) -> Iterable[tuple[Any, ...]]:
    """Return everybody to whom one of the ways leads, as they are known."""
    if not ways:
        return []
    try:
        restriction, known = among.order_by().values("id", "shown", *_COMPARED).query.sql_with_params()
    except EmptyResultSet:
        return []  # among nobody
    asked = _FOUND.replace("{ways}", " UNION ALL ".join(way for way, _ in ways)).replace("{among}", restriction)
    with connection.cursor() as cursor:
        cursor.execute(asked, [part for _, parts in ways for part in parts] + [*known, _LOOKED_AT])
        return cursor.fetchall()


def _compared(sought: Sought, people: Iterable[tuple[Any, ...]]) -> dict[bool, set[Candidate]]:
    """Return for whom enough speaks, of those who are shown and of the others."""
    found: dict[bool, set[Candidate]] = {True: set(), False: set()}
    for person_id, is_shown, *known, _ in people:
        alike = scoring.likeness(sought, Sought(*known))
        if alike.score >= scoring.WORTH_SHOWING:
            found[is_shown].add(Candidate(person_id, alike.score, alike.reasons))
    return found


def _ranked(found: Iterable[Candidate]) -> list[Candidate]:
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.person_id))
