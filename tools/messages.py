"""The texts of pages: gather them, add translations, and refuse a catalogue with a hole.

    python tools/messages.py gather            # every catalogue names exactly the texts of pages
    python tools/messages.py add sq NEW.po     # put translations into a catalogue, one writer at a time
    python tools/messages.py check             # missing, in English, unequal placeholders, said by no page: exit 1

English is the language of the sources, so its catalogue fills itself. A language stands in `COMPLETE` once every
text of it is written. `tools/assets.py` compiles what is written here.
"""

import ast
import fcntl
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src/konsil/web"
SOURCES = (WEB, ROOT / "src/konsil/demo", ROOT / "src/konsil/door")
LOCALES = WEB / "locale"
COMPLETE = ("en", "sq", "ro")

PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "sq": "nplurals=2; plural=(n != 1);",
    "sv": "nplurals=2; plural=(n != 1);",
    "kk": "nplurals=2; plural=(n != 1);",
    "ro": "nplurals=3; plural=(n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2);",
    "ru": "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 "
          ": n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14) ? 2 : 3);",
}  # fmt: skip

CALLS = {"gettext": 0, "_": 0, "pgettext": 1, "ngettext": 0, "npgettext": 1}
CALL = re.compile(r"(?<![\w.])(?:n?p?gettext(?:_lazy|_noop)?|_)\(")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
WORD = re.compile(r"[^\W\d_]{2,}")
STRANGE = {"ro": "şţŞŢ"}  # letters that look like a language's own: Romanian has the comma below, never the cedilla

Key = tuple[str | None, str]


def said(source: str) -> Iterator[tuple[str | None, str, str | None]]:
    """The (context, text, plural) of every call in a Python source; a text that is not written out is a fault."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        name = name.removesuffix("_lazy").removesuffix("_noop")
        if name not in CALLS:
            continue
        words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        context, rest = (words[0], words[1:]) if CALLS[name] else (None, words)
        if not rest:
            raise ValueError(f"line {node.lineno}: {name}() of something that is not written out")
        yield context, rest[0], rest[1] if name.startswith("n") else None


def said_in_page(source: str) -> Iterator[tuple[str | None, str, str | None]]:
    """The same of a template: Django writes its tags as calls, here each is read as Python."""
    text = templatize(source)
    for found in CALL.finditer(text):
        yield from said(_whole_call(text, found.start(), found.end()))


def _whole_call(text: str, start: int, end: int) -> str:
    """From the name of a call to the bracket that closes it, quotes heeded."""
    while True:
        end = text.index(")", end) + 1
        try:
            ast.parse(text[start:end])
        except SyntaxError:
            continue
        return text[start:end]


def gathered() -> dict[Key, polib.POEntry]:
    """Every text of every page, with the places it is said in."""
    entries: dict[Key, polib.POEntry] = {}
    files = sorted(path for top in SOURCES for path in top.rglob("*") if path.suffix in {".py", ".html", ".txt"})
    for path in files:
        read = said if path.suffix == ".py" else said_in_page
        try:
            for context, text, plural in read(path.read_text(encoding="utf8")):
                entry = entries.setdefault((context, text), polib.POEntry(msgid=text, msgctxt=context))
                entry.msgid_plural = entry.msgid_plural or plural or ""
                if (place := str(path.relative_to(ROOT / "src/konsil"))) not in [at for at, _ in entry.occurrences]:
                    entry.occurrences.append((place, ""))
        except (SyntaxError, ValueError) as fault:
            raise SystemExit(f"{path.relative_to(ROOT)}: {fault}") from fault
    return entries


def catalogue(language: str) -> polib.POFile:
    """A language's catalogue, or a new one."""
    path = LOCALES / language / "LC_MESSAGES/django.po"
    if path.exists():
        return polib.pofile(str(path), wrapwidth=110)
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Project-Id-Version": "konsil", "Language": language, "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }  # fmt: skip
    return new


