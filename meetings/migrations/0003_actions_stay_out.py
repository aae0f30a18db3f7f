"""No action is moved into approved minutes from elsewhere: the entry it comes to is looked at too."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_other_action() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entries bigint[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN entries := entries || OLD.entry_id; END IF;
    IF TG_OP <> 'DELETE' THEN entries := entries || NEW.entry_id; END IF;
    IF NOT EXISTS (
        SELECT FROM meetings_minutes m JOIN meetings_listentry e ON e.panel_id = m.panel_id WHERE e.id = ANY (entries)
    ) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.text, OLD.owner_id, OLD.agency_id, OLD.due_on, OLD.entry_id, OLD.case_id)
            IS NOT DISTINCT FROM (NEW.text, NEW.owner_id, NEW.agency_id, NEW.due_on, NEW.entry_id, NEW.case_id) THEN
        RETURN NEW;  -- reporting on an action goes on after approval
    END IF;
    RAISE EXCEPTION 'the minutes are approved: % of an action refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_minutes_locked")]
    operations = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]
