"""Where an opinion and the records it rests on do not say the same: sides, doses, drugs (Y19).

Text against text, in whatever languages the two are written. It shows a reader what to look at and decides nothing:
a mark too many costs a glance, a mark too few may cost a breast, so in doubt it marks.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["side", "dose", "drug"]
NEAR = 40  # characters between a drug and the dose that is its

# -- sides -------------------------------------------------------------------------------------------------------------

SIDES = {
    "left": (
        r"left(?:-sided)?|majt(?:ë|e|a|ën|as|i|in|it|ës|të)|gauche|link(?:e|er|en|es|em|s|sseitig\w*)|sinistr[aoei]|"
        r"sinister|stâng(?:a|ă|ul|ului)|vänst(?:er|ra)|лев(?:ый|ая|ой|ого|ом|ое|ую|ые|ых)|сол жақ\w*"
    ),
    "right": (
        r"(?<!all )right(?:-sided)?(?! (?:now|away|to|person|choice|time|treatment|decision|thing|answer|one|way)\b)|"
        r"djatht(?:ë|e|a|ën|as|i|in|it|ës|të)|droite?|recht(?:e|er|en|es|em|s|sseitig\w*)|destr[aoei]|dext(?:er|ra|rum)|"
        r"dreapt[aă]|höger|högra|прав(?:ый|ая|ой|ого|ом|ое|ую|ые|ых)|оң жақ\w*"
    ),
    "both": (
        r"bilateral\w*|bilatér\w*|both sides|dyanës\w*|(?:të|e) dy(?:ja)? anët|beidseit\w*|beiderseits|ambele părți|"
        r"båda sidor(?:na)?|двусторонн\w*|екі жақ\w*"
    ),
}
SIDE = re.compile("|".join(rf"(?P<{key}>\b(?:{words})\b)" for key, words in SIDES.items()), re.IGNORECASE)

# -- doses -------------------------------------------------------------------------------------------------------------

UNITS = {  # as written, folded: (how often the unit it is compared in, that unit)
    "mg/m2": ("1", "mg/m²"), "mg/m²": ("1", "mg/m²"), "mg/kg": ("1", "mg/kg"), "mg": ("1", "mg"), "g": ("1000", "mg"),
    "mcg": ("0.001", "mg"), "µg": ("0.001", "mg"), "ug": ("0.001", "mg"), "ml": ("1", "ml"), "l": ("1000", "ml"),
    "iu": ("1", "IU"), "ui": ("1", "IU"), "ie": ("1", "IU"), "nj": ("1", "IU"), "gy": ("1", "Gy"),
    "cgy": ("0.01", "Gy"), "mm": ("1", "mm"), "cm": ("10", "mm"), "%": ("1", "%"),
}  # fmt: skip
UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
DOSE = re.compile(rf"(?<![\w.,])(\d{{1,6}}(?:[.,]\d{{1,3}})?)\s?({UNIT})(?![\w/²])", re.IGNORECASE)

# -- drugs -------------------------------------------------------------------------------------------------------------

STEM = re.compile(  # the stems of international names, behind enough of a name to be one
    r"[a-z-]*(?:[a-z]{2}(?:platin|taxel|rubicin|cillin|floxacin|ciclin|prazol|sartan|xaban|gatran|parin|ciclib|parib|"
    r"relin|trozol|dronat|dronic|setron|gliptin|gliflozin|glutid|trexat|citabin|fosfamid|mustin|lidomid|statin|tinib|"
    r"zomib|micin|conazol|nidazol|dipin|olol)|[a-z]{3}(?:pril|mab|limus|grel)|tamoxifen|fulvestrant|fluorouracil|"
    r"vincristin|vinblastin|etoposid|prednis?olon|prednison|dexametason|cortison|metformin|insulin|varfarin|"
    r"aspirin|morfin|paracetamol|ibuprofen|levotiroxin|amiodaron|digoxin|furosemid)"
)
ENDING = re.compile(r"(?:e|en|es|s|i|it|in|u|un|a|an|as|ul|um|om|y)?")
NO_DRUGS = frozenset(("april", "aprili", "aprilit"))
WORD = re.compile(r"[^\W\d_][\w-]{3,}")
SPELT = (("ks", "x"), ("k", "c"), ("ph", "f"), ("th", "t"), ("y", "i"), ("w", "v"))  # paklitaksel is paclitaxel


@dataclass(frozen=True)
class Mention:
    """A side, a dose or a drug in a text: `key` is what it is compared by, `of` the drug that a dose is of."""

    kind: Kind
    key: str
    start: int
    end: int
    of: str = ""


def mentions(text: str) -> tuple[Mention, ...]:
    """Every side, drug and dose that a text names, in the order of the text."""
    drugs = tuple(_drugs(text))
    return tuple(sorted((*_sides(text), *drugs, *_doses(text, drugs)), key=lambda one: one.start))


def _sides(text: str) -> Iterator[Mention]:
    for found in SIDE.finditer(text):
        yield Mention("side", str(found.lastgroup), *found.span())


def _drugs(text: str) -> Iterator[Mention]:
    for found in WORD.finditer(text):
        word = folded(found.group())
        stem = STEM.match(word)
        if stem and word not in NO_DRUGS and ENDING.fullmatch(word, stem.end()):
            yield Mention("drug", stem.group(), *found.span())


def _doses(text: str, drugs: Iterable[Mention]) -> Iterator[Mention]:
    for found in DOSE.finditer(text):
        number, unit = found.groups()
        times, name = UNITS[unit.lower()]
        amount = Decimal(number.replace(",", ".")) * Decimal(times)
        of = "" if name == "mm" else _drug_before(text, drugs, found.start())
        yield Mention("dose", f"{amount.normalize():f} {name}", *found.span(), of=of)


def _drug_before(text: str, drugs: Iterable[Mention], at: int) -> str:
    """The drug that a dose is of: the last one before it, in the same breath."""
    before = [one for one in drugs if 0 <= at - one.end <= NEAR and ";" not in text[one.end : at]]
    return before[-1].key if before else ""


def folded(word: str) -> str:
    """A word without case, accents and the ways in which languages spell the same name."""
    plain = "".join(one for one in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(one))
    for spelt, as_ in SPELT:
        plain = plain.replace(spelt, as_)
    return plain


@dataclass(frozen=True)
class Differences:
    """What stands in one text and not in the other: the mentions to mark in each."""

    records: tuple[Mention, ...]
    opinion: tuple[Mention, ...]

    def of(self, kind: Kind) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What only the records say, and what only the opinion says, each once."""
        return _keys(self.records, kind), _keys(self.opinion, kind)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds in which the two differ, sides first."""
        found = {one.kind for one in (*self.records, *self.opinion)}
        order: tuple[Kind, ...] = ("side", "drug", "dose")
        return tuple(kind for kind in order if kind in found)


def _keys(found: Iterable[Mention], kind: Kind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.key for one in found if one.kind == kind))


def differences(records: str, opinion: str) -> Differences:
    """Compare what the records say with what the opinion says.

    A side or a drug that only one of them names differs. Records are full of numbers, so of doses differ those the
    opinion gives and the records do not; and of a drug that both give a dose for, the records' other dose.
    """
    before, after = mentions(records), mentions(opinion)
    known, told = {(one.kind, one.key) for one in before}, {(one.kind, one.key) for one in after}
    dosed = {one.of for one in after if one.kind == "dose" and one.of}
    return Differences(
        tuple(one for one in before if (one.kind, one.key) not in told and (one.kind != "dose" or one.of in dosed)),
        tuple(one for one in after if (one.kind, one.key) not in known),
    )


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, marked with what differs in it, or plain."""

    text: str
    kind: Kind | Literal[""] = ""


def pieces(text: str, marked: Iterable[Mention]) -> tuple[Piece, ...]:
    """A text cut at its marks, so that a page can draw them. The marks may not overlap; later ones that do are left."""
    found, reached = list[Piece](), 0
    for one in sorted(marked, key=lambda one: one.start):
        if one.start < reached:
            continue
        found += [Piece(text[reached : one.start]), Piece(text[one.start : one.end], one.kind)]
        reached = one.end
    return tuple(one for one in (*found, Piece(text[reached:])) if one.text)
