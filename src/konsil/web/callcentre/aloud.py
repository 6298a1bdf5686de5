"""Sentences to say aloud on the telephone, in the language of whoever listens; and numbers, sign by sign."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import pgettext

from konsil.web.ui import dates

DIGITS: Mapping[str, str] = {
    "ro": "zero unu doi trei patru cinci șase șapte opt nouă",
    "en": "zero one two three four five six seven eight nine",
    "sq": "zero një dy tre katër pesë gjashtë shtatë tetë nëntë",
}
LETTERS: Mapping[str, str] = {  # of the alphabet of numbers: without I, L, O and U
    "ro": "Ana Barbu Constantin Dumitru Elena Florea Gheorghe Haralambie Jiu Kilogram Maria Nicolae Petre Qu Radu"
    " Sandu Tudor Vasile Dublu-ve Xenia I-grec Zamfir",
    "en": "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel Juliett Kilo Mike November Papa Quebec Romeo Sierra Tango"
    " Victor Whiskey X-ray Yankee Zulu",
    "sq": "Arta Besa Cenka Drita Elira Flaka Gëzimi Hana Jeta Kosta Mira Nora Petriti Qamili Rina Sokoli Teuta Vera"
    " Dopjo-ve Iks Ypsilon Zana",
}
SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Spoken:
    """A sentence and the language it is in."""

    lang: str
    text: str


@dataclass(frozen=True)
class Sign:
    """One sign of a number and how it is said."""

    sign: str
    said: str


def spelled(number: str, language: str) -> tuple[tuple[Sign, ...], ...]:
    """A number in its groups, each sign with the word it is said by; the last group are the check characters."""
    digits, letters = DIGITS[language].split(), dict(zip(SIGNS, LETTERS[language].split(), strict=True))
    said = {**{str(n): word for n, word in enumerate(digits)}, **letters}
    return tuple(tuple(Sign(one, said[one]) for one in group if one in said) for group in number.split("-"))


def speaks(language: str) -> str:
    """The language a sentence is said in: the listener's if we have its words."""
    return language if language in DIGITS else "en"


@contextmanager
def _in(language: str) -> Iterator[str]:
    """The block speaks the listener's language; yields its code."""
    lang = speaks(language)
    with translation.override(lang):
        yield lang


def is_it_you(language: str, name: str, born: date) -> Spoken:
    """Before the form: name and birth date, read back (a namesake is chosen sooner than one thinks)."""
    with _in(language) as lang:
        told = {"name": name, "day": dates.day(born, lang, style="plain", year=True)}
        return Spoken(lang, pgettext("read back", "You are %(name)s, born on %(day)s. Is that right?") % told)


def nothing_is_told(language: str) -> Spoken:
    """To whoever could not be verified, or may not be told."""
    with _in(language) as lang:
        first = pgettext("read back", "I write down what you tell me.")
        return Spoken(lang, f"{first} " + pgettext(
            "read back", "I cannot read anything out to you; we call back on the number we know."
        ))  # fmt: skip


def wished(language: str, services: str, place: str, first: date | None, last: date | None) -> Spoken:
    """What was asked for, read back before it is booked."""
    with _in(language) as lang:
        days = " – ".join(dates.day(one, lang, style="plain") for one in (first, last) if one)
        told = "; ".join(filter(None, (services, place, days)))
        return Spoken(lang, pgettext("read back", "You would like: %(what)s. Is that right?") % {"what": told})


def booked(language: str, day: date, hour: str, where: str) -> Spoken:
    """When, where, with whom, and what to bring."""
    with _in(language) as lang:
        told = {"day": dates.day(day, lang, style="long"), "hour": hour, "where": where}
        when = pgettext("read back", "Your visit is on %(day)s at %(hour)s: %(where)s.") % told
        return Spoken(lang, f"{when} " + pgettext("read back", "Please bring your identity document."))
