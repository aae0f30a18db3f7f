"""A child: age to the day, a history of what was known, and a name that stays on pages."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from mase.people.models import Gender, Person
from tests.factories import PersonFactory


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2010-03-02", "2026-03-01", 15),
        ("2010-03-02", "2026-03-02", 16),
        ("2010-03-02", "2026-03-03", 16),
        ("2008-12-31", "2026-12-30", 17),
        ("2008-12-31", "2027-01-01", 18),
        ("2026-03-02", "2026-03-02", 0),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-28", 19),
        ("2008-02-29", "2028-02-29", 20),
    ],
)
def test_the_age_changes_on_the_birthday(born: str, day: str, age: int) -> None:
    assert Person(born_on=date.fromisoformat(born)).age_on(date.fromisoformat(day)) == age


def test_without_a_date_of_birth_the_age_is_not_known() -> None:
    assert Person(born_on=None).age_on(date(2026, 3, 2)) is None


def test_the_name_is_not_what_a_log_would_print() -> None:
    person = Person(pk=7, given_names="Amara", family_name="Adeyemi")
    assert person.name == "Amara Adeyemi"
    for printed in (str(person), repr(person), f"{person}"):
        assert "Amara" not in printed
        assert "Adeyemi" not in printed


@pytest.mark.parametrize("number", ["123", "94347659190", "943 476 59", "abcdefghij", "943476591 "])
def test_the_database_takes_ten_digits_or_nothing(db: None, number: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        PersonFactory(nhs_number=number)
    assert PersonFactory(nhs_number="").nhs_number == ""
    assert PersonFactory(nhs_number="9434765919").pk


def test_how_the_record_looked_before_is_kept(db: None) -> None:
    person = PersonFactory(address="3 Invented Street")
    person.address = "9 Invented Street"
    person.save()
    looked = person.history.order_by("history_id").values_list("address", "history_type")
    assert list(looked) == [("3 Invented Street", "+"), ("9 Invented Street", "~")]


def test_what_is_not_known_yet_is_said_so(db: None) -> None:
    person = PersonFactory()
    assert person.get_gender_display() == Gender.NOT_KNOWN.label == "Not known yet"
    assert person.get_learning_disability_display() == "Not known yet"


def test_a_child_with_a_case_cannot_be_deleted(told) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        told("refer").child.delete()
