-- What each role may do. A statement about today and not a step of history: run after every migration, as the
-- owner. Facts, bodies and projections are read; they are written by the functions of record alone (R17, R22).

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, konsil_app, konsil_work, konsil_seed;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA konsil FROM PUBLIC, konsil_app, konsil_work, konsil_seed;
GRANT USAGE ON SCHEMA konsil, public TO konsil_app, konsil_work, konsil_seed;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO konsil_app, konsil_work, konsil_seed;

-- Tables of the libraries (sessions, sign-in, jobs): everything but ours.
DO $$
DECLARE
    v_table text;
BEGIN
    FOR v_table IN
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
          AND (relname ~ '^(django|auth|account|socialaccount|mfa|usersessions|procrastinate)_')
          AND relname <> 'django_migrations'
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO konsil_app, konsil_work, konsil_seed', v_table);
    END LOOP;
END
$$;

-- Records and what is derived from them: to read, as far as the policies let.
GRANT SELECT ON cases, fact, fact_body, case_party, case_link, promise_cycle, promise_mark, work_row, document,
    register_audit, read_audit, person, person_token, person_alias, household, contact_point, cover, authority,
    policy, population, population_reader, party, organisation, practitioner, centre, ranking, diagnosis,
    coded_reason, calendar_revision, programme_version, instance, account, membership, agreement, location, resource,
    schedule, absence, service, offer, offer_resource, coverage, tariff, open_time, booked_time, visit, authorisation,
    redemption, service_line, wish, scan, reserved_number
    TO konsil_app, konsil_work, konsil_seed;

-- Registers: rows are added and closed; nothing is deleted (R26).
GRANT INSERT, UPDATE ON person, person_alias, household, contact_point, cover, authority, policy, population,
    population_reader, party, organisation, practitioner, centre, ranking, diagnosis, coded_reason,
    calendar_revision, programme_version, account, membership, document, agreement, location, resource, schedule,
    absence, service, offer, offer_resource, coverage, tariff
    TO konsil_app, konsil_work, konsil_seed;
GRANT INSERT, DELETE ON person_token TO konsil_app, konsil_work, konsil_seed;
GRANT INSERT ON read_audit TO konsil_app, konsil_work, konsil_seed;

-- What kind of instance this is, is said by whoever lays it; its clock, by the demo's buttons.
GRANT INSERT, UPDATE ON instance TO konsil_seed;
GRANT UPDATE (stands_at) ON instance TO konsil_app, konsil_work;

-- Traffic comes and goes.
GRANT SELECT, INSERT, UPDATE, DELETE ON draft, arrival, proposal, notice, read_mark, import_run, import_row
    TO konsil_app, konsil_work, konsil_seed;
GRANT SELECT, INSERT, UPDATE ON attempt TO konsil_app, konsil_work, konsil_seed;
GRANT SELECT ON answered TO konsil_app, konsil_work, konsil_seed;

-- The functions anybody signed in stands on, then the ways in, one by one.
GRANT EXECUTE ON FUNCTION konsil.clock(), konsil.party(), konsil.account(), konsil.act_as(text, text),
    konsil.populations(), konsil.own_people(), konsil.ranks(text, date), konsil.audit(),
    konsil.open_case_v1, konsil.open_new_v1, konsil.append_v1, konsil.defer, konsil.case_v1,
    konsil.read_v1, konsil.rename_v1, konsil.notice_cover_v1, konsil.authority_granted_v1,
    konsil.authority_revoked_v1, konsil.enquiries_v1, konsil.draft_v1, konsil.promises_v1, konsil.month_v1
    TO konsil_app, konsil_work, konsil_seed;
GRANT EXECUTE ON FUNCTION konsil.tidy_v1, konsil.erase_v1, konsil.erase_again_v1, konsil.settle_in_v1 TO konsil_work;
GRANT EXECUTE ON FUNCTION konsil.sends TO konsil_app, konsil_work, konsil_seed;
GRANT EXECUTE ON FUNCTION konsil.release_v1 TO konsil_app;
GRANT SELECT ON erasure TO konsil_app, konsil_work, konsil_seed;
GRANT EXECUTE ON FUNCTION konsil.open_seeded_v1, konsil.open_new_seeded_v1, konsil.plant_v1 TO konsil_seed;

-- Free time, and what a payer takes over: by functions, and as the rows they read from.
GRANT EXECUTE ON FUNCTION konsil.clinics(), konsil.payers(), konsil.holds_on, konsil.service_on, konsil.rule_on,
    konsil.rules_on, konsil.prices_on, konsil.open_time_v1, konsil.free_slots_v1, konsil.capacity_v1,
    konsil.number_key, konsil.insured_v1, konsil.has_agreement, konsil.paper_v1, konsil.scanned_v1, konsil.lay_sheet_v1,
    konsil.reserved_v1
    TO konsil_app, konsil_work, konsil_seed;

-- The door: its tables belong to its functions. Who asks comes in by the web; the worker mints links and codes.
GRANT EXECUTE ON FUNCTION konsil.knock_v1, konsil.acting_v1, konsil.token_v1, konsil.tokens_v1,
    konsil.entrance_asked_v1, konsil.entrance_made_v1, konsil.entrance_v1, konsil.code_asked_v1, konsil.enter_v1,
    konsil.entered_v1, konsil.sits_v1, konsil.rises_v1, konsil.recovery_asked_v1, konsil.recovery_approved_v1,
    konsil.recoveries_v1, konsil.recovery_used_v1, konsil.break_glass_v1, konsil.name_behind_v1,
    konsil.token_issued_v1, konsil.token_ended_v1
    TO konsil_app, konsil_work, konsil_seed;
GRANT EXECUTE ON FUNCTION konsil.who_enters_v1, konsil.code_made_v1 TO konsil_work, konsil_seed;

-- The worker's own.
GRANT EXECUTE ON FUNCTION konsil.due_v1, konsil.mark_v1, konsil.next_mark_v1, konsil.release_held_v1,
    konsil.open_cases_v1, konsil.moved_cases_v1, konsil.project_v1, konsil.rebuild_visits_v1, konsil.every_case_v1, konsil.rebuild_v1 TO konsil_work;
GRANT EXECUTE ON FUNCTION konsil.who_sees_v1 TO konsil_app;
