"""What was recorded after a strategy meeting, and how it was moved before, is never changed."""

from django.db import migrations

_TABLES = ("meetings_strategymove", "meetings_hostnotice", "meetings_conference")
FORWARD = "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
    for table in _TABLES
)
BACKWARD = "".join(
    f"""
DROP TRIGGER append_only ON {table};
DROP TRIGGER append_only_whole ON {table};
"""
    for table in _TABLES
)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_after_strategy"), ("audit", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
