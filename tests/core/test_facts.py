"""Stored facts are read for ever; what a door was told is validated once."""

import json
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from core import small
from core.wandering import PROGRAMME, begun
from konsil.core.case import Case
from konsil.core.fact import Fact, Line, Money, adapter, plain, read, reread
from konsil.core.facts import FACTS, MODULES, _facts, module_of, records, request, terms_of
from konsil.core.facts.opinion import contrary
from konsil.core.items import fields_of
from konsil.core.journey import Step, take
from konsil.core.programme import Programme

GOLDEN = Path(__file__).resolve().parent.parent / "golden/facts"
FILES = sorted(path.name.removesuffix(".json") for path in GOLDEN.glob("*.json"))


def golden(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text("utf8"))
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_released_version_of_a_fact_is_read_for_ever(name: str) -> None:
    fact, _, version = name.rpartition(".")
    kind, stored = FACTS[fact], golden(name)
    found = reread(kind, int(version), stored["fact"])
    known = adapter(kind.evidence).validate_python(stored["known"])
    assert isinstance(found, kind)
    assert isinstance(known, kind.evidence)
    if int(version) == kind.version:
        assert (plain(found), plain(known)) == (stored["fact"], stored["known"])


def test_each_fact_has_a_golden_file_of_its_version() -> None:
    assert {f"{name}.{kind.version}" for name, kind in FACTS.items()} <= set(FILES)


@pytest.mark.parametrize("name", FACTS)
def test_evidence_is_no_field_of_a_fact(name: str) -> None:
    kind = FACTS[name]
    assert is_dataclass(kind)
    assert {one.name for one in fields(kind)} & {one.name for one in fields(kind.evidence)} == set()


@pytest.mark.parametrize("name", FACTS)
def test_a_field_that_is_not_known_is_a_fault_at_the_door(name: str) -> None:
    told = golden(f"{name}.{FACTS[name].version}")["fact"]
    with pytest.raises(ValidationError, match="not_asked_for"):
        read(FACTS[name], told | {"not_asked_for": True})


@dataclass(frozen=True, kw_only=True)
class Weighed(Fact):
    """A fact of these tests only: its first version told pounds."""

    name = "test.weighed"
    version = 2
    grams: int
    by: Line = "nobody"

    @staticmethod
    def upcast(body: dict[str, Any], version: int) -> dict[str, Any]:
        return body if version > 1 else {"grams": body["pounds"] * 454}


def test_an_older_version_is_read_as_todays() -> None:
    assert reread(Weighed, 1, {"pounds": 2}) == Weighed(grams=908)


def test_a_reader_ignores_what_it_does_not_know() -> None:
    assert reread(Weighed, 2, {"grams": 5, "colour": "red"}) == Weighed(grams=5)


def test_an_added_field_has_its_default_in_what_was_stored_before() -> None:
    assert reread(Weighed, 2, {"grams": 5}).by == "nobody"  # type: ignore[attr-defined]


def test_a_body_that_cannot_be_read_says_so() -> None:
    with pytest.raises(ValidationError):
        reread(Weighed, 2, {"grams": "heavy"})


def test_a_fact_is_the_version_it_says() -> None:
    assert FACTS["note.written"].upcast({"text": "x"}, 1) == {"text": "x"}


def test_two_facts_of_one_name_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MODULES["contact"].NoteWritten, "name", "message.written")
    with pytest.raises(TypeError, match=r"two facts are called message\.written"):
        _facts()


def test_a_fact_belongs_to_its_topic_and_a_topic_may_have_terms() -> None:
    assert (module_of("record.asked"), terms_of("records"), terms_of("question")) == ("records", records.Terms, None)


def test_the_items_a_fact_names_are_read_from_its_fields() -> None:
    assert (fields_of(FACTS["opinion.coded"]), fields_of(FACTS["note.written"])) == ({"opinion": "opinion"}, {})


def test_a_fact_without_a_rule_refuses_nothing() -> None:
    note = read(FACTS["note.written"], {"text": "Speaks softly."})
    assert list(note.refuse(Case(small.programme()).seen, None)) == []


# -- rules that no journey of a shipped programme meets --------------------------------------------------------


def test_a_programme_may_allow_fewer_questions_than_ten() -> None:
    received = small.case("request.received")
    assert small.refusal(received, "questions.put", questions=["Why?", "When?"]) == ""
    assert small.refusal(received, "questions.put", questions=["Why?", "When?", "How?"]) == "too-many-questions"


def test_a_programme_may_ask_for_no_recent_visit_and_for_some_diseases_only() -> None:
    narrow = small.programme(('["no-diagnosis"]', '["out-of-scope", "physical-examination"]\nscope = ["C"]'))
    told = {"diagnosis": "F32.2", "needs_examination": False}
    case = small.tell(Case(narrow), "request.received", **told)
    assert request.findings(case.seen) == ("out-of-scope",)
    within = small.tell(Case(narrow), "request.received", diagnosis="C50.4")
    assert request.findings(within.seen) == ()


