"""A programme of one's own is another one's text with another name, other lengths and languages."""

import tomllib
from datetime import date

import pytest

from konsil import library
from konsil.calendars.reading import holidays
from konsil.core.reading import Source, read
from konsil.core.varying import Own, key_of, programme, words
from konsil.core.worktime import Span

FILES = library.folder("albsig-mso")
TEXT = FILES[f"{library.dates(FILES)[-1]}.toml"]
LENGTHS = {"centre-opines": "8 working days", "opinion-to-recipient.cap": "8 working days"}
OWN = Own("kujdesi-plus", "Kujdesi Plus", ("sq", "en"), LENGTHS)


@pytest.mark.parametrize(("name", "key"), [("Kujdesi Plus", "kujdesi-plus"), ("Çdo ditë!", "cdo-dite"), ("…", "")])
def test_a_key_is_made_from_a_name(name: str, key: str) -> None:
    assert key_of(name) == key


def test_only_the_name_and_the_lengths_differ() -> None:
    own = read(Source(date(2027, 1, 1), programme(TEXT, OWN), library.pathways()), holidays())
    parent = library.shipped("albsig-mso").programme
    assert (own.key, own.source, own.notice) == ("kujdesi-plus", "", False)
    assert own.promises["centre-opines"].within == Span(8, "day", working=True)
    assert own.promises["opinion-to-recipient"].not_after == (Span(8, "day", working=True), "records.completed")
    assert own.promises["consent-form"].within == parent.promises["consent-form"].within
    assert (set(own.flow), own.ends, own.all_terms) == (set(parent.flow), parent.ends, parent.all_terms)


def test_a_text_without_a_section_is_all_head() -> None:
    assert programme('key = "x"\ncountry = "AL"\n', OWN) == (
        'key = "kujdesi-plus"\ncountry = "AL"\nlanguages = ["sq", "en"]\n\n'
    )


def test_the_words_take_the_name_and_each_clause_its_sentence() -> None:
    own = """
[programme]
name = "Albsig MSO"
notice = "Not the payer's own."
[clause]
a = "Within twelve hours."
"a.source" = "Letter a)"
b = "Three centres."
[refusal.deep]
inner = "No."
"""
    told = tomllib.loads(words(own, OWN, {"a": "Within eight hours."}, "Term {clause} of Kujdesi Plus"))
    assert told == {
        "programme": {"name": "Kujdesi Plus"},
        "clause": {"a": "Within eight hours.", "a.source": "Term a of Kujdesi Plus", "b": "Three centres."},
        "refusal": {"deep.inner": "No."},
    }
