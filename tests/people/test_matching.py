"""Is this child known? Who is found, through which slips, among whom, and with what said for it."""

import random
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import Exists, OuterRef
from pytest_django import DjangoAssertNumQueries

from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.people import matching
from mase.people.matching import Sought, candidates
from mase.people.models import NameWord, Person, PersonName
from mase.web import reader
from tests.cases import everywhere
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


@pytest.fixture
def amara(db: None) -> Person:
    return PersonFactory(
        given_names="Amara Grace",
        family_name="O'Neill",
        known_as="Mari",
        born_on=BORN,
        nhs_number="9434765919",
        upn="B801200005001",
    )


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


# The words of names are kept by the database, whatever path a change takes.


def _run(sql: str, *known: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, known or None)


def _goes_by(person: Person) -> set[tuple[str, str]]:
    return set(PersonName.objects.filter(person=person).values_list("given", "family"))


def test_a_person_goes_by_every_given_with_every_family_name(amara: Person) -> None:
    given = ("amara", "grace", "amaragrace", "mari")
    assert _goes_by(amara) == {(word, "oneill") for word in given}
    assert set(PersonName.objects.values_list("born_on", flat=True)) == {BORN}
    assert set(NameWord.objects.values_list("word", flat=True)) == {*given, "oneill"}


def test_an_alias_of_several_words_holds_another_family_name(db: None) -> None:
    person = PersonFactory(given_names="Tom", family_name="Ray", known_as="Bo Marsh")
    assert {("tom", "ray"), ("bo", "marsh"), ("tom", "marsh"), ("bo", "ray")} <= _goes_by(person)


def test_saving_another_name_changes_by_what_somebody_goes(amara: Person) -> None:
    amara.family_name = "Brook"
    amara.known_as = ""
    amara.save()
    assert _goes_by(amara) == {("amara", "brook"), ("grace", "brook"), ("amaragrace", "brook")}
    assert _found(Sought("Mari", "O'Neill")) == []
    assert _found(Sought("Amara", "Brook")) == [amara.pk]


@pytest.mark.parametrize(
    ("statement", "sought"),
    [
        ("UPDATE people_person SET given_names = 'Zoe', family_name = 'Marsh'", Sought("Zoey", "March")),
        ("UPDATE people_person SET known_as = 'Kofi'", Sought("Koffi", "O'Neill")),
        ("UPDATE people_person SET born_on = '2001-01-01'", Sought("Amara", born_on=date(2001, 1, 1))),
        ("UPDATE people_person SET id = 987654", Sought("Amara", "O'Neill")),
        (
            "WITH one AS (UPDATE people_person SET given_names = 'Zoe' RETURNING id) SELECT * FROM one",
            Sought("Zoe", "O'Neill"),
        ),
        (
            "UPDATE people_person SET family_name = v.name FROM (VALUES ('Marsh')) AS v (name)",
            Sought("Amara", "Marsh"),
        ),
    ],
)
def test_sql_by_hand_changes_it_too(amara: Person, statement: str, sought: Sought) -> None:
    _run(statement)
    assert _found(sought) == list(Person.objects.values_list("pk", flat=True))
    assert set(PersonName.objects.values_list("person_id", flat=True)) == set(
        Person.objects.values_list("pk", flat=True)
    )


def test_people_copied_in_by_hand_are_found(db: None) -> None:
    kept.copy([Sought("Amara", "Brook"), Sought("Kofi", "Marsh")])
    assert len(_found(Sought("Amarra", "Broock"))) == 1


def test_what_is_no_name_leaves_the_names_as_they_are(amara: Person) -> None:
    before = list(PersonName.objects.order_by("pk").values_list())
    amara.address = "9 Invented Street"
    amara.save()
    _run("UPDATE people_person SET school = 'Another'")
    assert list(PersonName.objects.order_by("pk").values_list()) == before


def test_whoever_is_deleted_goes_by_no_name_and_the_words_stay(amara: Person) -> None:
    words = NameWord.objects.count()
    _run("DELETE FROM people_person")
    assert not PersonName.objects.exists()
    assert NameWord.objects.count() == words


def test_a_word_stands_once_however_many_have_it(amara: Person) -> None:
    words = set(NameWord.objects.values_list("word", flat=True))
    PersonFactory(given_names="Amara", family_name="ONEILL")
    assert set(NameWord.objects.values_list("word", flat=True)) == words


def test_without_any_name_a_date_of_birth_and_a_number_are_still_kept(db: None) -> None:
    unborn = PersonFactory(given_names="", family_name="Brook", born_on=BORN)
    assert _goes_by(unborn) == {("", "brook")}
    assert _found(Sought("Baby", "Brok", born_on=BORN)) == [unborn.pk]


def test_neither_words_nor_names_say_whose_they_are_in_a_log(amara: Person) -> None:
    shown = [*map(str, NameWord.objects.all()), *map(str, PersonName.objects.all())]
    assert shown
    assert not any(part in text.lower() for text in shown for part in ("amara", "neill", "mari"))


# What the application may do with them.


def test_a_child_written_by_the_application_is_found_by_it(southwark: Cast, at: datetime) -> None:
    with reader.answering(southwark["mash"].pk, at=at):
        person = Person.objects.create(given_names="Amara", family_name="Brook")
        assert _found(Sought("Amarra", "Brok")) == [person.pk]


@pytest.mark.parametrize("table", ["people_nameword", "people_personname"])
@pytest.mark.parametrize("statement", ["INSERT INTO {} DEFAULT VALUES", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_writes_no_names_itself(southwark: Cast, at: datetime, table: str, statement: str) -> None:
    with (
        reader.answering(southwark["mash"].pk, at=at),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        _run(statement.format(table))


def test_a_child_whom_a_conflict_keeps_is_found_only_by_an_act_that_reaches_every_case(
    southwark: Cast, told: Callable[..., Case], at: datetime
) -> None:
    case = told("refer")
    everywhere.know(southwark["worker"], case.child, at=at)
    sought = Sought(case.child.given_names, case.child.family_name, born_on=case.child.born_on)
    with reader.answering(southwark["mash"].pk, at=at):
        assert _found(sought) == [case.child_id]
    with reader.answering(southwark["worker"].pk, at=at):
        assert _found(sought) == []
        assert not PersonName.objects.exists()
        with transaction.atomic(), reader.lifted():
            assert _found(sought) == [case.child_id]
    with reader.answering(None, at=at):
        assert _found(sought) == []
