"""Is this child known? Who is found, through which slips, among whom, and with what said for it."""

import random
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db.models import Exists, OuterRef
from pytest_django import DjangoAssertNumQueries

from mase.demo.cast import Cast
from mase.people import matching
from mase.people.matching import Sought, candidates
from mase.people.models import Person
from tests.factories import CaseFactory, PersonFactory
from tests.people import invented, kept

BORN = date(2012, 3, 7)
ODD = [
    ("محمد أحمد", "الخطيب"),
    ("אברהם", "כהן־לוי"),
    ("Zoë 😀", "Müller"),
    ("😀", "🦊🦊"),
    ("Ngọc Ánh", "Nguyễn"),
    ("李", "小明"),
    ("N'Golo", "d'Arcy-Ní Bhriain"),
    ("100%s", "{among} {ways}"),
    ("'; DROP TABLE people_person; --", 'x"x'),
    ("X" * 100, "Y" * 100),
]


def _found(sought: Sought, **how: int) -> list[int]:
    return [candidate.person_id for candidate in candidates(sought, among=Person.objects.all(), **how)]


@pytest.mark.parametrize(
    "sought",
    [
        Sought("Amara", "O'Neill"),
        Sought("Amara", "ONeill"),
        Sought("amara", "o neill"),
        Sought("Amarra", "Oneil"),
        Sought("Grace", "O’Neill"),
        Sought("AmaraGrace", "O'Neill"),
        Sought("Grace Amara", "O'Neill"),
        Sought("Mari", "O'Neill"),
        Sought("", "O'Neill", "Mari"),
        Sought("Zoe", "O'Neill", "Mari"),
        Sought("O'Neill", "Amara Grace"),
        Sought("Oneal", "Amra"),
        Sought("Amara", ""),
        Sought("", "O'Neill"),
        Sought(known_as="Mari"),
        Sought("Amara", "Somebody-Else", born_on=BORN),
        Sought("Zoe", "O'Niell", born_on=date(2012, 7, 3)),
        Sought("Amra", "Oniell", born_on=date(2011, 3, 7)),
        Sought(nhs_number="943 476 5919"),
        Sought(nhs_number="9434765991"),
        Sought(nhs_number="943476591"),
        Sought(nhs_number="94347659199"),
        Sought(upn="B801200005001"),
        Sought(upn="b80120000501"),
        Sought("Zoe", "Brook", nhs_number="9434765918"),
    ],
    ids=str,
)
def test_a_child_is_found_through_slips(amara: Person, sought: Sought) -> None:
    PersonFactory(given_names="Kofi", family_name="Marsh", born_on=BORN, nhs_number="6541003238")
    assert _found(sought)[:1] == [amara.pk]


@pytest.mark.parametrize(
    "sought",
    [
        Sought(),
        Sought(" ", "-", "''"),
        Sought(born_on=BORN),
        Sought("Kofi", "Marsh"),
        Sought("Kofi", "Marsh", born_on=BORN),
        Sought(nhs_number="6541003238"),
        Sought(nhs_number="94347"),
        Sought(upn="P207000016049"),
    ],
    ids=str,
)
def test_somebody_else_is_not_found(amara: Person, sought: Sought) -> None:
    assert _found(sought) == []


def test_the_likeliest_comes_first_with_what_speaks_for_it(amara: Person) -> None:
    other = PersonFactory(given_names="Amara", family_name="O'Neal", born_on=date(2009, 1, 2))
    first, second = candidates(Sought("Amara", "O'Neill", born_on=BORN), among=Person.objects.all())
    assert (first.person_id, second.person_id) == (amara.pk, other.pk)
    assert first.reasons == ("Same date of birth", "Same family name", "One given name is the same")
    assert second.reasons == ("Same given name", "Family name sounds alike", "Dates of birth differ")
    assert first.score > second.score


def test_only_so_many_are_returned_and_of_equals_whoever_was_there_first(db: None) -> None:
    twins = [PersonFactory(given_names="Amara", family_name="Brook").pk for _ in range(14)]
    assert _found(Sought("Amara", "Brook")) == twins[:10]
    assert _found(Sought("Amara", "Brook"), limit=12) == twins[:12]


