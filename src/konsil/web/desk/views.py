"""The desk's pages: the worklist, the case, why a promise is due, and what needs a second person."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, get_args
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from konsil.calendars.elsewhere import closed
from konsil.core.case import Actor
from konsil.core.facts import FACTS, STRIKING, incident, request
from konsil.core.facts.centre import Chosen
from konsil.core.facts.centre import Terms as Centres
from konsil.door import recording
from konsil.door.actor import Acting
from konsil.door.idempotency import key_of, new_key
from konsil.store.proposals import waiting
from konsil.store.queries import called, desk
from konsil.store.queries.cases import CaseSeen, PromiseSeen
from konsil.store.queries.notices import notices as standing
from konsil.store.queries.reading import Page
from konsil.store.queries.work import Tab, have_read
from konsil.store.queries.work import work as lines_of
from konsil.store.refusals import NotThere
from konsil.web.callcentre import ahead, bodies
from konsil.web.case import history
from konsil.web.case.form import Ground, drawn
from konsil.web.case.time import line_of_time
from konsil.web.case.why import why as reasons
from konsil.web.case.words import Said
from konsil.web.desk import card as cards
from konsil.web.desk import conflict, fourth, notices, sheet, shell, withdrawal, worklist
from konsil.web.recording import acting_of, attempt_of, keeps, undo

reading = require_http_methods(["GET", "HEAD"])
PAGE = 50


@reading
def work(request: HttpRequest) -> HttpResponse:
    """The worklist: what is due next stands first, whoever waits for help above everything (X01)."""
    found = _list(request)
    return render(request, "desk/work.html", found | shell.frame(request, "work", found["lines"].now))


def _list(request: HttpRequest, current: str = "") -> dict[str, Any]:
    """The list pane: a page of lines and what stands over it, in two questions to the database."""
    acting = acting_of(request)
    tab = _tab(request, acting)
    try:
        lines = lines_of(acting.reader, tab, Page(PAGE, request.GET.get("after", "")))
    except ValueError:
        raise NotThere("not-there") from None
    board = desk.board(acting.reader)
    return {
        "lines": lines, "groups": worklist.groups(lines, tab, current), "board": board, "tab": tab,
        "tabs": worklist.tabs(acting, board, tab), "since": worklist.since(board),
        "more_url": f"{reverse('work')}?{urlencode({'tab': tab, 'after': lines.after})}" if lines.after else "",
        "today": lines.now.date(),
    }  # fmt: skip


def _tab(request: HttpRequest, acting: Acting) -> Tab:
    told = request.GET.get("tab", "")
    return told if told in get_args(Tab) else worklist.first(acting)  # type: ignore[return-value]


@dataclass(frozen=True)
class Opened:
    """A case laid open for the desk: as its reader sees it, in words, with its ground for forms."""

    acting: Acting
    actor: Actor
    seen: CaseSeen
    said: Said

    @property
    def ground(self) -> Ground:
        return Ground(self.actor, self.seen, self.said)


def opened(req: HttpRequest, public: str) -> Opened:
    """A case of this reader, with the names of all who take part. Raises `NotThere`."""
    acting = acting_of(req)
    seen = recording.seen(acting, public)
    people = history.parties_in(seen.entries) | {seen.programme.payer, seen.programme.operator}
    names = {**called.names(acting.reader, people), **ahead.words(acting.reader, public, seen)}
    if seen.person:
        names[seen.person.public] = seen.person.name
    return Opened(acting, acting.reader, seen, Said.of(seen.texts, seen.programme, names))


@keeps
@reading
def case(request: HttpRequest, public: str) -> HttpResponse:
    """A case: who, the one line of time, the one next step, what happened, and what stands behind it."""
    one = opened(request, public)
    have_read(one.actor, public, one.seen.seq)
    context = _case(request, one) | _list(request, public)
    return render(request, "desk/case.html", context | shell.frame(request, "work", one.seen.now))


def _case(req: HttpRequest, one: Opened) -> dict[str, Any]:
    seen, said, here = one.seen, one.said, reverse("case", args=[one.seen.public])
    tried = attempt_of(req)
    do = tried.fact if tried else req.GET.get("do", "")
    card = cards.card(seen, said, do if do in FACTS else "", here)
    told = request_told(seen)
    named = dict(called.diagnosis(one.actor, told.diagnosis)) if told and told.diagnosis else {}
    return {
        "seen": seen, "said": said, "url": here, "head": sheet.head(seen, said), "line": line_of_time(seen, said),
        "card": card, "form": _form(req, one, card, here), "body": _body(one, card, req), "attempt": tried,
        "why": reasons(card.promise, said, seen.now) if card.promise else None,
        "days": history.history(seen, said), "question": sheet.question(seen, said, named),
        "questions": sheet.questions(seen), "may": sheet.may_have(seen, said) if not seen.ends else [],
        "records": sheet.record_lines(seen, said), "promises": sheet.promise_lines(seen, said),
        "more": _more(one), "conflict": _conflict(one, do), "coded": sheet.coded(seen, said),
        "visits": ahead.of_case(one.actor, seen.public) if seen.case.seen.items("booking") else (),
        "proposals": fourth.shown(one.acting, waiting(one.actor, seen.public), seen, said),
        "notices": notices.shown(one.acting, standing(one.actor, seen.public), seen.now), "done": _done(req, one),
        "papers": called.documents_of(one.actor, seen.public),
        "aloud": _aloud(one, card),
        "asked": bool(do) and card.fact == do, "may_strike": fourth.may_strike(one.acting, seen),
        "card_facts": {possible.name for possible in seen.possible}, "ticked": _ticked(req),
        "settled": seen.case.seen.has("request.accepted"), "note_form": _note(one, here),
    }  # fmt: skip


def _ticked(req: HttpRequest) -> list[str]:
    tried = attempt_of(req, "records.completed")
    return tried.typed.getlist("checked") if tried else []


def _note(one: Opened, here: str) -> Any:
    """The form of the note that N opens."""
    may = any(possible.name == "note.written" for possible in one.seen.possible)
    return drawn(one.ground, "note.written", None, None, here) if may else None


def request_told(seen: CaseSeen) -> request.Told | None:
    """What is known of the request today."""
    return request.told(seen.case.seen)


def _form(req: HttpRequest, one: Opened, card: cards.Card, here: str) -> Any:
    fact = "centre.offered" if card.kind == "centre-offered" else card.fact
    if not fact or fact not in one.seen.programme.flow:
        return None
    skip = ("centres",) if fact == "centre.offered" else ("checked",) if fact == "records.completed" else ()
    return drawn(one.ground, fact, attempt_of(req, fact), req.GET, here, skip)


def _body(one: Opened, card: cards.Card, req: HttpRequest) -> dict[str, Any]:
    """What the special bodies of the card need beside the form."""
    seen, said = one.seen, one.said
    if card.kind in ("centre-offered", "centre-asked"):
        told, tried = request_told(seen), attempt_of(req, "centre.offered")
        ranked = called.ranked(one.actor, told.diagnosis if told else "")
        lines = sheet.centre_lines(seen, said, ranked, tried.typed.getlist("centres") if tried else [])
        free = [line for line in lines if line.state == "free"]
        wanted = said.programme.terms(Centres).offered
        return {"centres": lines, "free": len(free), "wanted": wanted, "enough": len(free) >= wanted,
                "enquiry": _enquiry(one)}  # fmt: skip
    if card.kind == "withdrawn":
        return {"left": list(withdrawal.left_already(seen, said))}
    return bodies.body(one.ground, card.fact, req, card.promise.cycle.items if card.promise else {})


def _enquiry(one: Opened) -> list[tuple[str, str]]:
    """The very words that go out to a centre: disease, age band, languages, day; and nobody's name (Y10)."""
    from konsil.web.case.suggesting import suggested

    told = suggested(one.ground, "centre.asked")
    form = drawn(one.ground, "centre.asked")
    labels = {field.name: field.label for field in (*form.fields, *form.hidden)}
    shown = {name: ", ".join(value) if isinstance(value, list) else str(value) for name, value in told.items()}
    return [(labels.get(name, name), value) for name, value in shown.items()]


