-- What an insurer may learn of the answers: counts of a whole month, small ones already hidden in here, so that no
-- row of a record ever leaves the database in a payer's name (A02, Y38; docs/decisions/a-month-without-names.md).

-- The parts of a known total as they may be told; null is "few". The same as `core/cells.py`.
CREATE FUNCTION konsil.told(p_cells jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(key, CASE
        WHEN n = 0 OR least >= 5 OR (n >= 5 AND smaller >= 5 AND place > 2) THEN n END), '{}')
    FROM (
        SELECT key, n, min(n) FILTER (WHERE n > 0) OVER () AS least,
               count(*) FILTER (WHERE n > 0) OVER before_it AS place,
               coalesce(sum(n) OVER before_it, 0) - n AS smaller
        FROM (SELECT key, value::integer AS n FROM jsonb_each_text(p_cells)) cell
        WINDOW before_it AS (ORDER BY n, key COLLATE "C" ROWS UNBOUNDED PRECEDING)
    ) ordered
$$;

-- Of the acting payer's cases under a programme, asked in the month that begins on this day: how many were answered, what the opinion
-- that was handed over says of the first diagnosis, and whether it changes the plan. Whole months only: two
-- stretches that differ by a day would tell of one person.
CREATE FUNCTION konsil.month_v1(p_programme text, p_first date) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH asked AS (
        SELECT c.id FROM cases c JOIN programme_version v ON v.id = c.programme_id
        WHERE c.payer = konsil.party() AND konsil.party() <> '' AND v.key = p_programme AND extract(day FROM p_first) = 1
          AND c.opened_at >= p_first::timestamp AT TIME ZONE v.zone
          AND c.opened_at < (p_first + interval '1 month') AT TIME ZONE v.zone
    ), standing AS (
        SELECT f.case_id, f.seq, f.name, b.body::jsonb AS body
        FROM asked a JOIN fact f ON f.case_id = a.id JOIN fact_body b ON (b.case_id, b.seq) = (f.case_id, f.seq)
        WHERE f.name IN ('opinion.coded', 'opinion.delivered') AND NOT EXISTS (
            SELECT FROM fact s JOIN fact_body t ON (t.case_id, t.seq) = (s.case_id, s.seq)
            WHERE s.case_id = f.case_id AND s.name = 'entry.struck'
              AND t.body::jsonb #> '{fact,strikes}' @> to_jsonb(f.seq))
    ), answered AS (
        SELECT DISTINCT ON (d.case_id) d.case_id, c.body -> 'fact' AS told
        FROM standing d JOIN standing c ON c.case_id = d.case_id AND c.seq < d.seq
        WHERE d.name = 'opinion.delivered' AND c.name = 'opinion.coded'
          AND c.body #>> '{items,opinion}' = d.body #>> '{items,opinion}'
        ORDER BY d.case_id, d.seq DESC, c.seq DESC
    ), counted AS (
        SELECT told #>> '{diagnosis,0,says}' AS says, EXISTS (
            SELECT FROM jsonb_array_elements(told -> 'plan') item
            WHERE item ->> 'says' IN ('adapt', 'replace', 'changed')) AS changes
        FROM answered
    )
    SELECT jsonb_build_object(
        'answered', count(*),
        'diagnosis', konsil.told(jsonb_build_object(
            'confirmed', count(*) FILTER (WHERE says = 'confirmed'),
            'refined', count(*) FILTER (WHERE says = 'refined'),
            'changed', count(*) FILTER (WHERE says = 'changed'),
            'open', count(*) FILTER (WHERE says NOT IN ('confirmed', 'refined', 'changed')))),
        'plan', konsil.told(jsonb_build_object(
            'kept', count(*) FILTER (WHERE NOT changes), 'changed', count(*) FILTER (WHERE changes))))
    FROM counted
$$;