def test_where_nothing_was_asked_nothing_is_found() -> None:
    nobody = Case(PROGRAMME).seen
    assert (request.told(nobody), request.findings(nobody)) == (None, ())


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"declines": ["not-seen-lately"]}, "needs a span"),
        ({"declines": [], "seen_within": "52 weeks"}, "write months"),
        ({"declines": ["too-old"]}, "declines"),
        ({"declines": [], "seen_withn": "12 months"}, "seen_withn"),
    ],
)
def test_the_terms_of_a_request_are_typed(told: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        request.Terms.model_validate(told)


def test_a_programme_may_want_a_guideline() -> None:
    coded = FACTS["opinion.coded"]
    told = golden("opinion.coded.1")["fact"] | {"answers": []}
    terms = [one for one in PROGRAMME.all_terms if type(one).__module__.endswith("opinion")]
    strict = _with(PROGRAMME, terms[0].model_copy(update={"guidelines": True}))
    assert list(read(coded, told).refuse(Case(strict).seen, None)) == ["no-guideline"]
    assert list(read(coded, told | {"guideline": "ESMO 2026"}).refuse(Case(strict).seen, None)) == []


def _with(programme: Programme, terms: BaseModel) -> Programme:
    others = tuple(one for one in programme.all_terms if type(one) is not type(terms))
    return replace(programme, all_terms=(*others, terms))


# -- money, and who owes it ------------------------------------------------------------------------------------


@pytest.mark.shows("A24")
def test_the_doctor_is_owed_for_each_record_the_courier_took() -> None:
    """payable to the doctor created by the system, payer = operator"""
    taken = begun(24)
    fee = Money(Decimal("4000.00"), "ALL")
    assert records.payables(begun(22).seen) == ()
    assert records.payables(taken.seen) == (records.Payable("operator", "dr-leka", fee, "record-1", False),)
    paid = take(
        taken,
        Step(
            at=datetime.fromisoformat("2026-03-18T08:00:00+01:00"), who="finance:mediguide/ilda", fact="retrieval.paid",
            told={"record": "record-1", "amount": {"amount": "4000.00", "currency": "ALL"}, "reference": "P-1"},
        ),
    )  # fmt: skip
    assert records.payables(paid.seen) == (records.Payable("operator", "dr-leka", fee, "record-1", True),)


@pytest.mark.shows("A08")
@given(debtor=st.text(max_size=12))
def test_no_line_of_the_service_is_owed_by_the_member(debtor: str) -> None:
    """no payable line of type MSO can have the member as debtor: the terms of a programme know no such word."""
    told = {"retrieval_fee": {"amount": "1.00", "currency": "ALL"}}
    for word in (debtor, "member", "relative", "doctor"):
        if word not in ("operator", "payer"):
            with pytest.raises(ValidationError, match="debtor"):
                records.Terms.model_validate(told | {"debtor": word})
    assert {records.Terms.model_validate(told | {"debtor": who}).debtor for who in ("operator", "payer")} == {
        "operator",
        "payer",
    }


@pytest.mark.parametrize("told", [{"amount": "-1", "currency": "ALL"}, {"amount": "1", "currency": "Lek"}])
def test_an_amount_is_exact_and_has_a_currency(told: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        adapter(Money).validate_python(told)


@pytest.mark.shows("Y10")
def test_an_enquiry_has_no_field_for_a_name() -> None:
    """availability is asked with disease code, age band, languages and wanted date only (bytes of the message
    tested), allowed before consent: these, and which centre, are all its fields."""
    asked = FACTS["centre.asked"]
    assert [one.name for one in fields(asked)] == ["centre", "disease", "age_band", "languages", "wanted_by"]  # type: ignore[arg-type]
    assert "consent.signed" not in {name for atom in PROGRAMME.flow["centre.asked"].after for name in atom.any_of}


@pytest.mark.shows("A15")
@pytest.mark.parametrize("missing", ["diagnosis", "diagnosed_by", "diagnosed_on"])
def test_a_diagnosis_counts_when_all_of_it_is_known(missing: str) -> None:
    """diagnosis record names doctor, date, code+text"""
    whole = {"diagnosis": "C50.4", "diagnosis_words": "…", "diagnosed_by": "Dr Leka", "diagnosed_on": date(2026, 2, 1)}
    known = request.told(small.tell(Case(small.programme()), "request.received", **whole).seen)
    less = request.told(
        small.tell(Case(small.programme()), "request.received", **{k: v for k, v in whole.items() if k != missing}).seen
    )
    assert (known and known.established, less and less.established) == (True, False)


def test_a_verdict_that_contradicts_is_known_as_contrary() -> None:
    assert (contrary(begun(33).seen), contrary(begun(34).seen)) == (False, True)
