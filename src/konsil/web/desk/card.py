"""The next-step card: one verb, until when, why, the form; and what this very step often turns into instead.

Pure: a case as its reader sees it goes in, what the template draws comes out.
"""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import pgettext

from konsil.core import steps
from konsil.core.facts import centre
from konsil.store.queries.cases import CaseSeen, PromiseSeen
from konsil.web.case.words import Said
from konsil.web.desk import conflict, remaining

OPERATORS = frozenset(("operator", "coordinator", "supervisor", "medical-officer", "finance"))
UNUSUAL = {  # step -> what it turns into, when it does not go as planned; in the order of how often
    "consent.released": ("contact.logged", "request.withdrawn"),
    "consent.sent": ("contact.logged", "request.withdrawn"),
    "consent.signed": ("contact.logged", "silence.noted", "consent.refused", "request.withdrawn"),
    "centre.asked": ("contact.logged", "request.withdrawn"),
    "centre.confirmed": ("centre.unavailable", "centre.chased", "contact.logged"),
    "centre.offered": ("haste.asked", "centre.unavailable", "contact.logged"),
    "centre.chosen": ("contact.logged", "silence.noted", "request.withdrawn"),
    "centre.accepted": ("choice.changed", "centre.withdrew", "centre.chased"),
    "record.asked": ("choice.changed", "contact.logged"),
    "record.received": (
        "record.refusal-mended",
        "record.refused",
        "record.unreadable",
        "record.picked-up",
        "record.waived",
        "contact.logged",
    ),
    "records.completed": ("record.unreadable", "record.waived", "contact.logged"),
    "records.released": ("choice.changed", "contact.logged"),
    "records.acknowledged": ("records.incomplete", "centre.withdrew"),
    "opinion.received": ("opinion.inconclusive", "records.incomplete", "centre.withdrew", "haste.asked"),
    "opinion.coded": ("opinion.returned", "records.incomplete"),
    "opinion.coding-confirmed": ("opinion.coding-returned", "opinion.returned"),
    "opinion.checked": ("opinion.returned", "opinion.coding-returned"),
    "delivery.planned": ("call.offered", "records.incomplete"),
    "opinion.released": ("call.offered", "opinion.returned"),
    "opinion.delivered": ("delivery.waived", "contact.logged"),
    "request.accepted": ("request.amended", "request.declined", "contact.logged"),
    "request.amended": ("contact.logged", "silence.noted", "request.withdrawn"),
    "visit.booked": ("clinic.contacted", "place.wanted", "contact.logged", "request.withdrawn"),
    "authorisation.issued": ("visit.moved", "visit.cancelled", "contact.logged"),
    "authorisation.extended": ("extension.refused", "lines.pended", "contact.logged"),
    "identity.allowed": ("visit.moved", "visit.cancelled", "contact.logged"),
    "call-centre.acknowledged": ("visit.moved", "visit.cancelled", "contact.logged"),
    "clinic.acknowledged": ("clinic.contacted", "contact.logged"),
    "details.sent": ("contact.logged", "visit.cancelled"),
}
PAGES = {"opinion.received": "opinion-letter", "opinion.coded": "opinion-letter"}  # a letter and its fields
ALWAYS = "urgency.reported"
SENDING = timedelta(minutes=15)  # in which a letter of a visit is on its way


@dataclass(frozen=True)
class Quiet:
    """A quiet link of the card: what happened instead."""

    fact: str
    text: str
    url: str


@dataclass(frozen=True)
class Card:
    """What stands in the one card. `kind` chooses how its body is drawn, `fact` the form in it.

    `state`: over, soon, waits or nothing. `given` fills the form in; `promise` is the cycle it is due by; `page` is
    the address of the page that was made for the fact, if one was.
    """

    kind: str
    title: str
    why: str = ""
    left: str = ""
    due: str = ""
    state: str = ""
    fact: str = ""
    promise: PromiseSeen | None = None
    quiet: tuple[Quiet, ...] = ()
    note: str = ""
    since: str = ""
    nudge: str = ""
    page: str = ""


