"""Amara, whom many tests of matching look for."""

from datetime import date

import pytest

from mase.people.models import Person
from tests.factories import PersonFactory


@pytest.fixture
def amara(db: None) -> Person:
    return PersonFactory(
        given_names="Amara Grace",
        family_name="O'Neill",
        known_as="Mari",
        born_on=date(2012, 3, 7),
        nhs_number="9434765919",
        upn="B801200005001",
    )
