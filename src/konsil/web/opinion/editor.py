"""The opinion editor as a page draws it: one card for each thing that was asked, in the order in which experts think.

Pure: a case and what was typed go in; what the template draws comes out. The fields are the fact's own, so whatever
is filled in here is judged by the core like everything else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from konsil.core.facts import opinion
from konsil.core.facts.opinion import Coded
from konsil.store.queries.cases import CaseSeen
from konsil.web.case.form import Drawn, FactForm, Ground, drawn
from konsil.web.case.words import Said
from konsil.web.recording import Attempt, key_for_form

FACT = Coded.name
DRAFT = "opinion"
OF_DIAGNOSIS = ("confirmed", "refined", "changed", "undetermined", "not-reviewed")
OF_PLAN = ("optimal", "adapt", "replace", "undetermined", "not-reviewed")
SEATS = 3  # empty seats for reviewers, beside those who are named
FIELDS = {  # where a refusal of the fact as a whole belongs
    "too-few-reviewers": "reviewers",
    "too-few-specialities": "reviewers",
    "diagnosis-not-reviewed": "diagnosis",
    "plan-not-reviewed": "plan",
    "question-unanswered": "answers",
    "no-guideline": "guideline",
}


@dataclass(frozen=True)
class Verdict:
    """A card: what was to be judged, the verdict and its words. `free` where the writer names it."""

    of: str
    what: Drawn
    says: Drawn
    words: Drawn
    free: bool


@dataclass(frozen=True)
class Reply:
    """A question of the member's, its answer, and whether the file can answer it."""

    question: str
    asked: Drawn
    words: Drawn
    answerable: bool
    name: str


@dataclass(frozen=True)
class Editor:
    """The editor whole. `wrong` says what is wrong with a part as a whole, by the part's name."""

    form: FactForm
    diagnosis: tuple[Verdict, ...]
    plan: tuple[Verdict, ...]
    recommendations: tuple[Drawn, ...]
    reviewers: tuple[tuple[Drawn, ...], ...]
    replies: tuple[Reply, ...]
    guideline: Drawn
    wrong: Mapping[str, str]
    letter: str  # the public id of the signed letter, where it is here already
    saved: bool  # whether a draft is shown


def editor(ground: Ground, tried: Attempt | None, draft: Mapping[str, Any], writer: str, then: str) -> Editor:
    """The editor as it was sent, or as it was left, or empty but for what was asked."""
    kept = tried or _draft(ground.seen, draft)
    given = {"reviewers": [{"name": writer}, *({} for _ in range(SEATS - 1))]}
    form = drawn(ground, FACT, kept, given, then, skip=("opinion",))
    part = {one.name: one for one in form.fields}
    return Editor(
        form=form,
        diagnosis=_verdicts(part["diagnosis"], OF_DIAGNOSIS),
        plan=_verdicts(part["plan"], OF_PLAN),
        recommendations=tuple(row[0] for row in part["recommendations"].rows),
        reviewers=part["reviewers"].rows,
        replies=_replies(part["answers"]),
        guideline=part["guideline"],
        wrong={name: one.wrong for name, one in part.items() if one.wrong},
        letter=str(kept.typed.get("document", "")) if kept else "",
        saved=bool(draft) and tried is None,
    )


def _draft(seen: CaseSeen, draft: Mapping[str, Any]) -> Attempt | None:
    """What was left half-written, drawn like what was sent and could not be recorded, without faults."""
    if not draft:
        return None
    typed = QueryDict(mutable=True)
    for name, values in draft.items():
        typed.setlist(name, list(values))
    return Attempt(seen.public, FACT, typed, key_for_form())


def _verdicts(part: Drawn, says: Iterable[str]) -> tuple[Verdict, ...]:
    return tuple(_verdict(row, frozenset(says)) for row in part.rows)


def _verdict(row: tuple[Drawn, ...], says: frozenset[str]) -> Verdict:
    what, verdict, words = row
    choices = tuple(one for one in verdict.choices if one[0] in says)
    return Verdict(what.value, what, replace(verdict, widget="radio", choices=choices), words, not what.value)


def _replies(part: Drawn) -> tuple[Reply, ...]:
    """The questions that were asked; an empty row would ask for another one."""
    return tuple(
        Reply(asked.value, asked, words, bool(can.value), can.name) for asked, words, can in part.rows if asked.value
    )


def by_field(keys: Iterable[str], words: Mapping[str, str]) -> dict[str, str]:
    """Refusals of the fact as a whole, in words at the part they are about; the first of a part stands."""
    found: dict[str, str] = {}
    for key in keys:
        if key in FIELDS:
            found.setdefault(FIELDS[key], words[key])
    return found


def current(seen: CaseSeen) -> str:
    """The opinion that is here and may be coded; empty where none is."""
    live = seen.case.seen.entries_of(opinion.Received)
    return live[-1].items["opinion"] if live else ""


@dataclass(frozen=True)
class Read:
    """An opinion as it stands in fields, for whoever reads it."""

    verdicts: tuple[tuple[str, str, str, str], ...]  # of, verdict in words, tone, reasons
    recommendations: tuple[str, ...]
    answers: tuple[tuple[str, str, bool], ...]
    reviewers: tuple[tuple[str, str, str], ...]
    guideline: str
    by: str
    contrary: bool
    signed: tuple[tuple[str, str, str], ...] = ()  # whose signature the letter holds, whether it does, and its tone

    @property
    def text(self) -> str:
        """All its words, for comparing."""
        found = [" ".join((of, words)) for of, _, _, words in self.verdicts]
        return "\n".join((*found, *self.recommendations, *(words for _, words, _ in self.answers)))


TONES = {
    "confirmed": "ok", "optimal": "ok", "refined": "info", "changed": "danger", "adapt": "warn", "replace": "danger",
    "undetermined": "plain", "not-reviewed": "plain",
}  # fmt: skip


def read(seen: CaseSeen, said: Said) -> Read | None:
    """The latest coding, or None."""
    entry = next(reversed(seen.case.seen.entries_of(Coded)), None)
    if entry is None or not isinstance(fact := entry.fact, Coded):
        return None
    return Read(
        tuple(
            (one.of, said.say(f"choice.says.{one.says}"), TONES[one.says], one.words)
            for one in (*fact.diagnosis, *fact.plan)
        ),
        fact.recommendations,
        tuple((one.question, one.words, one.answerable) for one in fact.answers),
        tuple((one.name, one.speciality, one.part) for one in fact.reviewers),
        fact.guideline,
        entry.by.name,
        opinion.contrary(seen.case.seen),
        _signed(seen, said),
    )


SIGNED = {"trusted": "ok", "unvouched": "info", "altered": "danger"}


def _signed(seen: CaseSeen, said: Said) -> tuple[tuple[str, str, str], ...]:
    """The signatures inside the letter, as they were found when it came in (Y18)."""
    letter = next(reversed(seen.case.seen.entries_of(opinion.Received)), None)
    found = letter.known.signatures if letter and isinstance(letter.known, opinion.Letter) else ()
    return tuple((one.name, said.say(f"choice.state.{one.state}"), SIGNED[one.state]) for one in found)
