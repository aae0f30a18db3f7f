"""What the police recorded is withdrawn, never changed: a correction is another record."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON referrals_intelligencetext
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON referrals_intelligencetext
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION referrals_intelligence_is_withdrawn_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL
        OR (to_jsonb(NEW) - '{withdrawn_at,withdrawn_by_id,withdrawn_because}'::text[])
            <> (to_jsonb(OLD) - '{withdrawn_at,withdrawn_by_id,withdrawn_because}'::text[])
    THEN
        RAISE EXCEPTION 'referrals_intelligence is withdrawn once and not changed otherwise';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER withdrawn_only BEFORE UPDATE ON referrals_intelligence
    FOR EACH ROW EXECUTE FUNCTION referrals_intelligence_is_withdrawn_only();
"""
BACKWARD = """
DROP TRIGGER withdrawn_only ON referrals_intelligence;
DROP FUNCTION referrals_intelligence_is_withdrawn_only();
DROP TRIGGER append_only ON referrals_intelligencetext;
DROP TRIGGER append_only_whole ON referrals_intelligencetext;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_police_intelligence"), ("audit", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
