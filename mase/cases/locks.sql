-- What the database itself refuses, whoever asks: see mase/cases/locks.py. Run after every migration; may be repeated.

-- The roles. mase_owner owns the tables and migrates; nobody else may change what they are.
--   mase_app     answers requests: row-level security shows it what the person of the request may see
--   mase_worker  keeps deadlines and sends notices: every case, but no more of the ledgers than mase_app
--   mase_report  counts: no identity, no narrative, no restricted case; changes nothing
--   mase_audit   reads the trail and its seals, nothing else
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM mase_app, mase_worker, mase_report, mase_audit;
GRANT USAGE ON SCHEMA public TO mase_app, mase_worker, mase_report, mase_audit;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO mase_app, mase_worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO mase_app, mase_worker;
-- What is made after the migrations, such as the cache in which attempts to sign in are counted.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mase_app, mase_worker;
REVOKE INSERT, UPDATE, DELETE ON django_migrations, django_content_type, auth_permission FROM mase_app, mase_worker;
GRANT SELECT ON agencies_authority, agencies_agency TO mase_report;
GRANT SELECT (id, authority_id, opened_at, stage, closed_at, closed_as) ON cases_case TO mase_report;
GRANT SELECT (id, case_id, step, at) ON cases_transition TO mase_report;
GRANT SELECT (id, case_id, authority_id, agency_id, code, owner_role, started_at, due_at, breached_at, paused_at,
    closed_at, closed_as) ON cases_deadline TO mase_report;
GRANT SELECT (id, deadline_id, kind, at, due_at) ON cases_deadlineevent TO mase_report;
GRANT SELECT ON audit_event, audit_seal, agencies_agency, agencies_authority TO mase_audit;
GRANT SELECT (id, name) ON agencies_user TO mase_audit;

-- The trail: nobody chooses the number of an event, so that none is slipped in behind a seal; only the worker seals.
REVOKE INSERT ON audit_event, audit_seal FROM mase_app, mase_worker;
GRANT INSERT (at, recorded_at, verb, actor, agency, "case", subject, subject_id, reason, detail) ON audit_event
    TO mase_app, mase_worker;
GRANT INSERT ON audit_seal TO mase_worker;
REVOKE INSERT, UPDATE, DELETE ON audit_copied FROM mase_app;

-- The words of names, and who goes by which, are kept by the database itself.
REVOKE INSERT, UPDATE, DELETE ON people_nameword, people_personname FROM mase_app, mase_worker;

-- What goes to people without an account may hold a secret; only the worker that sends it reads it.
REVOKE ALL ON notifications_outsidemail FROM mase_app;
GRANT INSERT, SELECT (id) ON notifications_outsidemail TO mase_app;

-- The person whose request it is, the moment of the request, and whether an act reaches every case.
CREATE OR REPLACE FUNCTION mase_reader() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('mase.person', true), '')::bigint $$;
CREATE OR REPLACE FUNCTION mase_moment() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('mase.at', true), '')::timestamptz, now()) $$;
CREATE OR REPLACE FUNCTION mase_lifted() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(current_setting('mase.lifted', true), '') = 'on' $$;

-- Whom conflicts of interest keep from which children (mase/cases/models/conflict.py), from either end.
-- Nearly nobody has declared a conflict, and whoever has, few: that is asked first, and their people by index.
CREATE OR REPLACE FUNCTION cases_kept_from(reader bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5 SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_conflict d WHERE d.user_id = reader AND d.ended_at IS NULL) THEN
        RETURN;
    END IF;
    RETURN QUERY WITH declared AS (
        SELECT * FROM public.cases_conflict WHERE user_id = reader AND ended_at IS NULL
    ), known AS (
        SELECT person_id AS id FROM declared WHERE person_id IS NOT NULL
        UNION
        SELECT p.id FROM declared d JOIN public.people_person p ON p.name_key = d.name_key
            AND (d.born_on IS NULL OR p.born_on IS NULL OR p.born_on = d.born_on)
        WHERE d.name_key <> ''
        UNION
        SELECT p.id FROM declared d JOIN public.people_person p ON p.postcode = d.postcode WHERE d.postcode <> ''
    ), children AS (
        SELECT id FROM known
        UNION
        SELECT r.child_id FROM public.people_relationship r JOIN known ON known.id = r.adult_id
    )
    SELECT c.id FROM public.cases_case c JOIN children ON children.id = c.child_id;