def card(seen: CaseSeen, said: Said, do: str = "", here: str = "") -> Card:
    """The card of a case for this reader now; `do` asks for the form of another fact that may be recorded."""
    may = {one.name for one in seen.possible}
    live = seen.case.seen
    if do and do in seen.programme.flow:
        return _asked(seen, said, do, here)
    if live.has("death.reported"):
        return _plain(seen, said, "quiet", may, ("death.confirmed", "death.mistaken", "case.closed"), here)
    if live.has("urgency.reported"):
        return _urgent(seen, said, may, here)
    if _withdrawn(seen):
        return _plain(seen, said, "withdrawn", may, ("recall.sent", "consent.released", "case.closed"), here)
    if seen.ends:
        ways = ("opinion.discussed", "talk.asked", "request.amended", "urgency.passed", "case.reopened")
        return _plain(seen, said, "over", may, ways, here)
    return _next(seen, said, may, here)


def _silent(seen: CaseSeen, promise: PromiseSeen) -> str:
    """The latest mark a centre's term has passed without being answered by a chase: "50" where nothing was heard of it
    since the term began, "80" whatever was heard (Y10); empty where nobody has to be chased."""
    row, cycle = seen.programme.promises[promise.key], promise.cycle
    if row.owes != "centre" or row.soft or promise.state == "paused":
        return ""
    marks = row.calendar.mark_instants(cycle.began, row.within, (50, 80), cycle.halts, row.convention)
    mark, at = next(reversed([one for one in marks if one[1] <= seen.now and one[0] != "due"]), ("", seen.now))
    heard = any(entry.by.role == "centre" and entry.at > cycle.began for entry in seen.case.seen.live)
    chased = any(entry.at >= at for entry in seen.case.seen.entries_of(centre.Chased))
    return "" if chased or (mark == "50" and heard) else mark


def _chase(seen: CaseSeen, said: Said, promise: PromiseSeen, mark: str, may: set[str], here: str) -> Card:
    """A centre is chased at half of its time; at four fifths somebody says what plan B is, or why there is none."""
    reasons = {
        "50": pgettext("card", "Half of its time has passed without a sign of life: ask how far it is."),
        "80": pgettext("card", "Most of its time has passed: say what plan B is, or why there is none."),
    }
    ways = ("contact.logged", "centre.withdrew", "centre.replaced", "haste.asked", ALWAYS)
    return Card(
        kind="centre-chased",
        title=said.does("centre.chased"),
        why=reasons[mark],
        fact="centre.chased",
        promise=promise,
        quiet=_quiet(seen, said, ways, may, here),
        **remaining.until(seen, said, promise),
    )


def _conflict(seen: CaseSeen, said: Said, may: set[str], here: str) -> Card:
    """A date conflict is answered before the case may wait for anybody, or it is said why nothing is done."""
    return Card(
        kind="conflict-answered",
        title=said.does("conflict.answered"),
        why=said.help("conflict.answered"),
        state="over",
        fact="conflict.answered",
        quiet=_quiet(seen, said, ("haste.asked", "contact.logged", "message.written", ALWAYS), may, here),
    )


def _withdrawn(seen: CaseSeen) -> bool:
    live = seen.case.seen
    return live.has("consent.withdrawn") and not live.has("consent.signed")


def _asked(seen: CaseSeen, said: Said, do: str, here: str) -> Card:
    """A fact that somebody chose to record instead of the step."""
    promise = next((one for one in _running(seen) if do in seen.programme.promises[one.key].met_by), None)
    return Card(
        kind=do.replace(".", "-"),
        title=said.does(do),
        why=said.help(do),
        fact=do,
        promise=promise,
        note=goes_to(seen, said, do),
        page=page_of(seen, do),
        **remaining.until(seen, said, promise),
    )


def _urgent(seen: CaseSeen, said: Said, may: set[str], here: str) -> Card:
    """Somebody needs help: first the advice, in the same call; then nothing runs until it has passed."""
    step = "urgency.advised" if not seen.case.seen.has("urgency.advised") else "urgency.passed"
    if step not in may:
        return Card(kind="urgent", title=said.done("urgency.reported"), state="over")
    why = (
        said.say(f"clause.{seen.programme.flow['urgency.reported'].clause}") if _clause(seen, said) else said.help(step)
    )
    return Card(
        kind="urgent",
        title=said.does(step),
        why=why,
        state="over" if step == "urgency.advised" else "waits",
        fact=step,
        quiet=_quiet(seen, said, ("contact.logged", "request.declined", "message.written"), may, here),
    )


