-- What ends by itself: a consent that runs out, an authority on its last day, a child's majority (X05, X31). A way into
-- a case carries its end, so that nothing has to be running at that instant for it to close.

CREATE OR REPLACE FUNCTION konsil.project_access(p_case bigint, p_ways jsonb, p_at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE case_party w SET until_at = p_at
    WHERE w.case_id = p_case AND w.origin = 'facts' AND (w.until_at IS NULL OR w.until_at > p_at)
      AND NOT EXISTS (SELECT FROM konsil.told_ways(p_ways) n
                      WHERE (n.party, n.role, n.scope, n.items) = (w.party, w.role, w.scope, w.items)
                        AND n.until_at IS NOT DISTINCT FROM w.until_at);
    INSERT INTO case_party (case_id, party, role, scope, items, origin, why, from_at, until_at)
    SELECT p_case, n.party, n.role, n.scope, n.items, 'facts', '', p_at, n.until_at
    FROM konsil.told_ways(p_ways) n
    WHERE (n.until_at IS NULL OR n.until_at > p_at)
      AND NOT EXISTS (SELECT FROM case_party w WHERE w.case_id = p_case AND w.origin = 'facts'
                      AND (w.party, w.role, w.scope, w.items) = (n.party, n.role, n.scope, n.items)
                      AND w.until_at IS NOT DISTINCT FROM n.until_at);
END
$$;

-- The ways as they were told, one a row.
CREATE FUNCTION konsil.told_ways(p_ways jsonb)
RETURNS TABLE (party text, role text, scope text[], items text[], until_at timestamptz)
LANGUAGE sql IMMUTABLE AS $$
    SELECT n.party, n.role, n.scope, coalesce(n.items, '{}'), nullif(n.until, '')::timestamptz
    FROM jsonb_to_recordset(p_ways) AS n (party text, role text, scope text[], items text[], until text)
$$;

-- The day on which the member comes of age.
CREATE FUNCTION konsil.coming_of_age(p_case cases) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('majority', (p.born_on + interval '18 years')::date)
    FROM person p WHERE p.id = p_case.person_id
$$;

CREATE FUNCTION konsil.evidence_consent_signed(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$ SELECT konsil.coming_of_age(p_case) $$;

CREATE FUNCTION konsil.evidence_authority_granted(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$ SELECT konsil.coming_of_age(p_case) $$;

-- Whose hand it is: only the account that made an entry takes it back alone (Y26).
CREATE FUNCTION konsil.evidence_entry_taken_back(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$ SELECT jsonb_build_object('account', konsil.account()) $$;

-- A document of the wrong person is gone from every view of the case with the entry that reports it (Y26).
CREATE FUNCTION konsil.misfile() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE document d SET state = 'misfiled'
    FROM fact f, jsonb_array_elements_text(NEW.body::jsonb #> '{fact,documents}') told
    WHERE f.case_id = NEW.case_id AND f.seq = NEW.seq AND f.name = 'incident.reported'
      AND d.public = told AND d.case_id = NEW.case_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER misfiled AFTER INSERT ON fact_body FOR EACH ROW
    WHEN (NEW.category = 'internal' AND NEW.body LIKE '%misfiled-document%') EXECUTE FUNCTION konsil.misfile();

-- When an approver did not answer in time, and everybody who may approve instead was rung (X34).
ALTER TABLE proposal ADD COLUMN rung_at timestamptz;

-- The signatures inside a document, as examining it found them; with the opinion they go into its evidence (Y18).
ALTER TABLE document ADD COLUMN signatures jsonb NOT NULL DEFAULT '[]';

CREATE FUNCTION konsil.evidence_opinion_received(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('signatures', d.signatures)
    FROM document d WHERE d.public = p_told ->> 'document' AND d.case_id = p_case.id
$$;

-- A number or address is dead: somebody else answers there, or mail came back. It is never tried again until somebody
-- has confirmed it anew, and what was on its way there waits (Y02).
CREATE OR REPLACE FUNCTION konsil.evidence_contact_logged(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('preferred', p.contact_by, 'dead', coalesce((
        SELECT jsonb_agg(c.value ORDER BY c.id) FROM contact_point c
        WHERE c.person_id = p.id AND c.state = 'dead' AND NOT EXISTS (
            SELECT FROM contact_point o WHERE o.person_id = p.id AND o.value = c.value AND o.state <> 'dead'
              AND coalesce(o.until_on, 'infinity') >= konsil.day_of(p_case, p_at))), '[]'))
    FROM person p WHERE p.id = p_case.person_id
$$;

CREATE FUNCTION konsil.wrong_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE contact_point c SET state = 'dead', state_at = konsil.clock()
    FROM fact f, cases k
    WHERE f.case_id = NEW.case_id AND f.seq = NEW.seq AND f.name = 'contact.logged' AND k.id = NEW.case_id
      AND NEW.body::jsonb #>> '{fact,outcome}' = 'wrong-person' AND c.person_id = k.person_id AND c.state <> 'dead'
      AND regexp_replace(c.value, '\s', '', 'g') = regexp_replace(NEW.body::jsonb #>> '{fact,address}', '\s', '', 'g');
    RETURN NULL;
END
$$;
CREATE TRIGGER wrong_person AFTER INSERT ON fact_body FOR EACH ROW
    WHEN (NEW.category = 'personal' AND NEW.body LIKE '%wrong-person%') EXECUTE FUNCTION konsil.wrong_person();

CREATE FUNCTION konsil.hold_what_goes_there() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE attempt a SET state = 'held', why = 'dead-address'
    FROM person p
    WHERE p.id = NEW.person_id AND a.to_party = p.public AND a.address = NEW.value
      AND a.state IN ('begun', 'failed', 'in-doubt');
    RETURN NULL;
END
$$;
CREATE TRIGGER dead AFTER UPDATE OF state ON contact_point FOR EACH ROW
    WHEN (NEW.state = 'dead' AND OLD.state <> 'dead') EXECUTE FUNCTION konsil.hold_what_goes_there();
