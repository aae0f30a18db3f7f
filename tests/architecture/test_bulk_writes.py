"""History misses update() and bulk writes, so recorded models never get one: the whole run is watched in conftest."""

import pytest

from mase.demo.cast import Cast
from mase.people.models import Person
from tests.conftest import BulkWriteOnRecordedModel


def test_updating_recorded_rows_in_bulk_is_refused(db: None) -> None:
    with pytest.raises(BulkWriteOnRecordedModel):
        Person.objects.update(known_as="x")


def test_creating_recorded_rows_in_bulk_is_refused(db: None) -> None:
    with pytest.raises(BulkWriteOnRecordedModel):
        Person.objects.bulk_create([Person(given_names="A", family_name="B")])


def test_rows_without_history_may_be_written_in_bulk(southwark: Cast) -> None:
    assert southwark["mash"].messages.update(read_at=None) == 0
