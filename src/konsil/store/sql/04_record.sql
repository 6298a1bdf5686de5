-- The only way in for facts (R17): `open_case_v1` locks, then reads; the core judges; `append_v1` writes. Both in
-- one transaction of the caller. Each function checks the party itself. A refusal key is the message of its
-- exception: KN404 not there, KN409 a race lost, KN422 a key used for something else.

CREATE TYPE konsil.opened AS (
    answer jsonb,              -- of a key that was answered before; then nothing else is filled in
    recorded timestamptz,      -- the database's instant, taken after the lock
    at timestamptz,            -- the act's: as told, as the arrival has it, or the same
    case_id bigint,
    public text,
    number text,
    programme text,            -- the version's hash
    person text,
    born_on date,
    head bytea,
    seq integer,
    entries jsonb,             -- those after the ones the caller knows
    evidence jsonb,
    missing jsonb              -- [[refusal key, what]]
);

-- Whether a party has an open way into a case; asked after the lock, in a statement of its own.
CREATE FUNCTION konsil.on_case(p_case bigint, p_party text) RETURNS boolean
LANGUAGE sql VOLATILE AS $$
    SELECT EXISTS (SELECT FROM case_party w WHERE w.case_id = p_case AND w.party = p_party
                   AND (w.until_at IS NULL OR w.until_at > konsil.clock()))
$$;

-- What this key was answered before; raises where it was another request's.
CREATE FUNCTION konsil.answered(p_party text, p_key text, p_request bytea) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_found answered;
BEGIN
    SELECT * INTO v_found FROM answered WHERE party = p_party AND key = p_key;
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF v_found.request <> p_request THEN
        RAISE EXCEPTION 'key-reused' USING ERRCODE = 'KN422';
    END IF;
    RETURN v_found.answer;
END
$$;

-- The entries of a case after a number, as the core rereads them; a body that was erased is null.
CREATE FUNCTION konsil.entries(p_case bigint, p_after integer) RETURNS jsonb
LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_array(
        f.seq, f.name, f.version, f.at, f.recorded, f.account, f.role, f.party, encode(f.hash, 'hex'), b.body
    ) ORDER BY f.seq), '[]')
    FROM fact f LEFT JOIN fact_body b USING (case_id, seq)
    WHERE f.case_id = p_case AND f.seq > p_after
$$;

-- How many entries the caller knows: those it says, if the last of them still has the hash it says.
CREATE FUNCTION konsil.known(p_case bigint, p_seq integer, p_hash bytea) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    SELECT coalesce((SELECT f.seq FROM fact f WHERE f.case_id = p_case AND f.seq = p_seq AND f.hash = p_hash), 0)
$$;

-- Everything the core needs to judge one fact on a locked case.
CREATE FUNCTION konsil.opened_for(
    p_case cases, p_fact text, p_told jsonb, p_at timestamptz, p_named jsonb, p_after integer, p_given timestamptz
) RETURNS konsil.opened
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_found konsil.opened;
BEGIN
    v_found.recorded := greatest(coalesce(p_given, konsil.clock()), p_case.last_recorded);
    v_found.at := coalesce(p_at, v_found.recorded);
    SELECT v.hash || konsil.revised(), p.public, p.born_on INTO v_found.programme, v_found.person, v_found.born_on
    FROM programme_version v, person p WHERE v.id = p_case.programme_id AND p.id = p_case.person_id;
    v_found.case_id := p_case.id;
    v_found.public := p_case.public;
    v_found.number := p_case.number;
    v_found.head := p_case.head;
    v_found.seq := p_case.last_seq;
    v_found.entries := konsil.entries(p_case.id, p_after);
    v_found.evidence := konsil.evidence(p_fact, p_case, p_told, v_found.at);
    v_found.missing := konsil.missing(p_case, p_named, v_found.at);
    PERFORM set_config('konsil.origin', CASE WHEN p_given IS NULL THEN '' ELSE 'seed' END, true),
            set_config('konsil.recorded', v_found.recorded::text, true),
            set_config('konsil.locked', p_case.id::text, true);
    RETURN v_found;
END
$$;

CREATE FUNCTION konsil.open_case(
    p_party text, p_account text, p_case text, p_fact text, p_told jsonb, p_at timestamptz, p_named jsonb,
    p_key text, p_request bytea, p_known_seq integer, p_known_hash bytea, p_given timestamptz
) RETURNS konsil.opened
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_case cases;
    v_found konsil.opened;
BEGIN
    PERFORM konsil.act_as(p_party, p_account);
    PERFORM FROM cases WHERE public = p_case FOR UPDATE;  -- the lock; what it protects is read after it
    SELECT * INTO v_case FROM cases WHERE public = p_case;
    IF NOT FOUND OR NOT konsil.on_case(v_case.id, p_party) THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    v_found.answer := konsil.answered(p_party, p_key, p_request);
    IF v_found.answer IS NOT NULL THEN
        v_found.public := p_case;
        RETURN v_found;
    END IF;
    RETURN konsil.opened_for(v_case, p_fact, p_told, p_at, p_named,
                             konsil.known(v_case.id, p_known_seq, p_known_hash), p_given);
