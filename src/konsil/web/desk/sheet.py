"""The rest of the case page: the head, the special bodies of the card, and the column of facts on the right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, pgettext

from konsil.core import striking
from konsil.core.case import Entry
from konsil.core.facts import STRIKING, authority, centre, opinion, records, request
from konsil.core.facts.course import EntryTakenBack
from konsil.core.promises import OPEN
from konsil.store.queries.called import RankedCentre
from konsil.store.queries.cases import CaseSeen, PromiseSeen
from konsil.web.case.words import Said
from konsil.web.desk.worklist import last_day
from konsil.web.ui import dates
from konsil.web.ui.pieces.shells import OWN_NAMES
from konsil.work.proposals import ANSWERED_WITHIN


@dataclass(frozen=True)
class Head:
    """Who this is: what one must know before saying a word."""

    number: str
    programme: str
    name: str
    called: str
    born: str
    phone: str
    phone_state: str
    speaks: str
    told: tuple[str, ...]
    cover: str
    covered: bool
    needs: str
    owner: str


def head(seen: CaseSeen, said: Said) -> Head:
    """The head of the case page. A reader without the right to a name sees the number alone."""
    person, today = seen.person, seen.now.astimezone(said.programme.zone).date()
    if person is None:
        return Head(
            seen.number, said.say("programme.name"), seen.number, "", "", "", "", "", (), "", False, "", seen.owner
        )
    phone = next((one for one in person.contacts if one.system in ("phone", "mobile", "sms")), None)
    covers = [one for one in person.covers if one.holds(today)]
    until = next((one.until_on for one in covers if one.until_on), None)
    cover = (
        pgettext("cover", "Covered to %(day)s") % {"day": said.on(until, year=True)}
        if until
        else pgettext("cover", "Covered")
        if covers
        else pgettext("cover", "Not covered today")
    )
    born = f"{said.on(person.born_on, 'plain', year=True)} ({person.age(today)})"
    return Head(
        number=seen.number,
        programme=said.say("programme.name"),
        name=person.name,
        called=person.called if person.called != person.given else "",
        born=born,
        phone=phone.value if phone else "",
        phone_state=phone.state if phone else "",
        speaks=_speaks(person.language, person.contact_by, person.best_hour),
        told=tuple(_told(seen, said)),
        cover=cover,
        covered=bool(covers),
        needs=", ".join(person.needs),
        owner=seen.owner,
    )


def _speaks(language: str, way: str, hour: str) -> str:
    ways = {
        "phone": pgettext("contact", "by phone"),
        "email": pgettext("contact", "by e-mail"),
        "portal": pgettext("contact", "on the personal page"),
        "sms": pgettext("contact", "by text message"),
        "post": pgettext("contact", "by post"),
    }
    best = pgettext("contact", "best at %(hour)s") % {"hour": hour} if hour else ""
    return " · ".join(filter(None, (OWN_NAMES.get(language, language), ways.get(way, way), best)))


def _told(seen: CaseSeen, said: Said) -> Iterator[str]:
    for one in seen.person.may_be_told if seen.person else ():
        yield " ".join(map(str, one.values())) if isinstance(one, dict) else str(one)
    for granted in seen.case.seen.all(authority.Granted):
        relation = said.say(f"choice.relation.{granted.relation}")
        name = said.party(granted.person)
        yield f"{relation}: {name}" if name != granted.person else relation


@dataclass(frozen=True)
class CentreLine:
    """A ranked centre in the offer's table: whether it may be offered now, and why not."""

    key: str
    rank: int
    name: str
    place: str
    about: str
    ranked: str
    state: str  # free, asked, full, expired, new
    words: str
    can_start: str
    until: str
    who: str
    enquiry: str
    chosen: bool


def centre_lines(
    seen: CaseSeen, said: Said, ranked: tuple[RankedCentre, ...], picked: list[str]
) -> tuple[CentreLine, ...]:
    """The centres ranked for the diagnosis, each with what it answered (A17, A18). The best free ones are picked."""
    view = seen.case.view(seen.now)
    free = centre.confirmed(view)
    wanted = said.programme.terms(centre.Terms).offered or 3
    best = picked or [one.key for one in ranked if one.key in free][:wanted]
    return tuple(_centre(seen, said, one, free, best) for one in ranked)


