"""`konsil programme check`: four questions to a folder, each answered with its faults and the time it took."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from konsil.core import coverage, wording
from konsil.core.programme import Programme
from konsil.core.proof import prove
from konsil.library import Version
from konsil.programme_cli.folders import Folder

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Answer:
    """One question answered: what was found, in a line, and what is wrong, a line each."""

    question: str
    found: str
    faults: tuple[str, ...]
    seconds: float


def steps(folder: Folder, progress: Progress) -> Iterator[Answer]:
    """The answers in order, the slowest last. Every version is worded and proved; journeys play on the newest."""
    for version in folder.versions:
        yield _timed(f"{version.programme.since} words", partial(_words, version))
    yield _timed("journeys", partial(_journeys, folder))
    for version in folder.versions:
        yield _timed(f"{version.programme.since} proof", partial(_proof, version.programme, progress))


def told(answers: Iterable[Answer], say: Callable[[str], None]) -> bool:
    """Say each answer as it comes; whether all of them were without a fault."""
    holds = True
    for answer in answers:
        say(f"  {answer.question:<20}{answer.found}  ({answer.seconds:.1f} s)")
        for fault in answer.faults:
            say(f"    ✗ {fault}")
        holds = holds and not answer.faults
    say(f"  {'it holds' if holds else 'it does not hold'}")
    return holds


Found = tuple[str, list[str]]


def _timed(question: str, ask: Callable[[], Found]) -> Answer:
    begun = perf_counter()
    found, faults = ask()
    return Answer(question, found, tuple(faults), perf_counter() - begun)


def _words(version: Version) -> Found:
    first, *_ = version.programme.languages
    count, languages = len(wording.keys_of(version.programme, first)), ", ".join(version.programme.languages)
    return f"{count} texts in {languages}", wording.faults(version.programme, version.texts)


def _journeys(folder: Folder) -> Found:
    faults = coverage.faults(folder.newest.programme, folder.journeys)
    return f"{len(folder.journeys)} played, every end, exclusion and closing looked for", faults


def _proof(programme: Programme, progress: Progress) -> Found:
    """Y22: from every state an end is reachable without the roles that may refuse, be dead or not answer."""
    proof = prove(programme, progress)
    silent = [key for key, role in programme.roles.items() if role.may_be_silent]
    alone = f"an end is reachable without {', '.join(silent)}" if silent else "an end is reachable"
    return f"{proof.states:,} states, {len(proof.happened)} facts; {alone}", proof.faults
