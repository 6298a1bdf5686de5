-- The second call: the entry, its projections, its jobs, the answer for its key; all or nothing.

CREATE TYPE konsil.entry AS (
    seq integer, name text, version integer, category text, at timestamptz, recorded timestamptz,
    account text, role text, party text, digest bytea, hash bytea, salt bytea, body text
);

-- Ways into the case: those no longer derived are closed, new ones opened; a changed scope is a new row (R7).
CREATE FUNCTION konsil.project_access(p_case bigint, p_ways jsonb, p_at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE case_party w SET until_at = p_at
    WHERE w.case_id = p_case AND w.origin = 'facts' AND w.until_at IS NULL
      AND NOT EXISTS (SELECT FROM jsonb_to_recordset(p_ways) AS n (party text, role text, scope text[])
                      WHERE (n.party, n.role, n.scope) = (w.party, w.role, w.scope));
    INSERT INTO case_party (case_id, party, role, scope, origin, why, from_at)
    SELECT p_case, n.party, n.role, n.scope, 'facts', '', p_at
    FROM jsonb_to_recordset(p_ways) AS n (party text, role text, scope text[])
    WHERE NOT EXISTS (SELECT FROM case_party w WHERE w.case_id = p_case AND w.origin = 'facts'
                      AND w.until_at IS NULL AND (w.party, w.role, w.scope) = (n.party, n.role, n.scope));
END
$$;

-- Whoever may act for the person reads the case too, as far as the authority goes and as long (X31).
CREATE FUNCTION konsil.project_authority(p_case bigint) RETURNS void
LANGUAGE sql VOLATILE AS $$
    INSERT INTO case_party (case_id, party, role, scope, origin, why, from_at, until_at)
    SELECT c.id, p.public, 'proxy', a.scope, 'authority', a.public, konsil.clock(),
           (a.until_on + 1)::timestamp AT TIME ZONE v.zone
    FROM cases c JOIN authority a ON a.person_id = c.person_id JOIN person p ON p.id = a.proxy_id
    JOIN programme_version v ON v.id = c.programme_id
    WHERE c.id = p_case AND a.revoked_at IS NULL
      AND (a.until_on IS NULL OR (a.until_on + 1)::timestamp AT TIME ZONE v.zone > konsil.clock())
      AND NOT EXISTS (SELECT FROM case_party w WHERE w.case_id = c.id AND w.why = a.public)
$$;

CREATE FUNCTION konsil.project_cycles(p_case bigint, p_cycles jsonb) RETURNS void
LANGUAGE sql VOLATILE AS $$
    INSERT INTO promise_cycle AS old (case_id, promise, item, number, started_at, due_at, exclusive, state, met_at,
        owes, to_role, soft, provisional, next_at, next_mark, shares)
    SELECT p_case, n.promise, n.item, n.number, n.started_at, n.due_at, n.exclusive, n.state, n.met_at,
        n.owes, n.to_role, n.soft, n.provisional, w.at, coalesce(w.mark, ''), n.shares
    FROM jsonb_to_recordset(p_cycles) AS n (promise text, item text, number integer, started_at timestamptz,
        due_at timestamptz, exclusive boolean, state text, met_at timestamptz, owes text, to_role text,
        soft boolean, provisional boolean, marks jsonb, shares jsonb)
    LEFT JOIN LATERAL (  -- the first warning that is not written yet
        SELECT m ->> 0 AS mark, (m ->> 1)::timestamptz AS at FROM jsonb_array_elements(n.marks) m
        WHERE NOT EXISTS (SELECT FROM promise_mark x
            WHERE (x.case_id, x.promise, x.item, x.number, x.mark) = (p_case, n.promise, n.item, n.number, m ->> 0))
        ORDER BY 2 LIMIT 1
    ) w ON true
    ON CONFLICT (case_id, promise, item, number) DO UPDATE SET started_at = excluded.started_at,
        due_at = excluded.due_at, exclusive = excluded.exclusive, state = excluded.state,
        met_at = excluded.met_at, provisional = excluded.provisional,
        next_at = excluded.next_at, next_mark = excluded.next_mark, shares = excluded.shares
    WHERE (old.started_at, old.due_at, old.state, old.met_at, old.provisional, old.next_at, old.next_mark)
        IS DISTINCT FROM (excluded.started_at, excluded.due_at, excluded.state, excluded.met_at,
        excluded.provisional, excluded.next_at, excluded.next_mark);
    -- Told later than the sweep came, and done in time: the mark stays, and so does that it was taken back.
    INSERT INTO promise_mark (case_id, promise, item, number, mark, at, detected_at)
    SELECT p_case, x.promise, x.item, x.number, 'breach-withdrawn', y.met_at, konsil.clock()
    FROM promise_mark x JOIN promise_cycle y USING (case_id, promise, item, number)
    WHERE x.case_id = p_case AND x.mark = 'due' AND y.state = 'met'
      AND CASE WHEN y.exclusive THEN y.met_at < y.due_at ELSE y.met_at <= y.due_at END
    ON CONFLICT DO NOTHING
$$;

-- The lines of the worklists: one a party that works on the case; a party that left keeps none. Where nobody did
-- anything (p_party is null) a line is counted anew, and is no news to its reader.
CREATE FUNCTION konsil.project_work(p_case bigint, p_rows jsonb, p_at timestamptz, p_party text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    DELETE FROM work_row w WHERE w.case_id = p_case
      AND NOT EXISTS (SELECT FROM jsonb_to_recordset(p_rows) AS n (party text) WHERE n.party = w.party);
    INSERT INTO work_row AS old (party, case_id, public, number, person, born_on, language, programme, owner, step,
        promise, holder, mine, due_at, exclusive, warn_at, provisional, urgency, flags, rank, sort_at, unread, open, moved_at)
    SELECT n.party, c.id, c.public, c.number,
        CASE WHEN n.named THEN p.given || ' ' || p.family ELSE '' END, CASE WHEN n.named THEN p.born_on END,
        CASE WHEN n.named THEN p.language ELSE '' END, v.key, n.owner, n.step, n.promise, n.holder, n.mine,
        n.due_at, n.exclusive, n.warn_at, n.provisional, n.urgency, n.flags,
        (2 - n.urgency) * 2 + (NOT n.mine)::int, coalesce(n.due_at, 'infinity'), coalesce((n.party <> p_party)::int, 0), n.open,
        p_at
    FROM jsonb_to_recordset(p_rows) AS n (party text, named boolean, owner text, step text, promise text,
        holder text, mine boolean, due_at timestamptz, exclusive boolean, warn_at timestamptz,
        provisional boolean, urgency integer, flags text[], open boolean)
    JOIN cases c ON c.id = p_case JOIN person p ON p.id = c.person_id
    JOIN programme_version v ON v.id = c.programme_id
    ON CONFLICT (party, case_id) DO UPDATE SET person = excluded.person, born_on = excluded.born_on,
        language = excluded.language, owner = excluded.owner, step = excluded.step, promise = excluded.promise,
        holder = excluded.holder, mine = excluded.mine, due_at = excluded.due_at, exclusive = excluded.exclusive,
        warn_at = excluded.warn_at, provisional = excluded.provisional, urgency = excluded.urgency,
        flags = excluded.flags, rank = excluded.rank, sort_at = excluded.sort_at, unread = old.unread + excluded.unread, open = excluded.open,
        moved_at = CASE WHEN p_party IS NULL THEN old.moved_at ELSE excluded.moved_at END;
END
$$;

-- One entry on a case that `open_…` locked in this transaction, in the order of its chain.
CREATE FUNCTION konsil.append_v1(
    p_case bigint, p_prev bytea, p_entry konsil.entry, p_key text, p_request bytea, p_answer jsonb,
    p_ways jsonb, p_cycles jsonb, p_work jsonb, p_ended text, p_owner text, p_effects jsonb
) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_public text;
    v_origin text := coalesce(current_setting('konsil.origin', true), '');
BEGIN
    IF current_setting('konsil.locked', true) IS DISTINCT FROM p_case::text
       OR current_setting('konsil.recorded', true)::timestamptz IS DISTINCT FROM p_entry.recorded
       OR p_entry.party <> konsil.party() OR p_entry.account <> konsil.account()
       OR p_entry.at > p_entry.recorded THEN
        RAISE EXCEPTION 'not as opened' USING ERRCODE = 'KN500';
    END IF;
    UPDATE cases SET last_seq = p_entry.seq, head = p_entry.hash, last_recorded = p_entry.recorded,
        ended = p_ended, owner = p_owner
    WHERE id = p_case AND last_seq = p_entry.seq - 1 AND head = p_prev
    RETURNING public INTO v_public;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not as opened' USING ERRCODE = 'KN500';
    END IF;
    INSERT INTO fact (case_id, seq, name, version, category, at, recorded, account, role, party, digest, hash, origin)
    VALUES (p_case, p_entry.seq, p_entry.name, p_entry.version, p_entry.category, p_entry.at, p_entry.recorded,
            p_entry.account, p_entry.role, p_entry.party, p_entry.digest, p_entry.hash, v_origin);
    INSERT INTO fact_body (case_id, seq, category, salt, body)
    VALUES (p_case, p_entry.seq, p_entry.category, p_entry.salt, p_entry.body);
    IF p_ways IS NOT NULL THEN  -- null: as before this entry
        PERFORM konsil.project_access(p_case, p_ways, p_entry.recorded);
    END IF;
    IF p_entry.seq = 1 THEN
        PERFORM konsil.project_authority(p_case);
    END IF;
    PERFORM konsil.project_cycles(p_case, p_cycles);
    PERFORM konsil.project_work(p_case, p_work, p_entry.recorded, p_entry.party);
    PERFORM konsil.defer(e.task, e.args, e.delay)
    FROM jsonb_to_recordset(p_effects) AS e (task text, args jsonb, delay integer) WHERE v_origin = '';
    IF p_key <> '' THEN
        INSERT INTO answered (party, key, request, answer, at)
        VALUES (p_entry.party, p_key, p_request, p_answer, konsil.clock())
        ON CONFLICT (party, key) DO UPDATE SET answer = excluded.answer
        WHERE answered.answer IS NULL AND answered.request = excluded.request;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'key-reused' USING ERRCODE = 'KN422';
        END IF;
    END IF;
    PERFORM pg_notify('konsil', v_public);
    RETURN p_entry.seq;
END
$$;