def _more(one: Opened) -> list[tuple[str, list[cards.Quiet]]]:
    """Every other fact this reader may record now, by its topic."""
    topics: dict[str, list[cards.Quiet]] = {}
    here = reverse("case", args=[one.seen.public])
    for name in dict.fromkeys(possible.name for possible in one.seen.possible):
        if name in OWN_PAGE or FACTS[name].sending:
            continue
        topic = _topic(one, name)
        topics.setdefault(topic, []).append(cards.Quiet(name, one.said.does(name), cards.address(one.seen, name, here)))
    return list(topics.items())


OWN_PAGE = STRIKING - {incident.Reported.name}  # a strike begins at the entry it is about
TOPICS = {
    "request": ("request", "questions", "treatment", "conflict", "condition", "document"),
    "contact": ("contact", "silence", "message", "note", "callback", "authority", "call"),
    "consent": ("consent",),
    "centres": ("centre", "enquiry", "offer", "choice", "haste"),
    "records": ("record", "records", "recall", "retrieval"),
    "opinion": ("opinion", "delivery", "talk", "doctor", "question", "help"),
    "visit": ("visit", "clinic", "call-centre", "details", "place"),
    "authorisation": ("authorisation", "lines", "extension", "beyond"),
    "attendance": ("check-in", "identity", "waiting", "service", "insured", "recommendation", "outcome"),
    "course": ("case", "urgency", "death", "complaint", "entry", "incident"),
}


