-- The trail of changes: who may read it, and how it learns of acts. See mase/cases/trail.py, which adds the triggers of
-- each table. Run after every migration; may be repeated.

-- Nobody but the owner writes here: the triggers do, with the owner's rights. A trigger function can be put on a table
-- of one's own by whoever may execute it, and would then write what that table holds; so nobody may.
REVOKE ALL ON SCHEMA trail FROM PUBLIC, mase_app, mase_worker, mase_report, mase_audit;
REVOKE ALL ON trail.change, trail.act FROM PUBLIC, mase_app, mase_worker, mase_report, mase_audit;
REVOKE ALL ON SEQUENCE trail.number FROM PUBLIC, mase_app, mase_worker, mase_report, mase_audit;
GRANT USAGE ON SCHEMA trail TO mase_app, mase_audit;
GRANT SELECT ON trail.change, trail.act TO mase_app;
GRANT SELECT ON trail.act TO mase_audit;
GRANT SELECT (id, at, transaction, table_name, row_id, case_id, child_id, act, person_id, login, role)
    ON trail.change TO mase_audit;  -- that something changed, not what it says of a child

-- What it holds are values of a record: they are under the record's own lock (mase/cases/locks.sql). An act never
-- lifts this one, and rows of no case are for nobody who signs in to the application.
CREATE OR REPLACE FUNCTION trail.is_open(child bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM public.cases_case c WHERE c.child_id = child
            AND c.id <> ALL (ARRAY(SELECT public.cases_kept_from(public.mase_reader()))) AND public.cases_open(c.id)
    );
END $$;
REVOKE ALL ON FUNCTION trail.is_open(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trail.is_open(bigint) TO mase_app;
ALTER TABLE trail.change ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS reader ON trail.change;
CREATE POLICY reader ON trail.change FOR SELECT TO mase_app USING (
    public.mase_reader() IS NOT NULL AND CASE
        WHEN case_id IS NOT NULL THEN
            case_id <> ALL (ARRAY(SELECT public.cases_kept_from(public.mase_reader())))
            AND public.cases_open(case_id)
        WHEN child_id IS NOT NULL THEN trail.is_open(child_id)
        ELSE false
    END
);
DROP POLICY IF EXISTS auditor ON trail.change;
CREATE POLICY auditor ON trail.change FOR SELECT TO mase_audit USING (true);

-- Acts are tied to the transaction they were written in; viewings change nothing and are not.
CREATE OR REPLACE FUNCTION trail.note_act() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO trail.act (transaction, event_id, verb, subject, actor)
    VALUES (pg_current_xact_id()::text::bigint, NEW.id, NEW.verb, NEW.subject, NEW.actor);
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION trail.note_act() FROM PUBLIC;
CREATE OR REPLACE TRIGGER trail_act AFTER INSERT ON public.audit_event FOR EACH ROW
    WHEN (NEW.verb NOT IN ('viewed', 'listed', 'refused', 'downloaded', 'calendar_fetched'))
    EXECUTE FUNCTION trail.note_act();
