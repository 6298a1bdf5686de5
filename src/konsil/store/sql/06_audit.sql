-- Who changed a register (X08): a row beside the change, written by its trigger, with what was and what is.
-- Secrets never go into it.
CREATE FUNCTION konsil.audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_secret text[] := ARRAY['number_sealed', 'number_mac', 'password', 'last_login'];
    v_old jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - v_secret END;
    v_new jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - v_secret END;
    v_row jsonb := coalesce(v_new, v_old);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, v_new -> o.key) INTO v_old, v_new
        FROM jsonb_each(v_old) o WHERE o.value IS DISTINCT FROM v_new -> o.key;
        IF v_new IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO register_audit (at, account, party, of_table, key, old, new)
    VALUES (konsil.clock(), konsil.account(), konsil.party(), TG_TABLE_NAME,
            coalesce(v_row ->> 'public', v_row ->> 'key', v_row ->> 'party_id', v_row ->> 'id', ''), v_old, v_new);
    RETURN NULL;
END
$$;

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['account', 'membership', 'party', 'organisation', 'population', 'population_reader',
        'household', 'person', 'person_alias', 'contact_point', 'policy', 'cover', 'authority', 'practitioner',
        'centre', 'ranking', 'diagnosis', 'coded_reason', 'calendar_revision', 'programme_version', 'instance',
        'document'] LOOP
        EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION konsil.audit()', v_table);
    END LOOP;
END
$$;

-- Who read medical data (X09): by month, since it is deleted by month (R23). Rights stand on the parent only.
CREATE TABLE read_audit (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    account text NOT NULL,
    role text NOT NULL DEFAULT '',
    party text NOT NULL,
    "case" bigint,
    person bigint NOT NULL,
    what text NOT NULL,
    reason text NOT NULL DEFAULT ''
) PARTITION BY RANGE (at);
CREATE TABLE read_audit_other PARTITION OF read_audit DEFAULT;  -- a look is never lost for want of a month
CREATE INDEX read_audit_person ON read_audit (person, at);

-- Make the partition of a month, asked for in time; where looks of that month lie in the default one already, it
-- stays so.
CREATE FUNCTION konsil.read_audit_month(p_day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_from date := date_trunc('month', p_day);
BEGIN
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF read_audit FOR VALUES FROM (%L) TO (%L)',
                   'read_audit_' || to_char(v_from, 'YYYY_MM'), v_from, v_from + interval '1 month');
EXCEPTION WHEN check_violation THEN
    NULL;
END
$$;

-- What is deleted by its age: answers of keys after thirty days, forms nobody finished after ninety (R13, R29).
CREATE FUNCTION konsil.tidy_v1() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT konsil.read_audit_month((konsil.clock() + make_interval(months => ahead))::date)
    FROM generate_series(0, 1) ahead;
    DELETE FROM answered WHERE at < konsil.clock() - interval '30 days';
    DELETE FROM draft WHERE saved_at < konsil.clock() - interval '90 days'
$$;

SELECT konsil.protect('read_audit', $$party = (SELECT konsil.party())
    OR person = ANY ((SELECT konsil.own_people())::bigint[])$$, $$party = (SELECT konsil.party())$$);
SELECT konsil.protect('register_audit', $$party <> '' AND party = (SELECT konsil.party())$$);
