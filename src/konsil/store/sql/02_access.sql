-- Row-level security (R22). Each policy compares columns of its own row with the acting party; a way into a
-- case is an open row of case_party whose scope holds the category. Forced, so that the owner too needs a
-- policy: the one named `keeping`, which the functions of record stand on.

CREATE FUNCTION konsil.protect(p_table text, p_sees text, p_writes text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', p_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', p_table);
    EXECUTE format('CREATE POLICY keeping ON %I TO konsil_owner USING (true) WITH CHECK (true)', p_table);
    EXECUTE format('CREATE POLICY seeing ON %I FOR SELECT TO konsil_app, konsil_work, konsil_seed USING (%s)',
                   p_table, p_sees);
    IF p_writes IS NOT NULL THEN
        EXECUTE format('CREATE POLICY adding ON %I FOR INSERT TO konsil_app, konsil_work, konsil_seed '
                       'WITH CHECK (%s)', p_table, p_writes);
        EXECUTE format('CREATE POLICY changing ON %I FOR UPDATE TO konsil_app, konsil_work, konsil_seed '
                       'USING (%s) WITH CHECK (%s)', p_table, p_writes, p_writes);
        EXECUTE format('CREATE POLICY removing ON %I FOR DELETE TO konsil_app, konsil_work, konsil_seed '
                       'USING (%s)', p_table, p_writes);
    END IF;
END
$$;

-- The cases the acting party has an open way into, and the categories it may read there.
SELECT konsil.protect('case_party', $$party = (SELECT konsil.party())$$);

SELECT konsil.protect('cases', $$EXISTS (
    SELECT FROM case_party w WHERE w.case_id = cases.id AND w.party = (SELECT konsil.party())
      AND w.scope <> '{}'
      AND (w.until_at IS NULL OR w.until_at > (SELECT konsil.clock())))$$);

SELECT konsil.protect(of_table, format($$EXISTS (
    SELECT FROM case_party w WHERE w.case_id = %1$I.case_id AND w.party = (SELECT konsil.party())
      AND %1$I.category = ANY (w.scope)
      AND (w.until_at IS NULL OR w.until_at > (SELECT konsil.clock())))$$, of_table))
FROM unnest(ARRAY['fact', 'fact_body']) of_table;

SELECT konsil.protect(of_table, format($$EXISTS (
    SELECT FROM case_party w WHERE w.case_id = %1$I.case_id AND w.party = (SELECT konsil.party())
      AND w.scope <> '{}'
      AND (w.until_at IS NULL OR w.until_at > (SELECT konsil.clock())))$$, of_table))
FROM unnest(ARRAY['promise_cycle', 'promise_mark']) of_table;

SELECT konsil.protect('attempt', $$EXISTS (
    SELECT FROM case_party w WHERE w.case_id = attempt.case_id AND w.party = (SELECT konsil.party())
      AND w.scope <> '{}'
      AND (w.until_at IS NULL OR w.until_at > (SELECT konsil.clock())))$$,
    $$(SELECT konsil.party()) = 'konsil'$$);

SELECT konsil.protect('case_link', $$EXISTS (SELECT FROM cases c WHERE c.id = case_link.from_case_id)$$);

SELECT konsil.protect('work_row', $$party = (SELECT konsil.party())$$);

-- Documents: as facts of their category; before they have a case, for the party that brought them.
SELECT konsil.protect('document', $$state <> 'misfiled' AND CASE WHEN case_id IS NULL
    THEN party = (SELECT konsil.party()) OR (SELECT konsil.party()) = 'konsil'
    ELSE EXISTS (SELECT FROM case_party w WHERE w.case_id = document.case_id
      AND w.party = (SELECT konsil.party()) AND document.category = ANY (w.scope)
      AND (w.until_at IS NULL OR w.until_at > (SELECT konsil.clock()))) END$$,
    $$party = (SELECT konsil.party()) OR (SELECT konsil.party()) = 'konsil'$$);

-- Traffic belongs to a party; the worker brings in and settles for any.
SELECT konsil.protect(of_table, $$(SELECT konsil.party()) IN (party, 'konsil')$$,
                      $$(SELECT konsil.party()) IN (party, 'konsil')$$)
FROM unnest(ARRAY['draft', 'arrival', 'proposal', 'notice', 'read_mark', 'answered']) of_table;

-- People: of a population one keeps or serves, oneself and whom one may act for, and, to those who may read
-- medical facts of a case, the person it is about.
SELECT konsil.protect('person', $$population_id = ANY ((SELECT konsil.populations())::bigint[])
    OR id = ANY ((SELECT konsil.own_people())::bigint[])
    OR EXISTS (SELECT FROM cases c JOIN case_party w ON w.case_id = c.id
      WHERE c.person_id = person.id AND w.party = (SELECT konsil.party()) AND 'medical' = ANY (w.scope)
        AND (w.until_at IS NULL OR w.until_at > (SELECT konsil.clock())))$$,
    $$population_id = ANY ((SELECT konsil.populations())::bigint[])$$);

SELECT konsil.protect(of_table, $$population_id = ANY ((SELECT konsil.populations())::bigint[])$$,
                      $$population_id = ANY ((SELECT konsil.populations())::bigint[])$$)
FROM unnest(ARRAY['person_token', 'household']) of_table;

SELECT konsil.protect(of_table, format($$EXISTS (SELECT FROM person p WHERE p.id = %I.person_id)$$, of_table),
    format($$EXISTS (SELECT FROM person p WHERE p.id = %I.person_id
      AND p.population_id = ANY ((SELECT konsil.populations())::bigint[]))$$, of_table))
FROM unnest(ARRAY['contact_point', 'cover', 'authority']) of_table;

SELECT konsil.protect('person_alias', $$EXISTS (SELECT FROM person p WHERE p.id = person_alias.kept_id)$$,
    $$EXISTS (SELECT FROM person p WHERE p.id = person_alias.kept_id
      AND p.population_id = ANY ((SELECT konsil.populations())::bigint[]))$$);