def _centre(
    seen: CaseSeen, said: Said, one: RankedCentre, free: dict[str, centre.Confirmed], best: list[str]
) -> CentreLine:
    live = seen.case.seen
    asked = {entry.items["enquiry"]: entry for entry in live.entries_of(centre.Asked)}
    enquiry = next(
        (name for name, entry in reversed(asked.items()) if getattr(entry.fact, "centre", "") == one.key), ""
    )
    yes, expired = free.get(one.key), _latest(live.all(centre.Confirmed), enquiry)
    no = _latest(live.all(centre.Unavailable), enquiry)
    state = "free" if yes else "full" if no else "expired" if expired else "asked" if enquiry else "new"
    told = yes or expired
    words = {
        "free": pgettext("centre", "free"),
        "full": no.reason if no else "",
        "expired": pgettext("centre", "its yes has run out"),
        "asked": pgettext("centre", "asked, no answer yet"),
        "new": pgettext("centre", "not asked"),
    }[state]
    return CentreLine(
        key=one.key,
        rank=one.rank,
        name=one.name,
        place=one.city,
        about=one.about.get(said.language, ""),
        ranked=f"{one.source}, {said.on(one.published_on, 'plain', year=True)}",
        state=state,
        words=words,
        can_start=said.on(told.can_start) if told else "",
        until=said.at(told.until) if told else "",
        who=told.who if told else "",
        enquiry=enquiry,
        chosen=one.key in best and state == "free",
    )


def _latest(found: tuple[Any, ...], enquiry: str) -> Any:
    return next((one for one in reversed(found) if one.enquiry == enquiry), None)


@dataclass(frozen=True)
class RecordLine:
    """A record asked for: its state, and whose turn it is where something is missing."""

    item: str
    what: str
    kind: str
    state: str
    tone: str
    whose: str
    here: bool


def record_lines(seen: CaseSeen, said: Said) -> tuple[RecordLine, ...]:
    """The checklist: by item, what is missing and whose fault that is."""
    return tuple(_record(seen, said, entry.items["record"]) for entry in seen.case.seen.entries_of(records.Asked))


def _record(seen: CaseSeen, said: Said, name: str) -> RecordLine:
    view = seen.case.seen.about({"record": name})
    asked = view.the(records.Asked)
    assert asked is not None
    doctor = said.party(asked.doctor)
    states = (
        ("record.waived", pgettext("record", "not needed"), "plain", "", True),
        ("record.received", pgettext("record", "here"), "ok", "", True),
        ("record.refused", pgettext("record", "held back"), "danger", doctor, False),
        ("record.unreadable", pgettext("record", "cannot be used"), "warn", doctor, False),
        ("record.picked-up", pgettext("record", "on the way"), "info", pgettext("record", "courier"), False),
        ("record.request-sent", pgettext("record", "missing"), "warn", doctor, False),
        ("record.asked", pgettext("record", "not sent yet"), "warn", said.holder("operator"), False),
    )
    _, state, tone, whose, here = next(one for one in states if view.has(one[0]))
    return RecordLine(name, asked.what, said.say(f"choice.kind.{asked.kind}"), state, tone, whose, here)


@dataclass(frozen=True)
class PromiseLine:
    """A promise in the column on the right."""

    key: str
    item: str
    number: int
    name: str
    about: str
    state: str
    tone: str
    due: str
    ours: bool
    mark: str


def promise_lines(seen: CaseSeen, said: Said) -> dict[str, list[PromiseLine]]:
    """All promises of the case: `open` are owed now, `past` were kept, kept late, or fell away."""
    tones = {
        "running": "info",
        "paused": "plain",
        "late": "danger",
        "met": "ok",
        "met-late": "warn",
        "cancelled": "plain",
    }
    found: dict[str, list[PromiseLine]] = {"open": [], "past": []}
    for one in seen.promises:
        found["open" if one.state in OPEN else "past"].append(_promise(seen, said, one, tones[one.state]))
    return found


def _promise(seen: CaseSeen, said: Said, one: PromiseSeen, tone: str) -> PromiseLine:
    kind = seen.programme.promises[one.key].per
    about = said.item(seen.case.seen, one.cycle.items, kind) if kind and one.cycle.items.get(kind) else ""
    due = ""
    if one.cycle.met:
        due = said.at(one.cycle.met.at)
    elif one.cycle.due and one.state in OPEN:
        due = said.on(last_day(one.cycle.due, True, said.programme)) if one.cycle.exclusive else said.at(one.cycle.due)
    return PromiseLine(
        one.key,
        one.item,
        one.cycle.number,
        said.say(f"promise.{one.key}"),
        about,
        said.say(f"state.{one.state}"),
        tone,
        due,
        not one.clause,
        pgettext("promise", "provisional") if one.provisional else "",
    )


