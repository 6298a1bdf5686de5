"""Who is speaking: what a caller says is compared with the register, piece by piece. No database."""

from __future__ import annotations

from datetime import date

import pytest

from konsil.store.queries.calls import Entitled
from konsil.store.queries.people import ContactSeen, PersonSeen
from konsil.web.callcentre import aloud, verifying
from konsil.web.callcentre.verifying import Call

ION = PersonSeen(
    "p_ion", "omniasig-insured", "Ion", "Lupaș", "", date(1985, 4, 11), "male", "ro", "", "phone", "", (), (), "RO",
    None,
    (ContactSeen(1, "phone", "+40 700 000 001", "", "told", None),
     ContactSeen(2, "post", "Strada Exemplului 12, Cluj-Napoca", "", "told", None)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ({"birth-date": "11.4.1985", "phone": "0700 000 001"}, ("birth-date", "phone")),
        ({"birth-date": "1985-04-11"}, ("birth-date",)),
        ({"birth-date": "11041985", "policy-number": "om ion"}, ("birth-date", "policy-number")),
        ({"birth-date": "12.4.1985", "phone": "0700 000 002"}, ()),
        ({"birth-date": "31.2.1985"}, ()),
        ({"phone": "001"}, ()),
        ({"address": "Exemplului 12 Cluj"}, ("address",)),
        ({"address": "Cluj-Napoca"}, ()),
        ({"policy-number": ""}, ()),
    ],
)
def test_what_is_said_matches_only_what_the_register_has(said: dict[str, str], right: tuple[str, ...]) -> None:
    assert verifying.matched(ION, ["OM-ION"], said, False) == right


def test_the_national_number_counts_when_the_register_says_so() -> None:
    assert verifying.matched(ION, [], {"national-number": "1850411000000"}, True) == ("national-number",)
    assert verifying.matched(ION, [], {"national-number": ""}, True) == ()


def test_two_identifiers_are_needed_and_an_entitled_caller() -> None:
    calls = [
        Call("p_ion", identified=("birth-date", "phone"), entitled=True),
        Call("p_ion", identified=("birth-date",), entitled=True),
        Call("p_ion", "relative", "Ana", ("birth-date", "phone"), False),
    ]
    assert [one.told for one in calls] == [True, False, False]


@pytest.mark.parametrize(
    ("caller", "who", "may"),
    [
        ("self", "", True),
        ("parent", "Maria Lupaș", True),
        ("parent", "lupas maria", True),
        ("guardian", "Maria Lupaș", False),
        ("parent", "Maria", False),
        ("parent", "", False),
        ("relative", "Maria Lupaș", False),
        ("other", "Maria Lupaș", False),
    ],
)
def test_somebody_else_is_told_only_with_an_authority_of_that_name_and_relation(
    caller: str, who: str, may: bool
) -> None:
    known = [Entitled("Maria Lupaș", "parent", ("status", "medical"), None)]
    assert verifying.entitled(caller, who, known) is may  # type: ignore[arg-type]


def test_a_number_is_spelled_in_the_language_of_whoever_listens() -> None:
    groups = aloud.spelled("AV-7K2QF-M9XPA-4T", "ro")
    assert [[one.said for one in group] for group in groups][-1] == ["patru", "Tudor"]
    assert [one.said for one in aloud.spelled("AV-7K2QF-M9XPA-4T", "en")[1]] == [
        "seven", "Kilo", "two", "Quebec", "Foxtrot"
    ]  # fmt: skip


def test_every_language_has_a_word_for_every_sign_of_a_number() -> None:
    from konsil.core.seal import ALPHABET

    for language in aloud.DIGITS:
        said = aloud.spelled(ALPHABET, language)[0]
        assert len(said) == len(ALPHABET)
        assert len({one.said for one in said}) == len(ALPHABET)


def test_the_read_back_is_in_the_language_of_the_insured() -> None:
    told = aloud.is_it_you("ro", "Ion Lupaș", date(1985, 4, 11))
    assert told.lang == "ro"
    assert "11 aprilie 1985" in told.text
    assert "Ion Lupaș" in told.text
