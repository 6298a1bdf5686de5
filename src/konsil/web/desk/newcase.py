"""A case by telephone, in one form: who calls, whether it is acute, what it is about, what is planned (A09).

Found first, asked after: the caller's open cases and the cover of the day stand before the form. An acute call stops
at once with the advice to give; it leaves its entry, so that nobody can say that nobody called.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_http_methods

from konsil.core.engine import Refused
from konsil.core.facts.request import Terms, findings
from konsil.core.programme import Programme
from konsil.door import filled, forms, recording, refusing, telling
from konsil.door.actor import Acting
from konsil.door.idempotency import key_of, new_key
from konsil.door.telling import Faulty
from konsil.store import programmes
from konsil.store.queries.cases import cases_of
from konsil.store.queries.people import CoverSeen, Found, PersonSeen, find_people
from konsil.store.queries.people import person as person_of
from konsil.store.queries.reading import now
from konsil.store.refusals import Busy, Changed
from konsil.web import seeking
from konsil.web.callcentre import shell as calls
from konsil.web.case.form import Drawn
from konsil.web.case.words import Said
from konsil.web.desk import shell
from konsil.web.recording import acting_of

FIELDS = (
    "channel",
    "told",
    "diagnosis",
    "diagnosis_words",
    "diagnosed_by",
    "diagnosed_on",
    "last_seen",
    "last_seen_by",
)
ITEMS = 4
SHOWN = 3  # rows that stand open before anything was typed


@dataclass
class Paper:
    """What the new-case form shows: what was typed, and what is wrong with it."""

    typed: QueryDict
    faults: dict[str, str] = field(default_factory=dict)
    said: str = ""
    key: str = field(default_factory=new_key)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Find the caller; then one form; then the case, with its owner."""
    acting = acting_of(request)
    public = str(request.POST.get("person") or request.GET.get("person", ""))
    if calls.is_ours(acting):  # a request for services begins with who is calling
        return HttpResponseRedirect(reverse("caller-is", args=[public]) if public else reverse("caller"))
    found = person_of(acting.reader, public) if public else None
    if found is None:
        return _look(request, acting)
    if request.method != "POST":
        return _page(request, acting, found, Paper(QueryDict()))
    return _taken(request, acting, found)


