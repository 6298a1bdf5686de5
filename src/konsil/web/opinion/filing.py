"""Filing an opinion: the signed letter, what it says in fields, and, by those who gave it, that the two agree.

All of it is rehearsed on the case first, so that nothing is recorded of an opinion that lacks something.
"""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language, pgettext

from konsil.core import engine
from konsil.core.engine import Refused
from konsil.core.facts.opinion import CodingConfirmed, Received
from konsil.door import filled, forms, recording, refusing, telling
from konsil.door.actor import Acting
from konsil.door.idempotency import key_of
from konsil.door.telling import Faulty
from konsil.store.queries import papers as kept_papers
from konsil.store.queries import traffic
from konsil.store.queries.cases import Whole
from konsil.store.refusals import Busy, Changed, NotThere
from konsil.web.opinion.editor import DRAFT, FACT, FIELDS, by_field
from konsil.web.papers import refusals
from konsil.web.recording import Attempt, acting_of

KEPT = ("csrfmiddlewaretoken", "key", "seq", "next")  # of a form, and not of a draft


@dataclass(frozen=True)
class Letter:
    """A signed letter that was brought: its public id where it may be named, else why not, in words."""

    document: str = ""
    wrong: str = ""


def submit(request: HttpRequest, public: str, way: str = "portal") -> Attempt | None:
    """File what the editor sends; the attempt where it could not be recorded. The letter is kept in either case."""
    acting, key = acting_of(request), key_of(request)
    whole = recording.whole(acting, public)
    typed = request.POST.copy()
    letter = _letter(request, acting, whole)
    typed["document"] = letter.document
    try:
        told = filled.payload(forms.form(FACT), typed, whole.case.programme.zone)
        faults = dict(_faults(acting, whole, told, letter))
        if faults:
            return Attempt(public, FACT, typed, key, faults)
        _record(acting, whole, told, letter, way, key)
    except (Refused, Changed, Busy) as no:
        return refused(whole, typed, key, no)
    keep_draft(acting, public, QueryDict())
    return None


def refused(whole: Whole, typed: QueryDict, key: str, no: Exception) -> Attempt:
    """A refusal of the case as the attempt that a page draws."""
    said = refusing.message(no, get_language() or "", whole.texts)
    newer = no.newer if isinstance(no, Changed) else ()
    return Attempt(
        whole.public, FACT, typed, key, said=said, refused=refusing.key_of(no), newer=newer,
        status=refusing.STATUS.get(type(no), 409),
    )  # fmt: skip


def _faults(acting: Acting, whole: Whole, told: Mapping[str, Any], letter: Letter) -> Iterator[tuple[str, str]]:
    """Everything that is wrong, at its place: fields, then what the case says of the whole."""
    language, here = get_language() or "", opinion_of(whole)
    if letter.wrong:
        yield "letter", letter.wrong
    elif not letter.document and not here:
        yield "letter", pgettext("opinion", "Add the signed letter: it is what will be delivered.")
    coming = here or whole.case.next_item("opinion")
    try:
        fact = telling.fact(FACT, {"plan": [], **told, "opinion": coming})
    except Faulty as wrong:
        yield from ((one.field, one.said(language)) for one in wrong.faults)
        return
    yield from _rehearsed(acting, whole, fact, language)


def _rehearsed(acting: Acting, whole: Whole, fact: Any, language: str) -> Iterator[tuple[str, str]]:
    """What the core would refuse of the content. A refusal that is not of the content is raised."""
    case, by, now = whole.case, recording.on_case(acting, whole.public, FACT), whole.now
    try:
        if not opinion_of(whole):
            case = engine.record(case, Received(document="d"), by=by, at=now, recorded=now)
        engine.record(case, fact, by=by, at=now, recorded=now)
    except Refused as no:
        keys = (no.key, *no.others)
        if no.key not in FIELDS:
            raise
        words = {key: telling.refusal(whole.texts, language, key) for key in keys if key in FIELDS}
        yield from by_field(keys, words).items()