def test_only_those_are_looked_at_among_whom_is_asked(amara: Person) -> None:
    sought = Sought("Amara", "O'Neill", nhs_number=amara.nhs_number)
    assert candidates(sought, among=Person.objects.exclude(pk=amara.pk)) == []
    assert candidates(sought, among=Person.objects.none()) == []
    assert candidates(sought, among=Person.objects.filter(family_name="100%")) == []
    assert len(candidates(sought, among=Person.objects.filter(family_name="O'Neill").order_by("-born_on"))) == 1


def test_one_of_the_authority_is_found_behind_any_number_of_others(southwark: Cast, at: datetime) -> None:
    kept.copy([Sought("Amara", "Brook", born_on=BORN)] * 2 * matching._LOOKED_AT)
    ours = CaseFactory(
        cast=southwark, opened_at=at, child=PersonFactory(given_names="Amara", family_name="Brook", born_on=BORN)
    )
    among = Person.objects.filter(cases__authority=southwark.authority)
    assert [found.person_id for found in candidates(Sought("Amra", "Brok"), among=among)] == [ours.child_id]
    assert [found.person_id for found in candidates(Sought("Amra", born_on=BORN), among=among)] == [ours.child_id]


def test_a_child_with_two_files_is_one_candidate(southwark: Cast, at: datetime, amara: Person) -> None:
    for _ in range(2):
        CaseFactory(cast=southwark, opened_at=at, child=amara)
    among = Person.objects.filter(cases__authority=southwark.authority)
    assert len(candidates(Sought("Amara", "O'Neill", born_on=BORN), among=among)) == 1


