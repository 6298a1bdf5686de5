"""The file as experts want it: the question first, three lines of history, then pathology, then images, then the rest.

Pure but for the documents it is given. Before a centre has said that it has no stake in the case it sees a preview:
who treats, where, and an age band; nothing else of the file is put together for it (Y11, Y19).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext

from konsil.core.case import Case
from konsil.core.facts import centre, opinion, question, records, request
from konsil.core.promises import OPEN
from konsil.store.queries.cases import CaseSeen, PromiseSeen
from konsil.store.queries.papers import Paper
from konsil.store.queries.recipients import Doctor
from konsil.web.case.words import Said
from konsil.web.papers import words as papers

SHELVES = {"histology": "pathology", "imaging": "images"}  # the rest is "other"
ICONS = {"histology": "microscope", "imaging": "scan-line", "laboratory": "activity", "medication": "clipboard-list"}


@dataclass(frozen=True)
class Preview:
    """All that a centre may know before it says whether it has a stake in the case."""

    disease: str
    disease_words: str
    age_band: str
    doctors: tuple[tuple[str, str], ...]  # name, hospital


def preview(case: Case, party: str, doctors: Iterable[Doctor], named: Mapping[str, str], language: str) -> Preview:
    """What the enquiry told already, and who treats the patient: enough to know of a conflict of interests."""
    asked = next((one for one in reversed(case.seen.all(centre.Asked)) if one.centre == party), None)
    told = request.told(case.seen)
    written = (told.diagnosed_by, told.last_seen_by) if told else ()
    known = {one.name: one.organisation for one in doctors}
    found = {name: known.get(name, "") for name in (*known, *filter(None, written))}
    disease = asked.disease if asked else ""
    return Preview(
        disease, named.get(language, "") or named.get("en", ""), asked.age_band if asked else "", tuple(found.items())
    )


def treating(case: Case) -> frozenset[str]:
    """The doctors that records were asked of, by key."""
    return frozenset(one.doctor for one in case.seen.all(records.Asked))


@dataclass(frozen=True)
class Doc:
    """A record of the set. `url` opens it where it may be read; `images` is how many we count in it."""

    public: str
    what: str
    kind: str
    about: str
    icon: str
    url: str
    state: str
    tone: str
    is_images: bool


@dataclass(frozen=True)
class Sheet:
    """The file laid out."""

    diagnosis: str
    code: str
    plan: tuple[str, ...]
    operation: date | None
    questions: tuple[tuple[str, str], ...]  # in the member's words, and translated
    history: tuple[str, ...]
    pathology: tuple[Doc, ...]
    images: tuple[Doc, ...]
    other: tuple[Doc, ...]

    @property
    def docs(self) -> tuple[Doc, ...]:
        """The whole set, in the order in which it is read."""
        return (*self.pathology, *self.images, *self.other)


def sheet(seen: CaseSeen, said: Said, papers_: Iterable[Paper], named: Mapping[str, str]) -> Sheet:
    """Everything a review needs and nothing beside it. `named` is the diagnosis in words, by language."""
    live = seen.case.seen
    told, plan = request.told(live), live.the(request.TreatmentPlanned)
    docs = tuple(_docs(seen, said, {one.public: one for one in papers_}))
    official = named.get(said.language, "") or named.get("en", "")
    return Sheet(
        diagnosis=(told.diagnosis_words or official) if told else "",
        code=" ".join(filter(None, (told.diagnosis, official))) if told else "",
        plan=plan.items if plan else (),
        operation=plan.on if plan else None,
        questions=opinion.asked(live),
        history=tuple(filter(None, _history(seen, said))),
        pathology=tuple(one for one in docs if SHELVES.get(one.kind) == "pathology"),
        images=tuple(one for one in docs if SHELVES.get(one.kind) == "images"),
        other=tuple(one for one in docs if one.kind not in SHELVES),
    )


def _history(seen: CaseSeen, said: Said) -> tuple[str, str, str]:
    """Who it is, what was found when and by whom, and what is planned or has begun."""
    live, person = seen.case.seen, seen.person
    told, plan = request.told(live), live.the(request.TreatmentPlanned)
    today = seen.now.astimezone(said.programme.zone).date()
    who = ""
    if person:
        sex = {"female": pgettext("sex", "Woman"), "male": pgettext("sex", "Man")}.get(
            person.sex, pgettext("sex", "Person")
        )
        who = pgettext("history", "%(who)s of %(age)d years") % {"who": sex, "age": person.age(today)}
    found = ""
    if told and told.diagnosed_on:
        by = told.diagnosed_by or "–"
        found = pgettext("history", "Diagnosed on %(day)s by %(doctor)s") % {
            "day": said.on(told.diagnosed_on, year=True),
            "doctor": by,
        }
    next_ = ""
    if plan and plan.begun:
        next_ = pgettext("history", "The planned treatment has begun")
    elif plan and plan.on:
        next_ = pgettext("history", "The treatment is planned for %(day)s") % {
            "day": said.on(plan.on, "long", year=True)
        }
    elif told and told.last_seen:
        next_ = pgettext("history", "Last seen by a doctor on %(day)s") % {"day": said.on(told.last_seen, year=True)}
    return who, found, next_


def disclosed(case: Case, party: str) -> tuple[str, ...]:
    """The documents that this centre was given last, by public id."""
    given = [one for one in case.seen.all(records.Disclosed) if one.to == party]
    return given[-1].documents if given else ()


def _docs(seen: CaseSeen, said: Said, known: Mapping[str, Paper]) -> Iterable[Doc]:
    live = seen.case.seen
    asked = {entry.items["record"]: entry.fact for entry in live.entries_of(records.Asked)}
    came = {one.document: asked.get(one.record) for one in live.all(records.Received)}
    given = {name: None for one in live.all(records.Disclosed) for name in one.documents}
    for public in given:
        yield _doc(public, came.get(public), known.get(public), said)


def _doc(public: str, asked: Any, paper: Paper | None, said: Said) -> Doc:
    kind = asked.kind if asked else paper.kind if paper else "other"
    name = asked.what if asked else paper.name if paper else pgettext("kind of document", "Document")
    state, tone = papers.state(paper) if paper else (pgettext("state of a document", "not here"), "warn")
    about = [papers.kind(paper), papers.size(paper.size)] if paper else []
    if paper:
        about.append(said.on(paper.uploaded_at.astimezone(said.programme.zone).date(), year=True))
    url = reverse("paper", args=[public]) if paper and paper.served else ""
    return Doc(public, name, kind, " · ".join(about), ICONS.get(kind, "file-text"), url, state, tone, kind == "imaging")


@dataclass(frozen=True)
class Asked:
    """A question between centre and operator, its answer if there is one, and until when it is due (A36)."""

    item: str
    to: str
    words: str
    who: str
    when: str
    answer: str
    answered: str
    due: str
    late: bool
    ours: bool  # put by this centre


def thread(seen: CaseSeen, said: Said, party: str) -> tuple[Asked, ...]:
    """The questions of the case, the newest last."""
    live = seen.case.seen
    due = {one.item: one for one in seen.promises if one.key == "question-answered" and one.state in OPEN}
    return tuple(
        _asked(entry, live.about({"question": entry.items["question"]}), due.get(entry.items["question"]), said, party)
        for entry in live.entries_of(question.Put)
    )


def _asked(entry: Any, about: Any, promise: PromiseSeen | None, said: Said, party: str) -> Asked:
    reply = next(reversed(about.entries_of(question.Answered)), None)
    due = promise.cycle.due if promise and not reply else None
    return Asked(
        item=entry.items["question"], to=entry.fact.to, words=entry.fact.words, who=entry.by.name,
        when=said.at(entry.at), answer=reply.fact.words if reply else "",
        answered=f"{reply.by.name}, {said.at(reply.at)}" if reply else "",
        due=said.on(last_day(due, said)) if due else "", late=bool(promise and promise.state == "late"),
        ours=entry.by.party == party,
    )  # fmt: skip


def last_day(due: datetime, said: Said) -> date:
    """The day by whose end something is due that is due before an instant."""
    from datetime import timedelta

    return (due - timedelta(microseconds=1)).astimezone(said.programme.zone).date()


@dataclass(frozen=True)
class Clock:
    """Until when the opinion is due, and how far the count has come: since the first set, and since the last (Y11)."""

    due: str
    late: bool
    paused: bool
    now: int
    first: int


def clock(seen: CaseSeen, said: Said) -> Clock | None:
    """The centre's clock; None before it runs."""
    running = next((one for one in seen.promises if one.key == "centre-opines" and one.state in OPEN), None)
    sets = [entry for entry in seen.case.standing if entry.name == records.Completed.name]
    if running is None or not sets:
        return None
    due = running.cycle.due
    return Clock(
        due=said.on(last_day(due, said), "long") if due else "", late=running.state == "late", paused=due is None,
        now=_days(seen, running.cycle.began), first=_days(seen, sets[0].at),
    )  # fmt: skip


def _days(seen: CaseSeen, since: datetime) -> int:
    """Whole working days after the day of an instant, today among them."""
    from datetime import timedelta

    calendar = seen.programme.calendars["operator"]
    begin, today = since.astimezone(calendar.zone).date(), seen.now.astimezone(calendar.zone).date()
    return sum(calendar.works_on(begin + timedelta(days=n)) for n in range(1, (today - begin).days + 1))
