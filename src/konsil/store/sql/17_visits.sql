-- Visits: what the registers and the log say beside each fact (R10, R17), numbers that were never used (R30), and who
-- may ask for whom. What depends on an earlier fact is read from the log; that a time is free, from its rows.

-- ---- tables ---------------------------------------------------------------------------------------------------------

-- A paper and what became of it, under a number that is never used again.
CREATE TABLE authorisation (
    number_key text CONSTRAINT "number-not-reserved" PRIMARY KEY,  -- a sheet's number entered twice meets it
    number text NOT NULL,
    case_id bigint NOT NULL REFERENCES cases (id),
    seq integer NOT NULL,       -- the entry that issued it
    item text NOT NULL,
    booking text NOT NULL,
    clinic text NOT NULL,
    operator text NOT NULL,
    day date NOT NULL,          -- the one local day it is good for
    state text NOT NULL,        -- valid, used, suspended; moved, cancelled, called-off, revoked, struck, closed
    extends text NOT NULL,      -- the number of the base, for services added on the spot
    replaced_by text NOT NULL,
    UNIQUE (case_id, seq)
);
CREATE UNIQUE INDEX "already-authorised" ON authorisation (case_id, booking)
    WHERE extends = '' AND state IN ('valid', 'used', 'suspended');
CREATE INDEX authorisation_clinic ON authorisation (clinic, day);

-- The one use of a paper. A scan that was reversed on the same day stays to be seen (Y29).
CREATE TABLE redemption (
    case_id bigint NOT NULL REFERENCES cases (id),
    seq integer NOT NULL,
    number_key text NOT NULL REFERENCES authorisation (number_key),
    at timestamptz NOT NULL,
    account text NOT NULL,
    scanned text NOT NULL,
    rule text NOT NULL,         -- offline: by which rule it was honoured
    reversed_at timestamptz,
    reversed_because text NOT NULL DEFAULT '',
    PRIMARY KEY (case_id, seq)
);
CREATE UNIQUE INDEX "authorisation-used" ON redemption (number_key) WHERE reversed_at IS NULL;

-- Numbers on the sealed sheet of a day, to be read out when the call centre's line is down; dead at midnight (Y33).
CREATE TABLE reserved_number (
    number_key text PRIMARY KEY,
    number text NOT NULL,
    operator text NOT NULL REFERENCES organisation (party_id),
    payer text NOT NULL REFERENCES organisation (party_id),
    zone text NOT NULL,
    day date NOT NULL,
    laid_at timestamptz NOT NULL,
    laid_by text NOT NULL
);
CREATE INDEX reserved_number_sheet ON reserved_number (operator, day);

-- What reception tried and was not let: double use, another clinic's paper, another day's (R5). Outside every case.
CREATE TABLE scan (
    public text PRIMARY KEY,
    number_key text NOT NULL,
    case_id bigint REFERENCES cases (id),
    clinic text NOT NULL,
    operator text NOT NULL,     -- whom it concerns: empty where the number is nobody's
    account text NOT NULL,
    why text NOT NULL,          -- the refusal: authorisation-used, other-clinic …
    scanned text NOT NULL,
    rule text NOT NULL,
    at timestamptz NOT NULL,
    told_at timestamptz NOT NULL
);
CREATE INDEX scan_number ON scan (number_key);
CREATE INDEX scan_operator ON scan (operator, told_at);

-- ---- numbers --------------------------------------------------------------------------------------------------------

