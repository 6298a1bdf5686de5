-- Reading a case. Deriving needs every entry, showing does not: the whole case goes to the query that asked, with
-- the categories its reader may see, and the query shows those alone. Raw SQL has the policies.

CREATE TYPE konsil.seen AS (
    case_id bigint, public text, number text, programme text, person_id bigint, opened_at timestamptz, now timestamptz,
    head bytea, seq integer, entries jsonb, scope text[]
);

CREATE FUNCTION konsil.case_v1(
    p_party text, p_role text, p_case text, p_known_seq integer, p_known_hash bytea
) RETURNS SETOF konsil.seen
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.public, c.number, v.hash || konsil.revised(), c.person_id, c.opened_at, konsil.clock(), c.head, c.last_seq,
           konsil.entries(c.id, konsil.known(c.id, p_known_seq, p_known_hash)), w.scope
    FROM cases c JOIN programme_version v ON v.id = c.programme_id,
    LATERAL (
        SELECT array_agg(DISTINCT s) FILTER (WHERE s IS NOT NULL) AS scope, count(*) AS ways
        FROM case_party p LEFT JOIN LATERAL unnest(p.scope) s ON true
        WHERE p.case_id = c.id AND p.party = p_party AND p_party = konsil.party()
          AND (p.role = p_role OR p.origin <> 'facts')
          AND (p.until_at IS NULL OR p.until_at > konsil.clock())
    ) w
    WHERE c.public = p_case AND w.ways > 0
$$;

-- An account has read a case: its line is read for the party, and the mark is kept.
CREATE FUNCTION konsil.read_v1(p_case text, p_seq integer) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE work_row SET unread = 0 WHERE party = konsil.party() AND public = p_case AND unread > 0;
    INSERT INTO read_mark (account, party, case_id, seq)
    SELECT konsil.account(), konsil.party(), c.id, p_seq FROM cases c
    WHERE c.public = p_case AND konsil.on_case(c.id, konsil.party())
    ON CONFLICT (account, party, case_id) DO UPDATE SET seq = greatest(read_mark.seq, excluded.seq)
$$;

-- A person's new name on every worklist that knows it.
CREATE FUNCTION konsil.rename_v1(p_person bigint) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE work_row w SET person = p.given || ' ' || p.family, born_on = p.born_on, language = p.language
    FROM cases c JOIN person p ON p.id = c.person_id
    WHERE w.case_id = c.id AND p.id = p_person AND w.person <> ''
      AND p.population_id = ANY (konsil.populations())
$$;

-- A line on the worklist of each open case of a person whose cover ends (Y25): for a person to decide.
CREATE FUNCTION konsil.notice_cover_v1(p_person bigint, p_key text, p_last date) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO notice (case_id, party, key, about, raised_at, settled_by)
    SELECT c.id, v.operator, p_key, jsonb_build_object('last', p_last), konsil.clock(), ''
    FROM cases c JOIN programme_version v ON v.id = c.programme_id JOIN person p ON p.id = c.person_id
    WHERE c.person_id = p_person AND c.ended = '' AND p.population_id = ANY (konsil.populations())
$$;

-- A new authority opens its ways into the person's cases; one that is taken back closes them.
CREATE FUNCTION konsil.authority_granted_v1(p_authority bigint) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT konsil.project_authority(c.id) FROM cases c JOIN authority a ON a.person_id = c.person_id
    JOIN person p ON p.id = a.person_id
    WHERE a.id = p_authority AND (p.population_id = ANY (konsil.populations()) OR p.public = konsil.party())
$$;

CREATE FUNCTION konsil.authority_revoked_v1(p_authority bigint) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE case_party w SET until_at = konsil.clock()
    FROM authority a WHERE a.id = p_authority AND w.origin = 'authority' AND w.why = a.public
      AND a.revoked_at IS NOT NULL AND (w.until_at IS NULL OR w.until_at > konsil.clock())
$$;

-- What a centre was asked, and its answers: no case of it is visible to it, so this function says all it may know.
CREATE FUNCTION konsil.enquiries_v1()
RETURNS TABLE (public text, item text, seq integer, asked_at timestamptz, disease text, age_band text,
               languages text[], wanted_by date, answered text, until_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.public, b.items ->> 'enquiry', b.seq, b.at, b.told ->> 'disease', b.told ->> 'age_band',
           ARRAY(SELECT jsonb_array_elements_text(b.told -> 'languages')), (b.told ->> 'wanted_by')::date,
           coalesce(split_part(y.name, '.', 2), ''), (y.told ->> 'until')::timestamptz
    FROM case_party w JOIN cases c ON c.id = w.case_id,
    LATERAL (SELECT f.seq, f.at, x.body::jsonb -> 'fact' AS told, x.body::jsonb -> 'items' AS items
             FROM fact f JOIN fact_body x USING (case_id, seq)
             WHERE f.case_id = c.id AND f.name = 'centre.asked') b
    LEFT JOIN LATERAL (SELECT f.name, x.body::jsonb -> 'fact' AS told
             FROM fact f JOIN fact_body x USING (case_id, seq)
             WHERE f.case_id = c.id AND f.name IN ('centre.confirmed', 'centre.unavailable')
               AND x.body::jsonb #>> '{fact,enquiry}' = b.items ->> 'enquiry'
             ORDER BY f.seq DESC LIMIT 1) y ON true
    WHERE w.party = konsil.party() AND w.role = 'candidate' AND w.until_at IS NULL
      AND b.told ->> 'centre' = w.party
      AND c.ended = ''  -- once somebody was chosen, or the case is over, an enquiry is nobody's any more
      AND NOT EXISTS (SELECT FROM case_party o WHERE o.case_id = c.id AND o.role = 'centre' AND o.until_at IS NULL)
    ORDER BY b.at DESC
$$;

CREATE FUNCTION konsil.draft_v1(p_kind text, p_content jsonb, p_case text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM draft d WHERE d.kind = p_kind AND d.account = konsil.account() AND d.party = konsil.party()
      AND d.case_id IS NOT DISTINCT FROM (SELECT id FROM cases WHERE public = p_case);
    INSERT INTO draft (public, party, account, case_id, kind, content, saved_at)
    SELECT 'f_' || replace(gen_random_uuid()::text, '-', ''), konsil.party(), konsil.account(),
           (SELECT id FROM cases WHERE public = p_case), p_kind, p_content, konsil.clock()
    WHERE p_content <> '{}' AND konsil.party() <> '' AND konsil.account() <> ''
$$;

-- What a payer sees: promises under the numbers of its cases. No person, no item, no party, no public id (Y38).
CREATE FUNCTION konsil.promises_v1(p_from timestamptz, p_until timestamptz)
RETURNS TABLE (number text, programme text, opened_at timestamptz, ended text, promise text, owes text, soft boolean,
               started_at timestamptz, due_at timestamptz, exclusive boolean, met_at timestamptz, state text,
               shares jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.number, v.key, c.opened_at, c.ended, y.promise, y.owes, y.soft, y.started_at, y.due_at, y.exclusive,
           y.met_at, y.state, y.shares
    FROM cases c JOIN programme_version v ON v.id = c.programme_id LEFT JOIN promise_cycle y ON y.case_id = c.id
    WHERE c.payer = konsil.party() AND konsil.party() <> ''
      AND (c.opened_at >= p_from AND c.opened_at < p_until
           OR y.started_at < p_until AND coalesce(y.met_at, 'infinity') >= p_from)
    ORDER BY c.number, y.started_at, y.promise, y.number
$$;
