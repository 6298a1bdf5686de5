"""The words of the vocabulary: nothing is missing in a language, and nothing lies there unused (R28)."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from konsil import library
from konsil.core import engine, wording
from konsil.core.facts import FACTS, MODULES, module_of
from konsil.core.facts.request import EXCLUSIONS
from konsil.core.programme import Programme
from konsil.core.spans import Span
from konsil.core.texts import NoText, Texts
from konsil.core.wording import Wording
from konsil.store.refusals import RACES

SOURCE = Path(library.__file__).parent
KEYS = library.keys()
LANGUAGES = tuple(sorted({language for key in KEYS for language in library.shipped(key).programme.languages}))
VERSION = library.shipped("albsig-mso")
PLACE = re.compile(r"\{(\w+)\}")


def words(language: str) -> dict[str, str]:
    return dict(library.vocabulary()[language])


def yielded(modules: Iterable[str]) -> Iterator[str]:
    """Every key the rules of these topics yield."""
    for module in modules:
        for node in ast.walk(ast.parse((SOURCE / f"core/facts/{module}.py").read_text("utf8"))):
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


PROGRAMMES = [library.shipped(key).programme for key in KEYS]
TOPICS = frozenset(yielded(MODULES))
HOUSE = {*engine.refusals(), *raised()} | set(RACES) - TOPICS


def spoken_to(language: str) -> list[Programme]:
    """The programmes of a language; English is everybody's."""
    return [one for one in PROGRAMMES if language in one.languages]


def wanted(language: str) -> frozenset[wording.Want]:
    """What the vocabulary must say in a language: what its programmes need, and in English every fact."""
    facts = FACTS if language == "en" else ()
    theirs = (wording.keys_of(one, language) for one in spoken_to(language))
    return frozenset[wording.Want]().union(*theirs, *map(wording.of_fact, facts))


def refusals(language: str) -> set[str]:
    """The refusals a reader of this language can meet: the house's, and those of the topics of its programmes."""
    topics = {module_of(name) for programme in spoken_to(language) for name in programme.flow}
    found = HOUSE | set(yielded(MODULES if language == "en" else topics))
    return found | set(EXCLUSIONS) if "request" in topics or language == "en" else found


def known(language: str) -> set[str]:
    """Every key a text of a language may have."""
    found = {key for want in wanted(language) for key in want} | {f"refusal.{key}" for key in refusals(language)}
    found |= {f"{key}.hint" for key in found if key.startswith("field.")}
    return found | {f"finding.{key}{end}" for key in EXCLUSIONS for end in ("", ".change")}


def test_there_is_a_vocabulary_in_every_language_of_the_programmes() -> None:
    assert sorted(library.vocabulary()) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_nothing_that_english_does_not_say(language: str) -> None:
    # Where a language counts in more forms than English, each of them is asked for by itself.
    assert sorted(one for one in set(words(language)) - set(words("en")) if ".few." not in one) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_hint_that_english_has(language: str) -> None:
    hints = {key for key in words("en") if key.endswith(".hint") and key.removesuffix(".hint") in words(language)}
    assert sorted(hints - set(words(language))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_field_choice_and_end_has_its_words(language: str) -> None:
    all_, own = wanted(language), ("clause.", "programme.")
    theirs = {want for want in all_ if any(key.startswith(own) for key in want)}
    assert sorted(want for want in all_ - theirs if not set(want) & set(words(language))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_its_words(language: str) -> None:
    assert sorted(key for key in refusals(language) if f"refusal.{key}" not in words(language)) == []


@pytest.mark.parametrize(
    "language", [one for one in LANGUAGES if any("request.declined" in p.flow for p in spoken_to(one))]
)
def test_every_exclusion_says_what_would_change_it(language: str) -> None:
    asked = [f"finding.{key}{end}" for key in EXCLUSIONS for end in ("", ".change")]
    assert [key for key in asked if key not in words(language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_lies_unused(language: str) -> None:
    said = spoken()
    left = {key for key in set(words(language)) - known(language) if key.partition(".")[2] not in said}
    assert sorted(left) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_only_the_places_that_are_filled(language: str) -> None:
    assert {
        key: found for key, text in words(language).items() if (found := set(PLACE.findall(text)) - wording.places(key))
    } == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_the_same_places_as_english(language: str) -> None:
    own, english = words(language), words("en")
    known = {key: english[key.replace(".few.", ".many.")] for key in own}
    assert [key for key, text in own.items() if set(PLACE.findall(text)) != set(PLACE.findall(known[key]))] == []


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
    assert len(missing) == len(wording.keys_of(swedish, "sv"))


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
        ("ro", "1 working hour", "1 oră lucrătoare", "în 1 oră lucrătoare"),
        ("ro", "15 working minutes", "15 minute lucrătoare", "în 15 minute lucrătoare"),
        ("ro", "30 days", "30 de zile", "în 30 de zile"),
    ],
)
def test_a_span_by_itself_and_as_a_limit(language: str, text: str, span: str, within: str) -> None:
    said = Wording(VERSION.texts, language)
    assert (said.span(Span.read(text)), said.within(Span.read(text))) == (span, within)


@pytest.mark.parametrize(
    ("language", "one", "few"),
    [
        ("en", [1], []),
        ("ro", [1], [0, 2, 4, 5, 11, 12, 19, 101, 102, 111, 119]),
        ("ru", [1, 21, 101, 121], [2, 4, 22, 102, 122]),
    ],
)
def test_a_language_counts_in_forms_of_its_own(language: str, one: list[int], few: list[int]) -> None:
    asked = (0, 1, 2, 4, 5, 11, 12, 19, 20, 21, 22, 99, 100, 101, 102, 111, 119, 120, 121, 122)
    found = {amount: wording.counted(language, amount) for amount in asked}
    assert [amount for amount, form in found.items() if form == "one"] == one
    assert [amount for amount, form in found.items() if form == "few"] == few


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