-- The key of a number: one spelling of what was typed or said. The same as `core/seal.py`.
CREATE FUNCTION konsil.number_key(p_said text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(translate(upper(p_said), 'OILU', '011V'), '[^0-9A-Z]', '', 'g')
$$;

-- The two check characters of a number without them: the whole, read in base 32, is 0 modulo 1021.
CREATE FUNCTION konsil.check_of(p_plain text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_alphabet CONSTANT text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    v_rest integer := 0;
    v_one text;
BEGIN
    FOREACH v_one IN ARRAY string_to_array(konsil.number_key(p_plain), NULL) LOOP
        v_rest := (v_rest * 32 + strpos(v_alphabet, v_one) - 1) % 1021;
    END LOOP;
    v_rest := (1021 - v_rest * 1024 % 1021) % 1021;
    RETURN substr(v_alphabet, v_rest / 32 + 1, 1) || substr(v_alphabet, v_rest % 32 + 1, 1);
END
$$;

-- Fifty bits of the system's own randomness, as ten characters; apart, so that a test can draw the same twice.
CREATE FUNCTION konsil.drawn() RETURNS text
LANGUAGE sql VOLATILE AS $$
    WITH random AS (  -- a version 4 UUID without its six fixed bits
        SELECT ('x' || lpad(substr(u, 1, 12) || substr(u, 14, 1), 16, '0'))::bit(64)::bigint AS bits
        FROM replace(gen_random_uuid()::text, '-', '') u
    )
    SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (bits >> (5 * place) & 31)::integer + 1, 1), ''
                      ORDER BY place DESC)
    FROM random, generate_series(0, 9) place
$$;

-- A number that is no paper's and on no sheet. The constraint is what is true; this only spares meeting it.
CREATE FUNCTION konsil.minted(p_prefix text) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_drawn text;
    v_plain text;
    v_number text;
BEGIN
    LOOP
        v_drawn := konsil.drawn();
        v_plain := p_prefix || '-' || left(v_drawn, 5) || '-' || right(v_drawn, 5);
        v_number := v_plain || '-' || konsil.check_of(v_plain);
        EXIT WHEN NOT EXISTS (SELECT FROM authorisation a WHERE a.number_key = konsil.number_key(v_number))
              AND NOT EXISTS (SELECT FROM reserved_number r WHERE r.number_key = konsil.number_key(v_number));
    END LOOP;
    RETURN v_number;
END
$$;

-- ---- what the log says ----------------------------------------------------------------------------------------------

