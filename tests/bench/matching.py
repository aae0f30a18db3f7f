"""Is this child known? A million invented people: who is found despite slips, and how much quicker than trigrams."""

import random
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from time import perf_counter

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 the applications have to be there first
from django.db.models import QuerySet  # noqa: E402

from mase.demo import cast as demo_cast  # noqa: E402
from mase.people import matching  # noqa: E402
from mase.people.models import Person  # noqa: E402
from mase.people.scoring import Sought  # noqa: E402
from mase.web import reader  # noqa: E402
from tests.bench.figures import Figures  # noqa: E402
from tests.people import invented, kept  # noqa: E402

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
PEOPLE = 1_000_000
ASKED, TIMED = 1_000, 200

Known = tuple[int, Sought]
_SAMPLE = """
SELECT id, given_names, family_name, known_as, born_on, nhs_number FROM people_person ORDER BY md5(id::text) LIMIT %s
"""
_OF_ONE_AUTHORITY = """
INSERT INTO cases_case (ref, authority_id, child_id, opened_at, stage)
SELECT 'C' || id, %s, id, %s, 'screening' FROM people_person WHERE id %% 10 = 3
"""
_TRIGRAMS = """
CREATE INDEX trigrams_of_people ON people_person USING gin ((given_names || ' ' || family_name) gin_trgm_ops)
"""
_BY_TRIGRAMS = """
SELECT id FROM people_person WHERE (given_names || ' ' || family_name) %% %s
ORDER BY similarity((given_names || ' ' || family_name), %s) DESC, id LIMIT 10
"""


def main() -> int:
    """Measure and print everything; return how the program ends."""
    figures, cast = Figures(), demo_cast.hire("southwark", at=AT - timedelta(days=1), password=None)
    took = _timed(lambda: kept.copy(invented.people(PEOPLE)))
    figures.note(f"{PEOPLE:,} people invented and kept, with the words of their names: {took:.0f} s")
    _run(_OF_ONE_AUTHORITY, cast.authority.pk, AT)
    took = _timed(lambda: _run(_TRIGRAMS))
    figures.note(f"an index of trigrams over all people, for comparison: {took:.0f} s")
    _run("VACUUM ANALYZE")
    _sizes(figures)
    chance, people = random.Random(11), _sample(ASKED * 3 + TIMED)  # noqa: S311 the same slips every time
    people, strangers = people[TIMED:], people[:TIMED]  # nobody is timed who was looked for before
    asker = cast["mash"].pk
    with _answering(asker):
        recall(figures, people, chance)
        numbers(figures, people, chance)
    questions = _questions(strangers, chance)
    against_trigrams(figures, questions["names and date of birth"] + questions["names alone"], asker)
    with _answering(asker):
        speed(figures, questions, Person.objects.filter(cases__authority=cast.authority))
    return 1 if figures.missed else 0


def recall(figures: Figures, people: list[Known], chance: random.Random) -> None:
    """Look for people by names with one slip in each part."""
    births: dict[str, Callable[[date], date | None]] = {
        "date of birth right": lambda day: day,
        "day and month swapped": _day_and_month_swapped,
        "year off by one": lambda day: _year_off(day, chance.choice((-1, 1))),
    }
    for what, wrong in births.items():
        with_it = ((pk, person, wrong(person.born_on)) for pk, person in people if person.born_on)
        asked = [
            (pk, invented.with_birth(invented.misspelled(person, chance), born_on))
            for pk, person, born_on in islice(((pk, person, day) for pk, person, day in with_it if day), ASKED)
        ]
        figures.at_least(0.97, _share_found(asked, limit=10), f"in the first ten: a slip in each name, {what}")
    by_name = [(pk, invented.misspelled(person, chance)) for pk, person in people[:ASKED]]
    figures.at_least(0.9, _share_found(by_name, limit=25), "in the first 25: a slip in each name, nothing else known")


def numbers(figures: Figures, people: list[Known], chance: random.Random) -> None:
    """Look for people by an NHS number with a slip."""
    numbered = [(pk, person.nhs_number) for pk, person in people if person.nhs_number][:ASKED]
    slips = {
        "one digit wrong": invented.wrong_digit,
        "two digits swapped": invented.swapped_digits,
        "one digit missing": invented.missing_digit,
    }
    for what, slip in slips.items():
        asked = [(pk, Sought(nhs_number=slip(number, chance))) for pk, number in numbered]
        figures.at_least(0.99, _share_found(asked, limit=10), f"in the first ten: NHS number, {what}")


