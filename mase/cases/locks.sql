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
GRANT SELECT ON cases_case, cases_deadline, cases_deadlineevent, cases_transition, agencies_authority, agencies_agency
    TO mase_report;
GRANT SELECT ON audit_event, audit_seal, agencies_agency, agencies_authority TO mase_audit;
GRANT SELECT (id, name) ON agencies_user TO mase_audit;

-- The trail: nobody chooses the number of an event, so that none is slipped in behind a seal; only the worker seals.
REVOKE INSERT ON audit_event, audit_seal FROM mase_app, mase_worker;
GRANT INSERT (at, recorded_at, verb, actor, agency, "case", subject, subject_id, reason, detail) ON audit_event
    TO mase_app, mase_worker;
GRANT INSERT ON audit_seal TO mase_worker;
REVOKE INSERT, UPDATE, DELETE ON audit_copied FROM mase_app;

-- The person whose request it is, the moment of the request, and whether an act reaches every case.
CREATE OR REPLACE FUNCTION mase_reader() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('mase.person', true), '')::bigint $$;
CREATE OR REPLACE FUNCTION mase_moment() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('mase.at', true), '')::timestamptz, now()) $$;
CREATE OR REPLACE FUNCTION mase_lifted() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(current_setting('mase.lifted', true), '') = 'on' $$;

-- Whom conflicts of interest keep from which children (mase/cases/models/conflict.py), from either end.
CREATE OR REPLACE FUNCTION cases_kept_from(reader bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER AS $$
    WITH declared AS (
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
    SELECT c.id FROM public.cases_case c JOIN children ON children.id = c.child_id
$$;
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
CREATE OR REPLACE FUNCTION people_in_a_case(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.cases_case c WHERE c.child_id = person);
END $$;
