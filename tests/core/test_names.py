"""Names are found however they are spelt: without their marks, in another alphabet, by their beginning or sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsil.core import names


def found(typed: str, name: str) -> bool:
    """Whether every word typed is one of the tokens of a name."""
    return all(names.token(word) in names.tokens(name) for word in names.words(typed))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("enkela", "Ënkela Çela"),
        ("cela", "Ënkela Çela"),
        ("Stefan", "Ştefan Țurcanu"),
        ("turcanu", "Ștefan Ţurcanu"),
        ("asa", "Åsa Öberg"),
        ("Oberg As", "Åsa Öberg"),
        ("aliya", "Әлия Қожахмет"),
        ("kozhahmet", "Әлия Қожахмет"),
        ("Сергей", "Sergei Petrov"),
        ("hox", "Elira Hoxha"),
        ("marie", "Anne-Marie d'Exemple"),
        ("Papadopo", "Papadopoulou Shembull"),
        ("papadopoulou", "Papadopoulou Shembull"),
    ],
)
def test_a_name_is_found(typed: str, name: str) -> None:
    assert found(typed, name)


@pytest.mark.parametrize(("typed", "name"), [("hoxh", "Elira Hoti"), ("liya", "Әлия"), ("elira hoti", "Elira Hoxha")])
def test_another_name_is_not(typed: str, name: str) -> None:
    assert not found(typed, name)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoxha", "hoja"), ("gjergj", "gerg"), ("shembull", "sembul"), ("petrov", "petroff"), ("mihai", "michai"),
     ("kozhahmet", "kozakhmet"), ("aliya", "alija")],
)  # fmt: skip
def test_names_that_sound_alike_have_one_key_or_stay_apart(one: str, other: str) -> None:
    alike = {("petrov", "petroff"), ("mihai", "michai"), ("hoxha", "hoja")}
    assert (names.sound(one) == names.sound(other)) == ((one, other) not in alike)


def test_a_phone_number_is_found_with_and_without_its_countrys_code() -> None:
    assert {names.phone_token("+355 69 123 4567"), names.phone_token("069 123 4567")} == {b"t:91234567"}


@given(st.text(max_size=40))
def test_a_folded_word_is_plain_and_folding_again_changes_nothing(said: str) -> None:
    once = names.fold(said)
    assert names.fold(once) == once
    assert all("a" <= letter <= "z" for letter in once)
