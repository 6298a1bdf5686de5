-- What is said between the member and the operator has a category of its own, `personal`: messages, complaints,
-- contacts, the offer, the talk about the result. A consent to medical content opens none of it (R22).
UPDATE fact SET category = 'personal' WHERE name IN ('message.written', 'message.received', 'complaint.made',
    'complaint.answered', 'contact.logged', 'callback.promised', 'centre.offered', 'call.offered', 'opinion.discussed');
UPDATE fact_body b SET category = 'personal' FROM fact f
WHERE (f.case_id, f.seq) = (b.case_id, b.seq) AND f.category = 'personal';
UPDATE document d SET category = 'personal' FROM attempt a
WHERE a.document = d.public AND a.to_role IN ('member', 'insured');

-- Whoever read it as medical content by being the member, acting for them, or working at the operator, still does.
UPDATE case_party SET scope = (SELECT array_agg(DISTINCT c ORDER BY c) FROM unnest(scope || ARRAY['personal']) c)
WHERE 'medical' = ANY (scope) AND role NOT IN ('doctor', 'centre', 'clinic', 'clinic-doctor')
  AND (until_at IS NULL OR until_at > konsil.clock());
UPDATE authority SET scope = (SELECT array_agg(DISTINCT c ORDER BY c) FROM unnest(scope || ARRAY['personal']) c)
WHERE 'medical' = ANY (scope);

CREATE OR REPLACE FUNCTION konsil.break_glass_v1(
    p_party text, p_account text, p_role text, p_case text, p_reason text, p_hours integer
) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_case cases;
    v_version programme_version;
    v_now timestamptz := konsil.clock();
    v_until timestamptz := v_now + make_interval(hours => least(greatest(p_hours, 1), 8));
    v_scope text[];
BEGIN
    PERFORM konsil.act_as(p_party, p_account);
    SELECT * INTO v_case FROM cases WHERE p_case IN (public, number_key);
    SELECT * INTO v_version FROM programme_version WHERE id = v_case.programme_id;
    v_scope := CASE p_party
        WHEN v_version.operator THEN ARRAY['enquiry', 'internal', 'medical', 'money', 'personal', 'status']
        WHEN v_version.payer THEN ARRAY['status'] END;
    IF v_scope IS NULL OR length(trim(p_reason)) < 10 THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    INSERT INTO case_party (case_id, party, role, scope, origin, why, from_at, until_at)
    VALUES (v_case.id, p_party, p_role, v_scope, 'break-glass', p_account || ': ' || p_reason, v_now, v_until);
    INSERT INTO notice (case_id, party, key, about, raised_at, settled_by)
    VALUES (v_case.id, v_version.operator, 'glass-broken', jsonb_build_object(
        'by', p_account, 'role', p_role, 'party', p_party, 'reason', p_reason, 'until', v_until), v_now, '');
    INSERT INTO read_audit (at, account, role, party, "case", person, what, reason)
    VALUES (v_now, p_account, p_role, p_party, v_case.id, v_case.person_id, 'glass-broken', p_reason);
    RETURN v_until;
END
$$;

-- Which form goes out (A13); where there is none in the member's own language, that is said, and none goes.
CREATE OR REPLACE FUNCTION konsil.evidence_consent_released(p_case cases, p_told jsonb, p_at timestamptz)
RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT jsonb_build_object('form', f.country, 'version', f.version::text, 'language', f.language,
                                  'text_hash', f.sha256)
        FROM person p JOIN population n ON n.id = p_case.population_id
        JOIN consent_form f ON f.country = n.country AND f.language = p.language
        WHERE p.id = p_case.person_id ORDER BY f.version DESC LIMIT 1
    ), '{"missing": true}')
$$;

-- What somebody has to look at is counted with every worklist.
CREATE INDEX notice_open ON notice (party, raised_at) WHERE settled_at IS NULL;

-- What is counted over all processes of the web: how often somebody tried to sign in. Django's own shape of a cache.
CREATE TABLE django_cache (cache_key text PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX django_cache_expires ON django_cache (expires);

-- Everything that is derived from a case, written again where its last entry is still the one it was derived from;
-- whether it was. Nothing is recorded.
CREATE FUNCTION konsil.rebuild_v1(
    p_case bigint, p_seq integer, p_ways jsonb, p_cycles jsonb, p_work jsonb, p_ended text, p_owner text
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT konsil.project_v1(p_case, p_seq, p_cycles, p_work) THEN
        RETURN false;
    END IF;
    UPDATE cases SET ended = p_ended, owner = p_owner
    WHERE id = p_case AND (ended, owner) IS DISTINCT FROM (p_ended, p_owner);
    PERFORM konsil.project_access(p_case, p_ways, konsil.clock()), konsil.project_authority(p_case);
    RETURN true;
END
$$;

-- The cases after this one, or the one of this public id or key of a number, for rebuilding.
CREATE FUNCTION konsil.every_case_v1(p_only text, p_after bigint, p_limit integer)
RETURNS TABLE (id bigint, public text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.public FROM cases c
    WHERE konsil.party() = 'konsil' AND c.id > p_after AND (p_only = '' OR p_only IN (c.public, c.number_key))
    ORDER BY c.id LIMIT p_limit
$$;
