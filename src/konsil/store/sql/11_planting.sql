-- Whole cases with a past: demo data, and cases brought from another system (R20). For the seeding role alone; each
-- entry says its origin, the chain is the one that `verify-log` walks, and the projections are those of the end.
CREATE FUNCTION konsil.plant_v1(
    p_programme text, p_person text, p_public text, p_number text, p_number_key text, p_entries jsonb,
    p_ways jsonb, p_cycles jsonb, p_work jsonb, p_ended text, p_owner text
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_case bigint;
    v_entries konsil.entry[] := ARRAY(SELECT e FROM jsonb_populate_recordset(NULL::konsil.entry, p_entries) e ORDER BY e.seq);
    v_last konsil.entry := v_entries[array_length(v_entries, 1)];
BEGIN
    INSERT INTO cases (public, number, number_key, programme_id, person_id, population_id, payer, opened_at,
                       last_seq, last_recorded, head, ended, owner, origin)
    SELECT p_public, p_number, p_number_key, v.id, p.id, p.population_id, v.payer, v_entries[1].recorded,
           v_last.seq, v_last.recorded, v_last.hash, p_ended, p_owner, 'seed'
    FROM programme_version v, person p WHERE v.hash = p_programme AND p.public = p_person
    RETURNING id INTO STRICT v_case;
    INSERT INTO fact (case_id, seq, name, version, category, at, recorded, account, role, party, digest, hash, origin)
    SELECT v_case, e.seq, e.name, e.version, e.category, e.at, e.recorded, e.account, e.role, e.party, e.digest,
           e.hash, 'seed' FROM unnest(v_entries) e;
    INSERT INTO fact_body (case_id, seq, category, salt, body)
    SELECT v_case, e.seq, e.category, e.salt, e.body FROM unnest(v_entries) e;
    PERFORM konsil.project_access(v_case, p_ways, v_last.recorded);
    PERFORM konsil.project_cycles(v_case, p_cycles);
    PERFORM konsil.project_work(v_case, p_work, v_last.recorded, 'konsil');
    RETURN v_case;
END
$$;
