"""Forms are read off facts; what is told is judged once; faults and refusals are keys with words in each language."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from konsil import library
from konsil.core.engine import refusals
from konsil.core.fact import plain
from konsil.core.facts import FACTS
from konsil.core.texts import NoText, Texts
from konsil.door import telling, words
from konsil.door.filled import payload
from konsil.door.forms import Field, choice, form, hint, label, schema
from konsil.door.telling import Fault, Faulty, Unreadable
from konsil.store.refusals import RACES

TIRANA = ZoneInfo("Europe/Tirane")
LANGUAGES = words.languages()
PROGRAMMES = library.keys()


def faults(name: str, told: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(Faulty) as wrong:
        telling.fact(name, told)
    return [(one.field, one.key) for one in wrong.value.faults]


def facts_said_in(language: str) -> frozenset[str]:
    """The facts of the programmes whose people read this language; English is everybody's."""
    programmes = [library.shipped(key).programme for key in PROGRAMMES]
    return frozenset(
        FACTS if language == "en" else chain(*(one.flow for one in programmes if language in one.languages))
    )


def every_field(fields: tuple[Field, ...]) -> list[Field]:
    return [one for field in fields for one in (*([field] if field.name else []), *every_field(field.inner))]


def test_a_form_says_what_each_field_holds() -> None:
    offered, confirmed = form("centre.offered"), form("centre.confirmed")
    (centres,) = offered.fields
    assert (centres.kind, centres.inner[0].kind, centres.inner[0].of, centres.least) == ("list", "party", "centre", 1)
    kinds = {one.name: (one.kind, one.of, one.required) for one in confirmed.fields}
    assert kinds == {
        "enquiry": ("item", "enquiry", True), "until": ("datetime", "", True), "can_start": ("date", "", True),
        "working_days": ("number", "", False), "who": ("line", "", True),
    }  # fmt: skip
    assert [one.name for one in form("opinion.coded").fields[1].inner[0].inner] == ["of", "says", "words"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_and_every_answer_of_every_fact_has_its_word(language: str) -> None:
    texts = Texts(library.vocabulary(), {})
    for name in facts_said_in(language):
        for field in every_field(form(name).fields):
            assert label(texts, language, field)
            assert all(choice(texts, language, field, value) for value in field.choices)


@pytest.mark.parametrize("language", ["en", "sq"])
def test_a_field_has_its_hint_where_one_is_needed(language: str) -> None:
    texts = Texts(library.vocabulary(), {})
    assert hint(texts, language, form("centre.asked").fields[2])
    assert hint(texts, language, form("centre.accepted").fields[0]) == ""


def test_a_schema_knows_the_fields_and_nothing_of_evidence_or_opened_items() -> None:
    for name, kind in FACTS.items():
        told = set(schema(name).get("properties", {}))
        assert told == {one.name for one in form(name).fields}
        assert not told & ({"evidence", "known"} | ({kind.opens} if kind.opens else set()))


def test_each_fault_is_told_at_its_field_by_a_key() -> None:
    told = {"record": "record-1", "amount": {"amount": "1.234", "currency": "lek"}, "reference": " "}
    assert faults("retrieval.paid", told) == [
        ("amount.amount", "too-exact"), ("amount.currency", "wrong-form"), ("reference", "empty"),
    ]  # fmt: skip
    assert faults("centre.offered", {"centres": [], "ranks": {}}) == [("centres", "too-few"), ("ranks", "evidence")]
    assert faults("questions.put", {"questions": ["a"], "why": 1}) == [("why", "not-a-field")]
    assert faults("questions.put", {"questions": [""]}) == [("questions.0", "empty")]
    assert faults("note.written", {"text": "a\0"}) == [("text", "wrong-characters")]
    deep: dict[str, Any] = {}
    for _ in range(20):
        deep = {"text": deep}
    assert [key for _, key in faults("note.written", deep)] == ["too-deep"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_and_every_refusal_has_words_in_each_language(language: str) -> None:
    texts = Texts(library.vocabulary(), {})
    assert all(words.say(language, f"fault.{key}", limit=3) for key in {*telling.KEYS.values(), "evidence"})
    own = {"no-such-document", "no-such-party", "code-retired", "case-read-only", "changed", "busy", "not-there"}
    assert all(telling.refusal(texts, language, key) for key in refusals() | RACES | own)


def test_no_language_stands_in_for_another() -> None:
    with pytest.raises(NoText):
        telling.refusal(Texts(library.vocabulary(), {}), "sv", "not-yet")
    assert words.languages() == ("en", "ro", "sq")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_door_have_the_same_keys_in_each_language(language: str) -> None:
    assert words.keys(language) == words.keys("en")


def test_a_programme_says_it_in_its_own_words() -> None:
    texts = Texts(library.vocabulary(), {"en": {"refusal.not-yet": "Patience."}})
    assert telling.refusal(texts, "en", "not-yet") == "Patience."


@pytest.mark.parametrize("body", [b"", b"{", b"nul", b"[1]", b'"x"', b"\xff", b"[" * 90_000])
def test_what_is_no_object_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        telling.payload(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(FACTS)), st.data())
def test_whatever_is_told_becomes_a_fact_or_faults(name: str, data: st.DataObject) -> None:
    keys = st.sampled_from([one.name for one in form(name).fields] or ["x"]) | st.text(max_size=8)
    told = data.draw(st.dictionaries(keys, JSON, max_size=4))
    found = _faults(name, told)
    assert all(one.said("sq") and one.said("en") for one in found)
    assert found or telling.fact(name, told).name == name


def _faults(name: str, told: dict[str, Any]) -> tuple[Fault, ...]:
    try:
        telling.fact(name, told)
    except Faulty as wrong:
        return wrong.faults
    return ()


def test_a_page_form_tells_the_same_as_the_api() -> None:
    sent = QueryDict(
        "key=k&opinion=opinion-1&diagnosis.0.of=C50.4&diagnosis.0.says=confirmed&diagnosis.0.words=Yes"
        "&plan.1.of=B&plan.1.says=adapt&plan.1.words=Less&plan.0.of=A&plan.0.says=optimal&plan.0.words=Good"
        "&plan.2.of=&plan.2.says=&plan.2.words=&recommendations=One&recommendations=Two&recommendations="
        "&reviewers.0.name=Lund&reviewers.0.speciality=Oncology&reviewers.0.part=chair&guideline="
    )
    told = payload(form("opinion.coded"), sent, TIRANA)
    assert [one["of"] for one in told["plan"]] == ["A", "B"]
    assert told["recommendations"] == ["One", "Two"]
    assert "guideline" not in told
    assert plain(telling.fact("opinion.coded", told))["reviewers"] == [
        {"name": "Lund", "speciality": "Oncology", "part": "chair"}
    ]


def test_an_instant_of_a_page_is_one_of_the_programme_s_zone() -> None:
    sent = QueryDict("enquiry=enquiry-1&until=2026-11-25T10:20&can_start=2026-11-26&who=Desk&working_days=")
    told = payload(form("centre.confirmed"), sent, TIRANA)
    assert (told["until"], told["can_start"]) == ("2026-11-25T10:20:00+01:00", "2026-11-26")
    made: Any = telling.fact("centre.confirmed", told)
    assert (made.until, made.can_start) == (datetime(2026, 11, 25, 10, 20, tzinfo=TIRANA), date(2026, 11, 26))
    assert payload(form("centre.confirmed"), QueryDict("until=soon"), TIRANA) == {"until": "soon"}


def test_a_box_not_ticked_means_no_where_an_answer_is_asked_for() -> None:
    ticked = payload(form("opinion.checked"), QueryDict("opinion=o&right_side=on"), TIRANA)
    assert (ticked["right_side"], ticked["right_person"]) == (True, False)
    assert payload(form("request.received"), QueryDict("member=p_1"), TIRANA) == {"member": "p_1"}
    assert payload(form("records.completed"), QueryDict("checked=record-1"), TIRANA)["translated"] is False


def test_money_is_told_in_two_fields() -> None:
    sent = QueryDict("record=record-1&amount.amount=4000.00&amount.currency=ALL&reference=X1")
    made: Any = telling.fact("retrieval.paid", payload(form("retrieval.paid"), sent, TIRANA))
    assert (made.amount.amount, made.amount.currency) == (Decimal("4000.00"), "ALL")
