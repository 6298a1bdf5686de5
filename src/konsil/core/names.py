"""Names as they are searched: folded to one alphabet, by their beginnings and by their sound (R25).

People type Arta for Ärta, Sherif for Şerif, Aliya for Әлия. What is stored beside a person are these tokens,
compared for equality only, so that the index holds under row-level security.
"""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST, LONGEST = 2, 8  # letters of a beginning
CYRILLIC = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "i", "і": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "h", "һ": "h", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
LATIN = {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
LETTERS = str.maketrans(CYRILLIC | LATIN)
SOUNDS = (  # one spelling for sounds that four languages write in many ways; longer ones first
    ("sch", "s"), ("ch", "c"), ("sh", "s"), ("zh", "s"), ("xh", "s"), ("gj", "g"), ("nj", "n"), ("dh", "d"),
    ("th", "t"), ("ts", "c"), ("kh", "h"), ("ph", "f"), ("ck", "k"), ("gh", "g"), ("q", "k"), ("c", "k"),
    ("x", "s"), ("z", "s"), ("w", "v"), ("j", "i"), ("y", "i"), ("h", ""),
)  # fmt: skip
VOWELS = frozenset("aeiou")


def fold(word: str) -> str:
    """A word in plain small Latin letters."""
    plain = unicodedata.normalize("NFC", word).lower().translate(LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if "a" <= c <= "z")


def words(name: str) -> tuple[str, ...]:
    """The folded words of a name, of one letter none."""
    found = (fold(word) for word in re.split(r"[\s\-.,'’]+", name))
    return tuple(word for word in found if len(word) >= SHORTEST)


def sound(word: str) -> str:
    """How a folded word sounds: its consonants in one spelling, and whether it begins with a vowel."""
    for written, heard in SOUNDS:
        word = word.replace(written, heard)
    first = "a" if word[:1] in VOWELS else ""
    consonants = [c for c in word if c not in VOWELS]
    return first + "".join(c for place, c in enumerate(consonants) if consonants[place - 1 : place] != [c])


def token(word: str) -> bytes:
    """What is looked up for a folded word: its beginning, as far as beginnings are kept."""
    return f"n:{word[:LONGEST]}".encode()


def sound_token(word: str) -> bytes:
    """What is looked up when nobody is spelt so."""
    return f"s:{sound(word)}".encode()


def phone_token(said: str) -> bytes:
    """The last eight digits of a phone number: with or without the country's code."""
    return f"t:{re.sub(r'[^0-9]', '', said)[-8:]}".encode()


def tokens(name: str, phones: Iterable[str] = ()) -> set[bytes]:
    """Everything a person is found by, except by numbers and cards."""
    found = {phone_token(one) for one in phones if one}
    for word in words(name):
        found |= {token(word[:length]) for length in range(SHORTEST, min(len(word), LONGEST) + 1)}
        found.add(sound_token(word))
    return found
