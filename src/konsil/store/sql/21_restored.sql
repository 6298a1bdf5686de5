-- A copy that was restored is another database than the one that wrote it: it sends nothing until two people have let
-- it (Y40). What was erased since its backup is erased again, from a list kept outside (Y39).

ALTER TABLE instance ADD COLUMN home text NOT NULL DEFAULT '';  -- where it last ran; empty before it first did
ALTER TABLE instance ADD COLUMN released_by text[] NOT NULL DEFAULT '{}';

-- The database this is: its server's own number, and its own within that.
CREATE FUNCTION konsil.home() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.system_identifier || '.' || d.oid
    FROM pg_control_system() s, pg_database d WHERE d.datname = current_database()
$$;

-- Whether letters may leave. A copy says no by itself, from its first moment, whoever starts it.
CREATE FUNCTION konsil.sends() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.sends AND (i.kind = 'demo' OR i.home IN ('', konsil.home())) FROM instance i
$$;

-- The worker says where it runs, the first time it does.
CREATE FUNCTION konsil.settle_in_v1() RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE instance SET home = konsil.home() WHERE home = '';
    SELECT konsil.sends()
$$;

-- One of the two who let a restored copy send; whether it sends now. Only who answers for the house may, each once.
CREATE FUNCTION konsil.release_v1(p_account text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_by text[];
BEGIN
    IF NOT EXISTS (SELECT FROM membership m JOIN account a ON a.id = m.account_id
                   WHERE a.public = p_account AND a.is_active AND m.role IN ('admin', 'supervisor')
                     AND m.from_at <= konsil.clock() AND (m.until_at IS NULL OR m.until_at > konsil.clock())) THEN
        RAISE EXCEPTION 'not-yours' USING ERRCODE = 'KN409';
    END IF;
    SELECT released_by INTO v_by FROM instance FOR UPDATE;
    IF p_account = ANY (v_by) THEN
        RAISE EXCEPTION 'same-person' USING ERRCODE = 'KN409';
    END IF;
    UPDATE instance SET released_by = v_by || p_account;
    IF cardinality(v_by) > 0 THEN
        UPDATE instance SET sends = true, home = konsil.home(), released_by = '{}';
    END IF;
    RETURN konsil.sends();
END
$$;

-- Erasing a case that a restored copy still holds, whether it had ended by then or not; legal hold stops this too.
CREATE FUNCTION konsil.erase_again_v1(p_case text, p_rule text, p_reason text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_case cases;
    v_facts integer;
BEGIN
    SELECT * INTO v_case FROM cases WHERE public = p_case FOR UPDATE;
    IF NOT FOUND OR konsil.party() <> 'konsil' THEN
        RETURN 0;
    ELSIF v_case.held_because <> '' THEN
        RAISE EXCEPTION 'erasure-held' USING ERRCODE = 'KN409';
    END IF;
    DELETE FROM fact_body WHERE case_id = v_case.id;
    GET DIAGNOSTICS v_facts = ROW_COUNT;
    IF v_facts > 0 THEN
        DELETE FROM draft WHERE case_id = v_case.id;
        DELETE FROM proposal WHERE case_id = v_case.id;
        UPDATE work_row SET person = '', born_on = NULL, language = '', open = false WHERE case_id = v_case.id;
        UPDATE attempt SET address = '' WHERE case_id = v_case.id;
        INSERT INTO erasure (case_id, rule, reason, facts, at, by)
        VALUES (v_case.id, p_rule, p_reason, v_facts, konsil.clock(), konsil.account());
    END IF;
    RETURN v_facts;
END
$$;

-- As before, but for what it asks of the instance.
CREATE OR REPLACE FUNCTION konsil.release_held_v1() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_found integer := 0;
BEGIN
    IF konsil.party() <> 'konsil' THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    WITH free AS (
        UPDATE attempt a SET state = 'begun', why = '' FROM cases c
        WHERE a.state = 'held' AND c.id = a.case_id AND (
            (a.why = 'death-reported' AND EXISTS (SELECT FROM fact f WHERE f.case_id = a.case_id
                AND f.name = 'death.mistaken' AND f.recorded >= a.began_at))
            OR (a.why = 'instance-held' AND konsil.sends()))
        RETURNING c.public, a.seq, a.number, a.item
    ), told AS (
        SELECT DISTINCT public, seq, number, item FROM free
    )
    SELECT count(*) INTO v_found FROM told, LATERAL (SELECT konsil.defer('tell', jsonb_build_object(
        'case', told.public, 'seq', told.seq, 'number', told.number, 'item', told.item))) sent;
    RETURN v_found;
END
$$;
