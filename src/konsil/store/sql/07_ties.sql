-- What no model can say: a document belongs to its case's own person (Y26); two tabs of few lines among many.
ALTER TABLE cases ADD CONSTRAINT cases_of_person UNIQUE (id, person_id);
ALTER TABLE document ADD CONSTRAINT "another-persons-case"
    FOREIGN KEY (case_id, person_id) REFERENCES cases (id, person_id);

CREATE INDEX work_row_checks ON work_row (party, rank, sort_at, case_id)
    WHERE open AND step IN ('opinion.coding-confirmed', 'opinion.checked');
CREATE INDEX work_row_conditions ON work_row (party, rank, sort_at, case_id)
    WHERE open AND 'examination' = ANY (flags);

INSERT INTO instance (id, kind, sends) VALUES (1, 'production', true);
