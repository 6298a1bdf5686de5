-- What every other file stands on: the clock, who acts, and what a register row says of itself.
CREATE SCHEMA konsil;

-- The database's instant. Only a demo's clock may stand (the table's own constraint sees to that).
CREATE FUNCTION konsil.clock() RETURNS timestamptz
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT stands_at FROM instance WHERE kind = 'demo'), clock_timestamp())
$$;

-- The newest revision of any calendar, as it follows the hash of a programme's version: "+12", or nothing.
CREATE FUNCTION konsil.revised() RETURNS text
LANGUAGE sql STABLE AS $$ SELECT coalesce((SELECT '+' || max(id) FROM calendar_revision), '') $$;

-- Who acts, for this transaction; empty where nobody said so, and then nothing is seen.
CREATE FUNCTION konsil.party() RETURNS text
LANGUAGE sql STABLE AS $$ SELECT coalesce(current_setting('konsil.party', true), '') $$;

CREATE FUNCTION konsil.account() RETURNS text
LANGUAGE sql STABLE AS $$ SELECT coalesce(current_setting('konsil.account', true), '') $$;

CREATE FUNCTION konsil.act_as(p_party text, p_account text) RETURNS void
LANGUAGE sql VOLATILE AS $$
    SELECT set_config('konsil.party', p_party, true), set_config('konsil.account', p_account, true)
$$;

-- The populations whose people the acting party may see: those it keeps or serves; the worker serves all.
CREATE FUNCTION konsil.populations() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(p.id), '{}')
    FROM population p
    WHERE konsil.party() IN (p.keeper_id, 'konsil')
       OR EXISTS (SELECT FROM population_reader r WHERE r.population_id = p.id AND r.party = konsil.party())
$$;

-- The people that the acting party is, or may act for today.
CREATE FUNCTION konsil.own_people() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(found.id), '{}') FROM (
        SELECT p.id FROM person p WHERE p.public = konsil.party()
        UNION
        SELECT a.old_id FROM person_alias a JOIN person p ON p.id = a.kept_id
        WHERE p.public = konsil.party() AND a.until_at IS NULL
        UNION
        SELECT a.person_id FROM authority a JOIN person p ON p.id = a.proxy_id
        WHERE p.public = konsil.party() AND a.revoked_at IS NULL
          AND a.from_on <= konsil.clock()::date AND coalesce(a.until_on, 'infinity') >= konsil.clock()::date
    ) found
$$;

-- The one caller of procrastinate: a job of the same transaction, after so many seconds of real time.
CREATE FUNCTION konsil.defer(p_task text, p_args jsonb, p_seconds integer DEFAULT 0) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
        'default', p_task, 0, NULL, NULL, p_args,
        CASE WHEN p_seconds > 0 THEN clock_timestamp() + make_interval(secs => p_seconds) END
    )::procrastinate_job_to_defer_v1])
$$;
