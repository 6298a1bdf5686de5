"""A programme's words stand above the vocabulary's; no language stands in for another (R28)."""

import pytest

from konsil.core.texts import NoText, Texts, flat

TEXTS = Texts(
    {"en": {"end.closed": "Closed", "say": "by {when}"}, "sq": {"end.closed": "Mbyllur"}},
    {"en": {"end.closed": "Ended"}, "sq": {}},
)


def test_the_words_of_the_programme_come_first_then_the_vocabularys() -> None:
    assert (TEXTS.say("en", "end.closed"), TEXTS.say("sq", "end.closed")) == ("Ended", "Mbyllur")


def test_a_text_says_what_it_is_given() -> None:
    assert TEXTS.say("en", "say", when="Friday") == "by Friday"


def test_a_text_that_is_missing_in_a_language_is_a_fault_and_never_another_language() -> None:
    with pytest.raises(NoText, match="sq: say"):
        TEXTS.say("sq", "say")
    assert (TEXTS.has("en", "say"), TEXTS.has("sq", "say")) == (True, False)


def test_a_tree_of_texts_is_read_as_dotted_keys() -> None:
    assert flat({"fact": {"note.written": {"do": "Note"}}, "n": 1}) == {"fact.note.written.do": "Note", "n": "1"}
