"""The medical reviewer's questions: each with its service, its cover, its term; decided on the spot (X15)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from konsil.core.case import Actor
from konsil.core.facts.authorisation import Answered, Pended, Terms
from konsil.core.facts.visit import Ordered, day
from konsil.door.idempotency import new_key
from konsil.store.queries import calls
from konsil.store.queries.cases import Whole
from konsil.store.queries.clinic import Names
from konsil.web.callcentre import covering, lanes
from konsil.web.callcentre.lines import of_visit
from konsil.web.case.words import Said
from konsil.web.clinic.day import services as in_words
from konsil.web.clinic.visit import Visit
from konsil.web.desk import shell
from konsil.web.recording import acting_of, attempt_of, keeps


@dataclass(frozen=True)
class Question:
    """A question with everything its answer needs."""

    row: lanes.Row
    question: str
    asked_by: str
    lines: tuple[covering.Asked, ...]
    also: str
    earlier: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]
    key: str


@keeps
@require_http_methods(["GET", "HEAD"])
def review(request: HttpRequest) -> HttpResponse:
    """The open questions, the one due first at the top."""
    actor = next(
        (one for one in acting_of(request).actors if one.role == "medical-reviewer"), acting_of(request).reader
    )
    running = calls.running(actor, ("reviewer-answers",))
    cases = calls.wholes(actor, [one.case for one in running])
    calls.looked(actor, cases.values(), "list")
    names = calls.names(actor, *lanes.codes(cases.values()))
    found = lanes.rows(lanes.of_promises(running), cases, names)
    told = {
        "questions": [_question(actor, row, cases[row.case], names) for row in found],
        "attempt": attempt_of(request),
    }
    return render(request, "callcentre/review.html", told | shell.frame(request, "review"))


def _question(actor: Actor, row: lanes.Row, known: Whole, names: Names) -> Question:
    said = Said.of(known.texts, known.case.programme)
    entry = known.case.seen.about({"pending": row.item}).entries_of(Pended)[-1]
    assert isinstance(entry.fact, Pended)
    booked = of_visit(known, row.item)
    on = (day(booked.view) if booked else None) or known.now.astimezone(known.case.programme.zone).date()
    lines = tuple(Ordered(service=code) for code in entry.fact.services)
    reasons = tuple((key, said.say(f"line-refusal.{key}")) for key in known.case.programme.terms(Terms).refusals)
    return Question(
        row, entry.fact.question, entry.by.name, covering.answered(actor, known, lines, on, names),
        _also(booked, entry.fact, names), tuple(_earlier(known, names, said)), reasons, new_key(),
    )  # fmt: skip


def _also(booked: Visit | None, asked: Pended, names: Names) -> str:
    """The other services of the same visit."""
    return in_words(names, (line for line in booked.services if line.service not in asked.services)) if booked else ""


def _earlier(known: Whole, names: Names, said: Said) -> list[str]:
    """What this case's reviewer decided before."""
    found = []
    for entry in known.case.seen.entries_of(Answered):
        for one in entry.fact.decisions if isinstance(entry.fact, Answered) else ():
            says = said.say(f"choice.says.{one.says}")
            found.append(f"{said.at(entry.at)} · {names.service(one.service, said.language)}: {says}")
    return found