def _look(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Who is calling? By phone, card, national number or name."""
    if "q" in request.POST:
        return seeking.found(request)
    words, at = seeking.of(request), now()
    people = find_people(acting.reader, words) if len(words) > 1 else ()
    told = {"q": words, "people": [_caller(one, at.date()) for one in people]}
    return render(request, "desk/caller.html", told | shell.frame(request, "new", at))


def _caller(one: Found, today: Any) -> dict[str, Any]:
    covered = bool(
        one.covered_from and one.covered_from <= today and (one.covered_until is None or one.covered_until >= today)
    )
    return {"one": one, "covered": covered, "lapsed": bool(one.covered_until and one.covered_until < today)}


def cover_of(person: PersonSeen, today: Any) -> tuple[CoverSeen | None, bool]:
    """The cover that counts today under a programme that is installed, else the newest; and whether it holds."""
    known = [one for one in person.covers if one.programme and programmes.in_force(one.programme)]
    holding = next((one for one in known if one.holds(today)), None)
    return holding or next(iter(known), None), holding is not None


def _page(request: HttpRequest, acting: Acting, person: PersonSeen, paper: Paper, status: int = 200) -> HttpResponse:
    at = now()
    cover, covered = cover_of(person, at.date())
    past = cases_of(acting.reader, person.public)
    told: dict[str, Any] = {
        "person": person,
        "cover": cover,
        "covered": covered,
        "paper": paper,
        "age": person.age(at.date()),
        "open": [one for one in past if not one.ended],
        "past": [one for one in past if one.ended],
        "today": at.date(),
    }
    if cover:
        told |= _asked(cover.programme, paper)
    return render(request, "desk/new.html", told | shell.frame(request, "new", at), status=status)


def _asked(key: str, paper: Paper) -> dict[str, Any]:
    """The fields of the one form, in the programme's words."""
    programme, texts = programmes.current(key)
    said = Said.of(texts, programme)
    form = forms.form("request.received")
    fields = {name: _drawn(said, form, name, paper) for name in FIELDS}
    return {
        "fields": fields,
        "programme": programme,
        "name": said.say("programme.name"),
        "items": _rows(paper.typed.getlist("items"), ITEMS),
        "questions": _rows(paper.typed.getlist("questions"), programme.terms(Terms).questions),
        "emergency": programme.contact.emergency,
        "plain": True,
        "said": said,
        "acute": said.say("finding.acute"),
        "acute_change": said.say("finding.acute.change"),
        "examination": said.say("finding.physical-examination"),
    }


def _rows(told: list[str], most: int) -> list[str]:
    known = [one for one in told if one.strip()]
    return (known + [""] * max(1, SHOWN - len(known)))[:most]


def _drawn(said: Said, form: forms.Form, name: str, paper: Paper) -> Drawn:
    one = form.field(name)
    assert one is not None
    value = str(paper.typed.get(name, "" if paper.typed else one.default or ""))
    choices = tuple((each, said.choice(one, each)) for each in one.choices)
    widget = "select" if choices else {"date": "date", "code": "code"}.get(one.kind, "text")
    hint = forms.hint(said.texts, said.language, one)
    return Drawn(
        name, widget, said.label(one), hint, value, choices=choices, required=False, wrong=paper.faults.get(name, "")
    )


def _taken(request: HttpRequest, acting: Acting, person: PersonSeen) -> HttpResponse:
    """Record the call: the case, its owner, and what was told; or show what is wrong and lose nothing."""
    paper = Paper(request.POST, key=key_of(request))
    cover, covered = cover_of(person, now().date())
    if cover is None:
        paper.said = pgettext("new case", "This person has no cover under a programme that is run here.")
        return _page(request, acting, person, paper, 409)
    if not covered:
        paper.said = _lapsed(cover)
        return _page(request, acting, person, paper, 409)
    try:
        public = _record(request, acting, person, cover.programme, paper)
    except Faulty as wrong:
        language = get_language() or "en"
        paper.faults = {one.field.removeprefix("fact."): one.said(language) for one in wrong.faults}
        return _page(request, acting, person, paper, 422)
    except (Refused, Busy, Changed) as no:
        paper.said = refusing.message(no, get_language() or "en", programmes.current(cover.programme)[1])
        return _page(request, acting, person, paper, 409)
    return HttpResponseRedirect(reverse("case", args=[public]))


def _lapsed(cover: CoverSeen) -> str:
    """A card that holds no more, and why (A66)."""
    from konsil.web.ui import dates

    told = {"card": cover.card or cover.number}
    if cover.until_on:
        told["day"] = dates.day(cover.until_on, get_language() or "en", style="plain", year=True)
        return pgettext("new case", "The card %(card)s ended on %(day)s. Nothing can be opened on it.") % told
    return pgettext("new case", "The card %(card)s does not hold yet. Nothing can be opened on it.") % told


def _record(request: HttpRequest, acting: Acting, person: PersonSeen, key: str, paper: Paper) -> str:
    """Everything the form tells, judged before anything is recorded; every part under a key of its own."""
    programme = programmes.current(key)[0]
    told, rest = _payload(request.POST, programme), tuple(_more(request.POST, programme, acting))
    for name, payload in rest:
        telling.fact(name, payload)
    acute = bool(told.get("acute"))
    opened = recording.open_case(acting, key, person.public, told, key=paper.key)
    public = str(opened.answer["case"])
    for number, (name, payload) in enumerate(rest):
        recording.record(acting, public, name, payload, key=f"{paper.key}-{number}")
    if acute:
        _stop(acting, public, programme, paper.key)
    return public


def _payload(sent: QueryDict, programme: Programme) -> dict[str, Any]:
    form = forms.form("request.received")
    told = filled.payload(form, sent, programme.zone)
    kept = {name: value for name, value in told.items() if name in (*FIELDS, "acute", "needs_examination")}
    return {**kept, "acute": True} if "acute_stop" in sent else kept


def _more(sent: QueryDict, programme: Programme, acting: Acting) -> Iterator[tuple[str, dict[str, Any]]]:
    """What follows the request: its owner, who called, the plan with its date, the questions."""
    yield "case.assigned", {"owner": acting.name}
    if note := _caller_note(sent):
        yield (
            "contact.logged",
            {
                "channel": "phone",
                "direction": "in",
                "outcome": "answered",
                "note": note,
                "address": sent.get("number", ""),
            },
        )
    items = [one.strip() for one in sent.getlist("items") if one.strip()]
    if items:
        yield "treatment.planned", {"items": items, **({"on": sent["on"]} if sent.get("on") else {})}
    questions = [one.strip() for one in sent.getlist("questions") if one.strip()]
    if questions:
        yield "questions.put", {"questions": questions}


def _caller_note(sent: QueryDict) -> str:
    """Who is speaking, and how we know (Y03)."""
    who, how = sent.get("caller", "").strip(), sent.get("identified", "").strip()
    return " · ".join(filter(None, (who, how)))[:200]


def _stop(acting: Acting, public: str, programme: Programme, key: str) -> None:
    """Acute: the advice was given in the call, and the request is declined for it. All of it stays on the case."""
    recording.record(acting, public, "urgency.advised", {"line": programme.contact.emergency}, key=f"{key}-advised")
    seen = recording.whole(acting, public).case.seen
    met = [one for one in findings(seen) if one == "acute"]
    if met:
        recording.record(acting, public, "request.declined", {"findings": met}, key=f"{key}-declined")
