-- What is derived from visits and kept for finding: times taken, papers and their use, lines of today's lists, wishes,
-- lines of a statement. Derived by the core, compared and written here, all with the entry (R18). And the wall between two
-- clinics of one case: a way that came by a booking leads to what is about that booking, and to what is about none.

CREATE TABLE visit (
    case_id bigint NOT NULL REFERENCES cases (id),
    booking text NOT NULL,
    public text NOT NULL,         -- the case's, and its number
    number text NOT NULL,
    person text NOT NULL,
    born_on date,
    clinic text NOT NULL,
    operator text NOT NULL,
    payer text NOT NULL,
    location text NOT NULL,
    starts timestamptz NOT NULL,
    ends timestamptz,
    day date NOT NULL,            -- local, where the clinic is
    state text NOT NULL,          -- booked, authorised, suspended, checked-in, performed, signed …: see store/visits.py
    services text[] NOT NULL,
    paper text NOT NULL,          -- the number of the live base
    direct boolean NOT NULL,      -- booked at the clinic
    PRIMARY KEY (case_id, booking)
);
CREATE INDEX visit_clinic ON visit (clinic, day, starts);
CREATE INDEX visit_operator ON visit (operator, day);

CREATE TABLE service_line (
    case_id bigint NOT NULL REFERENCES cases (id),
    seq integer NOT NULL,         -- the entry that says it was done
    place integer NOT NULL,
    booking text NOT NULL,
    clinic text NOT NULL,
    operator text NOT NULL,
    payer text NOT NULL,
    day date NOT NULL,
    service text NOT NULL,
    quantity integer NOT NULL,
    price numeric(14, 2),         -- of one, as agreed for that day; null where none was
    currency text NOT NULL,
    held text NOT NULL,           -- why it is not charged: not-authorised, unsigned, no-price; or it is
    paper text NOT NULL,
    PRIMARY KEY (case_id, seq, place)
);
CREATE INDEX service_line_statement ON service_line (clinic, day);

CREATE TABLE wish (
    case_id bigint NOT NULL REFERENCES cases (id),
    item text NOT NULL,
    operator text NOT NULL,
    clinic text NOT NULL,         -- at this one only; empty: at any
    services jsonb NOT NULL,      -- [{service, quantity}]
    earliest date NOT NULL,
    latest date NOT NULL,
    since timestamptz NOT NULL,
    state text NOT NULL,          -- wanted, offered, taken, booked, over
    PRIMARY KEY (case_id, item)
);
CREATE INDEX wish_wanted ON wish (operator, since) WHERE state = 'wanted';

-- ---- written with the entry -----------------------------------------------------------------------------------------

-- The times a case takes, resource by resource. One held for a wish ends when its services would be done.
CREATE FUNCTION konsil.times_of(p_case bigint, p_times jsonb)
RETURNS TABLE (item text, resource_id bigint, during tstzrange)
LANGUAGE sql VOLATILE AS $$
    SELECT n.item, r.id, tstzrange(n.starts, coalesce(n.ends, (konsil.slot(c,
        jsonb_build_object('location', n.location, 'starts', n.starts, 'resources', to_jsonb(n.resources)),
        n.services, r.clinic_id, '{}') ->> 'ends')::timestamptz, n.starts + interval '30 minutes'))
    FROM jsonb_to_recordset(p_times) AS n (item text, location text, starts timestamptz, ends timestamptz,
        resources text[], services jsonb)
    JOIN resource r ON r.public = ANY (n.resources) JOIN cases c ON c.id = p_case
$$;

