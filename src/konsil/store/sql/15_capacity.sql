-- Capacity is rows, computed once (R19): the core lays out when a resource is there, bookings are subtracted here. Slot
-- search, evidence of free time and the constraint against double booking all read these two tables.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- The payers for whom the acting party decides: itself, and those whose programmes it runs.
CREATE FUNCTION konsil.payers() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT found.key), '{}') FROM (
        SELECT v.payer AS key FROM programme_version v WHERE konsil.party() IN (v.operator, 'konsil')
        UNION ALL
        SELECT konsil.party()
    ) found
$$;

-- The clinics whose places the acting party may see: its own, and those it has an agreement with, as a payer or as
-- the operator of a payer's programme; the worker serves all.
CREATE FUNCTION konsil.clinics() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT found.key), '{}') FROM (
        SELECT l.clinic_id AS key FROM location l WHERE konsil.party() IN (l.clinic_id, 'konsil')
        UNION ALL
        SELECT a.clinic_id FROM agreement a
        WHERE a.payer_id = ANY (konsil.payers())
          AND konsil.clock()::date BETWEEN a.from_on AND coalesce(a.until_on, 'infinity')
        UNION ALL
        SELECT konsil.party()
    ) found
$$;

-- What holds on one day holds alone: two rates, or two rules, of the same service never overlap.
ALTER TABLE tariff ADD CONSTRAINT "tariff-overlaps" EXCLUDE USING gist
    (payer_id WITH =, clinic_id WITH =, service WITH =, daterange(from_on, until_on, '[]') WITH &&);
ALTER TABLE coverage ADD CONSTRAINT "coverage-overlaps" EXCLUDE USING gist
    (programme WITH =, package WITH =, service WITH =, daterange(from_on, until_on, '[]') WITH &&);
CREATE INDEX tariff_service ON tariff (clinic_id, service, payer_id);
CREATE INDEX coverage_service ON coverage (programme, service);

-- When a resource is there on a local day of its place, and what of it is not booked.
CREATE TABLE open_time (
    resource_id bigint NOT NULL REFERENCES resource (id),
    day date NOT NULL,
    ranges tstzmultirange NOT NULL,
    free tstzmultirange NOT NULL,
    PRIMARY KEY (resource_id, day)
);
CREATE INDEX open_time_free ON open_time (day, resource_id) INCLUDE (free) WHERE NOT isempty(free);

-- A resource is taken for the booking of a case. Whoever comes second is refused by the constraint's name (R18).
CREATE TABLE booked_time (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id bigint NOT NULL REFERENCES cases (id),
    item text NOT NULL,
    resource_id bigint NOT NULL REFERENCES resource (id),
    during tstzrange NOT NULL CHECK (NOT isempty(during)),
    CONSTRAINT "slot-taken" EXCLUDE USING gist (resource_id WITH =, during WITH &&)
);
CREATE INDEX booked_time_case ON booked_time (case_id, item);

-- A booking takes from what is free and gives it back. Both are differences to the row as it is, so that two bookings
-- of one day need not see each other's.
CREATE FUNCTION konsil.booked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE open_time SET free = free + ranges * tstzmultirange(OLD.during)
        WHERE resource_id = OLD.resource_id AND day BETWEEN (lower(OLD.during) AT TIME ZONE 'UTC')::date - 1
                                                        AND (upper(OLD.during) AT TIME ZONE 'UTC')::date + 1;
    ELSE
        UPDATE open_time SET free = free - tstzmultirange(NEW.during)
        WHERE resource_id = NEW.resource_id AND day BETWEEN (lower(NEW.during) AT TIME ZONE 'UTC')::date - 1
                                                        AND (upper(NEW.during) AT TIME ZONE 'UTC')::date + 1
          AND free && NEW.during;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER booked AFTER INSERT OR DELETE ON booked_time FOR EACH ROW EXECUTE FUNCTION konsil.booked();

