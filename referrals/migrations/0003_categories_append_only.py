"""A category of the police is never changed: another one is added, and the newest counts."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON referrals_policecategory
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON referrals_policecategory
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
BACKWARD = """
DROP TRIGGER append_only ON referrals_policecategory;
DROP TRIGGER append_only_whole ON referrals_policecategory;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_police_category"), ("audit", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
