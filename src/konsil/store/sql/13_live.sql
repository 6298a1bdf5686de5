-- For the live process: which of these parties have a way into a case now. It tells nobody anything that a party
-- could not find out about itself, and it says nothing of the case.
CREATE FUNCTION konsil.who_sees_v1(p_case text, p_parties text[]) RETURNS SETOF text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT w.party FROM cases c JOIN case_party w ON w.case_id = c.id
    WHERE c.public = p_case AND w.party = ANY (p_parties)
      AND (w.until_at IS NULL OR w.until_at > konsil.clock())
$$;
