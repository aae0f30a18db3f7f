"""What the shared constraints refuse, asked of the database itself."""

from itertools import product

import pytest
from django.db import IntegrityError, connection, models, transaction

from mase.constraints import all_or_none, different_people


class Signed(models.Model):
    """A table of this test's own."""

    at = models.IntegerField(null=True)
    by = models.IntegerField(null=True)
    why = models.IntegerField(null=True)
    first = models.IntegerField(null=True)
    second = models.IntegerField(null=True)

    class Meta:
        app_label = "constraints_test"
        constraints = [
            all_or_none("at", "by", "why", name="one_act"),
            different_people("first", "second", name="two_hands"),
        ]

    def __str__(self) -> str:
        return "Signed"


@pytest.fixture
def table(db: None) -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Signed)


def _takes(**values: int | None) -> bool:
    try:
        with transaction.atomic():
            Signed.objects.create(**values)
    except IntegrityError:
        return False
    return True


@pytest.mark.usefixtures("table")
def test_the_facts_of_one_act_stand_or_fall_together() -> None:
    for at, by, why in product([None, 1], repeat=3):
        assert _takes(at=at, by=by, why=why) is (at == by == why), (at, by, why)


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [(None, None, True), (1, None, True), (None, 1, True), (1, 2, True), (1, 1, False)],
)
def test_two_signatures_are_never_by_one_hand(first: int | None, second: int | None, taken: bool) -> None:
    assert _takes(first=first, second=second) is taken


@pytest.mark.usefixtures("table")
def test_a_second_signature_by_the_same_hand_is_refused_later_too() -> None:
    Signed.objects.create(first=1)
    with pytest.raises(IntegrityError, match="two_hands"), transaction.atomic():
        Signed.objects.update(second=1)
    Signed.objects.update(second=2)
