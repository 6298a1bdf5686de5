"""The contract as a table of sentences, and what another length of one promise would have meant."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import npgettext
from django.views.decorators.http import require_safe

from konsil.core.programme import Programme, Promise
from konsil.core.texts import Texts
from konsil.core.wording import Wording
from konsil.store import programmes
from konsil.store.queries import promises
from konsil.store.queries.whatif import Whatif, what_if
from konsil.store.refusals import NotThere
from konsil.web.payer import shown
from konsil.web.payer.frame import called, frame, payer_of
from konsil.web.payer.views import programme_asked
from konsil.web.staff import language
from konsil.web.ui.pieces.shells import OWN_NAMES

TOLD = ("now", "spans", "sentences", "lates", "cases")  # what the slider needs to answer by itself


@dataclass(frozen=True)
class Term:
    """A promise of the contract as a sentence, with its clause in each language of the programme."""

    key: str
    clause: str
    sentence: str
    owes: str
    within: str
    source: str
    clauses: tuple[tuple[str, str, str], ...]  # language, its name, the sentence of the contract
    current: bool


@dataclass(frozen=True)
class Panel:
    """What if: where the slider stands, and for each place of it what it would have meant."""

    key: str
    name: str
    now: int
    at: int
    most: int
    spans: tuple[str, ...]  # "8 working days", by amount from 1
    sentences: tuple[str, ...]
    lates: tuple[int, ...]
    cases: int

    @property
    def span(self) -> str:
        return self.spans[self.at - 1]

    @property
    def sentence(self) -> str:
        return self.sentences[self.at - 1]

    @property
    def late(self) -> int:
        return self.lates[self.at - 1]

    @property
    def promised(self) -> tuple[str, int]:
        """The length as promised, and how many are late under it."""
        return self.spans[self.now - 1], self.lates[self.now - 1]


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Promise by promise; with `promise` and `within` the what-if of one of them."""
    actor = payer_of(request)
    key = programme_asked(request, actor)
    programme, texts, since = _version(key)
    chosen = request.GET.get("promise", "")
    if chosen and chosen not in programme.promises:
        raise NotThere("not-there")
    said = shown.words_of(texts, language(), programme.languages)
    operator = called(programme.operator)
    panel = _panel(what_if(actor, key, chosen), said, operator, request.GET.get("within", "")) if chosen else None
    told = {
        "key": key, "name": said.say("programme.name"), "since": since, "panel": panel, "made": "made" in request.GET,
        "panel_told": {one: getattr(panel, one) for one in TOLD} if panel else None,
        "terms": tuple(_terms(programme, texts, said, operator, chosen)),
        "others": [one for one in promises.programmes_of(actor) if one != key],
        "ours": [shown.row_of_ours(said, one, promise) for one, promise in programme.promises.items()
                 if not promise.clause and not promise.soft],
    }  # fmt: skip
    return render(request, "payer/terms.html", frame(request, "terms", **told))


def _version(key: str) -> tuple[Programme, Texts, object]:
    found = programmes.in_force(key)
    if found is None:
        raise NotThere("not-there")
    return (*programmes.programme(found.hash), found.since)


def _terms(programme: Programme, texts: Texts, said: Wording, operator: str, chosen: str) -> Iterator[Term]:
    for key, promise in programme.promises.items():
        if promise.clause:
            yield Term(
                key, promise.clause, said.promise(key, promise), _owes(said, promise, operator),
                said.span(promise.within), said.say(f"clause.{promise.clause}.source"),
                tuple((one, OWN_NAMES.get(one, one), texts.say(one, f"clause.{promise.clause}"))
                      for one in programme.languages),
                key == chosen,
            )  # fmt: skip


def _owes(said: Wording, promise: Promise, operator: str) -> str:
    return operator if promise.owes == "operator" else said.say(f"role.{promise.owes}")


def _panel(found: Whatif, said: Wording, operator: str, within: str) -> Panel:
    promise = found.promise
    amounts = range(1, found.most + 1)
    at = int(within) if within.isdecimal() and len(within) < 4 else promise.within.amount
    spans = [type(promise.within)(one, promise.within.unit, promise.within.working) for one in amounts]
    return Panel(
        found.key, said.say(f"promise.{found.key}"), promise.within.amount, min(max(at, 1), found.most), found.most,
        tuple(said.span(one) for one in spans), tuple(_sentence(found, said, operator, one) for one in amounts),
        tuple(found.late(one) for one in amounts), found.cases,
    )  # fmt: skip


def _sentence(found: Whatif, said: Wording, operator: str, amount: int) -> str:
    """What follows the figure: `of 432 cases would have been late: Centre 68 · MediGuide 2`."""
    told = npgettext(
        "what if", "of %(cases)s case would have been late", "of %(cases)s cases would have been late", found.cases
    ) % {"cases": found.cases}
    causes = found.causes(amount)
    whose = " · ".join(f"{shown.holder(said, one, operator)} {many}" for one, many in causes.items())
    return f"{told}: {whose}" if whose else told