-- What is derived from the visits of a case, part by part: `{times, visits, papers, uses, lines, wishes}`, each absent
-- where this entry changed nothing of it. A time that is given up is given back before another is taken.
CREATE FUNCTION konsil.project_visits(p_case bigint, p_visits jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF p_visits ? 'times' THEN
        DELETE FROM booked_time b WHERE b.case_id = p_case AND NOT EXISTS (
            SELECT FROM konsil.times_of(p_case, p_visits -> 'times') n
            WHERE (n.item, n.resource_id, n.during) = (b.item, b.resource_id, b.during));
        INSERT INTO booked_time (case_id, item, resource_id, during)
        SELECT p_case, n.item, n.resource_id, n.during FROM konsil.times_of(p_case, p_visits -> 'times') n
        WHERE NOT EXISTS (SELECT FROM booked_time b WHERE b.case_id = p_case
                          AND (n.item, n.resource_id, n.during) = (b.item, b.resource_id, b.during))
        ORDER BY n.resource_id;  -- one order for all, so that two bookings wait and do not deadlock
    END IF;
    IF p_visits ? 'papers' THEN
        INSERT INTO authorisation AS old (number_key, number, case_id, seq, item, booking, clinic, operator, day, state,
                                          extends, replaced_by)
        SELECT konsil.number_key(n.number), n.number, p_case, n.seq, n.item, n.booking, n.clinic, n.operator, n.day,
               n.state, n.extends, n.replaced_by
        FROM jsonb_to_recordset(p_visits -> 'papers') AS n (number text, seq integer, item text, booking text,
            clinic text, operator text, day date, state text, extends text, replaced_by text)
        ORDER BY n.seq
        ON CONFLICT (case_id, seq) DO UPDATE SET state = excluded.state, replaced_by = excluded.replaced_by
        WHERE (old.state, old.replaced_by) IS DISTINCT FROM (excluded.state, excluded.replaced_by);
    END IF;
    IF p_visits ? 'uses' THEN
        INSERT INTO redemption AS old (case_id, seq, number_key, at, account, scanned, rule, reversed_at,
                                       reversed_because)
        SELECT p_case, n.seq, konsil.number_key(n.number), n.at, n.account, n.scanned, n.rule, n.reversed_at,
               n.reversed_because
        FROM jsonb_to_recordset(p_visits -> 'uses') AS n (seq integer, number text, at timestamptz, account text,
            scanned text, rule text, reversed_at timestamptz, reversed_because text)
        ORDER BY n.seq
        ON CONFLICT (case_id, seq) DO UPDATE
            SET reversed_at = excluded.reversed_at, reversed_because = excluded.reversed_because
        WHERE old.reversed_at IS DISTINCT FROM excluded.reversed_at;
    END IF;
    IF p_visits ? 'lines' THEN
        DELETE FROM service_line WHERE case_id = p_case;
        INSERT INTO service_line (case_id, seq, place, booking, clinic, operator, payer, day, service, quantity, price,
                                  currency, held, paper)
        SELECT p_case, n.* FROM jsonb_to_recordset(p_visits -> 'lines') AS n (seq integer, place integer, booking text,
            clinic text, operator text, payer text, day date, service text, quantity integer, price numeric,
            currency text, held text, paper text);
    END IF;
    IF p_visits ? 'visits' THEN
        DELETE FROM visit v WHERE v.case_id = p_case AND NOT EXISTS (
            SELECT FROM jsonb_to_recordset(p_visits -> 'visits') AS n (booking text) WHERE n.booking = v.booking);
        INSERT INTO visit (case_id, public, number, person, born_on, booking, clinic, operator, payer, location, starts,
            ends, day, state, services, paper, direct)
        SELECT p_case, c.public, c.number, p.given || ' ' || p.family, p.born_on, n.*
        FROM jsonb_to_recordset(p_visits -> 'visits') AS n (booking text, clinic text, operator text, payer text,
            location text, starts timestamptz, ends timestamptz, day date, state text, services text[], paper text,
            direct boolean)
        JOIN cases c ON c.id = p_case JOIN person p ON p.id = c.person_id
        ON CONFLICT (case_id, booking) DO UPDATE SET person = excluded.person, born_on = excluded.born_on,
            location = excluded.location, starts = excluded.starts, ends = excluded.ends, day = excluded.day,
            state = excluded.state, paper = excluded.paper;
    END IF;
    IF p_visits ? 'wishes' THEN
        DELETE FROM wish WHERE case_id = p_case;
        INSERT INTO wish (case_id, item, operator, clinic, services, earliest, latest, since, state)
        SELECT p_case, n.* FROM jsonb_to_recordset(p_visits -> 'wishes') AS n (item text, operator text, clinic text,
            services jsonb, earliest date, latest date, since timestamptz, state text);
    END IF;
END
$$;

-- ---- the wall between two clinics of one case -----------------------------------------------------------------------

ALTER TABLE case_party ADD COLUMN items text[] NOT NULL DEFAULT '{}';  -- the bookings it leads to; none: to everything
ALTER TABLE fact ADD COLUMN about text NOT NULL DEFAULT '';            -- the booking it is about
ALTER TABLE fact_body ADD COLUMN about text NOT NULL DEFAULT '';

-- The booking that an entry is about, as its body says.
CREATE FUNCTION konsil.about(p_body text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(p_body::jsonb #>> '{items,booking}', '') $$;

UPDATE fact_body SET about = konsil.about(body) WHERE konsil.about(body) <> '';
UPDATE fact f SET about = b.about FROM fact_body b WHERE (b.case_id, b.seq) = (f.case_id, f.seq) AND b.about <> '';

ALTER POLICY seeing ON fact USING (EXISTS (
    SELECT FROM case_party w WHERE w.case_id = fact.case_id AND w.party = (SELECT konsil.party())
      AND fact.category = ANY (w.scope) AND (w.items = '{}' OR fact.about = '' OR fact.about = ANY (w.items))
      AND (w.until_at IS NULL OR w.until_at > (SELECT konsil.clock()))));
ALTER POLICY seeing ON fact_body USING (EXISTS (
    SELECT FROM case_party w WHERE w.case_id = fact_body.case_id AND w.party = (SELECT konsil.party())
      AND fact_body.category = ANY (w.scope)
      AND (w.items = '{}' OR fact_body.about = '' OR fact_body.about = ANY (w.items))
      AND (w.until_at IS NULL OR w.until_at > (SELECT konsil.clock()))));

-- Papers have no item: a clinic sees those it brought itself and those that were sent to it.
ALTER POLICY seeing ON attempt USING (EXISTS (
    SELECT FROM case_party w WHERE w.case_id = attempt.case_id AND w.party = (SELECT konsil.party())
      AND w.scope <> '{}' AND (w.items = '{}' OR attempt.to_party = w.party)
      AND (w.until_at IS NULL OR w.until_at > (SELECT konsil.clock()))));
ALTER POLICY seeing ON document USING (state <> 'misfiled' AND CASE WHEN case_id IS NULL
    THEN party = (SELECT konsil.party()) OR (SELECT konsil.party()) = 'konsil'
    ELSE EXISTS (SELECT FROM case_party w WHERE w.case_id = document.case_id
      AND w.party = (SELECT konsil.party()) AND document.category = ANY (w.scope)
      AND (w.items = '{}' OR document.party = w.party
           OR EXISTS (SELECT FROM attempt a WHERE a.document = document.public AND a.to_party = w.party))
      AND (w.until_at IS NULL OR w.until_at > (SELECT konsil.clock()))) END);

SELECT konsil.protect(of_table, $$(SELECT konsil.party()) IN (clinic, operator, 'konsil')$$)
FROM unnest(ARRAY['visit', 'authorisation', 'service_line', 'scan']) of_table;
SELECT konsil.protect('redemption', $$EXISTS (SELECT FROM authorisation a WHERE a.number_key = redemption.number_key)$$);
SELECT konsil.protect('wish', $$(SELECT konsil.party()) IN (operator, 'konsil')
    OR clinic = (SELECT konsil.party())$$);
SELECT konsil.protect('reserved_number', $$(SELECT konsil.party()) IN (operator, 'konsil')$$);

-- ---- the ways in, with what visits need -----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION konsil.project_access(p_case bigint, p_ways jsonb, p_at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE case_party w SET until_at = p_at
    WHERE w.case_id = p_case AND w.origin = 'facts' AND w.until_at IS NULL
      AND NOT EXISTS (SELECT FROM jsonb_to_recordset(p_ways) AS n (party text, role text, scope text[], items text[])
                      WHERE (n.party, n.role, n.scope, coalesce(n.items, '{}')) = (w.party, w.role, w.scope, w.items));
    INSERT INTO case_party (case_id, party, role, scope, items, origin, why, from_at)
    SELECT p_case, n.party, n.role, n.scope, coalesce(n.items, '{}'), 'facts', '', p_at
    FROM jsonb_to_recordset(p_ways) AS n (party text, role text, scope text[], items text[])
    WHERE NOT EXISTS (SELECT FROM case_party w WHERE w.case_id = p_case AND w.origin = 'facts'
                      AND w.until_at IS NULL
                      AND (w.party, w.role, w.scope, w.items) = (n.party, n.role, n.scope, coalesce(n.items, '{}')));
END
$$;

DROP FUNCTION konsil.append_v1;

-- One entry on a case that `open_…` locked in this transaction, in the order of its chain.
CREATE FUNCTION konsil.append_v1(
    p_case bigint, p_prev bytea, p_entry konsil.entry, p_key text, p_request bytea, p_answer jsonb,
    p_ways jsonb, p_cycles jsonb, p_work jsonb, p_ended text, p_owner text, p_effects jsonb,
    p_visits jsonb DEFAULT NULL
) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_public text;
    v_about text := konsil.about(p_entry.body);
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
    INSERT INTO fact (case_id, seq, name, version, category, at, recorded, account, role, party, digest, hash, origin,
                      about)
    VALUES (p_case, p_entry.seq, p_entry.name, p_entry.version, p_entry.category, p_entry.at, p_entry.recorded,
            p_entry.account, p_entry.role, p_entry.party, p_entry.digest, p_entry.hash, v_origin, v_about);
    INSERT INTO fact_body (case_id, seq, category, salt, body, about)
    VALUES (p_case, p_entry.seq, p_entry.category, p_entry.salt, p_entry.body, v_about);
    IF p_ways IS NOT NULL THEN  -- null: as before this entry
        PERFORM konsil.project_access(p_case, p_ways, p_entry.recorded);
    END IF;
    IF p_entry.seq = 1 THEN
        PERFORM konsil.project_authority(p_case);
    END IF;
    IF p_visits IS NOT NULL THEN
        PERFORM konsil.project_visits(p_case, p_visits);
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

DROP FUNCTION konsil.plant_v1;

-- A whole case with a past, as before, with what is derived from its visits.
CREATE FUNCTION konsil.plant_v1(
    p_programme text, p_person text, p_public text, p_number text, p_number_key text, p_entries jsonb,
    p_ways jsonb, p_cycles jsonb, p_work jsonb, p_ended text, p_owner text,
    p_visits jsonb DEFAULT NULL
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
    INSERT INTO fact (case_id, seq, name, version, category, at, recorded, account, role, party, digest, hash, origin,
                      about)
    SELECT v_case, e.seq, e.name, e.version, e.category, e.at, e.recorded, e.account, e.role, e.party, e.digest,
           e.hash, 'seed', konsil.about(e.body) FROM unnest(v_entries) e;
    INSERT INTO fact_body (case_id, seq, category, salt, body, about)
    SELECT v_case, e.seq, e.category, e.salt, e.body, konsil.about(e.body) FROM unnest(v_entries) e;
    PERFORM konsil.project_access(v_case, p_ways, v_last.recorded);
    IF p_visits IS NOT NULL THEN
        PERFORM konsil.project_visits(v_case, p_visits);
    END IF;
    PERFORM konsil.project_cycles(v_case, p_cycles);
    PERFORM konsil.project_work(v_case, p_work, v_last.recorded, 'konsil');
    RETURN v_case;
END
$$;

-- As before; and a clinic with an agreement may open a request for whoever it was told a number and a birth date of.
CREATE OR REPLACE FUNCTION konsil.open_new(
    p_party text, p_account text, p_programme text, p_person text, p_fact text, p_told jsonb, p_at timestamptz,
    p_named jsonb, p_key text, p_request bytea, p_public text, p_numbers text[], p_number_keys text[],
    p_arrival text, p_given timestamptz
) RETURNS konsil.opened
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_found konsil.opened;
    v_case cases;
    v_person person;
    v_version programme_version;
    v_at timestamptz;
BEGIN
    PERFORM konsil.act_as(p_party, p_account);
    INSERT INTO answered (party, key, request, at) VALUES (p_party, p_key, p_request, konsil.clock())
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        v_found.answer := konsil.answered(p_party, p_key, p_request);
        v_found.public := v_found.answer ->> 'case';
        RETURN v_found;
    END IF;
    v_at := coalesce((SELECT arrived_at FROM arrival WHERE public = p_arrival AND settled_at IS NULL
                      AND p_party IN (party, 'konsil')), p_at);
    SELECT * INTO v_version FROM programme_version v
    WHERE v.key = p_programme
      AND v.since <= (coalesce(v_at, p_given, konsil.clock()) AT TIME ZONE v.zone)::date
    ORDER BY v.since DESC, v.installed_at DESC LIMIT 1;
    SELECT * INTO v_person FROM person p WHERE p.public = p_person AND NOT p.merged
       AND (p.population_id = ANY (konsil.populations()) OR p.id = ANY (konsil.own_people())
            OR (p_told ->> 'clinic' = p_party AND konsil.has_agreement(v_version.payer) AND EXISTS (
                SELECT FROM population n WHERE n.id = p.population_id AND n.keeper_id = v_version.payer)));
    IF v_person.id IS NULL OR v_version.id IS NULL THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    INSERT INTO cases (public, number, number_key, programme_id, person_id, population_id, payer, opened_at,
                       last_seq, head, ended, owner, origin)
    SELECT p_public, drawn.number, drawn.key, v_version.id, v_person.id, v_person.population_id, v_version.payer,
           coalesce(p_given, konsil.clock()), 0, decode(repeat('00', 32), 'hex'), '', '',
           CASE WHEN p_given IS NULL THEN '' ELSE 'seed' END
    FROM unnest(p_numbers, p_number_keys) WITH ORDINALITY AS drawn (number, key, place)
    WHERE NOT EXISTS (SELECT FROM cases c WHERE c.number_key = drawn.key)
    ORDER BY drawn.place LIMIT 1
    RETURNING * INTO v_case;
    UPDATE arrival SET case_id = v_case.id, settled_at = konsil.clock(), settled_as = 'case'
    WHERE public = p_arrival;
    RETURN konsil.opened_for(v_case, p_fact, p_told, v_at, p_named, 0, p_given);
END
$$;

-- A person's new name on every list that knows it.
CREATE OR REPLACE FUNCTION konsil.rename_v1(p_person bigint) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE work_row w SET person = p.given || ' ' || p.family, born_on = p.born_on, language = p.language
    FROM cases c JOIN person p ON p.id = c.person_id
    WHERE w.case_id = c.id AND p.id = p_person AND w.person <> ''
      AND p.population_id = ANY (konsil.populations());
    UPDATE visit v SET person = p.given || ' ' || p.family, born_on = p.born_on
    FROM cases c JOIN person p ON p.id = c.person_id
    WHERE v.case_id = c.id AND p.id = p_person AND v.person <> '' AND p.population_id = ANY (konsil.populations())
$$;

-- What was erased by rule is on no list either; the numbers of papers stay, since none is used again.
CREATE FUNCTION konsil.erased() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE visit SET person = '', born_on = NULL, services = '{}' WHERE case_id = NEW.case_id;
    UPDATE wish SET services = '[]', state = 'over' WHERE case_id = NEW.case_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER erased AFTER INSERT ON erasure FOR EACH ROW EXECUTE FUNCTION konsil.erased();

-- Visits of a case derived anew, where its last entry is still the one they were derived from (see project_v1).
CREATE FUNCTION konsil.rebuild_visits_v1(p_case bigint, p_seq integer, p_visits jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM cases WHERE id = p_case AND konsil.party() = 'konsil' FOR UPDATE;
    IF NOT FOUND OR (SELECT last_seq FROM cases WHERE id = p_case) <> p_seq THEN
        RETURN false;
    END IF;
    PERFORM konsil.project_visits(p_case, p_visits);
    RETURN true;
END
$$;
