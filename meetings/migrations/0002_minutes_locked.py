"""Approved minutes are append-only, and what they quote is locked with them."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON meetings_minutes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON meetings_minutes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_change_after_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    panels bigint[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN panels := panels || OLD.panel_id; END IF;
    IF TG_OP <> 'DELETE' THEN panels := panels || NEW.panel_id; END IF;
    IF EXISTS (SELECT FROM meetings_minutes m WHERE m.panel_id = ANY (panels)) THEN
        RAISE EXCEPTION 'the minutes are approved: % of % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER locked_with_minutes BEFORE INSERT OR UPDATE OR DELETE ON meetings_listentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change_after_approval();
CREATE TRIGGER locked_with_minutes BEFORE INSERT OR UPDATE OR DELETE ON meetings_attendance
    FOR EACH ROW EXECUTE FUNCTION refuse_change_after_approval();

CREATE FUNCTION refuse_other_action() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM meetings_minutes m JOIN meetings_listentry e ON e.panel_id = m.panel_id WHERE e.id = COALESCE(OLD.entry_id, NEW.entry_id)
    ) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.text, OLD.owner_id, OLD.agency_id, OLD.due_on, OLD.entry_id, OLD.case_id)
            IS NOT DISTINCT FROM (NEW.text, NEW.owner_id, NEW.agency_id, NEW.due_on, NEW.entry_id, NEW.case_id) THEN
        RETURN NEW;  -- reporting on an action goes on after approval
    END IF;
    RAISE EXCEPTION 'the minutes are approved: % of an action refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER locked_with_minutes BEFORE INSERT OR UPDATE OR DELETE ON meetings_action
    FOR EACH ROW EXECUTE FUNCTION refuse_other_action();
"""
BACKWARD = """
DROP TRIGGER locked_with_minutes ON meetings_action;
DROP FUNCTION refuse_other_action();
DROP TRIGGER locked_with_minutes ON meetings_attendance;
DROP TRIGGER locked_with_minutes ON meetings_listentry;
DROP FUNCTION refuse_change_after_approval();
DROP TRIGGER append_only ON meetings_minutes;
DROP TRIGGER append_only_whole ON meetings_minutes;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("audit", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