-- The days of a resource from one to another as the core laid them out: {day: multirange}. A booking under way holds
-- the resource's row by its key, and is waited for; then what is booked is read.
CREATE FUNCTION konsil.open_time_v1(p_resource bigint, p_first date, p_last date, p_days jsonb) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_changed integer;
BEGIN
    PERFORM FROM resource r WHERE r.id = p_resource AND konsil.party() IN (r.clinic_id, 'konsil') FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    DELETE FROM open_time t WHERE t.resource_id = p_resource AND t.day BETWEEN p_first AND p_last
      AND NOT p_days ? t.day::text;
    INSERT INTO open_time AS old (resource_id, day, ranges, free)
    SELECT p_resource, n.key::date, n.value::tstzmultirange, n.value::tstzmultirange - coalesce((
        SELECT range_agg(b.during) FROM booked_time b
        WHERE b.resource_id = p_resource AND b.during && range_merge(n.value::tstzmultirange)), '{}')
    FROM jsonb_each_text(p_days) n
    ON CONFLICT (resource_id, day) DO UPDATE SET ranges = excluded.ranges, free = excluded.free
    WHERE (old.ranges, old.free) IS DISTINCT FROM (excluded.ranges, excluded.free);
    GET DIAGNOSTICS v_changed = ROW_COUNT;
    RETURN v_changed;
END
$$;

-- ---- what is where, on a day ----------------------------------------------------------------------------------------

CREATE FUNCTION konsil.holds_on(p_from date, p_until date, p_on date) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT p_on BETWEEN p_from AND coalesce(p_until, 'infinity') $$;

-- A service as it is described on a day.
CREATE FUNCTION konsil.service_on(p_code text, p_on date) RETURNS service
LANGUAGE sql STABLE AS $$
    SELECT s FROM service s WHERE s.code = p_code AND konsil.holds_on(s.from_on, s.until_on, p_on)
    ORDER BY s.from_on DESC LIMIT 1
$$;

CREATE TYPE konsil.way AS (
    location_id bigint, practitioner bigint, minutes integer, resources bigint[], first date, last date
);

-- The ways of doing these services one after another at one place: [{service, quantity}], by one practitioner at most,
-- with everything that any of them needs; each with the days, of those from the first to the last, on which it holds.
CREATE FUNCTION konsil.ways_of(p_services jsonb, p_first date, p_last date, p_clinics text[]) RETURNS SETOF konsil.way
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE asked AS MATERIALIZED (
        SELECT a.n, a.value ->> 'service' AS service, coalesce((a.value ->> 'quantity')::integer, 1) AS quantity,
               (konsil.service_on(a.value ->> 'service', p_first)).minutes
        FROM jsonb_array_elements(p_services) WITH ORDINALITY a (value, n)
    ), each AS (
        SELECT a.n, o.location_id, max(r.id) FILTER (WHERE r.kind = 'practitioner') AS practitioner,
               a.quantity * coalesce(o.minutes, a.minutes) AS minutes, array_agg(r.id ORDER BY r.id) AS resources,
               greatest(o.from_on, l.from_on, max(r.from_on), p_first) AS first,
               least(o.until_on, l.until_on, min(r.until_on), p_last) AS last
        FROM asked a JOIN offer o ON o.service = a.service JOIN location l ON l.id = o.location_id
        JOIN offer_resource x ON x.offer_id = o.id JOIN resource r ON r.id = x.resource_id
        WHERE l.clinic_id = ANY (p_clinics)
        GROUP BY a.n, a.quantity, a.minutes, o.id, l.id
    ), together AS (
        SELECT n, location_id, practitioner, minutes, resources, first, last FROM each WHERE n = 1
        UNION ALL
        SELECT e.n, t.location_id, coalesce(t.practitioner, e.practitioner), t.minutes + e.minutes,
               ARRAY(SELECT DISTINCT unnest(t.resources || e.resources) ORDER BY 1),
               greatest(t.first, e.first), least(t.last, e.last)
        FROM together t JOIN each e ON e.n = t.n + 1 AND e.location_id = t.location_id
         AND coalesce(t.practitioner = e.practitioner, true)
    )
    SELECT DISTINCT ON (t.location_id, t.resources, t.first)
           t.location_id, t.practitioner, t.minutes, t.resources, t.first, t.last
    FROM together t WHERE t.n = (SELECT max(n) FROM asked) AND t.first <= t.last
    ORDER BY t.location_id, t.resources, t.first, t.minutes
$$;