END $$;
CREATE OR REPLACE FUNCTION cases_kept_out(of_case bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER AS $$
    WITH around AS (
        SELECT c.child_id AS id FROM public.cases_case c WHERE c.id = of_case
        UNION
        SELECT r.adult_id FROM public.cases_case c JOIN public.people_relationship r ON r.child_id = c.child_id
        WHERE c.id = of_case
    )
    SELECT DISTINCT d.user_id
    FROM around JOIN public.people_person p ON p.id = around.id
    JOIN public.cases_conflict d ON d.ended_at IS NULL AND (
        d.person_id = p.id
        OR d.name_key <> '' AND d.name_key = p.name_key
            AND (d.born_on IS NULL OR p.born_on IS NULL OR p.born_on = d.born_on)
        OR d.postcode <> '' AND d.postcode = p.postcode
    )
$$;

CREATE OR REPLACE FUNCTION cases_matched_by(conflict bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    WITH known AS (
        SELECT p.id FROM public.cases_conflict d JOIN public.people_person p ON p.id = d.person_id
            OR d.name_key <> '' AND d.name_key = p.name_key
                AND (d.born_on IS NULL OR p.born_on IS NULL OR p.born_on = d.born_on)
            OR d.postcode <> '' AND d.postcode = p.postcode
        WHERE d.id = conflict AND d.ended_at IS NULL
    )
    SELECT c.id FROM public.cases_case c WHERE c.child_id IN (
        SELECT id FROM known
        UNION
        SELECT r.child_id FROM public.people_relationship r JOIN known ON known.id = r.adult_id
    )
$$;

-- A restricted record is there for the people named on it.
CREATE OR REPLACE FUNCTION cases_named(of_case bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM public.cases_persongrant g WHERE g.content_object_id = of_case AND g.user_id = public.mase_reader()
            AND (g.ends_at IS NULL OR g.ends_at > public.mase_moment())
    );
END $$;
CREATE OR REPLACE FUNCTION cases_open(of_case bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
BEGIN
    RETURN NOT EXISTS (SELECT FROM public.cases_case c WHERE c.id = of_case AND c.restricted_at IS NOT NULL)
        OR public.cases_named(of_case);
END $$;

-- Somebody stands, or once stood, in a child's life.
CREATE OR REPLACE FUNCTION people_known(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.cases_case c WHERE c.child_id = person)
        OR EXISTS (SELECT FROM public.people_historicalrelationship r WHERE r.adult_id = person);
END $$;

-- A name is seen by whoever sees its person; asked here, so that a search by names is not planned through every policy.
CREATE OR REPLACE FUNCTION people_seen(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.people_person p WHERE p.id = person);
END $$;

-- The register of conflicts is kept by the privacy officers of the authorities for which somebody works, or worked.
CREATE OR REPLACE FUNCTION cases_keeps_register(reader bigint, of_user bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM public.agencies_membership m JOIN public.agencies_agency a ON a.id = m.agency_id
        JOIN public.agencies_agency own ON own.authority_id = a.authority_id
        JOIN public.agencies_membership o ON o.agency_id = own.id
        WHERE m.user_id = reader AND m.role = 'privacy_officer' AND o.user_id = of_user
            AND m.begins_at <= public.mase_moment() AND (m.ends_at IS NULL OR m.ends_at > public.mase_moment())
    );
END $$;

-- Who is told nothing of the case of this reference, whoever tells.
CREATE OR REPLACE FUNCTION cases_not_told(reference text) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT public.cases_kept_out(c.id) FROM public.cases_case c WHERE c.ref = reference
$$;
CREATE OR REPLACE FUNCTION cases_refs_kept_from(reader bigint) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT c.ref::text FROM public.cases_case c WHERE c.id IN (SELECT public.cases_kept_from(reader))
$$;
REVOKE EXECUTE ON FUNCTION cases_kept_from, cases_kept_out, cases_matched_by, cases_named, cases_open, people_known,
    cases_keeps_register, cases_not_told, cases_refs_kept_from FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_kept_from, cases_kept_out, cases_matched_by, cases_named, cases_open, people_known,
    cases_keeps_register, cases_not_told, cases_refs_kept_from TO mase_app, mase_worker;

-- A notice is read by its recipient, unless a conflict has come to keep them from the case it is about.
ALTER TABLE notifications_message ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS reader ON notifications_message;
DROP POLICY IF EXISTS teller ON notifications_message;
DROP POLICY IF EXISTS worker ON notifications_message;
CREATE POLICY reader ON notifications_message TO mase_app USING (
    mase_lifted() OR recipient_id IS DISTINCT FROM mase_reader()
        OR reference <> ALL (ARRAY(SELECT cases_refs_kept_from(mase_reader())))
) WITH CHECK (true);
CREATE POLICY worker ON notifications_message TO mase_worker USING (true);
