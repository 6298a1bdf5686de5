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
    SELECT c.id, c.public, c.number, v.hash, c.person_id, c.opened_at, konsil.clock(), c.head, c.last_seq,
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
