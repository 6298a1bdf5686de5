-- The door: tokens of the API, entrances by e-mail and code, sittings, ways back in, and who knocked how often.
-- Secrets lie here as hashes. Nobody reads these tables: the functions below are the only way, and they count in
-- real time, since a demo's clock may stand.

CREATE TABLE api_token (
    public text PRIMARY KEY,
    hash bytea NOT NULL UNIQUE,
    organisation text NOT NULL REFERENCES organisation (party_id),
    role text NOT NULL,
    label text NOT NULL,
    issued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    issued_by text NOT NULL,
    ended_at timestamptz
);

CREATE TABLE entrance_asked (  -- somebody typed an address; the worker finds out whether it is anybody's
    public text PRIMARY KEY,
    address text NOT NULL,
    language text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE entrance (  -- a link: for one party, once, and only with the code that comes after it
    public text PRIMARY KEY,
    hash bytea NOT NULL UNIQUE,
    party text NOT NULL,
    role text NOT NULL,
    name text NOT NULL,       -- what the entries made through it will carry
    language text NOT NULL,
    address text NOT NULL,    -- where its code goes: an e-mail address or a telephone number
    hint text NOT NULL,       -- all that stands on its page before the code: initials and a year
    programme text NOT NULL,  -- whose line is printed on what is sent
    opens text NOT NULL,      -- the page it leads to
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    until_at timestamptz NOT NULL,
    code bytea,               -- keyed hash of the six digits
    code_until timestamptz,
    tries integer NOT NULL DEFAULT 0,
    entered_at timestamptz,
    ended_at timestamptz
);

CREATE TABLE sitting (session text PRIMARY KEY, holder text NOT NULL, began_at timestamptz NOT NULL);
CREATE INDEX sitting_holder ON sitting (holder);

CREATE TABLE knock (what text NOT NULL, who bytea NOT NULL, at timestamptz NOT NULL);
CREATE INDEX knock_who ON knock (what, who, at);
CREATE INDEX knock_old ON knock (at);

CREATE TABLE recovery (  -- a way back in for somebody who lost the second factor: asked by one, approved by another
    public text PRIMARY KEY,
    account text NOT NULL,
    organisation text NOT NULL REFERENCES organisation (party_id),
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    approved_by text NOT NULL DEFAULT '',
    approved_at timestamptz,
    hash bytea UNIQUE,
    until_at timestamptz,
    used_at timestamptz
);

-- What happened at the door, beside the changes of registers; never a secret.
CREATE FUNCTION konsil.noted(p_table text, p_key text, p_by text, p_party text, p_new jsonb) RETURNS void
LANGUAGE sql VOLATILE AS $$
    INSERT INTO register_audit (at, account, party, of_table, key, new)
    VALUES (konsil.clock(), p_by, p_party, p_table, p_key, p_new)
$$;

-- Whether somebody may knock once more: at most so many times in so many seconds, for each who is told.
CREATE FUNCTION konsil.knock_v1(p_what text, p_who bytea[], p_most integer, p_seconds integer) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_since timestamptz := clock_timestamp() - make_interval(secs => p_seconds);
BEGIN
    DELETE FROM knock WHERE ctid IN (
        SELECT ctid FROM knock WHERE at < clock_timestamp() - interval '1 day' LIMIT 100);
    IF EXISTS (SELECT FROM unnest(p_who) AS w (who) WHERE p_most <= (
               SELECT count(*) FROM knock k WHERE k.what = p_what AND k.who = w.who AND k.at > v_since)) THEN
        RETURN false;
    END IF;
    INSERT INTO knock SELECT p_what, w.who, clock_timestamp() FROM unnest(p_who) AS w (who);
    RETURN true;
END
$$;

-- ---- who acts --------------------------------------------------------------------------------------------

-- The people that a person may act for today, by the register: [[public, relation, [categories]]].
CREATE FUNCTION konsil.wards(p_person text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_array(w.public, a.relation, to_jsonb(a.scope)) ORDER BY w.public), '[]')
    FROM authority a JOIN person p ON p.id = a.proxy_id JOIN person w ON w.id = a.person_id
    WHERE p.public = p_person AND a.revoked_at IS NULL
      AND a.from_on <= konsil.clock()::date AND coalesce(a.until_on, 'infinity') >= konsil.clock()::date