-- The latest entry of these names about an item that was not struck: its canonical body.
CREATE FUNCTION konsil.standing(p_case bigint, p_names text[], p_kind text, p_item text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT b.body::jsonb FROM fact f JOIN fact_body b ON (b.case_id, b.seq) = (f.case_id, f.seq)
    WHERE f.case_id = p_case AND f.name = ANY (p_names)
      AND (p_kind = '' OR b.body::jsonb #>> ARRAY['items', p_kind] = p_item)
      AND NOT EXISTS (SELECT FROM fact s JOIN fact_body t ON (t.case_id, t.seq) = (s.case_id, s.seq)
          WHERE s.case_id = p_case AND s.name = 'entry.struck' AND t.body::jsonb #> '{fact,strikes}' @> to_jsonb(f.seq))
    ORDER BY f.seq DESC LIMIT 1
$$;

-- The booking as it was made, and the time as it was last set.
CREATE FUNCTION konsil.booking_of(p_case bigint, p_booking text) RETURNS jsonb
LANGUAGE sql STABLE AS $$ SELECT konsil.standing(p_case, ARRAY['visit.booked'], 'booking', p_booking) $$;

CREATE FUNCTION konsil.time_of(p_case bigint, p_booking text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT konsil.standing(p_case, ARRAY['visit.booked', 'visit.moved', 'clinic.moved'], 'booking', p_booking)
$$;

-- The local day of an instant at a place; where nobody knows the place, where the programme lives.
CREATE FUNCTION konsil.day_at(p_case cases, p_location text, p_at timestamptz) RETURNS date
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT (p_at AT TIME ZONE l.zone)::date FROM location l WHERE l.public = p_location),
                    konsil.day_of(p_case, p_at))
$$;

CREATE FUNCTION konsil.age_on(p_case cases, p_on date) RETURNS integer
LANGUAGE sql STABLE AS $$
    SELECT greatest(extract(year FROM age(p_on, p.born_on))::integer, 0) FROM person p WHERE p.id = p_case.person_id
$$;

-- The covers of the case's person under its programme that hold on a day; of the one that was chosen, where one was.
CREATE FUNCTION konsil.covers_on(p_case cases, p_on date)
RETURNS TABLE (policy text, package text, until_on date)
LANGUAGE sql STABLE AS $$
    SELECT y.number, y.package, least(c.until_on, y.until_on)
    FROM programme_version v JOIN policy y ON y.programme = v.key AND y.payer_id = v.payer
    JOIN cover c ON c.policy_id = y.id AND c.person_id = p_case.person_id,
    LATERAL (SELECT coalesce(konsil.standing(p_case.id, ARRAY['visit.requested'], '', '') #>> '{fact,policy}', '')
             AS policy) chosen
    WHERE v.id = p_case.programme_id AND chosen.policy IN ('', y.number)
      AND konsil.holds_on(c.from_on, c.until_on, p_on) AND konsil.holds_on(y.from_on, y.until_on, p_on)
    ORDER BY c.from_on DESC
$$;

-- What the cover says of these services on a day, in the language of the paper.
CREATE FUNCTION konsil.rules_of(p_case cases, p_services text[], p_on date) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT konsil.rules_on(v.key, coalesce((SELECT c.package FROM konsil.covers_on(p_case, p_on) c LIMIT 1), ''),
                           p_services, v.languages[1], p_on)
    FROM programme_version v WHERE v.id = p_case.programme_id
$$;

-- ---- evidence -------------------------------------------------------------------------------------------------------

CREATE FUNCTION konsil.evidence_visit_requested(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('age', konsil.age_on(p_case, d.day), 'held', coalesce((
        SELECT jsonb_agg(jsonb_build_object('policy', c.policy, 'package', c.package, 'until', c.until_on))
        FROM konsil.covers_on(p_case, d.day) c), '[]'))
    FROM (SELECT konsil.day_of(p_case, p_at) AS day) d
$$;

-- A time at a place for these services, with these people, rooms and devices. `p_own` are the items of this case whose
-- time may be given up for it.
CREATE FUNCTION konsil.slot(
    p_case cases, p_time jsonb, p_services jsonb, p_clinic text, p_own text[]
) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_place location;
    v_starts timestamptz := (p_time ->> 'starts')::timestamptz;
    v_day date;
    v_during tstzrange;
    v_resources bigint[];
    v_minutes integer;
    v_offered boolean;
    v_codes text[] := ARRAY(SELECT x ->> 'service' FROM jsonb_array_elements(p_services) x);
BEGIN
    SELECT * INTO v_place FROM location l WHERE l.public = p_time ->> 'location';
    v_day := konsil.day_at(p_case, v_place.public, v_starts);
    v_resources := ARRAY(SELECT r.id FROM resource r WHERE r.location_id = v_place.id
                         AND p_time -> 'resources' ? r.public AND konsil.holds_on(r.from_on, r.until_on, v_day));
    SELECT sum(shortest.minutes), bool_and(shortest.minutes IS NOT NULL) INTO v_minutes, v_offered
    FROM jsonb_array_elements(p_services) asked, LATERAL (
        SELECT min(coalesce(o.minutes, (konsil.service_on(o.service, v_day)).minutes))
               * coalesce((asked ->> 'quantity')::integer, 1) AS minutes
        FROM offer o
        WHERE o.location_id = v_place.id AND o.service = asked ->> 'service'
          AND konsil.holds_on(o.from_on, o.until_on, v_day)
          AND NOT EXISTS (SELECT FROM offer_resource x WHERE x.offer_id = o.id AND x.resource_id <> ALL (v_resources))
    ) shortest;
    v_offered := v_offered AND cardinality(v_resources) = jsonb_array_length(p_time -> 'resources');
    v_during := tstzrange(v_starts, v_starts + make_interval(mins => coalesce(v_minutes, 0)));
    RETURN jsonb_build_object(
        'day', v_day, 'ends', CASE WHEN v_offered THEN upper(v_during) END, 'offered', coalesce(v_offered, false),
        'agreed', v_place.clinic_id IS NOT DISTINCT FROM p_clinic AND EXISTS (
            SELECT FROM agreement a WHERE a.clinic_id = p_clinic AND a.payer_id = p_case.payer
              AND konsil.holds_on(a.from_on, a.until_on, v_day)),
        'open', NOT coalesce(v_offered, false) OR NOT EXISTS (
            SELECT FROM unnest(v_resources) r (id) WHERE NOT EXISTS (
                SELECT FROM open_time t WHERE t.resource_id = r.id AND t.day = v_day AND t.ranges @> v_during)),
        'free', NOT EXISTS (
            SELECT FROM booked_time b WHERE b.resource_id = ANY (v_resources) AND b.during && v_during
              AND NOT (b.case_id = p_case.id AND b.item = ANY (p_own))),
        'insured', EXISTS (SELECT FROM konsil.covers_on(p_case, v_day)),
        'needing', (SELECT coalesce(jsonb_agg(n.key ORDER BY n.key), '[]')
                    FROM jsonb_each(konsil.rules_of(p_case, v_codes, v_day)) n WHERE (n.value ->> 'needed')::boolean),
        'age', konsil.age_on(p_case, v_day));
END
$$;

-- The wishes of a case: the time that is held for one is there for its booking.
CREATE FUNCTION konsil.wishes_of(p_case bigint) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT b.item), '{}') FROM booked_time b
    WHERE b.case_id = p_case AND b.item LIKE 'wish-%'
$$;

CREATE FUNCTION konsil.evidence_visit_booked(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT konsil.slot(p_case, p_told, p_told -> 'services', p_told ->> 'clinic', konsil.wishes_of(p_case.id))
$$;

-- Another time of the same booking: its own time is free for it.
CREATE FUNCTION konsil.evidence_visit_moved(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT konsil.slot(p_case, p_told, b.booked #> '{fact,services}', b.booked #>> '{fact,clinic}',
                       konsil.wishes_of(p_case.id) || (p_told ->> 'booking'))
    FROM (SELECT konsil.booking_of(p_case.id, p_told ->> 'booking') AS booked) b WHERE b.booked IS NOT NULL
$$;

CREATE FUNCTION konsil.evidence_clinic_moved(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$ SELECT konsil.evidence_visit_moved(p_case, p_told, p_at) $$;

-- A sheet's number that may be entered for an act of that instant: on the sheet of its day, and no paper's yet.
CREATE FUNCTION konsil.reserved(p_case cases, p_said text, p_day date) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT r.number FROM reserved_number r JOIN programme_version v ON v.id = p_case.programme_id
    WHERE r.number_key = konsil.number_key(p_said) AND r.operator = v.operator AND r.day = p_day
      AND NOT EXISTS (SELECT FROM authorisation a WHERE a.number_key = r.number_key)
$$;

-- What is minted for a paper of a booking: its number, its one day, what it replaces or extends, the rules of the day.
CREATE FUNCTION konsil.paper(p_case cases, p_told jsonb, p_booking text, p_extends text, p_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_time jsonb := konsil.time_of(p_case.id, p_booking);
    v_before jsonb := konsil.standing(p_case.id, ARRAY['authorisation.issued'], 'booking', p_booking);
    v_day date := (v_time #>> '{known,day}')::date;
    v_today date := konsil.day_at(p_case, v_time #>> '{fact,location}', p_at);
    v_said text := coalesce(p_told ->> 'reserved', '');
    v_number text := CASE WHEN v_said <> '' THEN konsil.reserved(p_case, v_said, v_today) ELSE konsil.minted('AV') END;
BEGIN
    RETURN jsonb_build_object(
        'number', coalesce(v_number, ''), 'on_the_sheet', v_number IS NOT NULL, 'day', v_day, 'today', v_today,
        'extends', p_extends,
        'replaces', CASE WHEN p_extends = '' THEN coalesce(v_before #>> '{known,number}', '') ELSE '' END,
        'rules', konsil.rules_of(p_case, ARRAY(
            SELECT DISTINCT line ->> 'service'
            FROM jsonb_array_elements((p_told -> 'lines') || coalesce(p_told -> 'if_needed', '[]')) line), v_day));
END
$$;

CREATE FUNCTION konsil.evidence_authorisation_issued(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql VOLATILE AS $$ SELECT konsil.paper(p_case, p_told, p_told ->> 'booking', '', p_at) $$;

CREATE FUNCTION konsil.evidence_authorisation_extended(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql VOLATILE AS $$
    SELECT konsil.paper(p_case, p_told, b.booking, coalesce(
        konsil.standing(p_case.id, ARRAY['authorisation.issued'], 'booking', b.booking) #>> '{known,number}', ''), p_at)
    FROM (SELECT konsil.standing(p_case.id, ARRAY['extension.asked'], 'asking', p_told ->> 'asking')
                 #>> '{items,booking}' AS booking) b
$$;

-- Who comes, on which local day, to a paper of which day.
CREATE FUNCTION konsil.evidence_visit_checked_in(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('today', konsil.day_at(p_case, t.told #>> '{fact,location}', p_at),
        'day', i.issued #>> '{known,day}',
        'age', konsil.age_on(p_case, coalesce((t.told #>> '{known,day}')::date, konsil.day_of(p_case, p_at))))
    FROM (SELECT konsil.time_of(p_case.id, p_told ->> 'booking') AS told) t,
         (SELECT konsil.standing(p_case.id, ARRAY['authorisation.issued'], 'booking', p_told ->> 'booking') AS issued) i
$$;

CREATE FUNCTION konsil.evidence_check_in_reversed(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$ SELECT konsil.evidence_visit_checked_in(p_case, p_told, p_at) $$;

-- The agreed price of each service on the day of the visit, frozen beside the fact (X38).
CREATE FUNCTION konsil.evidence_visit_performed(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('day', t.day, 'prices', konsil.prices_on(p_case.payer, b.clinic, ARRAY(
        SELECT line ->> 'service' FROM jsonb_array_elements(p_told -> 'lines') line
        UNION SELECT line ->> 'service' FROM fact f JOIN fact_body y ON (y.case_id, y.seq) = (f.case_id, f.seq),
            jsonb_array_elements(y.body::jsonb #> '{fact,lines}') line
        WHERE f.case_id = p_case.id AND f.name = 'visit.performed'
          AND y.body::jsonb #>> '{items,booking}' = p_told ->> 'booking'), t.day))
    FROM (SELECT (konsil.time_of(p_case.id, p_told ->> 'booking') #>> '{known,day}')::date AS day) t,
         (SELECT konsil.booking_of(p_case.id, p_told ->> 'booking') #>> '{fact,clinic}' AS clinic) b
$$;

CREATE FUNCTION konsil.evidence_service_performed_beyond(p_case cases, p_told jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$ SELECT konsil.evidence_visit_performed(p_case, p_told, p_at) $$;

-- ---- who may ask for whom -------------------------------------------------------------------------------------------

-- Whether the acting party is a clinic with an agreement with this payer today.
CREATE FUNCTION konsil.has_agreement(p_payer text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM agreement a WHERE a.clinic_id = konsil.party() AND a.payer_id = p_payer
                   AND konsil.holds_on(a.from_on, a.until_on, konsil.clock()::date))
$$;

-- An insured person, for a clinic with an agreement: by the number of the card or the policy together with the date of
-- birth, and not by either alone. The public id that it gets is what it may open a request with.
CREATE FUNCTION konsil.insured_v1(p_programme text, p_number text, p_born_on date)
RETURNS TABLE (person text, given text, family text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT p.public, p.given, p.family
    FROM cover c JOIN policy y ON y.id = c.policy_id JOIN person p ON p.id = c.person_id
    WHERE y.programme = p_programme AND p.born_on = p_born_on AND NOT p.merged AND p_number <> ''
      AND upper(p_number) IN (upper(c.number), c.card, upper(y.number))
      AND konsil.has_agreement(y.payer_id)
$$;