def _topic(one: Opened, name: str) -> str:
    start = name.partition(".")[0]
    words = {
        "request": pgettext("topic", "Request"), "contact": pgettext("topic", "Contact"),
        "consent": pgettext("topic", "Consent"), "centres": pgettext("topic", "Centres"),
        "records": pgettext("topic", "Records"), "opinion": pgettext("topic", "Opinion"),
        "visit": pgettext("topic", "Visit"), "authorisation": pgettext("topic", "Authorisation"),
        "attendance": pgettext("topic", "At the clinic"), "course": pgettext("topic", "Course of the case"),
    }  # fmt: skip
    return words[next((key for key, starts in TOPICS.items() if start in starts), "course")]


def _conflict(one: Opened, do: str) -> dict[str, Any] | None:
    """The red card: the answer would come too late for the operation (Y14)."""
    seen, cast = one.seen, one.seen.forecast
    if not cast.conflict or not cast.answer or not cast.operation:
        return None
    ways = conflict.ways(seen)
    answered = seen.case.seen.the(request.DateConflictAnswered)
    return {
        "answer": cast.answer, "operation": cast.operation, "days": conflict.days_needed(seen), "ways": ways,
        "asked": seen.case.seen.has("haste.asked"), "declined": seen.case.seen.has("haste.declined"),
        "answered": one.said.say(f"choice.conflict.answered.way.{answered.way}") if answered else "",
        "haste": drawn(one.ground, "haste.asked", None, {"working_days": str(conflict.days_needed(seen))},
                       reverse("case", args=[seen.public]))  if ways["speed-up"] else None,
        "centres": [(key, one.said.party(key)) for key in conflict.confirmed_now(seen)],
    }  # fmt: skip


def _done(req: HttpRequest, one: Opened) -> dict[str, str] | None:
    """What was just recorded, and while it can be taken back, the way to do that."""
    told = req.GET.get("done", "")
    seq = int(told) if told.isdecimal() and len(told) < 9 else 0
    entry = next((each for each in one.seen.entries if each.seq == seq), None)
    if entry is None or (one.seen.now - entry.recorded).total_seconds() > 30 or attempt_of(req):
        return None
    back = undo(one.acting, one.seen, seq)
    url = reverse("take-back", args=[one.seen.public, seq]) if back else ""
    return {"text": f"{one.said.done(entry.name)}.", "undo": url}