def _clause(seen: CaseSeen, said: Said) -> bool:
    clause = seen.programme.flow["urgency.reported"].clause
    return bool(clause) and said.texts.has(said.language, f"clause.{clause}")


def _plain(seen: CaseSeen, said: Said, kind: str, may: set[str], ways: tuple[str, ...], here: str) -> Card:
    titles = {
        "quiet": pgettext("case state", "All is quiet: a death was reported"),
        "withdrawn": pgettext("case state", "The consent was withdrawn"),
        "over": said.say(f"end.{seen.ends[0]}") if seen.ends else "",
    }
    reasons = {
        "quiet": pgettext("case state", "Nothing goes out and nobody is called until it is certain."),
        "withdrawn": pgettext("case state", "Access is closed. What had left is listed; ask for it back."),
        "over": pgettext("case state", "Nothing is owed any more. What was promised stands below."),
    }
    return Card(
        kind=kind, title=titles[kind], why=reasons[kind], state="waits", quiet=_quiet(seen, said, ways, may, here)
    )


def _next(seen: CaseSeen, said: Said, may: set[str], here: str) -> Card:
    """The step that leads to what is due first: ours to do, else whom it waits for."""
    running = _running(seen)
    ours = [one for one in running if one.owes in OPERATORS]
    for promise in ours:
        if (step := _step(seen, promise)) in may and not _goes_by_itself(seen, promise, step):
            return _to_do(seen, said, promise, step, may, here)
    if "conflict.answered" in may and conflict.too_late(seen):
        return _conflict(seen, said, may, here)
    for promise in running:
        if "centre.chased" in may and (mark := _silent(seen, promise)):
            return _chase(seen, said, promise, mark, may, here)
    first = next(iter(ours or running), None)
    if first is None:
        return Card(
            kind="idle",
            title=pgettext("case state", "Nothing is due"),
            state="waits",
            quiet=_quiet(seen, said, ("contact.logged",), may, here),
        )
    return _waiting(seen, said, first, may, here)


def _goes_by_itself(seen: CaseSeen, promise: PromiseSeen, step: str) -> bool:
    """Whether the worker is about to send it: then it is nobody's next step, until it has not gone for a while."""
    sent = {tell.sent for row in seen.programme.flow.values() for tell in row.tell}
    return "clinic" in seen.programme.roles and step in sent and seen.now - promise.cycle.began < SENDING


def _running(seen: CaseSeen) -> list[PromiseSeen]:
    rows = seen.programme.promises
    return [one for one in seen.promises if one.cycle.presses(seen.now, rows[one.key])]


def _step(seen: CaseSeen, promise: PromiseSeen) -> str:
    met_by = seen.programme.promises[promise.key].met_by
    return steps.next_step(seen.case, met_by, promise.cycle.items, seen.now)


def _to_do(seen: CaseSeen, said: Said, promise: PromiseSeen, step: str, may: set[str], here: str) -> Card:
    kind = {"centre.asked": "centre-offered", "centre.confirmed": "centre-offered"}.get(step, step.replace(".", "-"))
    title = (
        pgettext("offer", "Find three centres")
        if kind == "centre-offered" and step != "centre.offered"
        else said.does(step)
    )
    unusual = (*UNUSUAL.get(step, ("contact.logged",)), ALWAYS)
    return Card(
        kind=kind,
        title=title,
        why=_came_back(seen, said, step) or said.help(step),
        fact=step,
        promise=promise,
        note=goes_to(seen, said, step),
        page=page_of(seen, step),
        quiet=_quiet(seen, said, unusual, may, here),
        **remaining.until(seen, said, promise),
    )


def _came_back(seen: CaseSeen, said: Said, step: str) -> str:
    """That the last try to send this came back, and what the post said."""
    bounced = f"{step.partition('.')[0]}.bounced"
    entry = next(iter(reversed(seen.case.seen.named.get(bounced, ()))), None) if step.endswith(".sent") else None
    if entry is None:
        return ""
    told = {"what": said.done(bounced), "why": getattr(entry.fact, "why", "")}
    return pgettext("card", "%(what)s: %(why)s. Try another address or another way.") % told


