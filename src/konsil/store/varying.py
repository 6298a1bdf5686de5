"""A payer's own programme, made from one it has: written as a folder, checked, and installed while everything runs."""

from dataclasses import dataclass
from datetime import date

from konsil import library
from konsil.core import varying, wording
from konsil.core.case import Actor
from konsil.core.programme import Programme
from konsil.core.reading import BadProgramme
from konsil.core.varying import Own
from konsil.core.wording import Wording
from konsil.library import Files
from konsil.store import programmes
from konsil.store.queries.reading import reading
from konsil.store.queries.registers import organisation
from konsil.store.registers import organisations

SOURCE = {"en": "{name}, terms, {{clause}}", "sq": "{name}, kushtet, {{clause}}"}


@dataclass(frozen=True)
class Made:
    """A folder that was made: its files, the programme in it, and what is wrong with it, a line each."""

    key: str
    files: Files
    programme: Programme | None
    faults: tuple[str, ...]


def make(actor: Actor, parent: str, own: Own, since: date) -> Made:
    """The folder of an own programme from another of the payer's. `KeyError` for one that is not the payer's."""
    version = programmes.in_force(parent)
    if version is None or version.payer != actor.party:
        raise KeyError(parent)
    source, (before, _) = programmes.files_of(version.hash), programmes.programme(version.hash)
    dated = f"{since.isoformat()}.toml"
    files = {dated: varying.programme(source[f"{version.since.isoformat()}.toml"], own)}
    try:
        now = library.version(files).programme
    except BadProgramme as bad:
        return Made(own.key, files, None, bad.faults)
    files |= {f"texts/{one}.toml": _words(source[f"texts/{one}.toml"], one, own, now) for one in own.languages}
    return Made(own.key, files, now, (*_changed(before, now), *wording.faults(now, library.texts(files))))


def install(actor: Actor, made: Made, parent: str, colour: str) -> None:
    """Put it into the running system; its colour goes to the payer's own settings. Audited like any register."""
    with reading(actor):
        programmes.install(made.files, by=actor.name, checked=f"the steps of {parent}, which were proven")
        settings = dict((found.settings if (found := organisation(actor.party)) else None) or {})
        colours = {**settings.get("brands", {}), made.key: colour}
        organisations.change(actor, actor.party, settings={**settings, "brands": colours})


def _words(text: str, language: str, own: Own, now: Programme) -> str:
    """Its words: a clause that promises something says what this programme promises."""
    said = Wording(library.texts({f"texts/{language}.toml": text}), language)
    sentences = {promise.clause: said.promise(key, promise) for key, promise in now.promises.items() if promise.clause}
    return varying.words(text, own, sentences, SOURCE.get(language, SOURCE["en"]).format(name=own.name))


def _changed(before: Programme, now: Programme) -> tuple[str, ...]:
    """The proof of the parent holds for what has the same steps; anything else would need one of its own."""
    parts = ("ends", "pauses", "turns", "stages", "disclosures", "overrides")
    steps = {name: (row.by, row.after, row.voids, row.keeps) for name, row in before.flow.items()}
    same = steps == {name: (row.by, row.after, row.voids, row.keeps) for name, row in now.flow.items()}
    found = [part for part in parts if getattr(before, part) != getattr(now, part)]
    return tuple(f"{one}: differs from the programme it was made from" for one in ([] if same else ["flow"]) + found)
