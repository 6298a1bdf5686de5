"""The papers of a second opinion: to the member, to the treating doctor, to the centre. Pure."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from konsil.core import promises
from konsil.core.case import Case, Entry
from konsil.core.facts import centre, consent, opinion, records, request
from konsil.core.forecast import forecast
from konsil.letters import forms, models, texts
from konsil.letters.models import Letter
from konsil.store.queries.recipients import Organisation
from konsil.work.papers.ground import Ground


class FormChanged(LookupError):
    """The form's words are not those whose hash the consent was released with (A13)."""


# -- to the member ---------------------------------------------------------------------------------------------


def consent_form(ground: Ground) -> Letter:
    """The form whose very words the release named (A13)."""
    return models.Consent(**ground.head, **_consent(ground, ground.entry))


def _consent(ground: Ground, released: Entry) -> dict[str, Any]:
    known, fact, told = released.known, released.fact, request.told(ground.case.seen)
    assert isinstance(known, consent.FormText)
    assert isinstance(fact, consent.Released)
    form = forms.form(known.form, known.language, int(known.version or 0))
    if form.sha256 != known.text_hash:
        raise FormChanged(f"{known.form} {known.language} {known.version}")
    doctor = (told.last_seen_by or told.diagnosed_by) if told else ""
    return {
        "country": known.form,
        "version": int(known.version),
        "member": ground.person.name,
        "born": ground.person.born_on,
        "doctor": doctor or "—",
        "covers": tuple(fact.covers),
    }


def offer(ground: Ground) -> Letter:
    """The centres as they were offered: rank, source and confirmation of that moment (A16–A18)."""
    fact, ranked = ground.entry.fact, ground.entry.known
    assert isinstance(fact, centre.Offered)
    assert isinstance(ranked, centre.Ranked)
    before = ground.case.upto(ground.entry.seq).view(ground.entry.at)
    yes = centre.confirmed(before)
    when = {e.fact: e.at for e in before.entries_of(centre.Confirmed)}
    outlook = forecast(ground.case, ground.now)
    return models.Offer(
        **ground.head,
        centres=tuple(_centre(ground, key, yes[key], when[yes[key]], ranked.ranks[key]) for key in fact.centres),
        choose_by=min(ground.day(yes[key].until) for key in fact.centres),
        expected_on=outlook.answer,
        operation_on=outlook.operation,
        url=ground.link,
    )


def _centre(ground: Ground, key: str, yes: centre.Confirmed, at: datetime, rank: centre.Rank) -> models.Centre:
    found = ground.organisations[key]
    if ground.language not in found.about:
        raise texts.TextMissing(f"centre.{key}.about", ground.language)
    return models.Centre(
        name=found.name,
        place=", ".join(part for part in (found.city, found.country) if part),
        strength=str(found.about[ground.language]),
        rank=rank.rank,
        rank_source=rank.source,
        rank_date=rank.published,
        confirmed_on=ground.day(at),
        confirmed_until=ground.day(yes.until),
        usual_days=yes.working_days,
        languages=", ".join(map(ground.language_name, found.languages)) or ground.language_name("en"),
    )


def declined(ground: Ground) -> Letter:
    """Each finding, and what would change it."""
    fact, told = ground.entry.fact, request.told(ground.case.seen)
    assert isinstance(fact, request.Declined)
    assert told
    findings: tuple[Any, ...] = tuple(fact.findings)
    return models.Decline(
        **ground.head,
        asked_on=told.on,
        findings=findings,
        last_seen=told.last_seen if "not-seen-lately" in findings else None,
    )


def inconclusive(ground: Ground) -> Letter:
    """What is missing for an answer, and who pays for it (Y22)."""
    fact = ground.entry.fact
    assert isinstance(fact, opinion.Inconclusive)
    return models.Note(
        **ground.head,
        subject=ground.say("inconclusive.subject"),
        paragraphs=(
            ground.say("inconclusive.opening"),
            ground.say("inconclusive.missing", missing=fact.missing),
            ground.say(f"inconclusive.who-pays.{fact.who_pays}"),
            ground.say("inconclusive.next", phone=ground.sender.phone),
        ),
    )


# -- the opinion, one delivery each ----------------------------------------------------------------------------


def opinion_of(ground: Ground) -> Letter:
    """For the member the opinion in plain words, for the doctor the summary of one page (A31, Y20)."""
    coded = ground.about.the(opinion.Coded)
    assert coded
    received = ground.about.entries_of(opinion.Received)[-1]
    chosen = ground.case.seen.the(centre.Chosen)
    found = ground.organisations[chosen.centre] if chosen else None
    head = ground.head | {
        "centre": found.name if found else "—",
        "place": ", ".join(part for part in (found.city, found.country) if part) if found else "—",
        "signed_on": ground.day(received.at),
        "guideline": coded.guideline,
        "diagnoses": tuple(map(_judged, coded.diagnosis)),
        "plan_items": tuple(map(_judged, coded.plan)),
        "reviewers": tuple(_reviewer(number, one) for number, one in enumerate(coded.reviewers)),
        "recommendations": tuple(coded.recommendations),
        "original_pages": ground.original_pages,
    }
    return _summary(ground, head, coded) if ground.role == "doctor" else _whole(ground, head, coded, found)