def _waiting(seen: CaseSeen, said: Said, promise: PromiseSeen, may: set[str], here: str) -> Card:
    """It is somebody else's turn: who, since when, until when, and when they are reminded."""
    step = _step(seen, promise) or seen.programme.promises[promise.key].met_by[0]
    who = said.holder(promise.owes)
    title = pgettext("case state", "Waiting: %(promise)s") % {"promise": said.say(f"promise.{promise.key}")}
    until = remaining.until(seen, said, promise)
    since = pgettext("case state", "%(who)s, since %(day)s") % {"who": who, "day": said.at(promise.cycle.began)}
    nudge = remaining.nudge(seen, said, promise)
    unusual = (*UNUSUAL.get(step, ("contact.logged",)), ALWAYS)
    return Card(
        kind="waiting",
        title=title,
        promise=promise,
        since=since,
        nudge=nudge,
        fact="",
        quiet=_quiet(seen, said, (*(() if step not in may else (step,)), *unusual), may, here),
        **{**until, "state": "over" if promise.state == "late" else "waits"},
    )


def _quiet(seen: CaseSeen, said: Said, facts: tuple[str, ...], may: set[str], here: str) -> tuple[Quiet, ...]:
    known = [one for one in dict.fromkeys(facts) if one in may]
    return tuple(Quiet(one, short(said, one), address(seen, one, here)) for one in known)


def address(seen: CaseSeen, fact: str, here: str) -> str:
    """Where a fact is recorded: on the case page, or on the page that was made for it."""
    return page_of(seen, fact) or f"{here}?{urlencode({'do': fact})}#next-step"


def page_of(seen: CaseSeen, fact: str) -> str:
    """The address of the page that was made for a fact; empty where its form stands on the case page."""
    page = PAGES.get(fact)
    return reverse(page, args=[seen.public]) if page else ""


def short(said: Said, fact: str) -> str:
    """What happened instead, as somebody would say it."""
    spoken = {
        "contact.logged": pgettext("exception", "No answer"),
        "choice.changed": pgettext("exception", "Wants another centre"),
        "urgency.reported": pgettext("exception", "It got worse"),
        "request.withdrawn": pgettext("exception", "Does not want it any more"),
        "record.refused": pgettext("exception", "The doctor will not"),
        "record.refusal-mended": pgettext("exception", "The doctor has what was wanted"),
        "record.unreadable": pgettext("exception", "It cannot be used"),
        "haste.asked": pgettext("exception", "Ask for fewer days"),
        "centre.unavailable": pgettext("exception", "A centre is not free after all"),
        "centre.withdrew": pgettext("exception", "The centre cannot do it"),
        "records.incomplete": pgettext("exception", "Something is missing"),
        "opinion.inconclusive": pgettext("exception", "The experts cannot conclude"),
        "opinion.returned": pgettext("exception", "Back to the centre"),
        "call.offered": pgettext("exception", "Call first"),
        "recall.sent": pgettext("exception", "Ask for the papers back"),
        "clinic.contacted": pgettext("exception", "Ring a clinic"),
        "place.wanted": pgettext("exception", "No time fits"),
        "visit.moved": pgettext("exception", "Wants another time"),
        "visit.cancelled": pgettext("exception", "Does not come"),
    }
    return spoken.get(fact) or said.does(fact)


def goes_to(seen: CaseSeen, said: Said, fact: str) -> str:
    """What will be sent, to whom and in which language, before anybody presses send."""
    tells = seen.programme.flow[fact].tell
    if not tells:
        return ""
    language = seen.person.language if seen.person else said.programme.languages[0]
    found = []
    for one in tells:
        to = said.say(f"role.{one.to}") if one.to else pgettext("letter", "each recipient")
        spoken = _in_language(language) if one.to in ("member", "insured", "") else ""
        found.append(" ".join(filter(None, (f"{said.say(f'letter.{one.letter}')} → {to}", spoken))))
    return "; ".join(found)


def _in_language(code: str) -> str:
    return {
        "sq": pgettext("letter", "in Albanian"), "ro": pgettext("letter", "in Romanian"),
        "en": pgettext("letter", "in English"),
    }.get(code, "")  # fmt: skip
