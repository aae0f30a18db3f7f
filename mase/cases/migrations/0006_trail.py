from django.db import migrations, models

FORWARD = """
CREATE SCHEMA trail;
CREATE SEQUENCE trail.number;
CREATE TABLE trail.change (
    id bigint PRIMARY KEY DEFAULT nextval('trail.number'),
    at timestamptz NOT NULL,
    transaction bigint NOT NULL,
    table_name text NOT NULL,
    row_id bigint,
    case_id bigint,
    child_id bigint,
    act text NOT NULL CHECK (act IN ('insert', 'update', 'delete')),
    person_id bigint,
    login text NOT NULL,
    role text NOT NULL,
    changed jsonb NOT NULL
);
CREATE INDEX change_of_case ON trail.change (case_id, id) WHERE case_id IS NOT NULL;
CREATE INDEX change_of_child ON trail.change (child_id, id) WHERE child_id IS NOT NULL;
CREATE TABLE trail.act (
    id bigint PRIMARY KEY DEFAULT nextval('trail.number'),
    transaction bigint NOT NULL,
    event_id bigint NOT NULL,
    verb text NOT NULL,
    subject text NOT NULL,
    actor bigint
);
CREATE INDEX act_in_transaction ON trail.act (transaction, id);
ALTER SEQUENCE trail.number OWNED BY trail.change.id;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON trail.change FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON trail.change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON trail.act FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON trail.act FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
BACKWARD = "DROP SCHEMA trail CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only"), ("cases", "0005_basis_conflict_emergency")]
    operations = [
        migrations.RunSQL(
            FORWARD,
            BACKWARD,
            state_operations=[
                migrations.CreateModel(
                    name="Act",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("transaction", models.BigIntegerField()),
                        ("event", models.BigIntegerField(db_column="event_id")),
                        ("verb", models.CharField(max_length=40)),
                        ("subject", models.CharField(max_length=60)),
                        ("actor", models.BigIntegerField(null=True)),
                    ],
                    options={"db_table": '"trail"."act"', "managed": False},
                ),
                migrations.CreateModel(
                    name="Change",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("at", models.DateTimeField(help_text="by the database's own clock")),
                        ("transaction", models.BigIntegerField()),
                        ("table", models.CharField(db_column="table_name", max_length=63)),
                        ("row", models.BigIntegerField(db_column="row_id", null=True)),
                        ("case", models.BigIntegerField(db_column="case_id", help_text="the number of the case it belongs to", null=True)),
                        ("child", models.BigIntegerField(db_column="child_id", help_text="the number of the person it is about", null=True)),
                        ("act", models.CharField(choices=[("insert", "added"), ("update", "changed"), ("delete", "removed")], max_length=6)),
                        ("person", models.BigIntegerField(db_column="person_id", help_text="for whom the database answered", null=True)),
                        ("login", models.CharField(help_text="the database role that had signed in", max_length=63)),
                        ("role", models.CharField(help_text="the database role in force", max_length=63)),
                        ("changed", models.JSONField(help_text="of each column the value before and after, or the whole row")),
                    ],
                    options={"db_table": '"trail"."change"', "managed": False},
                ),
            ],
        )
    ]
