-- Evidence (R10, R17): what the registers say on the day of the act, resolved beside the fact and never told by
-- a client. One function a fact, `evidence_<fact name>`; the case's row, what was told and the instant go in.

-- The day of an instant where the programme lives.
CREATE FUNCTION konsil.day_of(p_case cases, p_at timestamptz) RETURNS date
LANGUAGE sql STABLE AS $$
    SELECT (p_at AT TIME ZONE v.zone)::date FROM programme_version v WHERE v.id = p_case.programme_id
$$;

CREATE FUNCTION konsil.evidence(p_name text, p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_function text := 'evidence_' || translate(p_name, '.-', '__');
    v_found jsonb := '{}';
BEGIN
    IF to_regproc('konsil.' || v_function) IS NOT NULL THEN
        EXECUTE format('SELECT konsil.%I($1, $2, $3)', v_function) INTO v_found USING p_case, p_told, p_at;
    END IF;
    RETURN coalesce(v_found, '{}');
END
$$;

-- Cover: the member's newest cover under this programme, and whether it held on that day.
CREATE FUNCTION konsil.evidence_request_received(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT jsonb_build_object(
            'in_force', c.from_on <= d.day AND y.from_on <= d.day
                        AND coalesce(c.until_on, 'infinity') >= d.day AND coalesce(y.until_on, 'infinity') >= d.day,
            'policy', y.number, 'package', y.kind, 'until', least(c.until_on, y.until_on))
        FROM cover c JOIN policy y ON y.id = c.policy_id
        JOIN programme_version v ON v.id = p_case.programme_id,
        LATERAL (SELECT konsil.day_of(p_case, p_at) AS day) d
        WHERE c.person_id = p_case.person_id AND y.programme = v.key AND y.payer_id = v.payer
        ORDER BY (c.from_on <= d.day AND coalesce(c.until_on, 'infinity') >= d.day) DESC, c.from_on DESC
        LIMIT 1
    ), '{"in_force": false}')
$$;

-- The diagnosis as the request tells it today: received, then amended.
CREATE FUNCTION konsil.diagnosis_of(p_case bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT b.body::jsonb #>> '{fact,diagnosis}'
    FROM fact f JOIN fact_body b USING (case_id, seq)
    WHERE f.case_id = p_case AND f.name IN ('request.received', 'request.amended')
      AND b.body::jsonb #>> '{fact,diagnosis}' <> ''
    ORDER BY f.seq DESC LIMIT 1
$$;

-- The centres ranked for a disease on a day: of a centre's rows the one that names the disease most closely.
CREATE FUNCTION konsil.ranks(p_diagnosis text, p_on date)
RETURNS TABLE (centre text, rank integer, source text, published date, disease text)
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (r.centre_id) r.centre_id, r.rank, r.source, r.published_on, r.disease
    FROM ranking r
    WHERE starts_with(p_diagnosis, r.disease)
      AND r.from_on <= p_on AND coalesce(r.until_on, 'infinity') >= p_on
    ORDER BY r.centre_id, length(r.disease) DESC, r.published_on DESC
$$;

CREATE FUNCTION konsil.evidence_centre_offered(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('ranks', coalesce(jsonb_object_agg(r.centre, jsonb_build_object(
        'rank', r.rank, 'source', r.source, 'published', r.published)), '{}'))
    FROM konsil.ranks(konsil.diagnosis_of(p_case.id), konsil.day_of(p_case, p_at)) r
    WHERE p_told -> 'centres' ? r.centre
$$;

-- Which consent form goes out: the programme's date, the member's language, the hash of its words.
CREATE FUNCTION konsil.evidence_consent_released(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('form', 'consent', 'version', v.since, 'language', l.language, 'text_hash',
        (SELECT encode(sha256(convert_to(coalesce(string_agg(f.value, '' ORDER BY f.key), ''), 'UTF8')), 'hex')
         FROM jsonb_each_text(v.files) f
         WHERE f.key LIKE 'letters/consent%' OR f.key = 'texts/' || l.language || '.toml'))
    FROM programme_version v JOIN person p ON p.id = p_case.person_id,
    LATERAL (SELECT CASE WHEN p.language = ANY (v.languages) THEN p.language ELSE v.languages[1] END) l (language)
    WHERE v.id = p_case.programme_id
$$;

CREATE FUNCTION konsil.evidence_contact_logged(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('preferred', p.contact_by) FROM person p WHERE p.id = p_case.person_id
$$;

-- What a fact names and is not there: documents of this case and person that may be served, parties, and
-- codes that may be chosen on that day. `p_named` is {"documents": [], "parties": [], "codes": [[system, code]]}.
CREATE FUNCTION konsil.missing(p_case cases, p_named jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_array(found.why, found.what)), '[]') FROM (
        SELECT 'no-such-document' AS why, told AS what FROM jsonb_array_elements_text(p_named -> 'documents') told
        WHERE NOT EXISTS (SELECT FROM document d WHERE d.public = told AND d.case_id = p_case.id
                            AND d.person_id = p_case.person_id AND d.state = 'clean')
        UNION ALL
        SELECT 'no-such-party', told FROM jsonb_array_elements_text(p_named -> 'parties') told
        WHERE NOT EXISTS (SELECT FROM party p WHERE p.key = told)
        UNION ALL
        SELECT 'code-retired', told ->> 1 FROM jsonb_array_elements(p_named -> 'codes') told
        WHERE EXISTS (SELECT FROM coded_reason r WHERE r.system = told ->> 0)
          AND NOT EXISTS (SELECT FROM coded_reason r WHERE r.system = told ->> 0 AND r.code = told ->> 1
                            AND konsil.day_of(p_case, p_at)
                                BETWEEN r.from_on AND coalesce(r.until_on, 'infinity'))
    ) found
$$;
