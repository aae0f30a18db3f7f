"""Is this child known? People who may be the one who is looked for, the likeliest first, and what speaks for each.

Words like those of the name are looked for among all words of names, then people by equal words, likely dates of birth
and numbers one slip away: the only comparisons for which an index serves under row-level security.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from mase.people import names, scoring, slips
from mase.people.models import Person
from mase.people.scoring import Sought

__all__ = ["Candidate", "Sought", "candidates"]

_WORDS = 30  # words of other people's names like one that is looked for
_EACH_WAY = 60  # people found one way, by both names or one and the date of birth

_LIKE = "SELECT sought_word, word, distance FROM people_alike(%s, %s)"
_KNOWN = """
SELECT p.id, p.given_names, p.family_name, p.known_as, p.born_on, p.nhs_number, p.upn
FROM people_person p JOIN ({found}) AS found ON found.person_id = p.id
"""
_BY_BOTH_NAMES = """
(SELECT n.person_id FROM unnest(%s::text[], %s::int[]) AS g (word, far)
    CROSS JOIN unnest(%s::text[], %s::int[]) AS f (word, far)
    JOIN people_personname n ON n.given = g.word AND n.family = f.word
WHERE n.person_id IN ({among}) ORDER BY g.far + f.far, n.person_id LIMIT %s)
"""
_BY_NAME_AND_BIRTH = """
(SELECT n.person_id FROM unnest(%s::text[], %s::int[]) AS w (word, far)
    CROSS JOIN unnest(%s::date[]) WITH ORDINALITY AS b (born_on, far)
    JOIN people_personname n ON n.{column} = w.word AND n.born_on = b.born_on
WHERE n.person_id IN ({among}) ORDER BY w.far + least(b.far, 2), n.person_id LIMIT %s)
"""
_BY_NAME = """
(SELECT n.person_id FROM unnest(%s::text[], %s::int[]) AS w (word, far)
    JOIN people_personname n ON n.{column} = w.word
WHERE n.person_id IN ({among}) ORDER BY w.far, n.person_id LIMIT %s)
"""
_BY_NUMBER = """
(SELECT n.id AS person_id FROM people_person n
WHERE n.{column} <> '' AND n.{column} = ANY (%s) AND n.id IN ({among}) LIMIT %s)
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
    """
    sought = replace(sought, nhs_number=slips.digits(sought.nhs_number), upn=slips.characters(sought.upn))
    found = []
    for person_id, *known in _found(sought, among):
        alike = scoring.likeness(sought, Sought(*known))
        if alike.score >= scoring.WORTH_SHOWING:
            found.append(Candidate(person_id, alike.score, alike.reasons))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.person_id))[:limit]


_Way = tuple[str, list[Any]]
_Words = dict[str, int]  # a word that somebody's name has, and how far it is from one that is looked for


def _found(sought: Sought, among: QuerySet[Person]) -> list[tuple[Any, ...]]:
    """Return every person whom some way leads to, as they are known."""
    ways = list(_ways(sought))
    if not ways:
        return []
    restriction, known = among.order_by().values("pk").query.sql_with_params()
    found = " UNION ".join(sql.replace("{among}", restriction) for sql, _ in ways)
    return _ask(_KNOWN.format(found=found), [part for _, given in ways for part in (*given, *known, _EACH_WAY)])


def _ways(sought: Sought) -> Iterator[_Way]:
    if numbers := slips.nhs_numbers(sought.nhs_number):
        yield _BY_NUMBER.replace("{column}", "nhs_number"), [numbers]
    if numbers := slips.upns(sought.upn):
        yield _BY_NUMBER.replace("{column}", "upn"), [numbers]
    given, family = _words_like(
        names.given(sought.given_names, sought.known_as), names.family(sought.family_name, sought.known_as)
    )
    if given and family:
        yield _BY_BOTH_NAMES, [*_in_columns(given), *_in_columns(family)]
        yield _BY_BOTH_NAMES, [*_in_columns(family), *_in_columns(given)]
    either = family | given
    for column in ("given", "family") if either else ():
        if sought.born_on:
            near = slips.dates(sought.born_on)
            yield _BY_NAME_AND_BIRTH.replace("{column}", column), [*_in_columns(either), near]
        elif not (given and family):
            yield _BY_NAME.replace("{column}", column), [*_in_columns(either)]


def _words_like(given: Iterable[str], family: Iterable[str]) -> tuple[_Words, _Words]:
    """Return the words that are like those of the given names, and of the family name."""
    sought = sorted({*given, *family})
    like = _ask(_LIKE, [sought, _WORDS]) if sought else []
    return _of(given, like), _of(family, like)


def _of(sought: Iterable[str], like: list[tuple[Any, ...]]) -> _Words:
    nearest: _Words = {}
    for sought_word, word, distance in like:
        if sought_word in sought:
            nearest[word] = min(distance, nearest.get(word, distance))
    return nearest


def _in_columns(words: _Words) -> list[list[Any]]:
    return [list(words), list(words.values())]


def _ask(sql: str, known: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, known)
        return cursor.fetchall()
