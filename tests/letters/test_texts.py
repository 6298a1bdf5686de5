"""The words of the letters: complete in each language, and nothing falls from one to another."""

import re
import tomllib
from pathlib import Path

import pytest

from konsil import letters
from konsil.letters import forms, texts

OPINION = texts.languages("second-opinion")
USED = re.compile(r'\bt\(\s*"([a-z.-]+)"')
PREFIXES = re.compile(r'"([a-z.-]+\.)" \+')


SERVICES = texts.services()


def words(language: str, service: str) -> dict[str, str]:
    """The texts of one file: of the house, or of a service, by dotted key."""
    file = texts.FOLDER / service / f"{language}.toml"
    tree = tomllib.loads(file.read_text("utf8"))
    return {key: _text(tree, key) for key in texts.keys(tree)}


def test_each_service_is_worded_in_the_languages_of_its_programmes() -> None:
    assert {service: texts.languages(service) for service in ("", *SERVICES)} == {
        "": ("en", "ro", "sq"),
        "second-opinion": ("en", "sq"),
        "visit": ("en", "ro"),
    }


@pytest.mark.parametrize("service", ["", *SERVICES])
def test_every_language_of_a_service_has_the_same_keys_and_fills_the_same_places(service: str) -> None:
    def places(language: str) -> dict[str, set[str]]:
        return {key: set(texts.SLOT.findall(text)) for key, text in words(language, service).items()}

    english = places("en")
    assert [language for language in texts.languages(service) if places(language) != english] == []


@pytest.mark.parametrize("template", sorted(path.name for path in letters.FOLDER.glob("*.typ")))
def test_every_key_a_template_names_has_words(template: str) -> None:
    source = (letters.FOLDER / template).read_text(encoding="utf-8")
    known = set(texts.keys(texts.load("en")))
    named = {key for key in USED.findall(source) if not key.endswith(".")}
    families = {key for key in PREFIXES.findall(source) if key != "covers."}
    assert named - known == set()
    assert [family for family in families if not any(key.startswith(family) for key in known)] == []


def test_a_missing_key_is_a_fault_with_its_name() -> None:
    with pytest.raises(texts.TextMissing, match=r"text-missing: house.no-such-key in sq"):
        texts.fill(texts.load("sq"), "house.no-such-key", "sq")


def test_a_missing_value_is_a_fault_too() -> None:
    with pytest.raises(texts.TextMissing, match=r"house.greeting in en"):
        texts.fill(texts.load("en"), "house.greeting", "en")


def test_a_language_without_a_file_is_a_fault_and_no_other_is_taken() -> None:
    with pytest.raises(texts.TextMissing, match=r"in kk"):
        texts.load("kk")


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert texts.fill({"greeting": "Dear {name},"}, "greeting", "en", name="{code}") == "Dear {code},"


def test_a_programmes_own_words_lie_over_the_houses() -> None:
    words = texts.load("en", {"house": {"closing": "Warmly,"}})
    assert texts.fill(words, "house.closing", "en") == "Warmly,"
    assert texts.fill(words, "house.free", "en") == "This service costs you nothing."
    assert texts.fill(texts.load("en"), "house.closing", "en") == "Kind regards,"


@pytest.mark.shows("A13")
@pytest.mark.parametrize("language", OPINION)
def test_a_consent_form_is_keyed_and_hashed(language: str) -> None:
    """Form template keyed by country + language + version; the signed copy keeps the version text hash."""
    form = forms.form("AL", language, 1)
    assert (form.country, form.language, form.version) == ("AL", language, 1)
    assert form == forms.latest("AL", language)
    assert form.sha256 == _sha256(forms.FOLDER / f"AL.{language}.1.toml")
    assert set(form.covers) == set(forms.form("AL", "en", 1).covers)


@pytest.mark.parametrize("key", [("AL", "kk", 1), ("AL", "sq", 99), ("../AL", "sq", 1)])
def test_a_form_that_is_not_there_is_not_replaced_by_another(key: tuple[str, str, int]) -> None:
    with pytest.raises(forms.FormMissing):
        forms.form(*key)


def test_there_is_no_latest_form_of_a_country_without_one() -> None:
    with pytest.raises(forms.FormMissing):
        forms.latest("SE", "sv")


def _sha256(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def _text(words: texts.Texts, key: str) -> str:
    found = words
    for part in key.split("."):
        found = found[part]
    assert isinstance(found, str)
    return found
