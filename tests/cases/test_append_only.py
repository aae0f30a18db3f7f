"""The ledgers take new lines and nothing else, whoever asks and however."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, models, transaction

from mase.audit.models import Event
from mase.cases import ladder
from mase.cases.models import Case, DeadlineEvent, Transition

LEDGERS = [Event, Transition, DeadlineEvent]
BY_ORM: list[Callable[[type[models.Model]], object]] = [
    lambda model: model.objects.latest("pk").save(),
    lambda model: model.objects.update(at=datetime(2020, 1, 1, tzinfo=UTC)),
    lambda model: model.objects.bulk_update([model.objects.latest("pk")], ["at"]),
    lambda model: model.objects.latest("pk").delete(),
    lambda model: model.objects.all().delete(),
]
BY_SQL = ["UPDATE {} SET at = at", "DELETE FROM {}", "TRUNCATE {}", "TRUNCATE {} CASCADE"]


@pytest.fixture
def filled(told: Callable[..., Case], at: datetime) -> Case:
    """A story in which each of the ledgers has lines."""
    case = told("share")
    ladder.sweep(at=at + timedelta(days=30))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing pending may be what refuses
    return case


@pytest.mark.parametrize("model", LEDGERS)
def test_the_orm_changes_no_line(filled: Case, model: type[models.Model]) -> None:
    before = list(model.objects.order_by("pk").values())
    for act in BY_ORM:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act(model)
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("model", LEDGERS)
def test_sql_changes_no_line(filled: Case, model: type[models.Model]) -> None:
    before = model.objects.count()
    for statement in BY_SQL:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(model._meta.db_table))
    assert model.objects.count() == before > 0


def test_the_case_cannot_be_deleted_from_under_its_ledgers(filled: Case) -> None:
    with pytest.raises(models.ProtectedError):
        filled.delete()
    with pytest.raises(DatabaseError, match="foreign key"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_case")
    assert Case.objects.filter(pk=filled.pk).exists()
