"""The words of the vocabulary: nothing is missing in a language, and nothing lies there unused (R28)."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from konsil import library
from konsil.core import engine, wording
from konsil.core.facts import FACTS
from konsil.core.facts.request import EXCLUSIONS
from konsil.core.spans import Span
from konsil.core.texts import NoText, Texts
from konsil.core.wording import Wording
from konsil.store.refusals import RACES

SOURCE = Path(library.__file__).parent
LANGUAGES = ("en", "sq")
KEYS = library.keys()
VERSION = library.shipped("albsig-mso")
PLACE = re.compile(r"\{(\w+)\}")


def words(language: str) -> dict[str, str]:
    return dict(library.vocabulary()[language])


def yielded() -> Iterator[str]:
    """Every key a fact's rule yields."""
    for path in (SOURCE / "core/facts").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.Yield) and isinstance(node.value, ast.Constant):
                yield str(node.value.value)


def raised() -> Iterator[str]:
    """Every key the store raises as a refusal."""
    for path in (SOURCE / "store").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "Refused":
                yield from (str(one.value) for one in node.args[:1] if isinstance(one, ast.Constant))


def spoken() -> set[str]:
    """Every string that stands in the code."""
    trees = (ast.parse(path.read_text("utf8")) for path in SOURCE.rglob("*.py"))
    return {
        n.value for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }


REFUSALS = {*engine.refusals(), *EXCLUSIONS, *RACES, *yielded(), *raised()}
PROGRAMMES = [library.shipped(key).programme for key in KEYS]
WANTED = frozenset[wording.Want]().union(*map(wording.keys_of, PROGRAMMES), *map(wording.of_fact, FACTS))


def test_there_is_a_vocabulary_in_albanian_and_english() -> None:
    assert sorted(library.vocabulary()) == list(LANGUAGES)