END
$$;

CREATE FUNCTION konsil.open_case_v1(
    p_party text, p_account text, p_case text, p_fact text, p_told jsonb, p_at timestamptz, p_named jsonb,
    p_key text, p_request bytea, p_known_seq integer, p_known_hash bytea
) RETURNS konsil.opened
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT * FROM konsil.open_case(p_party, p_account, p_case, p_fact, p_told, p_at, p_named, p_key, p_request,
                             p_known_seq, p_known_hash, NULL)
$$;

-- A new case. The key goes in first, so that two doubles wait for one another (R29); the first of the numbers
-- drawn that is free is taken (R30). The instant of an arrival is the instant of the request (R16b).
CREATE FUNCTION konsil.open_new(
    p_party text, p_account text, p_programme text, p_person text, p_fact text, p_told jsonb, p_at timestamptz,
    p_named jsonb, p_key text, p_request bytea, p_public text, p_numbers text[], p_number_keys text[],
    p_arrival text, p_given timestamptz
) RETURNS konsil.opened
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_found konsil.opened;
    v_case cases;
    v_person person;
    v_version programme_version;
    v_at timestamptz;
BEGIN
    PERFORM konsil.act_as(p_party, p_account);
    INSERT INTO answered (party, key, request, at) VALUES (p_party, p_key, p_request, konsil.clock())
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        v_found.answer := konsil.answered(p_party, p_key, p_request);
        v_found.public := v_found.answer ->> 'case';
        RETURN v_found;
    END IF;
    SELECT * INTO v_person FROM person p WHERE p.public = p_person AND NOT p.merged
       AND (p.population_id = ANY (konsil.populations()) OR p.id = ANY (konsil.own_people()));
    v_at := coalesce((SELECT arrived_at FROM arrival WHERE public = p_arrival AND settled_at IS NULL
                      AND p_party IN (party, 'konsil')), p_at);
    SELECT * INTO v_version FROM programme_version v
    WHERE v.key = p_programme
      AND v.since <= (coalesce(v_at, p_given, konsil.clock()) AT TIME ZONE v.zone)::date
    ORDER BY v.since DESC, v.installed_at DESC LIMIT 1;
    IF v_person.id IS NULL OR v_version.id IS NULL THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    INSERT INTO cases (public, number, number_key, programme_id, person_id, population_id, payer, opened_at,
                       last_seq, head, ended, owner, origin)
    SELECT p_public, drawn.number, drawn.key, v_version.id, v_person.id, v_person.population_id, v_version.payer,
           coalesce(p_given, konsil.clock()), 0, decode(repeat('00', 32), 'hex'), '', '',
           CASE WHEN p_given IS NULL THEN '' ELSE 'seed' END
    FROM unnest(p_numbers, p_number_keys) WITH ORDINALITY AS drawn (number, key, place)
    WHERE NOT EXISTS (SELECT FROM cases c WHERE c.number_key = drawn.key)
    ORDER BY drawn.place LIMIT 1
    RETURNING * INTO v_case;
    UPDATE arrival SET case_id = v_case.id, settled_at = konsil.clock(), settled_as = 'case'
    WHERE public = p_arrival;
    RETURN konsil.opened_for(v_case, p_fact, p_told, v_at, p_named, 0, p_given);
END
$$;

CREATE FUNCTION konsil.open_new_v1(
    p_party text, p_account text, p_programme text, p_person text, p_fact text, p_told jsonb, p_at timestamptz,
    p_named jsonb, p_key text, p_request bytea, p_public text, p_numbers text[], p_number_keys text[],
    p_arrival text
) RETURNS konsil.opened
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT * FROM konsil.open_new(p_party, p_account, p_programme, p_person, p_fact, p_told, p_at, p_named, p_key,
                            p_request, p_public, p_numbers, p_number_keys, p_arrival, NULL)
$$;

-- The same two with a given `recorded`: for demo data and migrated cases, and the entry says so (R20).
CREATE FUNCTION konsil.open_seeded_v1(
    p_party text, p_account text, p_case text, p_fact text, p_told jsonb, p_at timestamptz, p_named jsonb,
    p_key text, p_request bytea, p_known_seq integer, p_known_hash bytea, p_given timestamptz
) RETURNS konsil.opened
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT * FROM konsil.open_case(p_party, p_account, p_case, p_fact, p_told, p_at, p_named, p_key, p_request,
                             p_known_seq, p_known_hash, p_given)
$$;

CREATE FUNCTION konsil.open_new_seeded_v1(
    p_party text, p_account text, p_programme text, p_person text, p_fact text, p_told jsonb, p_at timestamptz,
    p_named jsonb, p_key text, p_request bytea, p_public text, p_numbers text[], p_number_keys text[],
    p_arrival text, p_given timestamptz
) RETURNS konsil.opened
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT * FROM konsil.open_new(p_party, p_account, p_programme, p_person, p_fact, p_told, p_at, p_named, p_key,
                            p_request, p_public, p_numbers, p_number_keys, p_arrival, p_given)
$$;