def opinion_of(whole: Whole) -> str:
    """The opinion that has arrived and stands; empty where none has."""
    live = whole.case.seen.entries_of(Received)
    return live[-1].items["opinion"] if live else ""


def _record(acting: Acting, whole: Whole, told: Mapping[str, Any], letter: Letter, way: str, key: str) -> None:
    """The letter, its content, and the centre's own word that they agree; each with a key of its own."""
    public, here = whole.public, opinion_of(whole)
    if not here:
        arrived = {"document": letter.document, "way": way}
        here = recording.record(acting, public, Received.name, arrived, key=f"{key}-letter").entry.items["opinion"]
    recording.record(acting, public, FACT, {"plan": [], **told, "opinion": here}, key=f"{key}-fields")
    if _gave_it(acting, whole):
        recording.record(acting, public, CodingConfirmed.name, {"opinion": here}, key=f"{key}-agree")


def _gave_it(acting: Acting, whole: Whole) -> bool:
    """Whether the writer is of the centre: then nobody else need confirm what the fields say."""
    return recording.on_case(acting, whole.public, FACT).role == "centre"


# -- the letter ------------------------------------------------------------------------------------------------------


def receive(request: HttpRequest, public: str) -> Mapping[str, str]:
    """A letter that came by mail or courier: file it and record its arrival, at the moment at which it came (Y18).
    What is wrong comes back by field; nothing if all went well. Raises as `record` does."""
    acting, whole = acting_of(request), recording.whole(acting_of(request), public)
    letter = _letter(request, acting, whole)
    at = _arrived(request, whole)
    faults = {}
    if letter.wrong or not letter.document:
        faults["letter"] = letter.wrong or pgettext("opinion", "Choose the letter as a PDF.")
    if at is None:
        faults["arrived"] = pgettext("opinion", "Say when it arrived: a day and an hour that are past.")
    if faults:
        return faults
    told = {"document": letter.document, "way": str(request.POST.get("way", "email"))}
    recording.record(acting, public, Received.name, told, key=key_of(request), at=at)
    return {}


def _arrived(request: HttpRequest, whole: Whole) -> datetime | None:
    """The instant that was typed, in the programme's zone; the minute that is running counts as past."""
    try:
        at = datetime.fromisoformat(str(request.POST.get("arrived", "")))
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=whole.case.programme.zone)
    return min(at, whole.now) if (at - whole.now).total_seconds() < 60 else None


def _letter(request: HttpRequest, acting: Acting, whole: Whole) -> Letter:
    """The letter that is sent along, filed; or the one that was sent before."""
    sent = request.FILES.get("letter")
    if not isinstance(sent, UploadedFile):
        return Letter(str(request.POST.get("document", "")))
    from konsil.work import filing  # the examiners are heavy: no page needs them

    brought = filing.Brought(
        recording.on_case(acting, whole.public, Received.name), whole.public, whole.case_id, whole.person_id,
        "opinion", sent.name or "opinion.pdf", "",
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="konsil-") as folder:
        path = Path(folder) / "letter"
        with path.open("wb") as out:
            out.writelines(sent.chunks())
        found = filing.file(brought, path, "")
    return Letter(found.document) if found.state == "clean" else Letter(wrong=refusals.why(found.why))


# -- drafts ----------------------------------------------------------------------------------------------------------


def draft(acting: Acting, public: str) -> Mapping[str, Any]:
    """What this writer left half-written."""
    return traffic.draft(acting.reader, DRAFT, public)


def keep_draft(acting: Acting, public: str, sent: QueryDict) -> None:
    """Keep it, or throw it away where nothing is in it."""
    content = {name: sent.getlist(name) for name in sent if name not in KEPT and any(sent.getlist(name))}
    traffic.save_draft(acting.reader, DRAFT, content, public)


def letter_name(acting: Acting, draft: Mapping[str, Any], tried: Attempt | None) -> str:
    """What the letter is called that is here already, with the draft or with what was just sent; empty for none."""
    told = tried.typed.get("document", "") if tried else next(iter(draft.get("document", ())), "")
    if not told:
        return ""
    try:
        return kept_papers.paper(acting.reader, str(told)).name
    except NotThere:
        return ""
