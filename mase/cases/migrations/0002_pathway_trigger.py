"""The ledgers of a case are append-only, and a step that the pathway does not allow is refused by the database too.

The pairs are those of ``mase.cases.pathway.REQUIRES`` when this was written; a test holds the two together.
"""

from django.db import migrations

FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON cases_transition FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON cases_transition FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON cases_deadlineevent FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON cases_deadlineevent FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_illegal_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cases_transition t WHERE t.case_id = NEW.case_id AND t.step = 'closed') THEN
        RAISE EXCEPTION 'the case is closed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT FROM (VALUES
            ('sharing_started', 'referred'), ('blue', 'sharing_started'), ('green', 'sharing_started'),
            ('amber', 'sharing_started'), ('red', 'sharing_started'), ('allocated', 'red'), ('screened', 'allocated'),
            ('returned', 'screened'), ('signed_off', 'screened'), ('strategy_convened', 'allocated'),
            ('strategy_held', 'strategy_convened'), ('without_mase', 'strategy_held'), ('form_submitted', 'signed_off'),
            ('admitted', 'form_submitted'), ('declined', 'form_submitted'), ('discussed', 'admitted'),
            ('map_referred', 'allocated'), ('map_held', 'map_referred')
        ) AS needs (step, earlier)
        WHERE needs.step = NEW.step AND NOT EXISTS (
            SELECT FROM cases_transition t WHERE t.case_id = NEW.case_id AND t.step = needs.earlier
        )
    ) THEN
        RAISE EXCEPTION 'step % needs an earlier step', NEW.step USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER legal_step BEFORE INSERT ON cases_transition FOR EACH ROW EXECUTE FUNCTION refuse_illegal_step();
"""
BACKWARD = """
DROP TRIGGER legal_step ON cases_transition;
DROP FUNCTION refuse_illegal_step();
DROP TRIGGER append_only ON cases_transition;
DROP TRIGGER append_only_whole ON cases_transition;
DROP TRIGGER append_only ON cases_deadlineevent;
DROP TRIGGER append_only_whole ON cases_deadlineevent;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("audit", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
