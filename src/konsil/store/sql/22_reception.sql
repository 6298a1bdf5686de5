-- At reception: what a paper is to whoever holds it up, what was tried, numbers for a day without a line.

-- What a paper is to whoever holds it up (R30): a signed code of another clinic is told from a forged one and says no
-- more; a number typed there is unknown, as if there were none.
CREATE FUNCTION konsil.paper_v1(p_said text, p_signed boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_paper authorisation;
    v_visit visit;
    v_today date;
BEGIN
    SELECT * INTO v_paper FROM authorisation a WHERE a.number_key = konsil.number_key(p_said);
    IF NOT FOUND OR (konsil.party() NOT IN (v_paper.clinic, v_paper.operator) AND NOT p_signed) THEN
        RETURN '{"verdict": "unknown"}';
    ELSIF konsil.party() NOT IN (v_paper.clinic, v_paper.operator) THEN
        RETURN '{"verdict": "other-clinic"}';
    END IF;
    SELECT * INTO v_visit FROM visit v WHERE (v.case_id, v.booking) = (v_paper.case_id, v_paper.booking);
    SELECT (konsil.clock() AT TIME ZONE l.zone)::date INTO v_today FROM location l WHERE l.public = v_visit.location;
    RETURN jsonb_build_object(
        'verdict', CASE WHEN v_paper.state = 'valid' AND v_paper.day <> v_today THEN 'other-day' ELSE v_paper.state END,
        'number', v_paper.number, 'day', v_paper.day, 'extends', v_paper.extends, 'replaced_by', v_paper.replaced_by,
        'case', v_visit.public, 'booking', v_paper.booking, 'item', v_paper.item, 'person', v_visit.person,
        'born_on', v_visit.born_on, 'starts', v_visit.starts,
        'used_at', (SELECT r.at FROM redemption r WHERE r.number_key = v_paper.number_key AND r.reversed_at IS NULL));
END
$$;

-- Something was tried at reception and not let: kept beside the refused transaction (R5), for the clinic and for whoever
-- issued the paper. Told twice, as after an outage, it is kept once.
CREATE FUNCTION konsil.scanned_v1(
    p_public text, p_said text, p_why text, p_scanned text, p_rule text, p_at timestamptz
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF konsil.party() = '' THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    INSERT INTO scan (public, number_key, case_id, clinic, operator, account, why, scanned, rule, at, told_at)
    SELECT p_public, konsil.number_key(p_said), a.case_id, konsil.party(), coalesce(a.operator, ''), konsil.account(),
           p_why, p_scanned, p_rule, least(coalesce(p_at, konsil.clock()), konsil.clock()), konsil.clock()
    FROM (SELECT 1) one LEFT JOIN authorisation a ON a.number_key = konsil.number_key(p_said)
    ON CONFLICT (public) DO NOTHING;
    RETURN FOUND;
END
$$;

-- ---- numbers for a day without a line -------------------------------------------------------------------------------

-- The sealed sheet of a day: so many numbers that no paper has, for a programme the acting party runs.
CREATE FUNCTION konsil.lay_sheet_v1(p_programme text, p_day date, p_count integer) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_version programme_version;
    v_number text;
BEGIN
    SELECT * INTO v_version FROM programme_version v
    WHERE v.key = p_programme AND konsil.party() IN (v.operator, 'konsil') ORDER BY v.since DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    FOR n IN 1..p_count LOOP
        v_number := konsil.minted('AV');
        INSERT INTO reserved_number (number_key, number, operator, payer, zone, day, laid_at, laid_by)
        VALUES (konsil.number_key(v_number), v_number, v_version.operator, v_version.payer, v_version.zone, p_day,
                konsil.clock(), konsil.account());
        RETURN NEXT v_number;
    END LOOP;
END
$$;

-- Whether a number that was read out is good: on the sheet of today, and entered for nobody yet. To clinics with an
-- agreement, and to those who laid it.
CREATE FUNCTION konsil.reserved_v1(p_said text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce((
        SELECT CASE WHEN EXISTS (SELECT FROM authorisation a WHERE a.number_key = r.number_key) THEN 'used'
                    WHEN r.day <> (konsil.clock() AT TIME ZONE r.zone)::date THEN 'other-day' ELSE 'reserved' END
        FROM reserved_number r WHERE r.number_key = konsil.number_key(p_said)
          AND (konsil.has_agreement(r.payer) OR konsil.party() = r.operator)
    ), 'unknown')
$$;
