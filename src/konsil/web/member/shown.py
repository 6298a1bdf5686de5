"""What the member's pages draw, as plain values: stages, the day of the answer, the three centres, the opinion."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import pgettext

from konsil.core.case import Entry
from konsil.core.facts import centre, contact, opinion, records, request
from konsil.core.forecast import Reached
from konsil.store.queries import recipients, traffic
from konsil.store.queries.papers import Paper
from konsil.store.queries.recipients import Organisation
from konsil.web.member.standing import Standing
from konsil.web.member.turns import delivered, deliveries
from konsil.web.papers import words as papers
from konsil.web.ui import dates
from konsil.work.wording import language_name

# -- where we are --------------------------------------------------------------------------------------------------


def stages(standing: Standing) -> list[dict[str, str]]:
    """The four public stages: the day of what is done, an honest range for what is not."""
    found, current = list[dict[str, str]](), False
    for public, parts in _by_public(standing):
        done = all(one.done for one in parts)
        state = "done" if done else "next" if current else "now"
        current = current or not done
        text = standing.said.say(f"public.{public}")
        found.append({"state": state, "text": text, "note": _note(standing, parts, state)})
    return found


def _by_public(standing: Standing) -> Iterator[tuple[str, list[Reached]]]:
    stages = standing.forecast.stages
    for public in dict.fromkeys(one.public for one in stages):
        yield public, [one for one in stages if one.public == public]


def _note(standing: Standing, parts: list[Reached], state: str) -> str:
    said = standing.said
    if state == "done":
        return said.on(standing.day(max(one.done for one in parts if one.done)), "long")
    last = parts[-1].expected
    if standing.forecast.answer is None or last is None:
        return ""
    first = next((one.expected for one in parts if one.expected), last)
    if first == last or state == "now":
        return pgettext("stage", "expected by %(day)s") % {"day": said.on(last, "long")}
    return pgettext("stage", "expected %(first)s – %(last)s") % {"first": said.on(first), "last": said.on(last)}


@dataclass(frozen=True)
class Arrival:
    """Whether the answer comes before the planned treatment, in words that advise nothing (Y14)."""

    text: str
    tone: str
    icon: str


def arrival(standing: Standing) -> Arrival | None:
    """The expected answer against the operation; None where nobody can say a day."""
    cast, said = standing.forecast, standing.said
    if cast.answer is None or standing.turn in ("opinion", "declined", "closed", "quiet", "withdrawn", "refused"):
        return None
    told = {"answer": said.on(cast.answer, "long")}
    if cast.operation is None or not standing.medical:
        return Arrival(pgettext("member", "The answer is expected by %(answer)s") % told, "ok", "calendar-check")
    told["operation"] = said.on(cast.operation, "long")
    if not cast.conflict:
        text = pgettext("member", "Answer by %(answer)s, before the operation on %(operation)s")
        return Arrival(text % told, "ok", "circle-check")
    text = pgettext(
        "member", "Answer by %(answer)s. The operation is planned for %(operation)s: we are trying to be faster"
    )
    return Arrival(text % told, "warn", "calendar-clock")


# -- the choice ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CentreShown:
    """One of the centres offered, as a card."""

    key: str
    name: str
    where: str
    why: str
    points: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OfferShown:
    """The offer: its centres, and until when each of them has said yes."""

    centres: tuple[CentreShown, ...]
    until: date | None


def offer(standing: Standing) -> OfferShown | None:
    """The centres of the live offer, in the order in which they were offered (A16–A18)."""
    entry = next(reversed(standing.view.entries_of(centre.Offered)), None)
    if entry is None or not isinstance(entry.fact, centre.Offered) or not standing.personal:
        return None
    before = standing.whole.case.upto(entry.seq).view(entry.at)
    yes = centre.confirmed(before)
    ends = [standing.day(yes[key].until) for key in entry.fact.centres if key in yes]
    found = tuple(_centre(standing, entry, key, yes.get(key)) for key in entry.fact.centres)
    return OfferShown(found, min(ends, default=None))


def _centre(standing: Standing, entry: Entry, key: str, yes: centre.Confirmed | None) -> CentreShown:
    found, said = recipients.organisation(standing.actor, key), standing.said
    points = [_ranked(standing, entry, key)]
    if yes:
        text = pgettext("centre", "answers within %(days)s working days of the whole file") % {"days": yes.working_days}
        points.append(("timer", text))
    if found and found.languages:
        names = ", ".join(language_name(one, said.language) for one in found.languages)
        points.append(("languages", pgettext("centre", "reads and writes: %(languages)s") % {"languages": names}))
    about = str(found.about.get(said.language, "")) if found else ""
    return CentreShown(key, found.name if found else key, place(found), about, tuple(one for one in points if one[1]))


def _ranked(standing: Standing, entry: Entry, key: str) -> tuple[str, str]:
    """Its place, by whom, and when that was published: a rank without a source says nothing (A17)."""
    rank = entry.known.ranks.get(key) if isinstance(entry.known, centre.Ranked) else None
    if rank is None:
        return "award", ""
    published = dates.day(rank.published, standing.said.language, style="plain", year=True)
    told = {"rank": rank.rank, "source": rank.source, "day": published}
    return "award", pgettext("centre", "no. %(rank)s for this disease: %(source)s, %(day)s") % told


def place(found: Organisation | None) -> str:
    """City and country of a centre."""
    return ", ".join(filter(None, (found.city, country(found.country)))) if found else ""


def country(code: str) -> str:
    """What a country is called; the code itself for one nobody has named."""
    known = {
        "AL": pgettext("country", "Albania"), "DK": pgettext("country", "Denmark"), "FR": pgettext("country", "France"),
        "IE": pgettext("country", "Ireland"), "DE": pgettext("country", "Germany"), "SE": pgettext("country", "Sweden"),
        "NL": pgettext("country", "Netherlands"), "RO": pgettext("country", "Romania"),
        "GB": pgettext("country", "United Kingdom"), "US": pgettext("country", "United States"),
        "IT": pgettext("country", "Italy"), "CH": pgettext("country", "Switzerland"),
    }  # fmt: skip
    return known.get(code, code)


def chosen(standing: Standing) -> str:
    """The name of the chosen centre, for a reader who may know it."""
    found = standing.view.the(centre.Chosen)
    return standing.said.party(found.centre) if found and standing.medical else ""


# -- the opinion ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """A diagnosis or an item of the plan: what was asked about, the verdict in plain words, and the reason."""

    of: str
    verdict: str
    words: str
    tone: str


@dataclass(frozen=True)
class OpinionShown:
    """The opinion on a page."""

    item: str
    centre: str
    place: str
    on: date
    diagnosis: tuple[Judged, ...]
    plan: tuple[Judged, ...]
    answers: tuple[opinion.Answer, ...]
    recommendations: tuple[str, ...]
    for_doctor: tuple[str, ...]
    reviewers: tuple[opinion.Reviewer, ...]
    added: tuple[str, ...]
    contrary: bool
    document: str
    original: str


def letter(standing: Standing, role: str = "member") -> OpinionShown | None:
    """The opinion as it was delivered to this role; None before."""
    delivery = delivered(standing.view, role)
    if delivery is None or not standing.medical:
        return None
    about = standing.view.about({"opinion": delivery.items["opinion"]})
    coded, received = about.the(opinion.Coded), about.entries_of(opinion.Received)[-1]
    if coded is None or not isinstance(received.fact, opinion.Received):
        return None
    found = about.the(centre.Chosen) or standing.view.the(centre.Chosen)
    organisation = recipients.organisation(standing.actor, found.centre) if found else None
    return OpinionShown(
        item=delivery.items["opinion"],
        centre=organisation.name if organisation else "",
        place=place(organisation),
        on=standing.day(received.at),
        diagnosis=tuple(_judged(one, standing) for one in coded.diagnosis),
        plan=tuple(_judged(one, standing) for one in coded.plan),
        answers=coded.answers,
        recommendations=coded.recommendations,
        for_doctor=_for_doctor(coded),
        reviewers=coded.reviewers,
        added=tuple(one.words for one in about.all(opinion.Added)),
        contrary=opinion.contrary(about),
        document=_document(standing, role),
        original=received.fact.document,
    )


def _judged(one: opinion.Verdict, standing: Standing) -> Judged:
    tone = "warn" if one.says in opinion.CONTRARY else "plain" if one.says in ("undetermined", "not-reviewed") else "ok"
    asked = request.told(standing.view)
    of = asked.diagnosis_words if asked and asked.diagnosis_words and one.of == asked.diagnosis else one.of
    return Judged(of, verdict(one.says), one.words, tone)


def verdict(says: str) -> str:
    """What the team says, in plain words."""
    known = {
        "confirmed": pgettext("verdict", "The diagnosis is right."),
        "refined": pgettext("verdict", "The diagnosis is right, and now more exact."),
        "changed": pgettext("verdict", "The experts see another diagnosis."),
        "undetermined": pgettext("verdict", "It cannot be said from this file."),
        "optimal": pgettext("verdict", "The plan is good as it is."),
        "adapt": pgettext("verdict", "The experts would change a part of it."),
        "replace": pgettext("verdict", "The experts advise another treatment."),
        "not-reviewed": pgettext("verdict", "This was not looked at."),
    }
    return known[says]


def _for_doctor(coded: opinion.Coded) -> tuple[str, ...]:
    """Three sentences to take along: what they say of the diagnosis, of the plan, and what they recommend first."""
    first = (coded.diagnosis[0].words, *(one.words for one in coded.plan[:1]), *coded.recommendations)
    return tuple(dict.fromkeys(first))[:3]


def _document(standing: Standing, role: str) -> str:
    """The paper that went out to this role, the latest."""
    found = reversed(traffic.attempts(standing.actor, standing.whole.public))
    return next((one.document for one in found if (one.letter, one.to_role) == ("opinion", role) and one.document), "")


def told_first(standing: Standing) -> bool:
    """Whether a person has told the member already, or was not wanted to (Y20)."""
    return any(one.answer in ("held", "declined") for one in standing.view.all(opinion.CallOffered))


def doctors_copy(standing: Standing) -> Entry | None:
    """The planned delivery to the treating doctor that the member may still waive."""
    waivable = {one.items.get("delivery") for one in standing.seen.possible if one.name == "delivery.waived"}
    return next((one for one in deliveries(standing.view, "doctor") if one.items["delivery"] in waivable), None)


# -- papers and messages -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PaperShown:
    """A document in a list."""

    public: str
    title: str
    about: str
    icon: str
    state: str
    tone: str
    why: str
    linked: bool


def paper(standing: Standing, one: Paper) -> PaperShown:
    """A document of the case as a list shows it."""
    from konsil.web.papers.refusals import why

    state, tone = papers.state(one)
    about = f"{one.name} · {papers.size(one.size)} · {standing.said.on(standing.day(one.uploaded_at))}"
    reason = why(one.why or "scanner-down") if state else ""
    icon = papers.ICONS.get(one.mime, "file-text")
    return PaperShown(one.public, papers.kind(one), about, icon, state, tone, reason, one.served)


@dataclass(frozen=True)
class RecordShown:
    """A record that was asked for: here, on its way, not to be had, or still missing."""

    item: str
    what: str
    state: str
    tone: str


def asked_for(standing: Standing) -> tuple[RecordShown, ...]:
    """The records asked of the doctor, as the checklist has them."""
    return tuple(_record(standing, one) for one in standing.view.entries_of(records.Asked))


def _record(standing: Standing, entry: Entry) -> RecordShown:
    about = standing.view.about({"record": entry.items["record"]})
    for name, text, tone in (
        ("record.received", pgettext("record", "here"), "ok"),
        ("record.waived", pgettext("record", "not needed"), "plain"),
        ("record.refused", pgettext("record", "not to be had so far"), "warn"),
        ("record.picked-up", pgettext("record", "with the courier"), "info"),
    ):  # fmt: skip
        if about.has(name):
            return RecordShown(entry.items["record"], getattr(entry.fact, "what", ""), text, tone)
    return RecordShown(entry.items["record"], getattr(entry.fact, "what", ""), pgettext("record", "asked for"), "")


def thread(standing: Standing, by: str = "") -> list[Mapping[str, object]]:
    """What was written between the member and the team, or `by` one party alone, the oldest first. Notes of the team
    are no part of it (X33)."""
    found: list[Mapping[str, object]] = []
    for entry in standing.view.live:
        if by not in ("", entry.by.party):
            continue
        if isinstance(entry.fact, contact.MessageWritten | contact.MessageReceived):
            ours = isinstance(entry.fact, contact.MessageWritten)
            who = standing.who(entry)
            if entry.by.role == "relative" and standing.seen.person:
                told = {"who": who, "for": standing.seen.person.given}
                who = pgettext("message", "%(who)s for: %(for)s") % told
            found.append({"who": who, "when": standing.said.at(entry.at, standing.today), "text": entry.fact.words,
                          "lang": "", "mine": not ours})  # fmt: skip
    return found


def question_of(standing: Standing) -> request.Told | None:
    """What was asked, for a reader who may know it."""
    return request.told(standing.view) if standing.medical else None