def _aloud(one: Opened, card: cards.Card) -> dict[str, str] | None:
    """A sentence to say to the member, in the member's language: where the case stands and until when."""
    person = one.seen.person
    if person is None or person.language not in one.said.programme.languages:
        return None
    if card.promise is None or card.promise.to not in ("member", "insured") or sheet.coded(one.seen, one.said):
        return None
    theirs = Said(one.seen.texts, person.language, one.said.programme, one.said.names)
    promise = one.said.programme.promises[card.promise.key]
    return {"lang": person.language, "text": theirs.promise(card.promise.key, promise)}


@reading
def why(request: HttpRequest, public: str, promise: str) -> HttpResponse:
    """Why a promise is due when it is: its clause, each day on the way, and how to check it."""
    one = opened(request, public)
    item, number = request.GET.get("item", ""), request.GET.get("number", "1")
    found = [each for each in one.seen.promises if each.key == promise and each.item == item]
    chosen = next((each for each in found if str(each.cycle.number) == number), next(iter(found), None))
    if chosen is None:
        raise NotThere("not-there")
    context = {
        "seen": one.seen, "why": reasons(chosen, one.said, one.seen.now), "url": reverse("case", args=[public]),
        "elsewhere": _elsewhere(one, chosen),
    }  # fmt: skip
    return render(request, "desk/why.html", context | shell.frame(request, "work", one.seen.now))


def _elsewhere(one: Opened, promise: PromiseSeen) -> dict[str, Any] | None:
    """What a centre owes is counted on the contract's calendar; its own holidays on the way stand beside it (A29)."""
    chosen, cycle, zone = one.seen.case.seen.the(Chosen), promise.cycle, one.said.programme.zone
    if promise.owes != "centre" or chosen is None or cycle.due is None:
        return None
    country = called.country_of(one.actor, chosen.centre)
    first, last = (at.astimezone(zone).date() for at in (cycle.began, cycle.due - timedelta(microseconds=1)))
    days = [(one.said.on(day, "plain"), name) for day, name in closed(country, first, last)] if country else []
    return {"centre": one.said.party(chosen.centre), "days": days}


@require_http_methods(["GET", "HEAD", "POST"])
def strike(request: HttpRequest, public: str) -> HttpResponse:
    """Strike an entry that was recorded in error: what rests on it is shown, and a second person confirms; one's own
    of today is taken back at once (Y26)."""
    one = opened(request, public)
    if request.method == "POST":
        seq = fourth.take_back(one.acting, one.seen, request.POST, key_of(request))
        return HttpResponseRedirect(f"{reverse('case', args=[public])}?done={seq}")
    told = request.GET.get("entry", "")
    found = sheet.to_strike(one.seen, one.said, int(told) if told.isdecimal() and len(told) < 9 else 0,
                            one.acting.name)  # fmt: skip
    if found is None:
        raise NotThere("not-there")
    context = {"seen": one.seen, "said": one.said, "strike": found, "url": reverse("case", args=[public]),
               "key": new_key()}  # fmt: skip
    return render(request, "desk/strike.html", context | shell.frame(request, "work", one.seen.now))


@require_http_methods(["POST"])
def propose(request: HttpRequest, public: str, name: str) -> HttpResponse:
    """Lay a fact before a second person: a strike, or an offer of fewer centres with a reason (X34, A16)."""
    one = opened(request, public)
    fourth.propose(one.acting, one.seen, name, request.POST)
    return HttpResponseRedirect(f"{reverse('case', args=[public])}#proposals")


@require_http_methods(["POST"])
def second(request: HttpRequest, public: str, proposal: str) -> HttpResponse:
    """The second person agrees, and the fact is recorded with both names; or does not."""
    one = opened(request, public)
    seq = fourth.answer(one.acting, one.seen, proposal, agreed="agree" in request.POST)
    return HttpResponseRedirect(reverse("case", args=[public]) + (f"?done={seq}" if seq else ""))