def save(language: str, known: polib.POFile, entries: dict[Key, polib.POEntry]) -> None:
    """Write the catalogue anew: the texts of pages in order, with the translations there are."""
    old = {(entry.msgctxt, entry.msgid): entry for entry in known}
    known[:] = []
    for key, entry in sorted(entries.items(), key=_place):
        known.append(_translated(entry, old.get(key), language))
    path = LOCALES / language / "LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    known.save(str(path))


def _place(item: tuple[Key, polib.POEntry]) -> tuple[str, str, str]:
    (context, text), entry = item
    return entry.occurrences[0][0], text, context or ""


def _translated(entry: polib.POEntry, old: polib.POEntry | None, language: str) -> polib.POEntry:
    new = polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, occurrences=entry.occurrences)
    forms = int(PLURALS[language].split("=")[1].split(";")[0])
    if entry.msgid_plural:
        new.msgid_plural = entry.msgid_plural
        english = {0: entry.msgid, 1: entry.msgid_plural}
        new.msgstr_plural = english if language == "en" else dict.fromkeys(range(forms), "")
        if old and old.msgstr_plural and language != "en":
            new.msgstr_plural = dict(old.msgstr_plural)
    else:
        new.msgstr = entry.msgid if language == "en" else old.msgstr if old else ""
    return new


def faults(language: str, entries: dict[Key, polib.POEntry]) -> Iterator[str]:
    """What is wrong with a complete language, one line each."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue(language)}
    for key, entry in entries.items():
        own = known.get(key)
        texts = list(own.msgstr_plural.values()) or [own.msgstr] if own else []
        if not texts or not all(texts):
            yield f"{language}: missing: {entry.msgid!r} [{entry.msgctxt or ''}]"
        for text in filter(None, texts):
            yield from (f"{language}: {fault}: {text!r}" for fault in wrong(language, entry, text))
    for context, text in known.keys() - entries.keys():
        yield f"{language}: no page says: {text!r} [{context or ''}]"


def wrong(language: str, entry: polib.POEntry, text: str) -> Iterator[str]:
    """What makes a text no translation of an entry into a language."""
    wanted = {frozenset(PLACEHOLDER.findall(one)) for one in (entry.msgid, entry.msgid_plural) if one}
    if frozenset(PLACEHOLDER.findall(text)) not in wanted:
        yield f"placeholders differ from {entry.msgid!r}"
    if set(text) & set(STRANGE.get(language, "")):
        yield "a letter of another language"
    if language != "en" and text == entry.msgid and len(WORD.findall(PLACEHOLDER.sub("", text))) > 1:
        yield "left in English"


def gather() -> None:
    """All catalogues that exist, and the complete ones in any case."""
    entries = gathered()
    for language in sorted({*COMPLETE, *(path.name for path in LOCALES.iterdir() if path.is_dir())}):
        save(language, catalogue(language), entries)


def add(language: str, source: str) -> None:
    """Translations of a PO file over those of the catalogue."""
    known = catalogue(language)
    by_key = {(entry.msgctxt, entry.msgid): entry for entry in known}
    for entry in polib.pofile(source):
        by_key[(entry.msgctxt, entry.msgid)] = entry
    known[:] = list(by_key.values())
    save(language, known, gathered())


def main(arguments: list[str]) -> int:
    """Run one command; writers wait for one another."""
    settings.configure(USE_I18N=False)
    match arguments:
        case ["check"]:
            entries = gathered()
            told = [fault for language in COMPLETE for fault in faults(language, entries)]
            print("\n".join(told) or f"{len(entries)} texts, complete in {', '.join(COMPLETE)}")
            return bool(told)
        case ["gather"] | ["add", _, _]:
            LOCALES.mkdir(exist_ok=True)
            lock = os.open(LOCALES, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            gather() if arguments == ["gather"] else add(*arguments[1:])
            os.close(lock)
            return 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