def test_it_asks_once_however_many_there_are(amara: Person, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    sought = Sought("Amara", "O'Neill", "Mari", BORN, amara.nhs_number, amara.upn)
    for more in (0, 30):
        kept.copy([Sought("Amara", "O'Neill")] * more)
        with django_assert_num_queries(1):
            assert _found(sought)[0] == amara.pk


def test_it_asks_a_second_time_for_whoever_is_called_anything_like_it(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = PersonFactory(given_names="Christopher", family_name="Castleford")
    with django_assert_num_queries(2):
        assert _found(Sought("Chris", "Casteforb")) == [person.pk]


def test_a_number_that_nobody_has_is_asked_for_once(
    amara: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert _found(Sought(nhs_number="6541003238")) == []


@pytest.mark.parametrize(
    ("written", "known"),
    [("Chris", "Christopher"), ("Christopher", "Chris"), ("Maximilien", "Maksymilian"), ("Alexander", "Alexa")],
)
def test_a_short_form_is_found_where_nobody_is_nearer(db: None, written: str, known: str) -> None:
    person = PersonFactory(given_names=known, family_name="Brook")
    assert _found(Sought(written, "Brooke")) == [person.pk]


def test_what_only_looks_alike_is_not_worth_showing(db: None) -> None:
    PersonFactory(given_names="Christiansen", family_name="Casterbridge")
    assert _found(Sought("Christopher", "Castleford")) == []


# Of whom some are shown: the others have no bearing on what is found of those.


def _apart(sought: Sought, shown: list[int]) -> tuple[list[int], list[int]]:
    is_shown = Exists(Person.objects.filter(pk=OuterRef("pk"), pk__in=shown))
    found = matching.apart(sought, among=Person.objects.all(), shown=is_shown)
    return [one.person_id for one in found[0]], [one.person_id for one in found[1]]


def test_whoever_is_not_shown_is_found_apart(amara: Person) -> None:
    other = PersonFactory(given_names="Amara", family_name="O'Neal")
    sought = Sought("Amara", "O'Neill", born_on=BORN)
    assert _apart(sought, [amara.pk, other.pk]) == ([amara.pk, other.pk], [])
    assert _apart(sought, [other.pk]) == ([other.pk], [amara.pk])
    assert _apart(sought, []) == ([], [amara.pk, other.pk])


def test_somebody_likely_who_is_not_shown_does_not_narrow_the_search_for_those_who_are(db: None) -> None:
    likely = PersonFactory(given_names="Chris", family_name="Castelford")
    shown = PersonFactory(given_names="Christopher", family_name="Castelforbington")
    sought = Sought("Chris", "Castelforb")
    assert _apart(sought, [shown.pk]) == ([shown.pk], [likely.pk])
    assert _apart(sought, [shown.pk, likely.pk]) == ([likely.pk], [])


def test_any_number_who_are_not_shown_leave_those_who_are_their_place(db: None) -> None:
    kept.copy([Sought("Amara", "Brook")] * 2 * matching._LOOKED_AT)
    shown = PersonFactory(given_names="Amara", family_name="Broock")
    found, rest = _apart(Sought("Amara", "Brook"), [shown.pk])
    assert found == [shown.pk]
    assert len(rest) == matching._LOOKED_AT


@pytest.mark.parametrize(("given_names", "family_name"), ODD)
def test_a_name_in_any_script_is_found_again(db: None, given_names: str, family_name: str) -> None:
    PersonFactory(given_names="Kofi", family_name="Marsh")
    odd = PersonFactory(given_names=given_names, family_name=family_name)
    assert _found(Sought(given_names, family_name)) == [odd.pk]
    assert _found(Sought(family_name, given_names)) == [odd.pk]


@pytest.mark.parametrize(
    ("given_names", "family_name"),
    [("محمود", "الخطيب"), ("محمد", "خطيب"), ("احمد", "الخطتب")],
)
def test_a_slip_in_a_script_from_right_to_left_is_bridged(db: None, given_names: str, family_name: str) -> None:
    odd = PersonFactory(given_names="محمد أحمد", family_name="الخطيب")
    assert _found(Sought(given_names, family_name)) == [odd.pk]


def test_a_narrative_in_place_of_a_name_finds_nobody_and_breaks_nothing(amara: Person) -> None:
    assert _found(Sought("word " * 20_000, "another " * 20_000, born_on=date.max)) == []


# Recall, in small; bin/bench matching does the same among a million.


@pytest.fixture
def two_thousand(db: None) -> list[tuple[int, Sought]]:
    kept.copy(invented.people(2_000))
    rows = Person.objects.order_by("pk").values_list("pk", *kept.COLUMNS)
    return [(pk, Sought(*known)) for pk, *known in rows]


def _share(people: list[tuple[int, Sought]], ask: Callable[[Sought], Sought], *, limit: int = 10) -> float:
    return sum(pk in _found(ask(person), limit=limit) for pk, person in people) / len(people)


def test_a_child_is_found_among_two_thousand_despite_a_slip_in_each_name(
    two_thousand: list[tuple[int, Sought]],
) -> None:
    chance = random.Random(2)  # noqa: S311 the same slips every time
    people = two_thousand[::10]
    assert _share(people, lambda who: invented.misspelled(who, chance)) >= 0.9
    for wrong in (_right, _swapped, _year_off):
        asked = [(pk, person) for pk, person in people if wrong(person.born_on)]
        found = _share(
            asked, lambda who, w=wrong: invented.with_birth(invented.misspelled(who, chance), w(who.born_on))
        )
        assert len(asked) >= 50
        assert found >= 0.97, wrong.__name__


@pytest.mark.parametrize("slip", [invented.wrong_digit, invented.swapped_digits, invented.missing_digit])
def test_a_child_is_found_among_two_thousand_despite_a_slip_in_the_number(
    two_thousand: list[tuple[int, Sought]], slip: Callable[[str, random.Random], str]
) -> None:
    chance = random.Random(3)  # noqa: S311
    numbered = [(pk, person) for pk, person in two_thousand[::10] if person.nhs_number]
    assert len(numbered) > 150
    assert _share(numbered, lambda who: Sought(nhs_number=slip(who.nhs_number, chance))) == 1


def _right(day: date) -> date:
    return day


def _swapped(day: date) -> date | None:
    return date(day.year, day.day, day.month) if day.day <= 12 else None


def _year_off(day: date) -> date | None:
    return date(day.year + 1, day.month, day.day) if (day.month, day.day) != (2, 29) else None