def question(seen: CaseSeen, said: Said, named: dict[str, str]) -> list[tuple[str, str]]:
    """The medical question: diagnosis, plan, doctor, and what she asks in her own words."""
    told, plan = request.told(seen.case.seen), seen.case.seen.the(request.TreatmentPlanned)
    if told is None:
        return []
    official = named.get(said.language, "")
    found = [(pgettext("medical question", "Diagnosis"), told.diagnosis_words or official)]
    if told.diagnosis:
        found.append((pgettext("medical question", "Code"), " ".join(filter(None, (told.diagnosis, official)))))
    if plan:
        when = f", {said.on(plan.on, 'plain', year=True)}" if plan.on else ""
        found.append((pgettext("medical question", "Planned treatment"), ", ".join(plan.items) + when))
    if told.diagnosed_by:
        day = f", {said.on(told.diagnosed_on, 'plain')}" if told.diagnosed_on else ""
        found.append((pgettext("medical question", "Diagnosed by"), told.diagnosed_by + day))
    if told.last_seen and (told.last_seen, told.last_seen_by) != (told.diagnosed_on, told.diagnosed_by):
        by = f", {told.last_seen_by}" if told.last_seen_by else ""
        found.append((pgettext("medical question", "Last seen"), said.on(told.last_seen, "plain", year=True) + by))
    chosen = seen.case.seen.the(centre.Chosen)
    if chosen:
        found.append((pgettext("medical question", "Chosen centre"), said.party(chosen.centre)))
    return found


def questions(seen: CaseSeen) -> tuple[str, ...]:
    """The member's own questions."""
    return opinion.questions(seen.case.seen)


def may_have(seen: CaseSeen, said: Said) -> list[tuple[str, str]]:
    """What the programme asks of a request, and whether it is met."""
    terms = next((one for one in said.programme.all_terms if isinstance(one, request.Terms)), None)
    if terms is None:
        return []
    met = request.findings(seen.case.seen)
    good = {
        "no-diagnosis": pgettext("qualifies", "Has a diagnosis by a doctor"),
        "not-seen-lately": pgettext("qualifies", "Seen by a doctor lately"),
        "acute": pgettext("qualifies", "Not acute"),
        "physical-examination": pgettext("qualifies", "No examination in person needed"),
        "not-covered": pgettext("qualifies", "Covered on the day of the request"),
        "out-of-scope": pgettext("qualifies", "A disease the programme reviews"),
    }
    return [
        (said.say(f"finding.{key}") if key in met else good[key], "no" if key in met else "ok")
        for key in terms.declines
    ]


@dataclass(frozen=True)
class Coded:
    """The opinion in fields, for whoever checks it."""

    verdicts: tuple[tuple[str, str, str, str], ...]
    answers: tuple[tuple[str, str, bool], ...]
    recommendations: tuple[str, ...]
    reviewers: tuple[str, ...]
    by: str
    contrary: bool


TONES = {
    "confirmed": "ok",
    "optimal": "ok",
    "refined": "info",
    "changed": "danger",
    "adapt": "warn",
    "replace": "danger",
    "undetermined": "plain",
    "not-reviewed": "plain",
}


def coded(seen: CaseSeen, said: Said) -> Coded | None:
    """What the latest coding says."""
    entry = next(reversed(seen.case.seen.entries_of(opinion.Coded)), None)
    if entry is None or not isinstance(fact := entry.fact, opinion.Coded):
        return None
    verdicts = tuple(
        (one.of, said.say(f"choice.says.{one.says}"), TONES[one.says], one.words)
        for one in (*fact.diagnosis, *fact.plan)
    )
    answers = tuple((one.question, one.words, one.answerable) for one in fact.answers)
    people = tuple(f"{one.name}, {one.speciality} ({one.part})" for one in fact.reviewers)
    return Coded(verdicts, answers, fact.recommendations, people, entry.by.name, opinion.contrary(seen.case.seen))


@dataclass(frozen=True)
class Struck:
    """An entry to be struck, with what rests on it."""

    seq: int
    text: str
    when: str
    who: str
    dependents: tuple[tuple[int, str, str], ...]
    own: bool = False  # made by its reader, alone and today: taken back without a second person


def to_strike(seen: CaseSeen, said: Said, seq: int, reader: str) -> Struck | None:
    """What would be struck, and the entries that rest on it: each falls too, or stays (Y26)."""
    live = {entry.seq: entry for entry in seen.case.seen.live}
    if seq not in live or live[seq].name in STRIKING:
        return None
    entry = live[seq]
    rest = sorted(striking.dependents(seen.case.seen, (seq,)))
    return Struck(
        seq,
        said.done(entry.name),
        said.at(entry.at),
        entry.by.name,
        tuple((n, said.done(live[n].name), said.at(live[n].at)) for n in rest),
        _is_own(seen, entry, reader),
    )


def _is_own(seen: CaseSeen, entry: Entry, reader: str) -> bool:
    """Whether a reader may take an entry back alone: made by that very hand, today (Y26)."""
    today = striking.day(seen.case.seen, seen.now) == striking.day(seen.case.seen, entry.recorded)
    may = any(one.name == EntryTakenBack.name for one in seen.possible)
    return may and today and entry.by.name == reader and not entry.second


def age_of(made: datetime, now: datetime, said: Said) -> tuple[str, bool]:
    """How long a proposal has waited in working time, and whether that is too long."""
    minutes = int(said.programme.calendars["operator"].elapsed(made, now).total_seconds() // 60)
    return dates.span(minutes, get_language() or "en"), minutes >= 60 * ANSWERED_WITHIN