def test_every_language_has_the_same_keys() -> None:
    assert set(words("sq")) ^ set(words("en")) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_field_choice_and_end_has_its_words(language: str) -> None:
    own = {want for want in WANTED if any(key.startswith(("clause.", "programme.")) for key in want)}
    assert sorted(want for want in WANTED - own if not set(want) & set(words(language))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_its_words(language: str) -> None:
    assert sorted(key for key in REFUSALS if f"refusal.{key}" not in words(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exclusion_says_what_would_change_it(language: str) -> None:
    ends = ("", ".change")
    assert (
        sorted(
            f"finding.{key}{end}" for key in EXCLUSIONS for end in ends if f"finding.{key}{end}" not in words(language)
        )
        == []
    )


def test_no_text_lies_unused() -> None:
    known = {key for want in WANTED for key in want} | {f"refusal.{key}" for key in REFUSALS}
    known |= {f"{key}.hint" for key in known if key.startswith("field.")}
    known |= {f"finding.{key}{end}" for key in EXCLUSIONS for end in ("", ".change")}
    said = spoken()
    left = {key for key in set(words("en")) - known if key.partition(".")[2] not in said}
    assert sorted(left) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_only_the_places_that_are_filled(language: str) -> None:
    assert {
        key: found for key, text in words(language).items() if (found := set(PLACE.findall(text)) - wording.places(key))
    } == {}


def test_both_languages_fill_the_same_places() -> None:
    sq = words("sq")
    assert [key for key, text in words("en").items() if set(PLACE.findall(text)) != set(PLACE.findall(sq[key]))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_longer_than_a_screen_of_a_phone_or_says_please_wait(language: str) -> None:
    assert [key for key, text in words(language).items() if len(text) > 160 or text != text.strip()] == []


@pytest.mark.parametrize("key", KEYS)
def test_a_programme_of_the_product_has_all_its_words(key: str) -> None:
    found = library.shipped(key)
    assert wording.faults(found.programme, found.texts) == []


def told(**own: str) -> Texts:
    """The shipped texts with some of the programme's own replaced; an empty one is taken out."""
    english = {**VERSION.texts.programme["en"], **{key.replace("_", "."): text for key, text in own.items()}}
    kept = {key: text for key, text in english.items() if text}
    return Texts(VERSION.texts.vocabulary, {**VERSION.texts.programme, "en": kept})


def test_a_clause_without_words_is_a_fault() -> None:
    assert wording.faults(VERSION.programme, told(clause_a="")) == ["texts.en: no words for clause.a"]


def test_a_text_that_nothing_asks_for_is_a_fault() -> None:
    assert wording.faults(VERSION.programme, told(clause_z="What?")) == ["texts.en: nothing asks for clause.z"]


@pytest.mark.parametrize("text", ["Within {span}.", "Within {", "A {} brace"])
def test_a_place_that_nobody_fills_is_a_fault(text: str) -> None:
    fault = "texts.en: clause.a has a place that nobody fills"
    assert wording.faults(VERSION.programme, told(clause_a=text)) == [fault]


def test_a_language_the_programme_does_not_speak_is_a_fault() -> None:
    english = replace(VERSION.programme, languages=("en",))
    assert wording.faults(english, VERSION.texts) == ["texts.sq: no language of the programme"]


def test_a_language_without_a_vocabulary_lacks_every_word() -> None:
    swedish = replace(VERSION.programme, languages=("sv",))
    missing = [fault for fault in wording.faults(swedish, VERSION.texts) if "no words" in fault]
    assert len(missing) == len(wording.keys_of(swedish))


def test_a_field_is_worded_by_its_fact_before_all_facts() -> None:
    said = Wording(VERSION.texts, "en")
    until = [said.say(*wording.field(fact, "until")) for fact in ("centre.confirmed", "authority.granted")]
    assert until == ["Holds until", "Until"]


def test_a_field_inside_a_field_has_its_label_and_its_choices() -> None:
    said = Wording(VERSION.texts, "sq")
    assert said.say(*wording.field("opinion.coded", "diagnosis.says")) == "Përfundimi"
    assert said.say(*wording.choice("opinion.coded", "plan.says", "adapt")) == "Duhet përshtatur"


def test_a_hint_need_not_be_there() -> None:
    said = Wording(VERSION.texts, "en")
    assert [said.hint("centre.asked", path) for path in ("age_band", "centre")] == [
        "Such as 50-54. Never the birth date.",
        "",
    ]


@pytest.mark.parametrize(
    ("language", "text", "span", "within"),
    [
        ("en", "12 working hours", "12 working hours", "within 12 working hours"),
        ("en", "1 month", "1 month", "within 1 month"),
        ("sq", "12 working hours", "12 orë pune", "brenda 12 orëve pune"),
        ("sq", "1 working day", "1 ditë pune", "brenda 1 dite pune"),
        ("sq", "1 month", "1 muaj", "brenda 1 muaji"),
    ],
)
def test_a_span_by_itself_and_as_a_limit(language: str, text: str, span: str, within: str) -> None:
    said = Wording(VERSION.texts, language)
    assert (said.span(Span.read(text)), said.within(Span.read(text))) == (span, within)


def test_a_capped_promise_is_two_sentences() -> None:
    key = "opinion-to-recipient"
    assert Wording(VERSION.texts, "en").promise(key, VERSION.programme.promises[key]) == (
        "Each recipient has the opinion within 12 working hours of its arrival. "
        "In any case within 10 working days of the complete records."
    )


def test_a_promise_without_a_cap_is_one_sentence() -> None:
    key = "three-centres"
    assert Wording(VERSION.texts, "en").promise(key, VERSION.programme.promises[key]) == (
        "The centres to choose from are sent within 3 working days of the first request."
    )


def test_words_are_never_taken_from_another_language() -> None:
    with pytest.raises(NoText, match=r"kk: end\.closed"):
        Wording(VERSION.texts, "kk").say("end.closed")
