"""Steps of the schema that are taken together leave what they leave one by one, there and back."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from mase.schema import Together

ROAD = migrations.CreateModel("Road", [("id", models.BigAutoField(primary_key=True))])
STEPS = [
    migrations.CreateModel(
        "Well",
        [("id", models.BigAutoField(primary_key=True)), ("road", models.ForeignKey("wells.Road", models.PROTECT))],
    ),
    migrations.AddField("Road", "width", models.IntegerField(null=True)),
    migrations.AddConstraint("Road", models.CheckConstraint(condition=models.Q(width__gt=0), name="road_is_wide")),
    migrations.RunSQL("CREATE INDEX road_by_width ON wells_road (width)", "DROP INDEX road_by_width"),
]


def _tables() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name.startswith("wells_")]
        found = {name: connection.introspection.get_constraints(cursor, name) for name in names}
        columns = {name: connection.introspection.get_table_description(cursor, name) for name in names}
    return {name: sorted([*found[name], *(column.name for column in columns[name])]) for name in names}


def _after(operation: migrations.operations.base.Operation, state: ProjectState) -> ProjectState:
    after = state.clone()
    operation.state_forwards("wells", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("wells", editor, state, after)
    return after


@pytest.mark.django_db
def test_steps_taken_together_leave_what_they_leave_one_by_one_and_can_be_undone() -> None:
    before = _after(ROAD, ProjectState())
    alone, together = _tables(), Together(STEPS)
    after = _after(together, before)
    assert _tables().keys() == {"wells_road", "wells_well"}
    assert {"width", "road_is_wide", "road_by_width"} <= set(_tables()["wells_road"])
    assert after.apps.get_model("wells", "Well")._meta.get_field("road").related_model._meta.label == "wells.Road"
    with connection.schema_editor() as editor:
        together.database_backwards("wells", editor, after, before)
    assert _tables() == alone
    assert together.reversible
    assert together.describe().startswith("Create model Well; Add field width to Road")


def test_what_holds_a_step_that_cannot_be_undone_cannot_be_undone() -> None:
    assert not Together([*STEPS, migrations.RunSQL("SELECT 1")]).reversible
