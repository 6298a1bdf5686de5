-- The worker: what promises became due, what is held, which consent form is in force. Times are the database's.

-- Consent forms that ship with the product (A13): filled after every migration from `letters/forms`.
CREATE TABLE consent_form (
    country text NOT NULL,
    language text NOT NULL,
    version integer NOT NULL,
    sha256 text NOT NULL,
    PRIMARY KEY (country, language, version)
);

-- Which form goes out: of the country whose people these are, in the member's own language, the latest version,
-- with the hash of its bytes. Where there is none in that language, none is named.
CREATE OR REPLACE FUNCTION konsil.evidence_consent_released(p_case cases, p_told jsonb, p_at timestamptz)
RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT jsonb_build_object('form', f.country, 'version', f.version::text, 'language', f.language,
                                  'text_hash', f.sha256)
        FROM person p JOIN population n ON n.id = p_case.population_id
        JOIN consent_form f ON f.country = n.country AND f.language = p.language
        WHERE p.id = p_case.person_id ORDER BY f.version DESC LIMIT 1
    ), '{}')
$$;

-- The cycles whose next mark is due, locked for this transaction; what another worker holds is left to it.
CREATE FUNCTION konsil.due_v1(p_limit integer)
RETURNS TABLE (case_id bigint, public text, promise text, item text, number integer, mark text, now timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_now timestamptz := konsil.clock();
BEGIN
    IF konsil.party() <> 'konsil' THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    RETURN QUERY
    SELECT y.case_id, c.public, y.promise, y.item, y.number, y.next_mark, v_now
    FROM promise_cycle y JOIN cases c ON c.id = y.case_id
    WHERE y.next_at <= v_now
    ORDER BY y.next_at LIMIT p_limit
    FOR UPDATE OF y SKIP LOCKED;
END
$$;

-- Write marks of cycles that `due_v1` locked, each exactly once and with its true instant, and what follows one:
-- a notice and a job. `p_marks` is [{case_id, promise, item, number, mark, at, notice, task, args}].
CREATE FUNCTION konsil.mark_v1(p_marks jsonb) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_mark record;
    v_written integer := 0;
    v_now timestamptz := konsil.clock();
BEGIN
    IF konsil.party() <> 'konsil' THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    FOR v_mark IN SELECT * FROM jsonb_to_recordset(p_marks) AS m (case_id bigint, promise text, item text,
        number integer, mark text, at timestamptz, party text, notice text, about jsonb, task text, args jsonb)
    LOOP
        INSERT INTO promise_mark (case_id, promise, item, number, mark, at, detected_at)
        VALUES (v_mark.case_id, v_mark.promise, v_mark.item, v_mark.number, v_mark.mark, v_mark.at, v_now)
        ON CONFLICT DO NOTHING;
        CONTINUE WHEN NOT FOUND;
        v_written := v_written + 1;
        IF v_mark.notice <> '' THEN
            INSERT INTO notice (case_id, party, key, about, raised_at, settled_by)
            VALUES (v_mark.case_id, v_mark.party, v_mark.notice, v_mark.about, v_now, '');
            PERFORM konsil.defer(v_mark.task, v_mark.args);
        END IF;
    END LOOP;
    RETURN v_written;
END
$$;

-- What comes next for these cycles; nothing for one that has ended meanwhile.
-- `p_next` is [{case_id, promise, item, number, mark, at}].
CREATE FUNCTION konsil.next_mark_v1(p_next jsonb) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE promise_cycle y SET next_at = n.at, next_mark = coalesce(n.mark, '')
    FROM jsonb_to_recordset(p_next) AS n (case_id bigint, promise text, item text, number integer,
        mark text, at timestamptz)
    WHERE (y.case_id, y.promise, y.item, y.number) = (n.case_id, n.promise, n.item, n.number)
      AND konsil.party() = 'konsil'
$$;

-- The cases after this one that have an open cycle, for counting them anew on a changed calendar.
CREATE FUNCTION konsil.open_cases_v1(p_after bigint, p_limit integer) RETURNS TABLE (id bigint, public text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT c.id, c.public FROM promise_cycle y JOIN cases c ON c.id = y.case_id
    WHERE y.state IN ('running', 'paused') AND c.id > p_after AND konsil.party() = 'konsil'
    ORDER BY c.id LIMIT p_limit
$$;

-- What is derived from a case, written again where its last entry is still the one it was derived from; whether it
-- was. Nothing is recorded, and what is the same stays untouched.
CREATE FUNCTION konsil.project_v1(p_case bigint, p_seq integer, p_cycles jsonb, p_work jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF konsil.party() <> 'konsil' THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    PERFORM FROM cases WHERE id = p_case AND last_seq = p_seq FOR UPDATE;
    IF NOT FOUND OR (SELECT last_seq FROM cases WHERE id = p_case) <> p_seq THEN
        RETURN false;
    END IF;
    PERFORM konsil.project_cycles(p_case, p_cycles), konsil.project_work(p_case, p_work, konsil.clock(), NULL);
    RETURN true;
END
$$;

-- Letters that were held and may go now: the death was told in error, or a restored copy was released (Y24, Y40).
CREATE FUNCTION konsil.release_held_v1() RETURNS integer
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
            OR (a.why = 'instance-held' AND (SELECT i.sends FROM instance i)))
        RETURNING c.public, a.seq, a.number, a.item
    ), told AS (
        SELECT DISTINCT public, seq, number, item FROM free
    )
    SELECT count(*) INTO v_found FROM told, LATERAL (SELECT konsil.defer('tell', jsonb_build_object(
        'case', told.public, 'seq', told.seq, 'number', told.number, 'item', told.item))) sent;
    RETURN v_found;
END
$$;