$$;

-- Whom an account stands for now: its person, whom that person may act for, and its roles.
CREATE FUNCTION konsil.acting_v1(p_account bigint) RETURNS jsonb
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT jsonb_build_object(
        'person', coalesce(p.public, ''),
        'wards', CASE WHEN p.public IS NULL THEN '[]' ELSE konsil.wards(p.public) END,
        'held', (SELECT coalesce(jsonb_agg(jsonb_build_array(m.role, m.organisation_id) ORDER BY m.id), '[]')
                 FROM membership m JOIN organisation o ON o.party_id = m.organisation_id
                 WHERE m.account_id = a.id AND m.from_at <= konsil.clock() AND o.closed_on IS NULL
                   AND (m.until_at IS NULL OR m.until_at > konsil.clock())))
    FROM account a LEFT JOIN person p ON p.id = a.person_id WHERE a.id = p_account AND a.is_active
$$;

CREATE FUNCTION konsil.token_v1(p_hash bytea)
RETURNS TABLE (public text, organisation text, role text, label text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.public, t.organisation, t.role, t.label
    FROM api_token t JOIN organisation o ON o.party_id = t.organisation
    WHERE t.hash = p_hash AND t.ended_at IS NULL AND o.closed_on IS NULL
$$;

CREATE FUNCTION konsil.token_issued_v1(
    p_public text, p_hash bytea, p_organisation text, p_role text, p_label text, p_by text
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM organisation WHERE party_id = p_organisation AND closed_on IS NULL) THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    INSERT INTO api_token (public, hash, organisation, role, label, issued_by)
    VALUES (p_public, p_hash, p_organisation, p_role, p_label, p_by);
    PERFORM konsil.noted('api_token', p_public, p_by, p_organisation,
                         jsonb_build_object('role', p_role, 'label', p_label));
END
$$;

CREATE FUNCTION konsil.token_ended_v1(p_public text, p_by text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_token api_token;
BEGIN
    UPDATE api_token SET ended_at = clock_timestamp() WHERE public = p_public AND ended_at IS NULL RETURNING * INTO v_token;
    IF v_token.public IS NULL THEN
        RETURN false;
    END IF;
    PERFORM konsil.noted('api_token', p_public, p_by, v_token.organisation, '{"ended": true}');
    RETURN true;
END
$$;

CREATE FUNCTION konsil.tokens_v1(p_organisation text)
RETURNS TABLE (public text, organisation text, role text, label text, issued_at timestamptz, ended_at timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.public, t.organisation, t.role, t.label, t.issued_at, t.ended_at FROM api_token t
    WHERE t.organisation = p_organisation ORDER BY t.issued_at
$$;

-- ---- entrances -------------------------------------------------------------------------------------------

-- An address was typed. The same work whether it is anybody's or not: a row, and a job that will find out.
CREATE FUNCTION konsil.entrance_asked_v1(p_public text, p_address text, p_language text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO entrance_asked (public, address, language) VALUES (p_public, p_address, p_language);
    SELECT konsil.defer('entrances', jsonb_build_object('asked', p_public));
$$;

-- The programme somebody was last met in: that of their newest case, or of a member's newest cover.
CREATE FUNCTION konsil.programme_of(p_party text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT v.key FROM case_party w JOIN cases c ON c.id = w.case_id JOIN programme_version v ON v.id = c.programme_id
         WHERE w.party = p_party ORDER BY w.id DESC LIMIT 1),
        (SELECT y.programme FROM cover c JOIN policy y ON y.id = c.policy_id JOIN person p ON p.id = c.person_id
         WHERE p.public = p_party ORDER BY c.from_on DESC LIMIT 1), '')
$$;

-- For the worker: everybody whose address it is; the question is forgotten with the answer.
CREATE FUNCTION konsil.who_enters_v1(p_asked text)
RETURNS TABLE (party text, role text, name text, language text, address text, hint text, programme text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_address text;
    v_today date := konsil.clock()::date;
BEGIN
    DELETE FROM entrance_asked e WHERE e.public = p_asked AND e.asked_at > clock_timestamp() - interval '30 minutes'
    RETURNING lower(trim(e.address)) INTO v_address;
    RETURN QUERY
    SELECT p.public, 'member', p.given || ' ' || p.family, p.language, v_address,
           left(p.given, 1) || '. ' || left(p.family, 1) || '., ' || extract(year FROM p.born_on)::text,
           konsil.programme_of(p.public)
    FROM contact_point c JOIN person p ON p.id = c.person_id
    WHERE c.system = 'email' AND lower(c.value) = v_address AND c.until_on IS NULL AND c.state <> 'dead'
      AND c.whose = '' AND NOT p.merged AND p.dead_on IS NULL
    UNION ALL
    SELECT d.party_id, 'doctor', d.name, d.language, v_address, d.name, konsil.programme_of(d.party_id)
    FROM practitioner d
    WHERE lower(d.email) = v_address AND v_today BETWEEN d.from_on AND coalesce(d.until_on, 'infinity')
    UNION ALL
    SELECT o.party_id, 'centre', o.name, 'en', v_address, o.name, konsil.programme_of(o.party_id)
    FROM centre c JOIN organisation o ON o.party_id = c.organisation_id
    WHERE lower(c.desk) = v_address AND o.closed_on IS NULL;
END
$$;

CREATE FUNCTION konsil.entrance_made_v1(
    p_public text, p_hash bytea, p_party text, p_role text, p_name text, p_language text, p_address text,
    p_hint text, p_programme text, p_opens text, p_seconds integer
) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO entrance (public, hash, party, role, name, language, address, hint, programme, opens, until_at)
    VALUES (p_public, p_hash, p_party, p_role, p_name, p_language, p_address, p_hint, p_programme, p_opens,
            clock_timestamp() + make_interval(secs => p_seconds))
$$;

-- What the page of a link may say before the code; nothing of a link that is used, over or nobody's.
CREATE FUNCTION konsil.entrance_v1(p_hash bytea) RETURNS TABLE (public text, language text, hint text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.public, e.language, e.hint FROM entrance e
    WHERE e.hash = p_hash AND e.entered_at IS NULL AND e.ended_at IS NULL AND e.until_at > clock_timestamp()
$$;

-- The code is asked for: an earlier one is worth nothing from now on.
CREATE FUNCTION konsil.code_asked_v1(p_hash bytea) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE entrance SET code = NULL, code_until = NULL, tries = 0
    WHERE hash = p_hash AND entered_at IS NULL AND ended_at IS NULL AND until_at > clock_timestamp();
    SELECT konsil.defer('entrance-code', jsonb_build_object('entrance', coalesce(
        (SELECT public FROM entrance WHERE hash = p_hash), '')));
$$;

-- For the worker: keep the code's keyed hash, and learn where the code goes.
CREATE FUNCTION konsil.code_made_v1(p_entrance text, p_code bytea, p_seconds integer)
RETURNS TABLE (address text, language text, programme text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE entrance e SET code = p_code, code_until = clock_timestamp() + make_interval(secs => p_seconds), tries = 0
    WHERE e.public = p_entrance AND e.entered_at IS NULL AND e.ended_at IS NULL AND e.until_at > clock_timestamp()
    RETURNING e.address, e.language, e.programme
$$;

-- In, with the right code, once; after five wrong ones a new code is needed.
CREATE FUNCTION konsil.enter_v1(p_hash bytea, p_code bytea) RETURNS TABLE (public text, opens text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE entrance e SET tries = e.tries + 1 WHERE e.hash = p_hash;
    RETURN QUERY UPDATE entrance e SET entered_at = clock_timestamp(), code = NULL
    WHERE e.hash = p_hash AND e.code = p_code AND e.tries <= 5 AND e.code_until > clock_timestamp()
      AND e.entered_at IS NULL AND e.ended_at IS NULL AND e.until_at > clock_timestamp()
    RETURNING e.public, e.opens;
END
$$;

-- Who came in through an entrance, as long as it stands.
CREATE FUNCTION konsil.entered_v1(p_public text)
RETURNS TABLE (party text, role text, name text, language text, wards jsonb)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.party, e.role, e.name, e.language,
           CASE WHEN e.role = 'member' THEN konsil.wards(e.party) ELSE '[]' END
    FROM entrance e WHERE e.public = p_public AND e.entered_at IS NOT NULL AND e.ended_at IS NULL
$$;

-- ---- sittings --------------------------------------------------------------------------------------------

CREATE FUNCTION konsil.sits_v1(p_session text, p_holder text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO sitting (session, holder, began_at) VALUES (p_session, p_holder, clock_timestamp())
    ON CONFLICT (session) DO UPDATE SET holder = excluded.holder
$$;

-- Leaving ends every sitting of the one who leaves, on every machine.
CREATE FUNCTION konsil.rises_v1(p_holder text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM django_session WHERE session_key IN (SELECT session FROM sitting WHERE holder = p_holder);
    DELETE FROM sitting WHERE holder = p_holder;
$$;

-- ---- ways back in ----------------------------------------------------------------------------------------

CREATE FUNCTION konsil.holds_role(p_account text, p_organisation text, p_roles text[]) RETURNS boolean
LANGUAGE sql VOLATILE AS $$
    SELECT EXISTS (SELECT FROM membership m JOIN account a ON a.id = m.account_id
        WHERE a.public = p_account AND a.is_active AND m.organisation_id = p_organisation
          AND (p_roles IS NULL OR m.role = ANY (p_roles))
          AND m.from_at <= konsil.clock() AND (m.until_at IS NULL OR m.until_at > konsil.clock()))
$$;

CREATE FUNCTION konsil.recovery_asked_v1(p_public text, p_account text, p_organisation text, p_by text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF p_by = p_account OR NOT konsil.holds_role(p_by, p_organisation, ARRAY['admin'])
       OR NOT konsil.holds_role(p_account, p_organisation, NULL) THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    INSERT INTO recovery (public, account, organisation, asked_by) VALUES (p_public, p_account, p_organisation, p_by);
    PERFORM konsil.noted('recovery', p_public, p_by, p_organisation, jsonb_build_object('asked for', p_account));
END
$$;

-- Approved by somebody who neither asked nor is the one it is for; good for half an hour.
CREATE FUNCTION konsil.recovery_approved_v1(p_public text, p_by text, p_hash bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_way recovery;
BEGIN
    UPDATE recovery r SET approved_by = p_by, approved_at = clock_timestamp(), hash = p_hash,
        until_at = clock_timestamp() + interval '30 minutes'
    WHERE r.public = p_public AND r.approved_at IS NULL AND p_by NOT IN (r.asked_by, r.account)
      AND r.asked_at > clock_timestamp() - interval '1 day'
      AND konsil.holds_role(p_by, r.organisation, ARRAY['admin', 'supervisor'])
    RETURNING * INTO v_way;
    IF v_way.public IS NULL THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    PERFORM konsil.noted('recovery', p_public, p_by, v_way.organisation, jsonb_build_object('approved for', v_way.account));
END
$$;

CREATE FUNCTION konsil.recoveries_v1(p_by text)
RETURNS TABLE (public text, name text, email text, organisation text, asked_by text, asked_at timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.public, a.name, a.email, r.organisation, b.name, r.asked_at
    FROM recovery r JOIN account a ON a.public = r.account JOIN account b ON b.public = r.asked_by
    WHERE r.approved_at IS NULL AND r.asked_at > clock_timestamp() - interval '1 day'
      AND p_by NOT IN (r.asked_by, r.account)
      AND konsil.holds_role(p_by, r.organisation, ARRAY['admin', 'supervisor'])
    ORDER BY r.asked_at
$$;

-- Used once: the account it leads back into, or nothing.
CREATE FUNCTION konsil.recovery_used_v1(p_hash bytea, p_really boolean) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_way recovery;
BEGIN
    SELECT * INTO v_way FROM recovery r WHERE r.hash = p_hash AND r.used_at IS NULL AND r.until_at > clock_timestamp()
    FOR UPDATE;
    IF v_way.public IS NULL THEN
        RETURN NULL;
    END IF;
    IF p_really THEN
        UPDATE recovery SET used_at = clock_timestamp() WHERE public = v_way.public;
        PERFORM konsil.noted('recovery', v_way.public, v_way.account, v_way.organisation, '{"used": true}');
    END IF;
    RETURN (SELECT id FROM account WHERE public = v_way.account);
END
$$;

-- ---- breaking the glass ----------------------------------------------------------------------------------

-- A way into a case for a reason and some hours; the case's operator is told at once, the member sees it.
-- The case is told by its public id or the key of its number. The operator of the programme may open everything
-- so, its payer only where the case stands.
CREATE FUNCTION konsil.break_glass_v1(
    p_party text, p_account text, p_role text, p_case text, p_reason text, p_hours integer
) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_case cases;
    v_version programme_version;
    v_now timestamptz := konsil.clock();
    v_until timestamptz := v_now + make_interval(hours => least(greatest(p_hours, 1), 8));
    v_scope text[];
BEGIN
    PERFORM konsil.act_as(p_party, p_account);
    SELECT * INTO v_case FROM cases WHERE p_case IN (public, number_key);
    SELECT * INTO v_version FROM programme_version WHERE id = v_case.programme_id;
    v_scope := CASE p_party WHEN v_version.operator THEN ARRAY['enquiry', 'internal', 'medical', 'money', 'status']
                            WHEN v_version.payer THEN ARRAY['status'] END;
    IF v_scope IS NULL OR length(trim(p_reason)) < 10 THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    INSERT INTO case_party (case_id, party, role, scope, origin, why, from_at, until_at)
    VALUES (v_case.id, p_party, p_role, v_scope, 'break-glass', p_account || ': ' || p_reason, v_now, v_until);
    INSERT INTO notice (case_id, party, key, about, raised_at, settled_by)
    VALUES (v_case.id, v_version.operator, 'glass-broken', jsonb_build_object(
        'by', p_account, 'role', p_role, 'party', p_party, 'reason', p_reason, 'until', v_until), v_now, '');
    INSERT INTO read_audit (at, account, role, party, "case", person, what, reason)
    VALUES (v_now, p_account, p_role, p_party, v_case.id, v_case.person_id, 'glass-broken', p_reason);
    RETURN v_until;
END
$$;

-- The name behind a case number, for the payer whose case it is: with a reason, logged, shown to the member.
CREATE FUNCTION konsil.name_behind_v1(p_party text, p_account text, p_role text, p_case text, p_reason text)
RETURNS TABLE (name text, born_on date)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_case cases;
BEGIN
    PERFORM konsil.act_as(p_party, p_account);
    SELECT * INTO v_case FROM cases WHERE p_case IN (public, number_key) AND payer = p_party;
    IF v_case.id IS NULL OR length(trim(p_reason)) < 10 THEN
        RAISE EXCEPTION 'not-there' USING ERRCODE = 'KN404';
    END IF;
    INSERT INTO read_audit (at, account, role, party, "case", person, what, reason)
    VALUES (konsil.clock(), p_account, p_role, p_party, v_case.id, v_case.person_id, 'name', p_reason);
    RETURN QUERY SELECT p.given || ' ' || p.family, p.born_on FROM person p WHERE p.id = v_case.person_id;
END
$$;