-- The first full five minutes that are not before an instant.
CREATE FUNCTION konsil.on_the_grid(p_at timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$
    SELECT date_bin('5 minutes', p_at + interval '5 minutes' - interval '1 microsecond', timestamptz '1970-01-01 00:00+00')
$$;

-- Free times at which everything a way needs is free together, the first first; at most `p_each` a way and day. Days
-- are gone through one by one, so that a search ends with the day on which it has found enough. `p_wanted` narrows:
-- {place, location, practitioner, language, part}, each optional.
CREATE FUNCTION konsil.free_slots(
    p_services jsonb, p_clinics text[], p_wanted jsonb, p_from timestamptz, p_until date, p_most integer, p_each integer
) RETURNS TABLE (location_id bigint, starts timestamptz, ends timestamptz, resources bigint[])
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_ways konsil.way[] := ARRAY(
        SELECT w FROM konsil.ways_of(p_services, p_from::date - 1, p_until, p_clinics) w
        JOIN location l ON l.id = w.location_id LEFT JOIN resource r ON r.id = w.practitioner
        WHERE (p_wanted ->> 'location' IS NULL OR l.public = p_wanted ->> 'location')
          AND (p_wanted ->> 'place' IS NULL OR lower(l.city) = lower(p_wanted ->> 'place'))
          AND (p_wanted ->> 'practitioner' IS NULL OR r.practitioner_id = p_wanted ->> 'practitioner')
          AND (p_wanted ->> 'language' IS NULL OR p_wanted ->> 'language' = ANY (r.languages)));
    v_day date := (p_from AT TIME ZONE 'UTC')::date - 1;  -- where the place is, it may be the day before or after
    v_found integer := 0;
    v_count integer;
    v_needs integer[];   -- of each way, how many resources it needs
    v_places bigint[];   -- where it is,
    v_zones text[];
    v_lengths interval[];  -- how long it takes,
    v_firsts date[];     -- and the days on which it holds
    v_lasts date[];
    v_way integer[];     -- each need of each way: the way's place in the arrays above,
    v_need bigint[];     -- and the resource
    v_kinds text[];      -- of each kind that all ways need, every resource: on a day when none is free, nothing is
BEGIN
    SELECT array_agg(cardinality(w.resources) ORDER BY w.n), array_agg(w.location_id ORDER BY w.n),
           array_agg(l.zone ORDER BY w.n), array_agg(make_interval(mins => w.minutes) ORDER BY w.n),
           array_agg(w.first ORDER BY w.n), array_agg(w.last ORDER BY w.n)
    INTO v_needs, v_places, v_zones, v_lengths, v_firsts, v_lasts
    FROM unnest(v_ways) WITH ORDINALITY w (location_id, practitioner, minutes, resources, first, last, n)
    JOIN location l ON l.id = w.location_id;
    SELECT array_agg(w.n), array_agg(needed.id) INTO v_way, v_need
    FROM unnest(v_ways) WITH ORDINALITY w (location_id, practitioner, minutes, resources, first, last, n),
         unnest(w.resources) needed (id);
    SELECT array_agg(kind.ids) INTO v_kinds FROM (
        SELECT array_agg(DISTINCT r.id)::text AS ids FROM unnest(v_way, v_need) needed (n, id)
        JOIN resource r ON r.id = needed.id GROUP BY r.kind HAVING count(DISTINCT needed.n) = cardinality(v_ways)) kind;
    WHILE v_way IS NOT NULL AND v_found < p_most AND v_day <= p_until LOOP
        IF EXISTS (SELECT FROM unnest(v_kinds) kind (ids) WHERE NOT EXISTS (
                   SELECT FROM open_time t WHERE t.day = v_day AND NOT isempty(t.free)
                     AND t.resource_id = ANY (kind.ids::bigint[]))) THEN
            v_day := v_day + 1;
            CONTINUE;
        END IF;
        RETURN QUERY
        WITH together AS (
            SELECT needed.n, range_intersect_agg(t.free) AS free
            FROM open_time t JOIN unnest(v_way, v_need) needed (n, id) ON needed.id = t.resource_id
            WHERE t.day = v_day AND NOT isempty(t.free)
            GROUP BY needed.n
            HAVING count(*) = v_needs[needed.n] AND v_day BETWEEN v_firsts[needed.n] AND v_lasts[needed.n]
        ), bounded AS (  -- only starts in the part of the day that is wanted
            SELECT g.n, g.free, w.length,
                   CASE WHEN p_wanted ->> 'part' = 'afternoon' THEN greatest(p_from, noon) ELSE p_from END AS since,
                   CASE WHEN p_wanted ->> 'part' = 'morning' THEN noon ELSE 'infinity' END AS before
            FROM together g JOIN unnest(v_lengths, v_zones) WITH ORDINALITY w (length, zone, n) ON w.n = g.n,
            LATERAL (SELECT (v_day + time '12:00') AT TIME ZONE w.zone AS noon) half
        ), first AS (  -- whoever is not among the first of each way is not among the first of all
            SELECT b.*, f.at FROM bounded b CROSS JOIN LATERAL (
                SELECT min(s.at) AS at FROM unnest(b.free) r,
                LATERAL (SELECT konsil.on_the_grid(greatest(lower(r), b.since)) AS at) s
                WHERE s.at + b.length <= upper(r) AND s.at < b.before
            ) f
            WHERE f.at IS NOT NULL ORDER BY f.at, b.n LIMIT p_most - v_found
        )
        SELECT v_places[f.n], s.at, s.at + f.length,
               ARRAY(SELECT needed.id FROM unnest(v_way, v_need) needed (n, id) WHERE needed.n = f.n)
        FROM first f CROSS JOIN LATERAL (
            SELECT start.at FROM unnest(f.free) r,
            LATERAL (SELECT konsil.on_the_grid(greatest(lower(r), f.since)) AS at) grid,
            LATERAL generate_series(grid.at, upper(r) - f.length, f.length) start (at)
            WHERE start.at < f.before ORDER BY start.at LIMIT p_each
        ) s
        ORDER BY s.at, f.n LIMIT p_most - v_found;
        GET DIAGNOSTICS v_count = ROW_COUNT;
        v_found := v_found + v_count;
        v_day := v_day + 1;
    END LOOP;
END
$$;

-- The same for whoever may see these clinics, with everything by its public id.
CREATE FUNCTION konsil.free_slots_v1(
    p_services jsonb, p_clinic text, p_wanted jsonb, p_from timestamptz, p_until date, p_most integer, p_each integer
) RETURNS TABLE (clinic text, location text, starts timestamptz, ends timestamptz, zone text, resources text[],
                 labels text[], practitioner text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.clinic_id, l.public, f.starts, f.ends, l.zone, r.publics, r.labels, r.practitioner
    FROM konsil.free_slots(p_services, CASE WHEN p_clinic = '' THEN konsil.clinics()
            ELSE ARRAY(SELECT c FROM unnest(konsil.clinics()) c WHERE c = p_clinic) END,
        p_wanted, greatest(p_from, konsil.clock() + interval '1 second'), p_until, p_most, p_each) f
    JOIN location l ON l.id = f.location_id,
    LATERAL (SELECT array_agg(x.public ORDER BY x.kind DESC, x.id) AS publics,
                    array_agg(x.label ORDER BY x.kind DESC, x.id) AS labels,
                    coalesce(max(x.practitioner_id), '') AS practitioner
             FROM resource x WHERE x.id = ANY (f.resources)) r
    ORDER BY f.starts, l.id, f.resources
$$;

-- What can be said of a service at one clinic from an instant until a day: whether it is done there, when it is free
-- first, and who is on leave or what is out of order in all that time. A refusal for want of capacity rests on this.
CREATE FUNCTION konsil.capacity(p_clinic text, p_services jsonb, p_from timestamptz, p_until date) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    WITH needed AS (
        SELECT DISTINCT unnest(w.resources) AS id
        FROM konsil.ways_of(p_services, p_from::date, p_until, ARRAY[p_clinic]) w
    ), away AS (
        SELECT a.kind, jsonb_agg(jsonb_build_object('resource', r.public, 'label', r.label, 'until', a.until_at)
                                 ORDER BY r.id) AS told
        FROM needed n JOIN resource r ON r.id = n.id JOIN absence a ON a.resource_id = r.id
        WHERE a.withdrawn_at IS NULL AND a.from_at <= p_from AND a.until_at > p_from
        GROUP BY a.kind
    )
    SELECT jsonb_build_object(
        'offered', EXISTS (SELECT FROM needed),
        'first_free', (
            SELECT f.starts FROM konsil.free_slots(p_services, ARRAY[p_clinic], '{}', p_from, p_until, 1, 1) f),
        'until', p_until,
        'on_leave', coalesce((SELECT told FROM away WHERE kind = 'leave'), '[]'),
        'out_of_order', coalesce((SELECT told FROM away WHERE kind = 'outage'), '[]'))
$$;

CREATE FUNCTION konsil.capacity_v1(p_clinic text, p_services jsonb, p_from timestamptz, p_until date) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT konsil.capacity(p_clinic, p_services, p_from, p_until) WHERE p_clinic = ANY (konsil.clinics())
$$;

-- ---- what is taken over, and what it costs --------------------------------------------------------------------------

-- The rule for a service under a programme on a day: the package's own before the one for all.
CREATE FUNCTION konsil.rule_on(p_programme text, p_package text, p_service text, p_on date) RETURNS coverage
LANGUAGE sql STABLE AS $$
    SELECT c FROM coverage c
    WHERE c.programme = p_programme AND c.service = p_service AND c.package IN ('', p_package)
      AND konsil.holds_on(c.from_on, c.until_on, p_on)
    ORDER BY c.package DESC LIMIT 1
$$;

-- {service: {covered, needed, name}}: what the cover says of each, in the language of the paper. What no rule names is
-- not covered, and wants a paper.
CREATE FUNCTION konsil.rules_on(p_programme text, p_package text, p_services text[], p_language text, p_on date)
RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_object_agg(s.code, jsonb_build_object('covered', coalesce(r.covered, false),
        'needed', coalesce(r.authorise, true), 'name', coalesce(w.texts ->> p_language, s.code))), '{}')
    FROM unnest(p_services) s (code), LATERAL konsil.rule_on(p_programme, p_package, s.code, p_on) r,
    LATERAL konsil.service_on(s.code, p_on) w
$$;

-- {service: {amount, currency}}: what a payer pays a clinic for each on a day.
CREATE FUNCTION konsil.prices_on(p_payer text, p_clinic text, p_services text[], p_on date) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_object_agg(t.service, jsonb_build_object('amount', t.amount, 'currency', t.currency)), '{}')
    FROM tariff t WHERE t.payer_id = p_payer AND t.clinic_id = p_clinic AND t.service = ANY (p_services)
      AND konsil.holds_on(t.from_on, t.until_on, p_on)
