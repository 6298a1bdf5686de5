-- What a changed calendar can move: the cases after this one with an open cycle that is due on the first day which
-- the revision tells of, or later. Whatever ends before that day is counted from days that stayed as they were; a
-- cycle that is paused has no due instant yet, and counts on the new calendar once it goes on.
CREATE FUNCTION konsil.moved_cases_v1(p_revision bigint, p_after bigint, p_limit integer)
RETURNS TABLE (id bigint, public text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.public FROM cases c
    WHERE c.id > p_after AND konsil.party() = 'konsil' AND EXISTS (
        SELECT FROM promise_cycle y
        WHERE y.case_id = c.id AND y.state = 'running' AND y.due_at >= (
            SELECT min(told.day)::date - interval '1 day'  -- wherever on earth that day begins
            FROM calendar_revision r, jsonb_object_keys(r.holidays || r.special_days) told (day)
            WHERE r.id = p_revision))
    ORDER BY c.id LIMIT p_limit
$$;
