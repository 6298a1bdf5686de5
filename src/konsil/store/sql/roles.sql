-- The roles of Konsil (R22), made once per server by a superuser; passwords are set apart from here.
--   konsil_owner  owns every object, runs migrations
--   konsil_app    the web and the API        konsil_work  the worker        konsil_seed  demo data and migrated cases
-- None is a superuser or passes by row-level security. Run again, it changes nothing.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['konsil_owner', 'konsil_app', 'konsil_work', 'konsil_seed'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', name);
        END IF;
        EXECUTE format('ALTER ROLE %I NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION', name);
        EXECUTE format('ALTER ROLE %I SET timezone = ''UTC''', name);
    END LOOP;
END
$$;

-- Waiting for a case ends as `busy`; a forgotten transaction gives its locks back (R17).
ALTER ROLE konsil_app SET lock_timeout = '2s';
ALTER ROLE konsil_work SET lock_timeout = '2s';
ALTER ROLE konsil_app SET idle_in_transaction_session_timeout = '5s';
