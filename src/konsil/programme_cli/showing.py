"""`konsil programme show`: the composed table, topic by topic, as text."""

from collections.abc import Iterator
from itertools import groupby
from textwrap import fill

from konsil.core.facts import FACTS, MODULES, module_of
from konsil.core.programme import Programme, Promise, Row, Tell
from konsil.core.wording import Wording

WIDE, NAME, SAID = 110, 28, 50


def lines(programme: Programme, words: Wording) -> Iterator[str]:
    """The whole programme, line by line."""
    yield from _head(programme, words)
    order = list(MODULES)
    names = sorted(programme.flow, key=lambda name: order.index(module_of(name)))
    for topic, facts in groupby(names, module_of):
        yield from ("", _rule(topic))
        for name in facts:
            yield from _row(programme, name, words)
    yield from ("", _rule("promises"))
    for key, promise in sorted(programme.promises.items(), key=lambda one: not one[1].clause):
        yield from _promise(key, promise, words)
    yield from ("", _rule("ends"))
    for key, when in programme.ends.items():
        yield f"{key:<{NAME}}{words.say(f'end.{key}'):<{SAID}}{' · '.join(atom.text for atom in when)}"


def _head(programme: Programme, words: Wording) -> Iterator[str]:
    yield f"{words.say('programme.name')} ({programme.key}, in force from {programme.since})"
    yield words.say("programme.short")
    if programme.notice:
        yield words.say("programme.notice")
    spoken = ", ".join(programme.languages)
    yield f"payer {programme.payer} · operator {programme.operator} · {spoken} · {programme.zone.key}"
    yield f"version {programme.hash[:16]}"


def _row(programme: Programme, name: str, words: Wording) -> Iterator[str]:
    row = programme.flow[name]
    yield f"{name:<{NAME}}{words.say(f'fact.{name}.done'):<{SAID}}{row.origin}"
    for label, said in _said(programme, name, row, words):
        if said:
            yield fill(said, WIDE, initial_indent=f"  {label:<9}", subsequent_indent=" " * 11)


def _said(programme: Programme, name: str, row: Row, words: Wording) -> Iterator[tuple[str, str]]:
    yield "by", ", ".join(row.by)
    yield "after", " · ".join(atom.text for atom in row.after)
    yield "opens", FACTS[name].opens
    yield "voids", ", ".join(row.voids)
    yield "keeps", ", ".join(row.keeps)
    yield "tells", "; ".join(_told(tell, words) for tell in row.tell) + (f", {row.undo} s to hold" if row.undo else "")
    yield "second", row.second
    yield "not by", ", ".join(f"whoever recorded {other}" for other in row.not_by)
    yield "basis", f"{row.disclosure}: {programme.disclosures[row.disclosure].basis}" if row.disclosure else ""
    yield "clause", f"{row.clause}: {words.say(f'clause.{row.clause}')}" if row.clause else ""


def _told(tell: Tell, words: Wording) -> str:
    return f"{words.say(f'letter.{tell.letter}')} → {tell.to or f'every {tell.per}'}"


def _promise(key: str, promise: Promise, words: Wording) -> Iterator[str]:
    yield f"{key:<{NAME}}{words.say(f'promise.{key}'):<{SAID}}{promise.origin}"
    yield fill(words.promise(key, promise), WIDE, initial_indent="  ", subsequent_indent="  ")
    each = f", one for each {promise.per}" if promise.per else ""
    yield f"  {promise.owes} → {promise.to}{each}: {promise.within} of {promise.of}"
    yield f"  met by {' | '.join(promise.met_by)}{', soft' if promise.soft else ''}"
    yield f"  {f'clause {promise.clause}' if promise.clause else words.say('programme.ours')}"


def _rule(title: str) -> str:
    return f"── {title} ".ljust(WIDE, "─")