def _whole(ground: Ground, head: dict[str, Any], coded: opinion.Coded, found: Organisation | None) -> Letter:
    return models.Opinion(
        **head,
        diagnosis=diagnosis_says(coded),
        plan=plan_says(coded),
        in_plain_words="\n".join(one.words for one in (*coded.diagnosis, *coded.plan)),
        questions=tuple(_question(one) for one in coded.answers),
        original_language=ground.language_name((found.languages or ("en",))[0] if found else "en"),
    )


def _summary(ground: Ground, head: dict[str, Any], coded: opinion.Coded) -> Letter:
    told = request.told(ground.case.seen)
    asked = " ".join(opinion.questions(ground.case.seen)) or (told.diagnosis_words if told else "")
    return models.Summary(
        **head,
        patient=ground.person.name,
        born=ground.person.born_on,
        asked=asked or "—",
        reasons=tuple(dict.fromkeys(one.words for one in (*coded.diagnosis, *coded.plan))),
    )


WORST: tuple[models.DiagnosisVerdict, ...] = ("changed", "undetermined", "refined")
JUDGED: dict[str, models.Verdict] = {"adapt": "changed", "replace": "dropped"}


def diagnosis_says(coded: opinion.Coded) -> models.DiagnosisVerdict:
    """What the team says of the diagnosis as a whole: the gravest of its verdicts."""
    said = {one.says for one in coded.diagnosis}
    return next((verdict for verdict in WORST if verdict in said), "confirmed")


def plan_says(coded: opinion.Coded) -> models.PlanVerdict:
    """Of the plan: changed if any of its items is, not reviewed if none was."""
    said = {one.says for one in coded.plan}
    if said & opinion.CONTRARY:
        return "changed"
    return "optimal" if said - {"not-reviewed"} else "not-reviewed"


def _judged(one: opinion.Verdict) -> models.Judged:
    verdict: Any = JUDGED.get(one.says, one.says)
    return models.Judged(what=one.of, verdict=verdict, why=one.words)


def _question(one: opinion.Answer) -> models.Question:
    told = {"answer": one.words} if one.answerable else {"why": one.words}
    return models.Question(asked=one.question, **told)


def _reviewer(number: int, one: opinion.Reviewer) -> models.Reviewer:
    leads = one.part.casefold() in LEADS or number == 0
    return models.Reviewer(name=one.name, speciality=one.speciality, role="lead" if leads else "member")


LEADS = frozenset(("chair", "lead"))


# -- to the treating doctor and to the centre ------------------------------------------------------------------


def record_request(ground: Ground) -> Letter:
    """Every record asked of this doctor that has not been requested yet, on one list (A21, A24)."""
    signed = ground.case.seen.entries_of(consent.Signed)
    return models.RecordRequest(
        **ground.head,
        patient=ground.person.name,
        born=ground.person.born_on,
        consent_signed_on=ground.day(signed[-1].at if signed else ground.now),
        items=tuple(models.RecordItem(what=e.fact.what) for e in unasked(ground.case, ground.entry)
                    if isinstance(e.fact, records.Asked)),
        wanted_by=_wanted_by(ground),
        paid_within_days=_paid_within(ground.case),
        url=ground.link,
    )  # fmt: skip


def unasked(case: Case, entry: Entry) -> tuple[Entry, ...]:
    """The live records asked of the same doctor whose request has not gone out, this one among them."""
    seen, doctor = case.seen, getattr(entry.fact, "doctor", "")
    sent = {e.items.get("record") for e in seen.named.get("record.request-sent", ())}
    theirs = (e for e in seen.entries_of(records.Asked) if getattr(e.fact, "doctor", "") == doctor)
    return tuple(e for e in theirs if e.items["record"] not in sent)


def _wanted_by(ground: Ground) -> date:
    """The day by which the doctor's promise is due; without one, today."""
    found = [c.due for c in promises.cycles(ground.case) if c.items.get("record") == ground.entry.items["record"]
             and ground.case.programme.promises[c.promise].owes == "doctor" and c.due]  # fmt: skip
    return ground.day(found[0] - timedelta(microseconds=1)) if found else ground.day(ground.now)


def _paid_within(case: Case) -> int:
    """The days within which the doctor is paid; 0 where the programme promises none."""
    found = (one.within.amount for one in case.programme.promises.values() if "retrieval.paid" in one.met_by)
    return next(found, 0)


def recall(ground: Ground) -> Letter:
    """What had left before the consent was withdrawn or the centre was changed: to be destroyed or sent back."""
    ended = [e for name in ENDINGS for e in ground.case.seen.named.get(name, ())]
    return models.Recall(
        **ground.head,
        withdrawn_at=max((e.at for e in ended), default=ground.entry.at),
        documents=ground.left,
        confirm_by=ground.day(ground.now + RECALLED_WITHIN),
    )


ENDINGS = ("consent.withdrawn", "centre.withdrew", "centre.replaced")
RECALLED_WITHIN = timedelta(days=10)


PAPERS: Mapping[str, Callable[[Ground], Letter | None]] = {
    "consent-form": consent_form,
    "offer": offer,
    "declined": declined,
    "inconclusive": inconclusive,
    "opinion": opinion_of,
    "recall": recall,
    "record-request": record_request,
}
