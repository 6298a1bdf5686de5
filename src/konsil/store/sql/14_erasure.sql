-- Erasure by rule (R24, Y39): salt and body go, digest, reason and chain stay; the only deletion of what was
-- recorded. Names on worklists and drafts go too. A case under legal hold is left as it is.
ALTER TABLE cases ADD COLUMN held_because text NOT NULL DEFAULT '';

CREATE TABLE erasure (
    case_id bigint NOT NULL REFERENCES cases (id),
    rule text NOT NULL,
    reason text NOT NULL,
    facts integer NOT NULL,
    at timestamptz NOT NULL,
    by text NOT NULL,
    PRIMARY KEY (case_id, at)
);

CREATE FUNCTION konsil.erase_v1(p_case text, p_rule text, p_reason text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_case cases;
    v_facts integer;
BEGIN
    SELECT * INTO v_case FROM cases WHERE public = p_case FOR UPDATE;
    IF NOT FOUND OR NOT konsil.on_case(v_case.id, konsil.party()) THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    ELSIF v_case.held_because <> '' OR v_case.ended = '' THEN
        RAISE EXCEPTION 'erasure-held' USING ERRCODE = 'KN409';
    END IF;
    DELETE FROM fact_body WHERE case_id = v_case.id;
    GET DIAGNOSTICS v_facts = ROW_COUNT;
    DELETE FROM draft WHERE case_id = v_case.id;
    DELETE FROM proposal WHERE case_id = v_case.id;
    UPDATE work_row SET person = '', born_on = NULL, language = '', open = false WHERE case_id = v_case.id;
    UPDATE attempt SET address = '' WHERE case_id = v_case.id;
    INSERT INTO erasure (case_id, rule, reason, facts, at, by)
    VALUES (v_case.id, p_rule, p_reason, v_facts, konsil.clock(), konsil.account());
    RETURN v_facts;
END
$$;

SELECT konsil.protect('erasure', $$EXISTS (SELECT FROM cases c WHERE c.id = erasure.case_id)$$);