$$;

-- ---- who sees and who changes ---------------------------------------------------------------------------------------

SELECT konsil.protect('agreement', $$(SELECT konsil.party()) IN (clinic_id, payer_id, 'konsil')
    OR payer_id = ANY ((SELECT konsil.payers())::text[])$$, $$payer_id = ANY ((SELECT konsil.payers())::text[])$$);
SELECT konsil.protect(of_table, $$clinic_id = ANY ((SELECT konsil.clinics())::text[])$$,
                      $$(SELECT konsil.party()) IN (clinic_id, 'konsil')$$)
FROM unnest(ARRAY['location', 'resource']) of_table;
SELECT konsil.protect('offer', $$EXISTS (SELECT FROM location l WHERE l.id = offer.location_id)$$,
    $$EXISTS (SELECT FROM location l WHERE l.id = offer.location_id
      AND (SELECT konsil.party()) IN (l.clinic_id, 'konsil'))$$);
SELECT konsil.protect('offer_resource', $$EXISTS (SELECT FROM resource r WHERE r.id = offer_resource.resource_id)$$,
    $$EXISTS (SELECT FROM resource r WHERE r.id = offer_resource.resource_id
      AND (SELECT konsil.party()) IN (r.clinic_id, 'konsil'))$$);
SELECT konsil.protect(of_table, format($$EXISTS (SELECT FROM resource r WHERE r.id = %I.resource_id)$$, of_table),
    format($$EXISTS (SELECT FROM resource r WHERE r.id = %I.resource_id
      AND (SELECT konsil.party()) IN (r.clinic_id, 'konsil'))$$, of_table))
FROM unnest(ARRAY['schedule', 'absence']) of_table;
SELECT konsil.protect('open_time', $$EXISTS (SELECT FROM resource r WHERE r.id = open_time.resource_id)$$);
SELECT konsil.protect('coverage', $$payer_id = ANY ((SELECT konsil.payers())::text[])$$,
                      $$payer_id = ANY ((SELECT konsil.payers())::text[])$$);
SELECT konsil.protect('tariff', $$clinic_id = (SELECT konsil.party())
    OR payer_id = ANY ((SELECT konsil.payers())::text[])$$, $$payer_id = ANY ((SELECT konsil.payers())::text[])$$);

-- Whose case takes a resource is seen by the clinic, and by whoever has a way into the case.
SELECT konsil.protect('booked_time', $$EXISTS (SELECT FROM resource r WHERE r.id = booked_time.resource_id
        AND r.clinic_id = (SELECT konsil.party()))
    OR EXISTS (SELECT FROM cases c WHERE c.id = booked_time.case_id)$$);

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['agreement', 'location', 'resource', 'schedule', 'absence', 'service', 'offer',
        'offer_resource', 'coverage', 'tariff'] LOOP
        EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION konsil.audit()', v_table);
    END LOOP;
END
$$;
