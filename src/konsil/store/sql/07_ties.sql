-- What no model can say: a document belongs to its case's own person (Y26), and the tables below are only added to.
ALTER TABLE cases ADD CONSTRAINT cases_of_person UNIQUE (id, person_id);
ALTER TABLE document ADD CONSTRAINT "another-persons-case"
    FOREIGN KEY (case_id, person_id) REFERENCES cases (id, person_id);

INSERT INTO instance (id, kind, sends) VALUES (1, 'production', true);
