"""By which names somebody goes: kept by the database, whatever path a change takes, and not by the application."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.people.matching import Sought, candidates
from mase.people.models import NameWord, Person, PersonName
from mase.web import reader
from tests.cases import everywhere
from tests.factories import PersonFactory
from tests.people import kept

BORN = date(2012, 3, 7)


def _found(sought: Sought) -> list[int]:
    return [candidate.person_id for candidate in candidates(sought, among=Person.objects.all())]


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