def against_trigrams(figures: Figures, questions: list[Sought], asker: int) -> None:
    """Compare with trigrams over all people by turns; they are spared row-level security, which no index survives."""
    ours, theirs = [], []
    for sought in questions[::10]:
        _by_trigrams(sought)  # it has not been asked yet; our own search has
    for sought in questions:
        with _answering(asker):
            ours.append(_timed(partial(_ask, sought)))
        theirs.append(_timed(partial(_by_trigrams, sought)))
    medians = statistics.median(ours) * 1000, statistics.median(theirs) * 1000
    figures.note(
        f"names, half with date of birth, medians: ours {medians[0]:.1f} ms, trigrams {medians[1]:.0f} ms,"
        f" {medians[1] / medians[0]:.1f} times as much"
    )
    figures.at_least(8, sum(theirs) / sum(ours), "times quicker than a trigram search over all people")


def speed(figures: Figures, questions: dict[str, list[Sought]], of_one: QuerySet[Person]) -> None:
    """Print what a search takes of each kind, among all people and among a tenth of them, those of one authority."""
    everybody = Person.objects.all()
    for what, asked in questions.items():
        for among, where in ((everybody, "all"), (of_one, "a tenth, where most are not known")):
            took = [_timed(partial(_ask, sought, among=among)) for sought in asked]
            high = statistics.quantiles(took, n=20)[-1] * 1000
            figures.note(
                f"{what}, among {where}: {statistics.median(took) * 1000:.1f} ms, 95th percentile {high:.1f} ms"
            )


def _questions(people: list[Known], chance: random.Random) -> dict[str, list[Sought]]:
    wrong = {pk: invented.misspelled(person, chance) for pk, person in people}
    numbered = [person.nhs_number for _, person in people if person.nhs_number]
    return {
        "names and date of birth": [invented.with_birth(wrong[pk], person.born_on) for pk, person in people],
        "names alone": list(wrong.values()),
        "NHS number": [Sought(nhs_number=invented.wrong_digit(number, chance)) for number in numbered],
    }


def _share_found(asked: list[Known], *, limit: int) -> float:
    found = [pk in [candidate.person_id for candidate in _ask(sought, limit=limit)] for pk, sought in asked]
    return sum(found) / len(found)


def _ask(sought: Sought, *, among: QuerySet[Person] | None = None, limit: int = 10) -> list[matching.Candidate]:
    return matching.candidates(sought, among=Person.objects.all() if among is None else among, limit=limit)


def _by_trigrams(sought: Sought) -> None:
    name = f"{sought.given_names} {sought.family_name}"
    with connection.cursor() as cursor:
        cursor.execute(_BY_TRIGRAMS, [name, name])
        cursor.fetchall()


@contextmanager
def _answering(asker: int) -> Iterator[None]:
    """Ask as the application does when MASH looks whether a child is known: every case's child, not only the shown."""
    with reader.answering(asker, at=AT), transaction.atomic(), reader.lifted():
        yield


def _day_and_month_swapped(day: date) -> date | None:
    return date(day.year, day.day, day.month) if day.day <= 12 and day.day != day.month else None


def _year_off(day: date, off: int) -> date | None:
    return None if (day.month, day.day) == (2, 29) else day.replace(year=day.year + off)


def _sample(number: int) -> list[Known]:
    with connection.cursor() as cursor:
        cursor.execute(_SAMPLE, [number])
        return [(pk, Sought(*known)) for pk, *known in cursor.fetchall()]


def _sizes(figures: Figures) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM people_nameword), (SELECT count(*) FROM people_personname),"
            " pg_total_relation_size('people_nameword') >> 20, pg_total_relation_size('people_personname') >> 20"
        )
        words, named, words_in, named_in = cursor.fetchone()
    figures.note(f"{words:,} words in {words_in} MB, {named:,} names of people in {named_in} MB")


def _timed(act: Callable[[], object]) -> float:
    begins = perf_counter()
    act()
    return perf_counter() - begins


def _run(sql: str, *known: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, known or None)


if __name__ == "__main__":
    raise SystemExit(main())
